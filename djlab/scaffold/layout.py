"""Where a project keeps its schema modules and notebooks, and how its modules import each other."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import tomli

from djlab.pipeline import read
from djlab.pipeline.model import Module, Pipeline

_FROM = re.compile(r"^\s*from\s+(\.*)([\w.]*)\s+import\b")
_NUMBERED = re.compile(r"^(\d+)[-_. ]?(.*)$")
_CORE_TYPE = re.compile(r":\s*(u?int(8|16|32|64)|float(32|64)|<\w+)")
_REQUIREMENT = re.compile(r"""^datajoint\s*(\[[^\]]*\])?\s*(?P<range>[^;]*)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """A package that schema modules go into: its dotted name (``""`` for a plain folder) and folder below the root."""

    package: str
    folder: str

    def module(self, name: str) -> str:
        return f"{self.package}.{name}" if self.package else name

    def path(self, file_name: str) -> str:
        return (PurePosixPath(self.folder) / file_name).as_posix()


@dataclass(frozen=True, slots=True)
class ImportStyle:
    """``relative``: ``from . import x``, else ``from package import x``; ``classes``: ``from .x import Table``."""

    relative: bool = True
    classes: bool = False


def current(root: Path, pipeline: Pipeline | None) -> Pipeline:
    """The pipeline that the caller has, else the one that the source at ``root`` declares now."""
    return read(root) if pipeline is None else pipeline


def place_of(module: Module) -> Place:
    """The package that holds a module."""
    path = PurePosixPath(module.path)
    folder = path.parent.parent if path.name == "__init__.py" else path.parent
    return Place(module.name.rpartition(".")[0], "" if folder.as_posix() == "." else folder.as_posix())


def places(pipeline: Pipeline) -> list[Place]:
    """The packages that hold schema modules, those with most of them first; else the project's top-level packages."""
    counted = Counter(place_of(module) for module in own_schema_modules(pipeline))
    if counted:
        return sorted(counted, key=lambda place: (-counted[place], place.package))
    return [Place(package, folder) for package in pipeline.packages if (folder := package_folder(pipeline, package))]


def choose_place(pipeline: Pipeline, upstream: list[Module], package: str | None) -> Place | None:
    """Where a new module goes: the package asked for, else the upstream modules' own, else the most usual one."""
    known = places(pipeline)
    if package is not None:
        return next((place for place in known if place.package == package), None) or _find_package(pipeline, package)
    own = {module.name for module in own_schema_modules(pipeline)}
    shared = {place_of(module) for module in upstream if module.name in own}
    if len(shared) == 1:
        return shared.pop()
    return known[0] if known else None


def own_schema_modules(pipeline: Pipeline) -> list[Module]:
    """The project's own modules (not those of installed packages) that hold a schema, or tables of another's."""
    declaring = {table.module for table in pipeline.tables}
    return [module for module in pipeline.modules if module.writable and (module.schemas or module.name in declaring)]


def import_style(pipeline: Pipeline, place: Place) -> ImportStyle:
    """How the schema modules of a package import each other, by majority; ``from . import x`` where none does."""
    styles: Counter[ImportStyle] = Counter()
    names = {module.name for module in pipeline.modules}
    modules = [module for module in own_schema_modules(pipeline) if module.imports]
    near = [module for module in modules if place_of(module) == place] or modules
    for module in near[:100]:
        lines = _lines(Path(pipeline.root) / module.path)
        for item in module.imports:
            match = _FROM.match(lines[item.line - 1]) if 0 < item.line <= len(lines) else None
            if match and item.module in names:
                styles[_style_of(match, module, item.module)] += 1
    if not styles:
        return ImportStyle(relative=bool(place.package))
    return max(styles, key=lambda style: (styles[style], style.relative, not style.classes))


def uses_core_types(pipeline: Pipeline) -> bool:
    """Whether the project is written for DataJoint 2 (``int32``, ``<blob>``), which DataJoint 0.14 does not read."""
    if any(_CORE_TYPE.search(table.definition) for table in pipeline.tables):
        return True
    match = re.search(r"(>=|==|~=|>)\s*(\d+)", datajoint_requirement(Path(pipeline.root)) or "")
    if match:
        return int(match.group(2)) >= 2
    return not pipeline.tables


def datajoint_requirement(root: Path) -> str | None:
    """The version range that ``pyproject.toml`` states for DataJoint, ``None`` where it states none."""
    try:
        project = tomli.loads((root / "pyproject.toml").read_text("utf-8")).get("project", {})
        requirements = project.get("dependencies", [])
        for requirement in requirements:
            match = _REQUIREMENT.match(requirement.strip())
            if match and not requirement[match.end() :].startswith(("-", "_")):
                return match.group("range").strip()
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError, AttributeError, TypeError):
        return None
    return None


def notebook_folder(root: Path) -> str:
    """The folder of the project's notebooks: ``notebooks``, or ``notebook`` where only that exists."""
    return "notebook" if (root / "notebook").is_dir() and not (root / "notebooks").is_dir() else "notebooks"


def notebook_name(root: Path, folder: str, name: str) -> str:
    """The path of a module's starter notebook: the one that exists, else the number after the last."""
    try:
        present = sorted(entry.stem for entry in (root / folder).iterdir() if entry.suffix == ".ipynb")
    except OSError:
        present = []
    numbers = [(int(match.group(1)), match.group(2), stem) for stem in present if (match := _NUMBERED.match(stem))]
    for _, title, stem in numbers:
        if title == name:
            return f"{folder}/{stem}.ipynb"
    last = max((number for number, _, _ in numbers if number < 1000), default=0)
    return f"{folder}/{last + 1:02d}-{name}.ipynb"


def _style_of(match: re.Match[str], module: Module, target: str) -> ImportStyle:
    dots, rest = match.groups()
    if not dots:
        return ImportStyle(relative=False, classes=rest == target)
    is_package = PurePosixPath(module.path).name == "__init__.py"
    parts = module.name.split(".") if is_package else module.name.split(".")[:-1]
    base = parts[: len(parts) - len(dots) + 1]
    return ImportStyle(relative=True, classes=".".join([*base, *([rest] if rest else [])]) == target)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return []


def package_folder(pipeline: Pipeline, package: str) -> str | None:
    """The folder of a package, relative to the root; ``None`` where the project has no such package."""
    for module in pipeline.modules:
        if module.name == package and PurePosixPath(module.path).name == "__init__.py":
            return PurePosixPath(module.path).parent.as_posix()
    parts = package.split(".")
    for base in ("src", ""):
        folder = PurePosixPath(base, *parts)
        if (Path(pipeline.root) / folder).is_dir():
            return folder.as_posix()
    return None


def _find_package(pipeline: Pipeline, package: str) -> Place | None:
    if not all(part.isidentifier() for part in package.split(".")):
        return None
    folder = package_folder(pipeline, package)
    return None if folder is None else Place(package, folder)

"""Where a project is, which folders its imports start from, and which Python files belong to it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from djlab.pipeline.packaging import source_folders

MARKERS = ("pyproject.toml", "setup.py", "setup.cfg", "datajoint.json", "dj_local_conf.json")
PACKAGING = ("pyproject.toml", "setup.py", "setup.cfg")
MAX_FILES = 20_000
"""Python files that are looked at in one project; far more than any pipeline has."""
MAX_FOLDERS = 40_000
MAX_DEPTH = 24

_SKIPPED = frozenset(
    [
        "node_modules",
        "site-packages",
        "dist-packages",
        "__pycache__",
        "__pypackages__",
        "build",
        "dist",
        "eggs",
        "venv",
        "env",
        "envs",
        "virtualenv",
        "conda-meta",
        "htmlcov",
        "lib64",
        "bower_components",
    ]
)
_NO_PACKAGE = frozenset(
    [
        "tests",
        "test",
        "testing",
        "docs",
        "doc",
        "notebooks",
        "notebook",
        "examples",
        "example",
        "scripts",
        "docker",
        "images",
    ]
)
_NAME = re.compile(r"[A-Za-z_]\w*\Z")


class SourceFile(NamedTuple):
    """A Python file of the project and the dotted name under which it is imported."""

    path: str
    module: str
    is_package: bool


def find_project(path: str | os.PathLike[str]) -> Path | None:
    """The root of the project that encloses ``path``: the nearest folder with a project file, itself included."""
    start = Path(os.path.abspath(path))
    for folder in (start, *start.parents):
        if _has(folder, MARKERS):
            return folder
    return None


def find_projects(path: str | os.PathLike[str], depth: int = 3, limit: int = 100) -> list[Path]:
    """The roots of the projects at and below ``path``, at most ``depth`` folders down, shallowest first.

    Folders inside a project are not searched, save those of a project file that has no Python package beside it.
    """
    found: list[Path] = []
    level = [Path(os.path.abspath(path))]
    visited = 0
    for _ in range(depth + 1):
        below: list[Path] = []
        for folder in level:
            visited += 1
            if visited > MAX_FOLDERS:
                return found
            files, folders = _list(folder)
            if any(marker in files for marker in MARKERS) and mentions_datajoint(folder):
                found.append(folder)
                if len(found) >= limit:
                    return found
                continue
            below += [folder / name for name in folders]
        level = below
    return found


def mentions_datajoint(folder: Path) -> bool:
    """Tell whether a project file of the folder or a Python file of its packages speaks of DataJoint."""
    if _has(folder, ("datajoint.json", "dj_local_conf.json")):
        return True
    for name in (*PACKAGING, "requirements.txt"):
        if b"datajoint" in read_bytes(os.path.join(folder, name), 1_000_000):
            return True
    for number, file in enumerate(_walk(os.fspath(folder), 6)):
        if b"datajoint" in read_bytes(file, 1_000_000):
            return True
        if number > 300:
            break
    return False


def find_files(root: str | os.PathLike[str]) -> list[SourceFile]:
    """The Python files below ``root`` with their module names.

    The import root of a file is the nearest folder at or above it that has packaging metadata (or the source folder
    that the metadata names, or its ``src``), else ``root``.
    """
    root = os.path.abspath(root)
    base = _import_root_above(root)
    files: list[SourceFile] = []
    bases: dict[str, tuple[str, ...]] = {}
    named: dict[str, tuple[str, ...]] = {}
    for path in _walk(root, MAX_DEPTH):
        folder = os.path.dirname(path)
        starts = bases.get(folder)
        if starts is None:
            starts = bases[folder] = _import_roots(folder, root, base, named)
        module = _module_name(path, starts)
        if module is not None:
            files.append(module)
        if len(files) >= MAX_FILES:
            break
    return files


def module_file(folder: str, dotted: str) -> str | None:
    """The file of a module below an import root or a site-packages folder, or ``None``."""
    path = os.path.join(folder, *dotted.split("."))
    for candidate in (os.path.join(path, "__init__.py"), path + ".py"):
        if os.path.isfile(candidate):
            return candidate
    return None


def site_packages(root: str | os.PathLike[str]) -> list[str]:
    """The site-packages folders of the virtual environments that lie in the project's root."""
    found: list[str] = []
    for name in (".venv", "venv", "env", ".env"):
        for pattern in ("lib/python3*/site-packages", "Lib/site-packages"):
            try:
                found += sorted(map(str, Path(root, name).glob(pattern)))
            except OSError:
                continue
    return found


def read_bytes(path: str, limit: int = -1) -> bytes:
    """The bytes of a regular file, empty where it cannot be read."""
    try:
        if not os.path.isfile(path):
            return b""
        with open(path, "rb") as stream:
            return stream.read(limit)
    except OSError:
        return b""


def _has(folder: Path, names: tuple[str, ...]) -> bool:
    try:
        return any((folder / name).is_file() for name in names)
    except OSError:
        return False


def _list(folder: Path) -> tuple[set[str], list[str]]:
    try:
        with os.scandir(folder) as entries:
            files: set[str] = set()
            folders: list[str] = []
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if not _is_skipped(entry.name):
                        folders.append(entry.name)
                else:
                    files.add(entry.name)
            return files, sorted(folders)
    except OSError:
        return set(), []


def _is_skipped(name: str) -> bool:
    return name[0] == "." or name in _SKIPPED or name.endswith((".egg-info", ".dist-info", ".egg", ".data"))


def _walk(root: str, depth: int) -> Iterator[str]:  # noqa: C901 - errors are part of every step
    """Python files below ``root``, never through a symlink that leads to a folder; environments are skipped."""
    stack = [(root, 0)]
    visited = 0
    while stack:
        folder, level = stack.pop()
        visited += 1
        if visited > MAX_FOLDERS:
            return
        files: list[str] = []
        folders: list[str] = []
        environment = False
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    name = entry.name
                    if name.endswith(".py"):
                        files.append(name)
                    elif name == "pyvenv.cfg":
                        environment = True
                    elif not _is_skipped(name):
                        try:
                            if entry.is_dir(follow_symlinks=False):
                                folders.append(name)
                        except OSError:
                            continue
        except OSError:
            continue
        if environment and level > 0:
            continue
        for name in sorted(files):
            path = os.path.join(folder, name)
            if os.path.isfile(path):
                yield path
        if level < depth:
            stack += [(os.path.join(folder, name), level + 1) for name in sorted(folders, reverse=True)]


def _import_root_above(root: str) -> str:
    """Where the imports of a folder without packaging metadata start.

    That is the folder itself; for a package folder (it has ``__init__.py`` and neither packaging metadata nor a
    package of its own name inside) it is the nearest folder above with metadata, or the folder that holds the package.
    """
    folder = Path(root)
    if _has(folder, PACKAGING) or not (folder / "__init__.py").is_file():
        parent = folder.parent
        if not _has(folder, PACKAGING) and folder.name == "src" and _has(parent, PACKAGING):
            return root
        return root
    while (folder / "__init__.py").is_file() and not _has(folder, PACKAGING) and folder.parent != folder:
        folder = folder.parent
    return os.fspath(folder)


def _import_roots(folder: str, root: str, base: str, named: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The import roots that hold for a folder, innermost first.

    ``named`` holds, for folders that were looked at, the source folders that their packaging metadata names.
    """
    current = folder
    while True:
        if current not in named:
            has_metadata = any(os.path.isfile(os.path.join(current, name)) for name in PACKAGING)
            named[current] = (*source_folders(current), current) if has_metadata else ()
        if named[current]:
            return named[current]
        if current == root or os.path.dirname(current) == current:
            break
        current = os.path.dirname(current)
    src = os.path.join(root, "src")
    return (src, base) if os.path.isdir(src) and not os.path.isfile(os.path.join(src, "__init__.py")) else (base,)


def _module_name(path: str, starts: tuple[str, ...]) -> SourceFile | None:
    for start in starts:
        if not path.startswith(start + os.sep):
            continue
        parts = path[len(start) + 1 : -3].split(os.sep)
        if not all(map(_NAME.match, parts)):
            return None
        package = parts[-1] == "__init__"
        if package:
            parts.pop()
        if not parts or (parts == ["setup"] and not package and _is_packaging(path)) or parts[0] in _NO_PACKAGE:
            return None
        return SourceFile(path, ".".join(parts), package)
    return None


def _is_packaging(path: str) -> bool:
    """Whether a ``setup.py`` is a packaging script: schema modules of that name exist, for tables about set-ups."""
    data = read_bytes(path, 200_000)
    return b"datajoint" not in data or b"setuptools" in data or b"distutils" in data

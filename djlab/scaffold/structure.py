"""What of the standard structure an existing project lacks, planned one by one. Code is never moved or changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import tomli

from djlab.pipeline.model import Pipeline
from djlab.scaffold.command import command_line, template_words
from djlab.scaffold.layout import Place, current, own_schema_modules, places
from djlab.scaffold.notebook import plan_notebook
from djlab.scaffold.options import NotebookOptions, Reader, as_options
from djlab.scaffold.paths import UnsafePathError, resolve_inside
from djlab.scaffold.plan import Plan, PlannedFile, Problem, first_problems, plan_new_file
from djlab.scaffold.project import SECRETS, SECRETS_TEXT, template_values
from djlab.scaffold.project_options import BACKENDS, LICENSES, Backend, License, ProjectOptions, StoreOptions
from djlab.scaffold.render import render

_STORE = re.compile(r"<\w+@(\w+)>")
_DOCKER = ("docker/Dockerfile", "docker/docker-compose.yaml", "docker/.env.example")
_REPOSITORY = "git init makes the project a repository; nothing is committed"
_NO_SECRETS = "The folder .secrets is for you alone and ignored by Git; put your passwords into it yourself"


@dataclass(frozen=True, slots=True)
class StructureOptions:
    """``only`` are the paths of the additions that are wanted, as the structure names them; ``None`` means all."""

    only: tuple[str, ...] | None = None
    license: License = "MIT"
    author: str = ""
    backend: Backend = "postgresql"

    @staticmethod
    def from_data(data: object) -> StructureOptions:
        reader = Reader(data)
        options = StructureOptions(
            only=reader.optional_texts("only"),
            license=cast("License", reader.choice("license", LICENSES, "MIT")),
            author=reader.text("author", ""),
            backend=cast("Backend", reader.choice("backend", BACKENDS, "postgresql")),
        )
        reader.finish()
        return options


def plan_structure(
    root: str | Path,
    options: StructureOptions | Mapping[str, Any],
    missing: Sequence[str],
    *,
    pipeline: Pipeline | None = None,
    templates: Path | None = None,
) -> Plan:
    """Plan the additions that bring a project to the standard structure.

    ``missing`` are the paths that the project's convention expects and that are not there. What cannot be written
    without knowing more (or without moving code) is a note. Raises :class:`~djlab.scaffold.options.OptionError` for
    options of the wrong type.
    """
    chosen: StructureOptions = as_options(StructureOptions, options)
    base = Path(root).resolve()
    additions = _Additions(base, chosen, current(base, pipeline), templates)
    wanted = [path for path in missing if chosen.only is None or path in chosen.only]
    problems: list[Problem | None] = [
        Problem("only", f"{path} is not missing from the standard structure")
        for path in chosen.only or ()
        if path not in missing and not _is_there(base, path)
    ]
    if chosen.only == ():
        problems.append(Problem("only", "Choose what to add"))
    files: dict[str, PlannedFile] = {}
    notes: list[str] = []
    for path in wanted:
        if path == ".git":
            notes.append(_REPOSITORY)
            continue
        if path == ".secrets":
            notes.append(_NO_SECRETS)
        planned = additions.plan(path)
        if isinstance(planned, str):
            notes.append(planned)
            continue
        for file, problem in planned:
            files.setdefault(file.path, file)
            # What is there stays as it is, and is nothing that stands in the way.
            problems.append(problem if file.seen is None else None)
    notes += additions.docker_notes({*wanted, *files})
    command = _command(chosen, templates)
    first = next((file.path for file in files.values() if file.action == "create"), None)
    return Plan(
        "structure",
        str(base),
        tuple(files.values()),
        first_problems(problems),
        command,
        first,
        tuple(notes),
        repository=".git" in wanted,
    )


def _command(options: StructureOptions, templates: Path | None) -> str:
    line = ["new", "structure"]
    for path in options.only or ():
        line += ["--only", path]
    for name, value, default in (
        ("--license", options.license, "MIT"),
        ("--author", options.author, ""),
        ("--backend", options.backend, "postgresql"),
    ):
        if value != default:
            line += [name, value]
    return command_line(*line, *template_words(templates))


_Planned = list[tuple[PlannedFile, Problem | None]]


class _Additions:
    def __init__(self, root: Path, options: StructureOptions, pipeline: Pipeline, templates: Path | None) -> None:
        self._root = root
        self._pipeline = pipeline
        self._templates = templates
        self._modules = own_schema_modules(pipeline)
        self._place = _only_place(pipeline)
        self._pyproject = _pyproject(root)
        self._values = self._template_values(options)

    def plan(self, path: str) -> _Planned | str:
        """The files of one addition, or why it is left to the user."""
        if path.startswith("src/"):
            return self._package(path)
        if path == "notebooks":
            return self._notebooks()
        simple: dict[str, Callable[[], _Planned]] = {
            "LICENSE": lambda: [self._file("LICENSE", f"project/licenses/{self._values['license']}.txt")],
            "README.md": lambda: [self._file("README.md", "structure/README.md.jinja")],
            ".gitignore": lambda: [self._file(".gitignore", "project/gitignore.jinja")],
            "docs/index.md": lambda: [self._file("docs/index.md", "structure/index.md.jinja")],
            "datajoint.json": lambda: [self._file("datajoint.json", "project/datajoint.json.jinja")],
            ".secrets": lambda: [plan_new_file(self._root, SECRETS, SECRETS_TEXT, 0o600)],
        }
        if path in simple:
            return simple[path]()
        if self._place is None:
            return f"{path} is written for one package of schema modules below src/, which this project has not"
        if path == "pyproject.toml":
            return [self._file(path, "project/pyproject.toml.jinja")]
        if path == "tests":
            return self._tests()
        if path in _DOCKER:
            return self._docker(path)
        return f"{path} is left to you"

    def docker_notes(self, wanted: set[str]) -> list[str]:
        """What the image needs and neither the project nor the plan has."""
        if "docker/Dockerfile" not in wanted or self._place is None:
            return []
        needed = ["LICENSE", "README.md", "pyproject.toml", "notebooks"]
        absent = [name for name in needed if name not in wanted and not (self._root / name).exists()]
        notes = [f"docker/Dockerfile copies {', '.join(absent)}: add what is missing"] if absent else []
        extras = self._pyproject.get("project", {}).get("optional-dependencies", {})
        without = [name for name in ("docker", "lab") if name not in extras]
        if without and "pyproject.toml" not in wanted:
            notes.append(f"docker/Dockerfile installs the extras {', '.join(without)}: declare them in pyproject.toml")
        return notes

    def _package(self, path: str) -> _Planned | str:
        if self._pipeline.packages or self._modules:
            return f"{path}: the schema modules lie elsewhere, and djlab never moves code"
        return [self._file(f"{path}/__init__.py", "project/package/__init__.py.jinja")]

    def _notebooks(self) -> _Planned | str:
        if not self._modules:
            return "notebooks: a starter notebook is written for a schema module, of which there is none yet"
        plan = plan_notebook(self._root, NotebookOptions(self._modules[0].name), pipeline=self._pipeline)
        problems = [*plan.problems, None]
        return [(file, problems[0]) for file in plan.files]

    def _tests(self) -> _Planned | str:
        if not all(self._values["schemas"]):
            return "tests: a schema's name is known only when the code runs, write the tests yourself"
        names = ("conftest", "test_pipeline")
        tests = [self._file(f"tests/{name}.py", f"project/tests/{name}.py.jinja") for name in names]
        return [*tests, *self._worker()]

    def _docker(self, path: str) -> _Planned:
        files = [self._file(path, f"project/{path}.jinja")]
        if path == _DOCKER[0]:
            files.append(self._file(".dockerignore", "project/dockerignore.jinja"))
        if path == _DOCKER[1] and self._values["backend"] == "mysql":
            files.append(self._file("docker/create-user.sh", "project/docker/create-user.sh.jinja", 0o755))
        if path == _DOCKER[1]:
            files.append(self._file("docker/create-bucket.py", "project/docker/create-bucket.py.jinja"))
        return [*files, *self._worker()]

    def _worker(self) -> _Planned:
        """The worker, which the containers and the tests run."""
        folder = f"src/{self._values['package']}"
        return [
            self._file(f"{folder}/{name}.py", f"project/package/{name}.py.jinja")
            for name in ("worker", "_locks")
            if not (self._root / folder / "worker.py").exists()
        ]

    def _file(self, path: str, template: str, mode: int = 0o644) -> tuple[PlannedFile, Problem | None]:
        return plan_new_file(self._root, path, render(template, self._values, self._templates), mode)

    def _template_values(self, options: StructureOptions) -> dict[str, Any]:
        project = self._pyproject.get("project", {})
        name, description = project.get("name"), project.get("description")
        dotted = self._place.package if self._place else (*self._pipeline.packages, "workflow")[0]
        stores = _stores(self._pyproject)
        chosen = ProjectOptions(
            name=name if isinstance(name, str) and name else _distribution(self._root.name),
            package=dotted.split(".")[0],
            description=description if isinstance(description, str) else "",
            author=options.author,
            license=options.license,
            backend=options.backend,
            stores=stores,
            modules=(),
            profile="datajoint-2" if (self._root / "datajoint.json").exists() else "book",
        )
        values = template_values(chosen)
        names = _labels([module.name for module in self._modules])
        schemas = {module.name: next((s.name for s in module.schemas if s.name), None) for module in self._modules}
        upstream = {
            name: sorted(
                names[edge.to] for edge in self._pipeline.module_edges if edge.from_ == name and edge.to in names
            )
            for name in names
        }
        used = {store for table in self._pipeline.tables for store in _STORE.findall(table.definition)}
        return {
            **values,
            "modules": dotted,
            "module_list": [
                {"name": names[name], "schema": schemas[name], "table": "", "upstream": upstream[name]}
                for name in names
            ],
            "schemas": [schemas[name] for name in _upstream_first(names, upstream)],
            "store_names": sorted({*used, *(store.name for store in stores)}),
        }


def _labels(names: Sequence[str]) -> dict[str, str]:
    """The last part of each dotted name, or all of it where two modules would be called the same."""
    short = {name: name.rpartition(".")[2] for name in names}
    called = list(short.values())
    return {name: last if called.count(last) == 1 else name for name, last in short.items()}


def _is_there(root: Path, path: str) -> bool:
    try:
        return resolve_inside(root, path).exists()
    except UnsafePathError:
        return False


def _distribution(folder: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", folder).strip("-._") or "pipeline"


def _upstream_first(names: Mapping[str, str], upstream: Mapping[str, Sequence[str]]) -> list[str]:
    ordered: list[str] = []
    waiting = list(names)
    while waiting:
        done = {names[name] for name in ordered}
        # In a cycle nothing is ready: the first one goes on.
        ready = next((name for name in waiting if set(upstream[name]) <= done), waiting[0])
        ordered.append(ready)
        waiting.remove(ready)
    return ordered


def _only_place(pipeline: Pipeline) -> Place | None:
    """The package below ``src/`` that holds every schema module."""
    found = places(pipeline)
    if len(found) == 1 and found[0].package and found[0].folder == "src/" + found[0].package.replace(".", "/"):
        return found[0]
    return None


def _pyproject(root: Path) -> dict[str, Any]:
    try:
        data = tomli.loads((root / "pyproject.toml").read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError):
        return {}
    # Untrusted: each table that is read below is one, or is taken for empty.
    project = data.get("project")
    data["project"] = project if isinstance(project, dict) else {}
    if not isinstance(data["project"].get("optional-dependencies", {}), dict):
        data["project"]["optional-dependencies"] = {}
    return data


def _stores(pyproject: Mapping[str, Any]) -> tuple[StoreOptions, ...]:
    """The object stores that pyproject.toml declares, without what is no text."""
    found: Any = pyproject
    for key in ("tool", "datajoint", "stores"):
        found = found.get(key) if isinstance(found, dict) else None
    stores = []
    for name, settings in found.items() if isinstance(found, dict) else ():
        if isinstance(settings, dict):
            texts = {key: value for key, value in settings.items() if isinstance(value, str)}
            stores.append(StoreOptions(name, texts.pop("protocol", "file"), tuple(texts.items())))
    return tuple(stores)

"""New projects: everything that a pipeline needs, from the licence to the deployment."""

from __future__ import annotations

import datetime
import re
import shlex
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from djlab.scaffold.command import command_line, template_words
from djlab.scaffold.names import camel_case
from djlab.scaffold.options import FirstTable, as_options
from djlab.scaffold.plan import Plan, PlannedFile, Problem, first_problems, plan_new_file
from djlab.scaffold.project_notebooks import analysis_notebook, entry_notebook
from djlab.scaffold.project_options import DEFAULT_STORE, EXAMPLE_MODULES, ProjectOptions, StoreOptions, check_project
from djlab.scaffold.render import render
from djlab.scaffold.tables import TableText, own_key, table_text, words

_EXAMPLE_UPSTREAM = {
    "subject": (),
    "acquisition": ("subject",),
    "processing": ("acquisition",),
    "analysis": ("acquisition", "processing", "subject"),
}

# A folder that Git ignores as a whole, whatever the project's own .gitignore says.
SECRETS, SECRETS_TEXT = ".secrets/.gitignore", "*\n"

_INSTALL = "python -m venv .venv && . .venv/bin/activate && pip install -e '.[dev]' && pytest"


def plan_project(
    root: str | Path, options: ProjectOptions | Mapping[str, Any], *, templates: Path | None = None
) -> Plan:
    """Plan a whole project in the folder ``root``, which need not exist.

    Files that are there already are kept: planning into an existing project adds what is missing. Raises
    :class:`~djlab.scaffold.options.OptionError` for options of the wrong type.
    """
    chosen: ProjectOptions = as_options(ProjectOptions, options)
    base = Path(root).absolute()
    command = project_command(chosen, base, templates)
    problems: list[Problem | None] = list(check_project(chosen))
    if base.exists() and not base.is_dir():
        problems.append(Problem("name", f"{base} is no folder"))
    if problems:
        return Plan("project", str(base), (), first_problems(problems), command, None)
    files: list[PlannedFile] = []
    for path, text, mode in project_texts(chosen, templates):
        file, problem = plan_new_file(base, path, text, mode)
        # Another content stays: a second run completes a project and never changes what the user has edited.
        problems.append(problem if file.seen is None else None)
        files.append(file)
    notes = (f"Next: cd {shlex.quote(str(base))} && {_INSTALL}",)
    return Plan(
        "project", str(base), tuple(files), first_problems(problems), command, "README.md", notes, repository=True
    )


def project_command(options: ProjectOptions, root: Path, templates: Path | None = None) -> str:
    """``djlab new project …`` with these options."""
    line = ["new", "project", options.name]
    if root.name != options.name:
        line += ["--directory", str(root)]
    for option, value, default in (
        ("--package", options.package, "workflow"),
        ("--description", options.description, ""),
        ("--author", options.author, ""),
        ("--license", options.license, "MIT"),
        ("--backend", options.backend, "postgresql"),
        ("--profile", options.profile, "book"),
    ):
        if value != default:
            line += [option, value]
    if options.stores != (DEFAULT_STORE,):
        for store in options.stores:
            settings = [("protocol", store.protocol), *store.settings]
            line += ["--store", ",".join([store.name, *(f"{key}={value}" for key, value in settings)])]
    if options.modules != EXAMPLE_MODULES:
        for name in options.modules:
            line += ["--module", name]
    if not options.docker:
        line.append("--no-docker")
    line += [f"--{name}" for name in ("kubernetes", "slurm") if getattr(options, name)]
    return command_line(*line, *template_words(templates))


def project_texts(options: ProjectOptions, templates: Path | None = None) -> list[tuple[str, str, int]]:
    """Path, text and mode of every file of a project, in a sensible reading order."""
    values = template_values(options)

    def text(template: str) -> str:
        return render(f"project/{template}.jinja", values, templates)

    package = f"src/{options.package}"
    files = {
        "LICENSE": render(f"project/licenses/{options.license}.txt", values, templates),
        "README.md": text("README.md"),
        "pyproject.toml": text("pyproject.toml"),
        ".gitignore": text("gitignore"),
        f"{package}/__init__.py": text("package/__init__.py"),
        f"{package}/py.typed": "",
        f"{package}/_stores.py": text("package/_stores.py"),
        f"{package}/_locks.py": text("package/_locks.py"),
        f"{package}/worker.py": text("package/worker.py"),
    }
    if options.profile == "datajoint-2":
        files["datajoint.json"] = text("datajoint.json")
        files[SECRETS] = SECRETS_TEXT
    folder = "src/" + options.modules_package.replace(".", "/")
    if options.profile == "sub-package":
        files[f"{folder}/__init__.py"] = '"""The schema modules."""\n'
    for name, source in _modules(options, templates).items():
        files[f"{folder}/{name}.py"] = source
    if options.demo:
        files[f"{package}/demo_data.py"] = text("example/demo_data.py")
    for path in ("notebooks/01-data-entry.ipynb", "notebooks/02-analysis.ipynb"):
        write = entry_notebook if "data-entry" in path else analysis_notebook
        files[path] = write(path, options)
    for name in ("index", "usage", "reference"):
        files[f"docs/{name}.md"] = text(f"docs/{name}.md")
    files["docs/conf.py"] = text("docs/conf.py")
    if options.docker:
        files |= {path: text(path) for path in _docker_files(options)}
        files[".dockerignore"] = text("dockerignore")
    for chosen, path in ((options.kubernetes, "deploy/kubernetes.yaml"), (options.slurm, "deploy/slurm.sh")):
        if chosen:
            files[path] = text(path)
    files["tests/conftest.py"] = text("tests/conftest.py")
    files["tests/test_pipeline.py"] = text("tests/test_example.py" if options.example else "tests/test_pipeline.py")
    return [(path, content, _mode(path)) for path, content in files.items()]


def _docker_files(options: ProjectOptions) -> list[str]:
    paths = ["docker/Dockerfile", "docker/docker-compose.yaml", "docker/.env.example", "docker/create-bucket.py"]
    if options.backend == "mysql":
        paths.append("docker/create-user.sh")
    return paths


def _mode(path: str) -> int:
    if path == SECRETS:
        return 0o600
    return 0o755 if path.endswith(".sh") else 0o644


def template_values(options: ProjectOptions) -> dict[str, Any]:
    """The variables of the project's templates."""
    stores = [{"name": store.name, "settings": store.values} for store in options.stores]
    upstream = _EXAMPLE_UPSTREAM if options.example else dict(_chain(options.modules))
    return {
        "name": options.name,
        "package": options.package,
        "modules": options.modules_package,
        "description": options.description.strip() or "A DataJoint pipeline.",
        "author": options.author.strip() or f"the {options.name} contributors",
        "license": options.license,
        "year": datetime.date.today().year,
        "backend": options.backend,
        "port": 5432 if options.backend == "postgresql" else 3306,
        "datajoint": _requirement(options),
        "profile": options.profile,
        "docker": options.docker,
        "kubernetes": options.kubernetes,
        "slurm": options.slurm,
        "image": re.sub(r"[^a-z0-9]+", "-", options.name.lower()).strip("-")[:40].strip("-"),
        "example": options.example,
        "stores": stores,
        "pyproject_stores": [] if options.profile == "datajoint-2" else stores,
        "store_names": [store.name for store in options.stores],
        "default_store": options.stores[0].name if options.stores else None,
        "object_stores": _places(options.stores, "s3"),
        "movable_stores": _movable(options.stores),
        "cloud_secrets": _cloud_secrets(options.stores),
        "data_folders": _data_folders(options.stores),
        "volume_of": {folder: f"stores-{number}" for number, folder in enumerate(_data_folders(options.stores), 1)},
        "host_folders": _host_folders(options.stores),
        "module_list": [
            {"name": name, "schema": name, "table": camel_case(name), "upstream": list(upstream[name])}
            for name in options.modules
        ],
        "schemas": list(options.modules),
    }


def _places(stores: tuple[StoreOptions, ...], protocol: str) -> list[dict[str, str]]:
    return [
        {"name": store.name, "location": dict(store.settings).get("location", "")}
        for store in stores
        if store.protocol == protocol
    ]


def _movable(stores: tuple[StoreOptions, ...]) -> list[dict[str, str]]:
    """What the deployment could keep in its object store instead: the file stores below the project, else a new one."""
    below = _data_folders(stores)
    places = [
        place
        for place in _places(stores, "file")
        if PurePosixPath(place["location"]).parts[:1] in [(f,) for f in below]
    ]
    return places or [{"name": "objects" if any(s.name == "main" for s in stores) else "main", "location": "main"}]


def _requirement(options: ProjectOptions) -> str:
    """DataJoint with the extras that the database and the stores need."""
    needed = ["postgres"] if options.backend == "postgresql" else []
    needed += sorted({store.protocol for store in options.stores} & {"azure", "gcs", "s3"})
    return f"datajoint[{','.join(needed)}]>=2.3" if needed else "datajoint>=2.3"


def _chain(modules: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    return [(name, modules[max(0, place - 1) : place]) for place, name in enumerate(modules)]


def _data_folders(stores: tuple[StoreOptions, ...]) -> list[str]:
    """The top folders below the root that file stores fill, for the ignore list."""
    found = []
    for store in stores:
        location = PurePosixPath(dict(store.settings).get("location", ""))
        if (
            store.protocol == "file"
            and location.parts
            and not location.is_absolute()
            and location.parts[0] not in "..~"
        ):
            found.append(location.parts[0])
    return sorted(set(found))


def _host_folders(stores: tuple[StoreOptions, ...]) -> list[str]:
    """The folders of a machine that file stores name by an absolute path."""
    locations = [dict(store.settings).get("location", "") for store in stores if store.protocol == "file"]
    return sorted({location for location in locations if PurePosixPath(location).is_absolute()})


def _cloud_secrets(stores: tuple[StoreOptions, ...]) -> list[str]:
    """The variables of ``_stores.py`` that hold the secrets of stores in Google's and Microsoft's clouds."""
    keys = {"gcs": ("token",), "azure": ("account_name", "account_key", "connection_string")}
    return [f"DJ_STORES_{store.name}_{key}".upper() for store in stores for key in keys.get(store.protocol, ())]


def _modules(options: ProjectOptions, templates: Path | None) -> dict[str, str]:
    if options.example:
        # DataJoint 2.3.5 cannot insert <blob@main> on MariaDB, which often stands behind MySQL's name.
        blob = "<blob@main>" if options.backend == "postgresql" else "<blob>"
        return {
            name: render(f"project/example/{name}.py.jinja", {"schema": name, "blob": blob}, templates)
            for name in options.modules
        }
    return {name: _plain_module(name, upstream, templates) for name, upstream in _chain(options.modules)}


def _plain_module(name: str, upstream: tuple[str, ...], templates: Path | None) -> str:
    """A module with one Manual table that refers to the first table of the module before it."""
    key = own_key(FirstTable(camel_case(name)), [], name, core_types=True)
    lines = [f"-> {module}.{camel_case(module)}" for module in upstream] + ([key[1]] if key else [])
    values = {
        "title": f"{words(name)}.",
        "schema": name,
        "imports": [f"from . import {module}" for module in upstream],
        "table": table_text(TableText(camel_case(name), "Manual", words(name), lines), templates),
    }
    return render("module/module.py.jinja", values, templates)

"""What of the standard structure a project has."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from djlab.pipeline.model import Pipeline
from djlab.project.model import StructureItem

Layout = Literal["book", "datajoint-2", "sub-package", "flat"]


class _Item(NamedTuple):
    path: str
    purpose: str


_BOOK = (
    _Item("LICENSE", "the terms under which others may use the pipeline"),
    _Item("README.md", "what the pipeline is and how it is run"),
    _Item("pyproject.toml", "name, dependencies and stores"),
    _Item(".gitignore", "what Git leaves out: secrets, environments, caches"),
    _Item("src/{package}", "the package with the schema modules"),
    _Item("notebooks", "numbered notebooks for data entry and analysis"),
    _Item("docs/index.md", "the documentation's first page"),
    _Item("docker/Dockerfile", "the image of a worker"),
    _Item("docker/docker-compose.yaml", "database, object storage and workers together"),
    _Item("docker/.env.example", "the variables that the containers need, without their values"),
    _Item("tests", "the tests of the pipeline"),
    _Item(".git", "the history of the pipeline"),
)

_MODERN = (
    _Item("README.md", "what the pipeline is and how it is run"),
    _Item("pyproject.toml", "name and dependencies"),
    _Item(".gitignore", "what Git leaves out: secrets, environments, caches"),
    _Item("datajoint.json", "connection and stores, without secrets"),
    _Item(".secrets", "passwords and keys of this machine, left out by Git"),
    _Item("src/{package}", "the package with the schema modules"),
    _Item("tests", "the tests of the pipeline"),
    _Item(".git", "the history of the pipeline"),
)

_ALTERNATIVES = {
    "LICENSE": ("LICENSE.txt", "LICENSE.md", "LICENCE", "COPYING", "license.txt"),
    "README.md": ("README.rst", "README.txt", "README"),
    "pyproject.toml": ("setup.py", "setup.cfg"),
    "docker/docker-compose.yaml": ("docker/docker-compose.yml", "docker/compose.yaml", "docker/compose.yml"),
    ".git": (".hg",),
}


def read_structure(
    root: Path, packages: Sequence[str], modules: Sequence[str], repository: Path | None
) -> tuple[StructureItem, ...]:
    """The files and folders that the project's convention expects, each with whether it is there.

    ``packages`` are the import names of the top-level packages, ``modules`` the dotted names of the modules with a
    schema, ``repository`` the folder that holds ``.git`` (it may lie above the project).
    """
    layout = layout_of(root, packages, modules)
    expected_by = "datajoint-2" if layout == "datajoint-2" else "book"
    package = _main_package(packages, modules)
    items = _MODERN if layout == "datajoint-2" else _BOOK
    found = []
    for item in items:
        path = item.path.format(package=package)
        if path == ".git":
            present = repository is not None
        else:
            # What serves in the place of the expected file is named as it is.
            there = next((name for name in (path, *_ALTERNATIVES.get(item.path, ())) if (root / name).exists()), None)
            present, path = there is not None, there or path
        found.append(StructureItem(path, expected_by, present, item.purpose))
    return tuple(found)


def _main_package(packages: Sequence[str], modules: Sequence[str]) -> str:
    """The package that holds most schema modules; repositories have packages of scripts beside it."""
    if not packages:
        return "workflow"
    return max(packages, key=lambda name: sum(module.split(".")[0] == name for module in modules))


def missing_of(root: Path, pipeline: Pipeline) -> tuple[str, ...]:
    """The paths of the standard structure that a project lacks."""
    modules = [module.name for module in pipeline.modules if module.schemas]
    items = read_structure(root, pipeline.packages, modules, repository_of(root))
    return tuple(item.path for item in items if not item.present)


def layout_of(root: Path, packages: Sequence[str], modules: Sequence[str]) -> Layout:
    """Which of the layouts in use the project follows; the Book's where nothing tells."""
    package = next((name for name in packages if (root / "src" / name).is_dir()), None)
    if package is None:
        return "flat" if packages else "book"
    if package != "workflow" and (root / "datajoint.json").is_file():
        return "datajoint-2"
    inside = [name for name in modules if name.startswith(f"{package}.")]
    if inside and all(name.count(".") > 1 for name in inside):
        return "sub-package"
    return "book"


def repository_of(root: Path) -> Path | None:
    """The folder at or above the root that is a Git (or Mercurial) work tree."""
    for folder in (root, *root.parents):
        if (folder / ".git").exists() or (folder / ".hg").exists():
            return folder
    return None

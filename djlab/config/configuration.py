"""The configuration of a project as one object."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from djlab.config import legacy, modern
from djlab.config.bridge import Bridge, find_bridge
from djlab.config.documents import Document, Problem, read_toml
from djlab.config.loaded import Loaded
from djlab.config.requirement import (
    Packaging,
    Reader,
    Series,
    installed_version,
    read_packaging,
    reader,
    surrounding_version,
)
from djlab.config.stores import PYPROJECT, ConfiguredStore, default_store, read_stores


@dataclass(frozen=True, slots=True)
class Configuration:
    """``packaging`` says which project and which DataJoint; ``series`` the line of DataJoint that it gets, and
    ``reader`` how that is known.

    ``loaded`` is what that DataJoint holds after its import, secrets included: it stays on the server.
    """

    packaging: Packaging
    reader: Reader
    stores: tuple[ConfiguredStore, ...]
    default_store: str | None
    bridge: Bridge | None
    problems: tuple[Problem, ...]
    loaded: Loaded
    pyproject: Document

    @property
    def series(self) -> Series:
        return self.reader.series


def read_configuration(
    root: Path,
    package_folders: Iterable[Path] = (),
    environ: Mapping[str, str] | None = None,
    home: Path | None = None,
) -> Configuration:
    """Reads every source of configuration of the project at ``root``.

    ``package_folders`` are the folders of the project's packages, in which a ``_stores.py`` is looked for; ``environ``
    stands for the environment of the user's kernel (default: this process's); ``home`` for the user's home folder.
    Broken files are problems, never exceptions.
    """
    variables = os.environ if environ is None else environ
    pyproject = read_toml(root / PYPROJECT, PYPROJECT)
    packaging = read_packaging(root, pyproject)
    found = reader(packaging.datajoint, installed_version(root), _legacy_file(root), surrounding_version())
    line = found.series
    if line == "0.14":
        loaded = legacy.load(root, variables, home if home is not None else _home())
    else:
        loaded = modern.load(root, variables)
    bridge = find_bridge(package_folders)
    problems = [pyproject.problem] if pyproject.problem is not None else []
    return Configuration(
        packaging=packaging,
        reader=found,
        stores=read_stores(root, loaded, line, pyproject, bridge, variables),
        default_store=default_store(loaded, pyproject, bridge),
        bridge=bridge,
        problems=tuple(problems + loaded.problems),
        loaded=loaded,
        pyproject=pyproject,
    )


def _legacy_file(root: Path) -> str | None:
    """A file that only DataJoint below 2 has a use for, or a project's example of one."""
    if modern.find_config(root) is not None:
        return None
    if (root / legacy.LOCAL).is_file():
        return legacy.LOCAL
    return next(iter(legacy.examples(root)), None)


def _home() -> Path | None:
    try:
        return Path.home()
    except RuntimeError:
        return None

"""What the rules look at: one project, as the rooms below and the caller give it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from djlab.checks.versions import admitted_lines
from djlab.pipeline.model import Pipeline
from djlab.pipeline.types import Line


class Expected(NamedTuple):
    """A file or folder that a convention (``book``, ``datajoint-2``) expects, and whether the project has it."""

    path: str
    expected_by: str
    present: bool
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class StoreFact:
    """A store that the project configures, in files, variables or code; without a name where only the run tells it.

    ``source`` names the file or variable that it comes from, ``effective`` says whether DataJoint will have it and
    ``reason`` why; ``problems`` are what DataJoint refuses in it.
    """

    name: str
    source: str
    effective: bool = True
    reason: str = ""
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """The project that is checked.

    ``datajoint`` is the requirement as the project states it (``>=2.3``), ``installed`` the version in the project's
    environment, ``backend`` ``mysql`` or ``postgresql``; ``None`` where nothing says so. ``stores`` is ``None`` where
    the configuration was not read: rules about stores are silent then. ``notebooks`` are paths relative to the root.
    ``structure`` is empty for a folder that is no project. ``texts`` holds the text of files that are open in an
    editor and not yet saved, by path.
    """

    pipeline: Pipeline
    datajoint: str | None = None
    installed: str | None = None
    backend: str | None = None
    stores: tuple[StoreFact, ...] | None = None
    notebooks: tuple[str, ...] = ()
    structure: tuple[Expected, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        return Path(self.pipeline.root)

    @property
    def requirement(self) -> str | None:
        """The release of DataJoint that the project's environment has, else what the project asks for."""
        return f"=={self.installed}" if self.installed else self.datajoint

    @property
    def lines(self) -> frozenset[Line]:
        """The lines of DataJoint that the project may run on."""
        return admitted_lines(self.requirement)

    @property
    def may_use_mysql(self) -> bool:
        """Whether the project may run on MySQL or MariaDB; 0.14 runs on nothing else."""
        return self.backend != "postgresql" or self.lines == {"0.14"}

    @property
    def uses_mysql(self) -> bool:
        """Whether the project surely runs on MySQL or MariaDB."""
        return self.backend == "mysql" or self.lines == {"0.14"}

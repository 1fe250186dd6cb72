"""One project as a whole: the object that ``djlab inspect --json`` prints and that the panel reads.

As in :mod:`djlab.pipeline.model`, a trailing underscore of a field name is dropped in JSON.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from djlab.pipeline.model import Cycle, Module, ModuleEdge, Table

Severity = Literal["error", "warning", "info"]
Certainty = Literal["certain", "likely", "possible"]


@dataclass(frozen=True, slots=True)
class ConfigurationProblem:
    """What is wrong with a configuration file or variable.

    ``path`` is the file as the project names it; ``line`` counts from 1 and is 0 where no line is meant.
    """

    path: str
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Identity:
    """``root`` is absolute; ``datajoint`` is the requirement as the project states it (``>=2.3``), or ``None``.

    ``lines`` are those of DataJoint (``0.14``, ``2``) that the project may run on, ``backend`` is ``mysql`` or
    ``postgresql``, ``None`` where nothing says so.
    ``problems`` are what keeps the configuration from being read as it was meant.
    """

    root: str
    name: str
    packages: tuple[str, ...]
    datajoint: str | None
    lines: tuple[str, ...] = ()
    backend: str | None = None
    problems: tuple[ConfigurationProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class StoreUse:
    """The attribute (of a table, by its id) whose values lie in a store."""

    table: str
    attribute: str


@dataclass(frozen=True, slots=True)
class Store:
    """A store that is configured, used, or both.

    ``source`` names the file or variable that the store comes from (a file of source where the project's code sets it),
    ``None`` for one that is used but not configured. ``effective`` says whether DataJoint will have it when the
    project's package is imported, ``None`` where files do not tell, and ``reason`` why.
    Secrets are never part of it.
    """

    name: str
    protocol: str | None
    location: str | None
    endpoint: str | None
    bucket: str | None
    source: str | None
    effective: bool | None
    reason: str
    used_by: tuple[StoreUse, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook of the project and the names of the pipeline's modules that its cells import."""

    path: str
    modules: tuple[str, ...]
    error: str | None


@dataclass(frozen=True, slots=True)
class StructureItem:
    """A file or folder of the standard structure; ``expected_by`` names the convention (``book``, ``datajoint-2``)."""

    path: str
    expected_by: str
    present: bool
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a convention rule reports; ``fix`` is a sentence that tells how to mend it, or ``None``.

    Lines and columns count from 1, columns in Unicode code points; the end is exclusive. ``fixable`` says that djlab
    can mend it; ``module`` is the dotted name and ``table`` the id of what it is about, ``None`` for the project.
    """

    code: str
    severity: Severity
    path: str
    line: int
    column: int
    message: str
    fix: str | None = None
    slug: str = ""
    end_line: int = 0
    end_column: int = 0
    certainty: Certainty = "certain"
    fixable: bool = False
    module: str | None = None
    table: str | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """The object of ``djlab inspect --json``, format 1."""

    format: int
    project: Identity
    modules: tuple[Module, ...]
    tables: tuple[Table, ...]
    module_edges: tuple[ModuleEdge, ...]
    cycles: tuple[Cycle, ...]
    stores: tuple[Store, ...]
    notebooks: tuple[Notebook, ...]
    structure: tuple[StructureItem, ...]
    findings: tuple[Finding, ...]

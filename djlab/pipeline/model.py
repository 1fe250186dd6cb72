"""What the source of a pipeline says: the frozen dataclasses that everyone else reads.

Field names are those of ``djlab inspect --json``; a trailing underscore (``from_``, ``class_``), needed where Python
reserves the word, is dropped there. Lines count from 1. Paths are relative to the project's root and use ``/``;
``None`` stands for a file that is not below the root.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, Protocol

Tier = Literal["Manual", "Lookup", "Imported", "Computed", "Part"]
SchemaKind = Literal["constant", "expression", "deferred", "virtual"]
Scope = Literal["module", "function", "type-checking"]
Resolution = Literal["exact", "linked", "external", "unresolved"]
CycleKind = Literal["imports", "lazy imports", "foreign keys"]


@dataclass(frozen=True, slots=True)
class Schema:
    """A ``dj.Schema`` (or a virtual module) that a module holds.

    ``name`` is the database's name of the schema, or the readable form of an expression that is only known at run time
    (``{prefix}ephys``); ``None`` for a deferred schema that nothing in reach activates.
    """

    variable: str
    name: str | None
    expression: str
    kind: SchemaKind
    line: int


@dataclass(frozen=True, slots=True)
class Import:
    """An import of another module of the pipeline; ``module`` is its dotted name."""

    module: str
    line: int
    scope: Scope


@dataclass(frozen=True, slots=True)
class SourceError:
    """Why a file could not be read; its tables are those of the last state that could."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Module:
    """A Python module of the pipeline.

    ``writable`` is false for a module that lies outside the project (an installed element that a workflow activates);
    its ``path`` is then absolute.
    """

    name: str
    path: str
    schemas: tuple[Schema, ...] = ()
    imports: tuple[Import, ...] = ()
    error: SourceError | None = None
    docstring: str = ""
    writable: bool = True


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of a table's heading, as DataJoint would declare it.

    ``type`` is the type as written, with the codec (``<blob@main>``); ``default`` is the source text of the default
    without its quotes, ``None`` where there is none; ``from_`` is the table id that the attribute arrives from through
    a foreign key, ``None`` for an attribute of the table itself; ``line`` is the line of the attribute or of the
    foreign key that brings it.
    """

    name: str
    type: str
    key: bool
    nullable: bool
    default: str | None
    comment: str
    store: str | None
    from_: str | None
    line: int


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A ``-> X`` line.

    ``key`` and ``nullable`` are as the database has them: a line below ``---`` whose attributes are all in the primary
    key already is part of it, as in ``dj.Diagram``. ``renames`` maps the attribute's name here to its name in the
    target. ``attributes`` are the attributes of this table that make the key, in the target's key order; empty while
    the target is not known. ``one_to_one`` says that the key is this table's whole primary key. ``reason`` is empty, or
    tells a person why the reference could not be resolved; ``doubtful`` says that running the code may well find it.
    """

    expression: str
    target: str | None
    resolution: Resolution
    key: bool
    nullable: bool
    unique: bool
    renames: dict[str, str] = field(default_factory=dict)
    line: int = 0
    attributes: tuple[str, ...] = ()
    one_to_one: bool = False
    reason: str = ""
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """An ``index (a, b)`` or ``unique index (a, b)`` line."""

    attributes: tuple[str, ...]
    unique: bool
    line: int


@dataclass(frozen=True, slots=True)
class Warning:
    """What DataJoint would refuse, or what the source does not tell."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table class. ``id`` is ``package.module:Class`` or ``package.module:Master.Part``.

    ``table`` is the database's table name with its tier prefix; ``schema`` the readable schema name; ``line`` the line
    of the class statement; ``definition_line`` the line of the file on which the definition text begins (0 where the
    definition is made at run time). ``methods`` are the names of the class's own methods that matter to DataJoint
    (``make``, ``make_fetch``, ``make_compute``, ``make_insert``, ``key_source``, ``contents``, ...).
    ``new_dimension`` says that the table adds primary-key attributes of its own (DataJoint underlines it).
    """

    id: str
    module: str
    class_: str
    tier: Tier
    master: str | None
    schema: str | None
    table: str
    line: int
    comment: str
    definition: str
    primary_key: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    indexes: tuple[Index, ...] = ()
    methods: tuple[str, ...] = ()
    warnings: tuple[Warning, ...] = ()
    docstring: str = ""
    definition_line: int = 0
    new_dimension: bool = False


@dataclass(frozen=True, slots=True)
class ModuleEdge:
    """``from_`` depends on ``to``: it imports it, has ``foreign_keys`` foreign keys into it, or both."""

    from_: str
    to: str
    imports: bool
    foreign_keys: int


@dataclass(frozen=True, slots=True)
class CycleStep:
    """One edge of a cycle, with the line that makes it: a module name or a table id at either end."""

    from_: str
    to: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Cycle:
    """A cycle of imports, of imports of which some run only inside functions, or of foreign keys."""

    kind: CycleKind
    steps: tuple[CycleStep, ...]


class Reader(Protocol):
    """What a pipeline was read with."""

    def reread(self, paths: Iterable[str]) -> Pipeline:
        """The next state after these files changed."""

    def read_ahead(self, paths: Iterable[str]) -> None:
        """Do of the next ``reread`` what can be done while more files change."""

    def overlay(self, path: str, data: bytes) -> Pipeline:
        """The model as it would be with these bytes in a file."""

    def holds(self, path: str, data: bytes) -> bool:
        """Whether a file was read with just these bytes, and parsed."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """All that the source of one project declares. Tables stand in the order of their modules and lines.

    ``root`` is the absolute path of the project, ``packages`` the import names of its top-level packages. ``reader``
    is no part of the data: it keeps the facts of the files, so that :meth:`reread` costs the changed files only.
    """

    root: str
    packages: tuple[str, ...] = ()
    modules: tuple[Module, ...] = ()
    tables: tuple[Table, ...] = ()
    module_edges: tuple[ModuleEdge, ...] = ()
    cycles: tuple[Cycle, ...] = ()
    reader: Reader | None = field(default=None, repr=False, compare=False, metadata={"data": False})

    def reread(self, paths: Iterable[str | os.PathLike[str]]) -> Pipeline:
        """The next state after the files at these absolute paths changed, appeared or vanished.

        Raises ``ValueError`` for a pipeline that was not read from a folder.
        """
        if self.reader is None:
            raise ValueError("this pipeline was not read from a folder")
        return self.reader.reread([os.fspath(path) for path in paths])

    def read_ahead(self, paths: Iterable[str | os.PathLike[str]]) -> None:
        """Take the facts of files that changed or appeared, so that a later :meth:`reread` costs less.

        For bursts of changes: the work begins while files are still written. This pipeline stays what it is.
        """
        if self.reader is not None:
            self.reader.read_ahead([os.fspath(path) for path in paths])

    def with_text(self, path: str, text: str) -> Pipeline:
        """The pipeline as it would be with this text in the file at ``path`` (relative to the root).

        For texts that are open in an editor: the disk and the state that :meth:`reread` goes on from stay as they are.
        A file that is no module of the pipeline becomes one that nothing imports. It is this pipeline itself, which has
        to be the newest of its folder, where the file was read with just this text.

        Raises ``ValueError`` for a pipeline that was not read from a folder.
        """
        if self.reader is None:
            raise ValueError("this pipeline was not read from a folder")
        data = text.encode("utf-8", "replace")
        return self if self.reader.holds(path, data) else self.reader.overlay(path, data)

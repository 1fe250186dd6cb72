"""Tables as the source gives them, before their headings are computed."""

from __future__ import annotations

from dataclasses import dataclass, field

from djlab.pipeline.definition import Definition
from djlab.pipeline.model import Resolution, Tier
from djlab.pipeline.values import ClassValue, SchemaValue


@dataclass(slots=True)
class Resolved:
    """A foreign key's target: a table id, a dotted path outside of the project, or ``None`` with the reason.

    ``doubtful`` says that running the code may well find a table, though its source does not show one.
    """

    target: str | None
    resolution: Resolution
    reason: str = ""
    doubtful: bool = False


@dataclass(slots=True)
class TableSource:
    """A table class with everything that the source says of it, before headings are computed."""

    value: ClassValue
    tier: Tier
    schema: SchemaValue
    schema_name: str | None
    table: str
    master: TableSource | None
    text: str | None
    definition: Definition
    definition_line: int
    position: float
    order: int
    outside: bool = False
    defined_in: str = ""
    references: list[Resolved] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    structure: set[str] = field(default_factory=set)
    reads: set[str] = field(default_factory=set)
    copied: ClassValue | None = None
    heading_of: str | None = None
    twin_of: str | None = None
    """The table that another class declares first."""

    id: str = ""

    def __post_init__(self) -> None:
        self.id = self.value.id

    @property
    def line(self) -> int:
        """The line of the class statement."""
        return line_of(self.value, self.master)

    @property
    def parents(self) -> list[str]:
        """The ids of the tables whose headings this one's depends on; some may be no tables of the project."""
        found = [reference.target for reference in self.references if reference.target is not None]
        return [*found, *[id_ for id_ in (self.heading_of, self.twin_of) if id_ is not None]]


def line_of(value: ClassValue, master: TableSource | None) -> int:
    """The line of a class; an inherited part has no statement in its master's file and stands at the master's."""
    return value.fact.line if value.origin is None or master is None else master.line


PREFIX = {"Manual": "", "Lookup": "#", "Imported": "_", "Computed": "__", "Part": ""}


def snake_case(name: str) -> str:
    """A class name as DataJoint makes it a table name (``datajoint.utils.from_camel_case``)."""
    name = name.replace("_", "")
    return "".join("_" + char.lower() if char.isupper() and index else char.lower() for index, char in enumerate(name))

"""The tables of a cascade as people see them: which the project has, which are parts, through what they are reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, exc

from djlab.database.cascade import Cascade
from djlab.database.catalogue import Name
from djlab.database.errors import LiveError
from djlab.database.failures import explain
from djlab.database.names import ids_by_name, master_of, tier_of
from djlab.database.settings import ConnectionSettings
from djlab.pipeline.model import Pipeline, Tier


@dataclass(frozen=True, slots=True)
class Through:
    """A foreign key on the way: the table that it comes from or leads to (``id`` as in the source, ``None`` outside the
    project), and the columns on both sides."""

    schema: str
    table: str
    id: str | None
    columns: tuple[str, ...]
    target_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CascadeTable:
    """One table. ``id`` is that of the source, ``None`` for a table outside the project, and ``master_id`` that of the
    ``master``; ``first`` marks the table that was asked about; ``brought`` a master that its parts brought in."""

    schema: str
    table: str
    id: str | None
    tier: Tier
    master: str | None
    master_id: str | None
    first: bool
    brought: bool
    estimate: int | None
    through: tuple[Through, ...] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class CascadeCount:
    """How many rows of a table; ``count`` is ``None`` where ``problem`` says why it is not known."""

    schema: str
    table: str
    count: int | None
    problem: str = ""


def cascade_tables(cascade: Cascade, pipeline: Pipeline) -> list[CascadeTable]:
    """All tables of the cascade, each after those that lead to it."""
    ids = ids_by_name(pipeline.tables)
    upstream = cascade.question.direction == "upstream"
    found = []
    for name in cascade.reach.order:
        master = master_of(name)
        through = []
        for link in cascade.reach.links[name]:
            other = (link.child if upstream else link.parent).name
            through.append(Through(*other, ids.get(other), link.key.columns, link.key.target_columns))
        found.append(
            CascadeTable(
                *name,
                ids.get(name),
                tier_of(name),
                master[1] if master is not None else None,
                ids.get(master) if master is not None else None,
                name == cascade.question.name,
                name in cascade.masters,
                cascade.catalogue.tables[name].estimate,
                tuple(through),
            )
        )
    return found


def count_cascade(
    connection: Connection, settings: ConnectionSettings, cascade: Cascade, names: Sequence[Name]
) -> list[CascadeCount]:
    """Exact numbers of these tables. A table that may not be read costs the others nothing.

    Raises ``DBAPIError`` when the session is lost, or when a statement was cancelled or took too long.
    """
    return [_counted(connection, settings, cascade, name) for name in names]


def by_name(counts: Iterable[CascadeCount]) -> Mapping[Name, int | None]:
    """The numbers as :func:`djlab.database.cascade.refusals` takes them."""
    return {(count.schema, count.table): count.count for count in counts}


def _counted(connection: Connection, settings: ConnectionSettings, cascade: Cascade, name: Name) -> CascadeCount:
    try:
        return CascadeCount(*name, cascade.count(connection, name))
    except LiveError as error:
        return CascadeCount(*name, None, str(error))
    except exc.DBAPIError as error:
        failure = explain(error, settings, in_session=True)
        if error.connection_invalidated or failure.reason not in ("permission", "missing", "query"):
            raise
        return CascadeCount(*name, None, str(failure))

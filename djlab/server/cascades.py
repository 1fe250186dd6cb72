"""What the routes of cascades answer: the tables that are reached at once, their numbers in portions."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from djlab.server.roots import RefusedError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from djlab.database.cascade import Cascade, Question
    from djlab.database.catalogue import Name
    from djlab.database.connection import Database, Work
    from djlab.pipeline.model import Pipeline

SECONDS = 60.0
"""How long the catalogue is taken for true while the numbers of one cascade are asked for."""
KEPT = 8

_known: WeakKeyDictionary[Database, dict[Question, tuple[float, Cascade]]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Tables:
    """What ``POST database/cascade`` answers."""

    pipeline: Pipeline
    question: Question

    def __call__(self, database: Database) -> Work[dict[str, Any]]:
        def work(connection: Connection) -> dict[str, Any]:
            from djlab.database.cascade_tables import cascade_tables

            cascade = _read(database, connection, self.question, anew=True)
            return {
                "read_at": time.time(),
                "tables": [asdict(table) for table in cascade_tables(cascade, self.pipeline)],
            }

        return work


@dataclass(frozen=True, slots=True)
class Counts:
    """What ``POST database/cascade/count`` answers."""

    question: Question
    names: Sequence[Name]

    def __call__(self, database: Database) -> Work[dict[str, Any]]:
        def work(connection: Connection) -> dict[str, Any]:
            from djlab.database.cascade_tables import count_cascade

            cascade = _read(database, connection, self.question)
            for schema, table in self.names:
                if (schema, table) not in cascade.ways:
                    raise RefusedError(404, f"The cascade does not reach {schema}.{table}.", "missing")
            counts = count_cascade(connection, database.settings, cascade, self.names)
            return {"counts": [asdict(count) for count in counts]}

        return work


def _read(database: Database, connection: Connection, question: Question, *, anew: bool = False) -> Cascade:
    from djlab.database.cascade import read_cascade

    known = _known.setdefault(database, {})
    at, found = known.get(question, (0.0, None))
    if found is None or anew or time.monotonic() - at > SECONDS:
        found = read_cascade(connection, database.dialect, question)
        while len(known) >= KEPT:
            known.pop(next(iter(known)), None)
        known[question] = time.monotonic(), found
    return found

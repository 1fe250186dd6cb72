"""Many small questions in few statements: ``UNION ALL`` in chunks, halved where one part fails.

A part that the server refuses (a schema without permission, a table that was dropped a moment ago) must not cost the
others their answer, so a chunk that fails is asked again in halves, down to the part that is to blame.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, exc

from djlab.database.errors import LiveError
from djlab.database.failures import explain
from djlab.database.settings import ConnectionSettings

CHUNK = 200
"""Parts per statement: a UNION ALL of a thousand is planned more slowly than five of two hundred."""
FATAL = ("unreachable", "busy", "cancelled", "timeout", "login")


@dataclass(slots=True)
class Answers:
    """``rows`` of all parts; ``failed`` says per place of a part why it has none; ``statements`` how many were run."""

    rows: list[Any] = field(default_factory=list)
    failed: dict[int, LiveError] = field(default_factory=dict)
    statements: int = 0


def ask(connection: Connection, settings: ConnectionSettings, parts: Sequence[str], chunk: int = CHUNK) -> Answers:
    """The rows of all parts, each a SELECT of the same columns with the part's place first.

    Raises ``DBAPIError`` when the session is lost; a statement that takes too long fails all parts of its chunk.
    """
    answers = Answers()
    for start in range(0, len(parts), chunk):
        _ask(connection, settings, parts, range(start, min(start + chunk, len(parts))), answers)
    return answers


def _ask(
    connection: Connection, settings: ConnectionSettings, parts: Sequence[str], places: range, answers: Answers
) -> None:
    answers.statements += 1
    try:
        answers.rows += connection.exec_driver_sql(" UNION ALL ".join(f"({parts[n]})" for n in places)).all()
    except exc.DBAPIError as error:
        if error.connection_invalidated:
            raise
        failure = explain(error, settings, in_session=True)
        if len(places) == 1 or failure.reason in FATAL:
            answers.failed.update(dict.fromkeys(places, failure))
            return
        middle = places.start + len(places) // 2
        _ask(connection, settings, parts, range(places.start, middle), answers)
        _ask(connection, settings, parts, range(middle, places.stop), answers)

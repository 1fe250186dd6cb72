"""What the database routes answer, beside the state of the connection."""

from __future__ import annotations

import base64
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from djlab.database.catalogue import Catalogue, Name
    from djlab.database.connection import Database, Work
    from djlab.database.status import Status
    from djlab.pipeline.model import Pipeline


@dataclass(frozen=True, slots=True)
class Tables:
    """What ``GET database/tables`` answers: the tables of the source, with what the catalogue says of them."""

    pipeline: Pipeline

    def __call__(self, database: Database) -> Work[dict[str, Any]]:
        def work(connection: Connection) -> dict[str, Any]:
            return _tables(self.pipeline, _catalogue(self.pipeline, database, connection))

        return work


@dataclass(frozen=True, slots=True)
class Counts:
    """What ``POST database/count`` answers: exact numbers of rows of tables by their ids."""

    pipeline: Pipeline
    ids: Sequence[str]

    def __call__(self, database: Database) -> Work[dict[str, Any]]:
        def work(connection: Connection) -> dict[str, Any]:
            from djlab.database.counts import count_rows
            from djlab.database.names import matched

            wanted = [table for table in self.pipeline.tables if table.id in set(self.ids)]
            catalogue = _catalogue(self.pipeline, database, connection)
            there = {key: table.name for key, table in matched(wanted, catalogue).items()}
            numbers = count_rows(connection, database.dialect, list(there.values()))
            return {
                "counts": {key: numbers[name] for key, name in there.items()},
                "missing": [key for key in self.ids if key not in there],
                "read_at": time.time(),
            }

        return work


@dataclass(frozen=True, slots=True)
class Drift:
    """What ``GET database/drift`` answers."""

    pipeline: Pipeline

    def __call__(self, database: Database) -> Work[dict[str, Any]]:
        def work(connection: Connection) -> dict[str, Any]:
            from djlab.database.drift import read_drift

            found = read_drift(connection, database.dialect, self.pipeline)
            return {"read_at": time.time(), "tables": [asdict(table) for table in found]}

        return work


@dataclass(frozen=True, slots=True)
class StatusOf:
    """What ``GET database/status`` answers."""

    pipeline: Pipeline
    stale_seconds: float

    def __call__(self, database: Database) -> Work[dict[str, Any]]:
        def work(connection: Connection) -> dict[str, Any]:
            from djlab.database.status import read_status

            return status_data(self.pipeline, read_status(connection, database, self.pipeline, self.stale_seconds))

        return work


@dataclass(frozen=True, slots=True)
class TracebackOf:
    """What ``POST database/traceback`` answers."""

    name: Name
    key: dict[str, Any] | None
    key_hash: str | None

    def __call__(self, database: Database) -> Work[dict[str, Any]]:
        def work(connection: Connection) -> dict[str, Any]:
            from djlab.database.traceback import LIMIT, read_traceback

            packed = read_traceback(connection, database.dialect, self.name, self.key, self.key_hash)
            return {
                "packed": None if packed is None else base64.b64encode(packed).decode("ascii"),
                "truncated": packed is not None and len(packed) >= LIMIT,
            }

        return work


def stale_seconds(root: Path) -> float:
    """The age from which DataJoint takes a reservation for stale, as the project sets it (``jobs.stale_timeout``)."""
    from djlab.config import read_configuration
    from djlab.database.status import STALE_SECONDS

    value = read_configuration(root).loaded.values.get("jobs.stale_timeout")
    return float(value) if isinstance(value, (int, float)) else STALE_SECONDS


def status_data(pipeline: Pipeline, status: Status) -> dict[str, Any]:
    """The status as JSON, each failed job with the cell that runs it again."""
    from djlab.database.reproduce import reproduce_cell

    tables = {table.id: table for table in pipeline.tables}
    modules = {module.name: module for module in pipeline.modules}
    return {
        "read_at": status.read_at,
        "queries": status.queries,
        "truncated": status.truncated,
        "tables": [{**asdict(table), "eta_seconds": table.eta_seconds} for table in status.tables],
        "errors": [
            {
                "id": group.id,
                "message": group.message,
                "count": group.count,
                "samples": [
                    {
                        **asdict(sample),
                        "cell": reproduce_cell(tables[group.id], modules.get(tables[group.id].module), sample),
                    }
                    for sample in group.samples
                ],
            }
            for group in status.errors
        ],
    }


def embedded_data(root: Path) -> dict[str, Any]:
    """The project's embedded server as ``GET database`` tells it. Starts nothing."""
    from djlab.database import embedded
    from djlab.database.binaries import installations
    from djlab.database.errors import EmbeddedError

    try:
        installations()
        installed, problem = True, ""
    except EmbeddedError as error:
        installed, problem = False, str(error)
    try:
        server = embedded.status(root)
        state, version = server.state, server.version
    except EmbeddedError as error:
        state, version, problem = "absent", None, str(error)
    return {"installed": installed, "state": state, "version": version, "problem": problem}


def start_embedded(root: Path) -> dict[str, Any]:
    """Starts the project's embedded server and makes its kernels connect to it."""
    from djlab.database.local_config import shell_lines, start_for

    _, reached = start_for(root)
    return {
        "settings": reached.file.name if reached.file is not None else None,
        "message": reached.reason,
        "exports": [] if reached.file is not None else shell_lines(reached),
    }


def _catalogue(pipeline: Pipeline, database: Database, connection: Connection) -> Catalogue:
    from djlab.database.catalogue import read_catalogue
    from djlab.database.names import schemas_of

    return read_catalogue(connection, database.dialect, schemas_of(pipeline))


def _tables(pipeline: Pipeline, catalogue: Catalogue) -> dict[str, Any]:
    from djlab.database.names import is_known, matched

    there = matched(pipeline.tables, catalogue)
    return {
        "read_at": time.time(),
        "tables": [
            {
                "id": table.id,
                "schema": table.schema,
                "table": table.table,
                "known": is_known(table.schema),
                "declared": table.id in there,
                "estimate": there[table.id].estimate if table.id in there else None,
            }
            for table in pipeline.tables
        ],
    }

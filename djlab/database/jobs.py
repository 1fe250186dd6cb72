"""The jobs of populate: by status, with durations, stale reservations and errors.

DataJoint 2 keeps one hidden table per auto-populated table (``~~name``, ``datajoint/jobs.py`` of 2.3.5), 0.14 one per
schema (``~jobs``). Only tables that the catalogue has are asked: touching ``Table.jobs`` would create them. Columns
that hold a blob (``error_stack``, the key of 0.14) are not read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from djlab.database.catalogue import Catalogue, CatalogueColumn, CatalogueTable, Name
from djlab.database.columns import Dialect
from djlab.database.dialect import quote
from djlab.database.names import full_name

LEGACY = "~jobs"
PREFIX = "~~"
STATUSES = ("pending", "reserved", "success", "error", "ignore")
ERRORS_PER_TABLE = 50
MESSAGE_LIMIT = 2047

_OWN = frozenset(
    {
        "status",
        "priority",
        "created_time",
        "scheduled_time",
        "reserved_time",
        "completed_time",
        "duration",
        "error_message",
        "error_stack",
        "user",
        "host",
        "pid",
        "connection_id",
        "version",
    }
)


@dataclass(frozen=True, slots=True)
class JobTable:
    """A jobs table; ``target`` is the table whose jobs it holds, ``None`` for one of 0.14 (jobs of a whole schema)."""

    table: CatalogueTable
    target: Name | None

    @property
    def legacy(self) -> bool:
        return self.target is None

    @property
    def key(self) -> list[CatalogueColumn]:
        """The columns of the key of a job."""
        return [column for column in self.table.columns if column.position is not None and column.name not in _OWN]


def job_tables(catalogue: Catalogue) -> list[JobTable]:
    """The jobs tables that the database has."""
    found: list[JobTable] = []
    for (schema, name), table in catalogue.tables.items():
        if name == LEGACY:
            found.append(JobTable(table, None))
        elif name.startswith(PREFIX):
            base = name[len(PREFIX) :]
            target = next((n for n in (f"__{base}", f"_{base}") if (schema, n) in catalogue.tables), None)
            if target is not None:
                found.append(JobTable(table, (schema, target)))
    return found


def status_part(place: int, jobs: JobTable, dialect: Dialect, stale_seconds: float) -> str:
    """SQL: place, table's name (0.14), status, number, age of the oldest reservation, stale ones, workers, duration.

    Ages and the mean duration are in seconds.
    """
    name = full_name(jobs.table.name, dialect)
    q = {column: quote(column, dialect) for column in ("status", "user", "host", "pid", "table_name")}
    moment = quote("timestamp" if jobs.legacy else "reserved_time", dialect)
    age = _age(moment, dialect)
    reserved = f"CASE WHEN {q['status']} = 'reserved' THEN {age} END"
    worker = f"CASE WHEN {q['status']} = 'reserved' THEN CONCAT({q['host']}, ':', {q['pid']}) END"
    duration = (
        "NULL" if jobs.legacy else f"AVG(CASE WHEN {q['status']} = 'success' THEN {quote('duration', dialect)} END)"
    )
    table_name = q["table_name"] if jobs.legacy else _text("NULL", dialect)
    stale = f"SUM(CASE WHEN {reserved} > {float(stale_seconds)} THEN 1 ELSE 0 END)"
    return (
        f"SELECT {place} AS place, {_text(table_name, dialect)} AS target, {_text(q['status'], dialect)} AS status, "  # noqa: S608
        f"COUNT(*) AS n, {_number(f'MAX({reserved})', dialect)} AS oldest, {_number(stale, dialect)} AS stale, "
        f"COUNT(DISTINCT {worker}) AS workers, {_number(duration, dialect)} AS duration "
        f"FROM {name} GROUP BY 2, 3"
    )


def error_part(place: int, jobs: JobTable, dialect: Dialect, limit: int = ERRORS_PER_TABLE) -> str:
    """SQL of the newest errors: place, table's name (0.14), message, moment, user, host, key as JSON or its hash."""
    name = full_name(jobs.table.name, dialect)
    moment = quote("timestamp" if jobs.legacy else "completed_time", dialect)
    key = quote("key_hash", dialect) if jobs.legacy else _key(jobs.key, dialect)
    target = quote("table_name", dialect) if jobs.legacy else "NULL"
    columns = ", ".join(
        _text(text, dialect)
        for text in (
            target,
            f"LEFT({quote('error_message', dialect)}, {MESSAGE_LIMIT})",
            moment,
            quote("user", dialect),
            quote("host", dialect),
            key,
        )
    )
    return (
        f"SELECT {place} AS place, {columns} FROM {name} "  # noqa: S608 - quoted names
        f"WHERE {quote('status', dialect)} = 'error' ORDER BY {moment} DESC LIMIT {int(limit)}"
    )


def duration_part(place: int, table: CatalogueTable, dialect: Dialect) -> str | None:
    """SQL of the mean duration that DataJoint noted in the table's own hidden column, where it has one."""
    if table.column("_job_duration") is None:
        return None
    name = full_name(table.name, dialect)
    return f"SELECT {place} AS place, AVG({quote('_job_duration', dialect)}) AS duration FROM {name}"  # noqa: S608


def _key(columns: Iterable[CatalogueColumn], dialect: Dialect) -> str:
    pairs = ", ".join(f"'{_literal(column.name, dialect)}', {_value(column, dialect)}" for column in columns)
    return f"{'jsonb_build_object' if dialect == 'postgresql' else 'JSON_OBJECT'}({pairs})"


def _value(column: CatalogueColumn, dialect: Dialect) -> str:
    name = quote(column.name, dialect)
    kind = column.to_column().kind
    if kind in ("integer", "bool", "float"):
        return name
    if dialect == "mysql" and (column.declared == "uuid" or kind in ("binary", "uuid")):
        return f"HEX({name})"
    return _text(name, dialect)


def _literal(name: str, dialect: Dialect) -> str:
    text = name.replace("\\", "\\\\") if dialect == "mysql" else name
    return text.replace("'", "''").replace("%", "%%")


def _age(moment: str, dialect: Dialect) -> str:
    if dialect == "postgresql":
        return f"EXTRACT(EPOCH FROM (CURRENT_TIMESTAMP - {moment}))"
    return f"TIMESTAMPDIFF(SECOND, {moment}, CURRENT_TIMESTAMP)"


def _text(sql: str, dialect: Dialect) -> str:
    return f"CAST({sql} AS {'text' if dialect == 'postgresql' else 'CHAR'})"


def _number(sql: str, dialect: Dialect) -> str:
    return f"CAST({sql} AS {'double precision' if dialect == 'postgresql' else 'DOUBLE'})"

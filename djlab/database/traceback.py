"""The stored traceback of one failed job, as the bytes that DataJoint packed: nothing is decoded here.

DataJoint keeps it in ``error_stack``, a ``<blob>`` (2.x) or a mediumblob (0.14). The page unpacks the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from djlab.database import dialect as sql
from djlab.database.catalogue import Name, read_catalogue
from djlab.database.columns import Dialect
from djlab.database.dialect import Sql, quote
from djlab.database.errors import LiveError
from djlab.database.jobs import JobTable, job_tables
from djlab.database.names import full_name

LIMIT = 64 * 1024
"""Bytes that are read at most. Tracebacks are packed by zlib, so this is a long one."""


def read_traceback(
    connection: Connection, dialect: Dialect, name: Name, key: Mapping[str, Any] | None, key_hash: str | None
) -> bytes | None:
    """At most ``LIMIT`` bytes of the traceback of a failed job of this table; ``None`` where none is kept.

    The job is named as in :class:`djlab.database.status.ErrorSample`. Raises ``LiveError`` (``missing``) where it is
    not there any more.
    """
    tables = job_tables(read_catalogue(connection, dialect, {name[0]}))
    wanted = [jobs for jobs in tables if (jobs.target is None if key is None else jobs.target == name)]
    if not wanted:
        raise LiveError("missing", f"The database has no jobs of {'.'.join(name)}.")
    condition, values = _condition(wanted[0], name, key or {}, key_hash or "", dialect)
    row = connection.exec_driver_sql(
        f"SELECT SUBSTRING({quote('error_stack', dialect)}, 1, {LIMIT}) "  # noqa: S608 - quoted names
        f"FROM {full_name(wanted[0].table.name, dialect)} WHERE {condition} AND {quote('status', dialect)} = 'error'",
        values,
    ).first()
    if row is None:
        raise LiveError("missing", "The failed job is not there any more: it was deleted, or runs again.")
    return None if row[0] is None else bytes(row[0])


def _condition(jobs: JobTable, name: Name, key: Mapping[str, Any], key_hash: str, dialect: Dialect) -> Sql:
    if jobs.legacy:
        names = (quote("table_name", dialect), quote("key_hash", dialect))
        return f"{names[0]} = %s AND {names[1]} = %s", (name[1], key_hash)
    parts: list[str] = []
    values: list[Any] = []
    for column in (column.to_column() for column in jobs.key):
        text = sql.text_of(key.get(column.name))
        if text is None:
            raise LiveError("missing", f"The key of the job has no {column.name}.")
        bound, some = sql.bound(column, text.replace("-", "") if column.kind == "uuid" else text, dialect)
        parts.append(f"{quote(column.name, dialect)} = {bound}")
        values += some
    return " AND ".join(parts) or "1 = 0", tuple(values)

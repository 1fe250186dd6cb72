"""The little SQL in which a page of rows differs between PostgreSQL and MySQL or MariaDB.

Parameters are written ``%s``, as every driver in use here (psycopg2, psycopg, PyMySQL) wants them, so a literal ``%``
of an identifier is doubled. SQLAlchemy is not used for this text because the kernel runs it over DataJoint's connection
and around DataJoint's own SQL.

A cursor holds texts. How a value becomes a text and comes back is the matter of this module: the text must compare
exactly as the server orders.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any

from djlab.database.columns import Column, Dialect

Sql = tuple[str, tuple[Any, ...]]
"""SQL text and its parameters."""

# One more character is read than is shown, to know that there is more.
TEXT_LIMIT = 1000


@lru_cache(maxsize=5000)
def quote(name: str, dialect: Dialect) -> str:
    """An identifier, quoted; ``%`` doubled for the drivers."""
    mark = "`" if dialect == "mysql" else '"'
    return mark + name.replace(mark, mark * 2).replace("%", "%%") + mark


def shown(column: Column, reference: str, dialect: Dialect, limit: int = TEXT_LIMIT) -> str | None:
    """SQL that gives the value to show, at most ``limit + 1`` characters of it; ``None`` for what is not read.

    Dates, decimals and types unknown here come as the server's own text: a driver's Python type would lose what it
    cannot hold (``infinity``, years beyond 9999, zero dates). A binary column is never read; PostgreSQL tells NULL from
    the row's header, MySQL would have to read the value.
    """
    if dialect == "postgresql":
        if column.kind == "binary":
            return f"({reference} IS NOT NULL)"
        if column.kind in ("integer", "float", "bool"):
            return reference
        text = f"CAST({reference} AS text)"
        return text if _is_short(column, limit) else f"LEFT({text}, {limit + 1})"
    if column.kind == "binary":
        return None
    if column.kind == "uuid":
        return f"HEX({reference})"
    if column.kind in ("date", "time", "datetime", "decimal"):
        return f"CAST({reference} AS CHAR)"
    if column.kind == "json":
        return f"LEFT(CAST({reference} AS CHAR), {limit + 1})"
    return f"LEFT({reference}, {limit + 1})" if column.kind == "text" and not _is_short(column, limit) else reference


def _is_short(column: Column, limit: int) -> bool:
    if column.length is not None:
        return column.length <= limit
    return column.kind in ("enum", "date", "time", "datetime", "uuid")


def kept(column: Column, reference: str, dialect: Dialect) -> str:
    """SQL that gives the value for a cursor."""
    if column.kind == "integer":
        return reference
    if dialect == "postgresql":
        return f"CAST({reference} AS text)"
    if column.kind == "float":
        # A FLOAT is printed with six digits; as a double it is printed exactly.
        return f"({reference} + 0e0)"
    if column.kind in ("uuid", "binary"):
        return f"HEX({reference})"
    if column.kind in ("date", "time", "datetime", "decimal"):
        return f"CAST({reference} AS CHAR)"
    return reference


def text_of(value: Any) -> str | None:
    """The text of a cursor's value as the driver gave it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).hex()
    return repr(value) if isinstance(value, float) else str(value)


def bound(column: Column, text: str, dialect: Dialect) -> Sql:
    """SQL of a cursor's value, to compare the column with.

    PostgreSQL reads an untyped literal as the type of the other side. MySQL would compare a big integer or a decimal
    with a text as doubles, so these are given their type.
    """
    if dialect == "mysql":
        if column.kind in ("integer", "bool"):
            return "%s", (int(text),)
        if column.kind == "float":
            return "%s", (float(text),)
        if column.kind == "decimal":
            digits, scale = _size(text)
            return f"CAST(%s AS DECIMAL({digits},{scale}))", (text,)
        if column.kind in ("uuid", "binary"):
            return "UNHEX(%s)", (text,)
    return "%s", (text,)


def _size(text: str) -> tuple[int, int]:
    """Precision and scale that hold a decimal exactly."""
    whole, _, fraction = format(Decimal(text), "f").lstrip("-").partition(".")
    return max(len(whole) + len(fraction), 1), len(fraction)


def beyond(column: Column, reference: str, text: str, dialect: Dialect, descending: bool) -> Sql:
    """SQL of "comes after this value in the order of the column", NULLs left aside."""
    if dialect == "mysql" and column.kind == "enum":
        return _beyond_in_enum(column, reference, text, descending)
    value, parameters = bound(column, text, dialect)
    return f"{reference} {'<' if descending else '>'} {value}", parameters


def _beyond_in_enum(column: Column, reference: str, text: str, descending: bool) -> Sql:
    """MySQL orders an enum by its index and compares it as text. A list of members is ordered, and uses the index."""
    # Index 0 is the value that MySQL stores for an illegal one; it reads as an empty text.
    members = column.members if "" in column.members else ("", *column.members)
    at = members.index(text) if text in members else 0
    others = members[:at] if descending else members[at + 1 :]
    if not others:
        return "1 = 0", ()
    return f"{reference} IN ({', '.join(['%s'] * len(others))})", others

"""Pages of rows, found by key: forwards, backwards and from the end, at a cost that does not grow with the table.

The concatenation of all pages is one full ordered SELECT. A page ends where a cursor says; the next one asks for what
comes after it in the order, so rows that are inserted or deleted meanwhile shift nothing. The same statements serve the
server (tables by name) and the kernel (any query expression). Standard library only.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from djlab.database import dialect as sql
from djlab.database.cells import Cell, cells
from djlab.database.columns import ORDERABLE, Column, Dialect
from djlab.database.errors import DatabaseError

MAX_ROWS = 1000
REFERENCE_LIMIT = 2000
PROTOCOL = 1

# ``json.dumps`` would make such an encoder for every cursor.
_JSON = json.JSONEncoder(ensure_ascii=False).encode


class PageError(DatabaseError):
    """The request names a column, an order or a cursor that the source does not have."""


@dataclass(frozen=True, slots=True)
class Source:
    """What rows are taken from.

    ``from_`` is the SQL after FROM (a quoted table, or a subquery in parentheses), with ``%`` doubled; ``key`` names
    the columns that make a row unique, in the order of the index. ``name`` are schema and table where the rows are
    those of one table.
    """

    dialect: Dialect
    from_: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    name: tuple[str, str] | None = None

    def column(self, name: str) -> Column:
        """The column of that name. Raises ``PageError`` when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise PageError(f"There is no column {name!r}.")


@dataclass(frozen=True, slots=True)
class Request:
    """A page to be read.

    ``columns`` are the names to give (``None``: all). ``order`` are columns with "descending"; the key is appended.
    ``cursor`` is one that an earlier page gave, ``None`` for the first page (``backwards``: for the last). ``after``
    are values of the first columns of the order (as texts of :mod:`djlab.database.dialect`) behind which the page
    begins, for a jump. ``where`` is further SQL of the caller. Raises ``PageError`` in :func:`statement` for what the
    source does not have.
    """

    size: int = 100
    columns: tuple[str, ...] | None = None
    order: tuple[tuple[str, bool], ...] = ()
    cursor: str | None = None
    backwards: bool = False
    after: tuple[str | None, ...] = ()
    where: tuple[sql.Sql, ...] = ()
    text_limit: int = sql.TEXT_LIMIT


@dataclass(frozen=True, slots=True)
class Statement:
    """One SELECT and what is needed to read its answer."""

    sql: str
    parameters: tuple[Any, ...]
    columns: tuple[Column, ...]
    request: Request
    order: tuple[tuple[str, bool], ...]
    places: tuple[int | None, ...]
    cursor_places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in the order of the request, whichever way they were read.

    ``previous`` and ``next`` are cursors (for a backwards and a forwards request), ``None`` at an end of the table as
    this page saw it.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    previous: str | None
    next: str | None

    def to_data(self) -> dict[str, Any]:
        """The page as JSON: see ``docs/architecture/contracts.md``."""
        return {
            "protocol": PROTOCOL,
            "columns": [column.to_data() for column in self.columns],
            "rows": [list(row) for row in self.rows],
            "previous": self.previous,
            "next": self.next,
        }


def statement(source: Source, request: Request) -> Statement:
    """The one bounded SELECT of a page.

    Raises ``PageError`` for a column that is not there or cannot be ordered by, for a cursor of another order, and for
    a size outside 1 to ``MAX_ROWS``.
    """
    if not 1 <= request.size <= MAX_ROWS:
        raise PageError(f"A page has 1 to {MAX_ROWS} rows, not {request.size}.")
    columns = source.columns if request.columns is None else tuple(source.column(name) for name in request.columns)
    order = full_order(source, request)
    selected: dict[str, int] = {}

    def place(text: str) -> int:
        return selected.setdefault(text, len(selected))

    places = tuple(
        None if text is None else place(text)
        for text in (
            sql.shown(column, reference(source, column), source.dialect, _limit(column, request)) for column in columns
        )
    )
    ordering = [(source.column(name), descending) for name, descending in order]
    cursor_places = tuple(place(sql.kept(column, reference(source, column), source.dialect)) for column, _ in ordering)
    conditions = list(request.where)
    if request.cursor is not None:
        conditions.append(_after(source, ordering, _decode(request.cursor, order), request.backwards))
    if request.after:
        conditions.append(_after(source, ordering[: len(request.after)], list(request.after), request.backwards))
    text = "SELECT " + ", ".join(f"{item} AS c{number}" for number, item in enumerate(selected or ("1",)))
    text += f" FROM {source.from_} AS t"
    if conditions:
        text += " WHERE " + " AND ".join(f"({condition})" for condition, _ in conditions)
    if ordering:
        text += " ORDER BY " + ", ".join(
            reference(source, column) + (" DESC" if descending != request.backwards else "")
            for column, descending in ordering
        )
    text += f" LIMIT {request.size + 1}"
    parameters = tuple(value for _, values in conditions for value in values)
    return Statement(text, parameters, columns, request, order, places, cursor_places)


def read(done: Statement, rows: Sequence[Sequence[Any]]) -> Page:
    """The page that a statement's rows make."""
    request = done.request
    more = len(rows) > request.size
    found = list(rows[: request.size])
    if request.backwards:
        found.reverse()
    values = tuple(zip(*found, strict=True))
    by_column = [
        [False] * len(found) if at is None else cells(column, values[at], _limit(column, request))
        for column, at in zip(done.columns, done.places, strict=True)
        if found
    ]
    rows_of_cells: tuple[tuple[Cell, ...], ...] = (
        tuple(zip(*by_column, strict=True)) if by_column else tuple(() for _ in found)
    )

    def cursor(row: int, wanted: bool) -> str | None:
        # Without a key rows cannot be told apart, so there is one page only.
        if not (wanted and found and done.order):
            return None
        return _encode([sql.text_of(found[row][at]) for at in done.cursor_places], done.order)

    inside = bool(request.cursor or request.after)
    before, after = (more, bool(request.cursor)) if request.backwards else (inside, more)
    return Page(done.columns, rows_of_cells, cursor(0, before), cursor(-1, after))


def _limit(column: Column, request: Request) -> int:
    """Characters of a text. What is kept of a value in a store is told in few words, but only from the whole of it."""
    return max(request.text_limit, REFERENCE_LIMIT) if column.is_reference else request.text_limit


def reference(source: Source, column: Column) -> str:
    """The column in the SQL of a page."""
    return f"t.{sql.quote(column.name, source.dialect)}"


def full_order(source: Source, request: Request) -> tuple[tuple[str, bool], ...]:
    """The columns that the rows are ordered by: those of the request, then the key. Raises ``PageError``."""
    order: dict[str, bool] = {}
    for name, descending in request.order:
        if source.column(name).kind not in ORDERABLE:
            raise PageError(f"Rows cannot be ordered by {name!r}: it holds {source.column(name).type}.")
        order.setdefault(name, descending)
    # The key follows the direction of the last column, so that one index can serve the whole order.
    direction = list(order.values())[-1] if order else False
    for name in source.key:
        order.setdefault(name, direction)
    return tuple(order.items())


def _after(source: Source, ordering: list[tuple[Column, bool]], values: list[str | None], backwards: bool) -> sql.Sql:
    """SQL of "comes after the cursor in this order" (before it, when backwards)."""
    directions = {descending != backwards for _, descending in ordering}
    simple = not any(column.nullable for column, _ in ordering) and None not in values
    if source.dialect == "postgresql" and simple and len(directions) == 1:
        # PostgreSQL reads a row comparison as one range of the index; it does not do so with the expanded form.
        left = ", ".join(reference(source, column) for column, _ in ordering)
        marks = ", ".join(["%s"] * len(values))
        return f"({left}) {'<' if directions.pop() else '>'} ({marks})", tuple(values)
    return _expanded(source, ordering, values, backwards)


def _expanded(
    source: Source, ordering: list[tuple[Column, bool]], values: list[str | None], backwards: bool
) -> sql.Sql:
    """``a > x OR (a = x AND (b > y OR ...))``: MySQL and MariaDB do not use the index for a row comparison."""
    text, parameters = "", ()  # type: tuple[str, tuple[Any, ...]]
    for (column, descending), value in reversed(list(zip(ordering, values, strict=True))):
        strict, strict_values = _strictly_after(source, column, value, descending != backwards)
        if not text:
            text, parameters = strict, strict_values
            continue
        same, same_values = equal(source, column, value)
        text = f"{strict} OR ({same} AND ({text}))"
        parameters = (*strict_values, *same_values, *parameters)
    return text, parameters


def equal(source: Source, column: Column, value: str | None) -> sql.Sql:
    """SQL of "has the value that a cursor keeps"."""
    if value is None:
        return f"{reference(source, column)} IS NULL", ()
    text, parameters = ("%s", (value,)) if column.kind == "enum" else sql.bound(column, value, source.dialect)
    return f"{reference(source, column)} = {text}", parameters


def _strictly_after(source: Source, column: Column, value: str | None, descending: bool) -> sql.Sql:
    """NULL is the greatest value for PostgreSQL, the smallest for MySQL."""
    place = reference(source, column)
    nulls_ahead = descending == (source.dialect == "mysql")
    if value is None:
        return ("1 = 0", ()) if nulls_ahead else (f"{place} IS NOT NULL", ())
    text, parameters = sql.beyond(column, place, value, source.dialect, descending)
    if column.nullable and nulls_ahead:
        return f"({text} OR {place} IS NULL)", parameters
    return text, parameters


def _encode(values: list[str | None], order: tuple[tuple[str, bool], ...]) -> str:
    text = _JSON([PROTOCOL, [[name, int(down)] for name, down in order], values])
    return base64.urlsafe_b64encode(text.encode("utf-8", "surrogatepass")).decode("ascii")


def _decode(cursor: str, order: tuple[tuple[str, bool], ...]) -> list[str | None]:
    try:
        text = base64.urlsafe_b64decode(cursor.encode("ascii")).decode("utf-8", "surrogatepass")
        protocol, of, values = json.loads(text)
    except (ValueError, binascii.Error, TypeError):
        raise PageError("The cursor is not one of djlab's.") from None
    if protocol != PROTOCOL or of != [[name, int(down)] for name, down in order]:
        raise PageError("The cursor belongs to another order of rows.")
    if not isinstance(values, list) or len(values) != len(order):
        raise PageError("The cursor is not one of djlab's.")
    if not all(value is None or isinstance(value, str) for value in values):
        raise PageError("The cursor is not one of djlab's.")
    return values

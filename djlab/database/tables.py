"""Pages of a table by its name: what ``POST database/rows`` does inside one read-only session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection

from djlab.database import jump, pages, restriction
from djlab.database.catalogue import CatalogueTable
from djlab.database.columns import Dialect
from djlab.database.names import full_name
from djlab.database.pages import Page, PageError, Request, Source

UNINDEXED_ROWS = 500_000
"""From this many rows on djlab refuses an order that no index serves: the server would sort the whole table."""


@dataclass(frozen=True, slots=True)
class RowsRequest:
    """A page of a table. ``restriction`` is a text that :mod:`djlab.database.restriction` reads; ``at`` a part of the
    way through the rows (0 to 1) where the page begins, approximately. The rest is that of
    :class:`djlab.database.pages.Request`."""

    restriction: str = ""
    columns: tuple[str, ...] | None = None
    order: tuple[tuple[str, bool], ...] = ()
    cursor: str | None = None
    backwards: bool = False
    size: int = 100
    at: float | None = None
    text_limit: int = 500


@dataclass(frozen=True, slots=True)
class TableRows:
    """A table of the catalogue as a source of pages. Keep it for as long as the catalogue: it learns where to jump."""

    table: CatalogueTable
    dialect: Dialect
    source: Source = field(init=False)
    learned: jump.Learned = field(init=False, default_factory=jump.Learned, compare=False, repr=False)

    def __post_init__(self) -> None:
        columns = tuple(column.to_column() for column in self.table.columns if not column.hidden)
        made = Source(
            self.dialect, full_name(self.table.name, self.dialect), columns, self.table.primary_key, self.table.name
        )
        object.__setattr__(self, "source", made)

    def page(self, connection: Connection, asked: RowsRequest) -> Page:
        """One page: one SELECT, for a jump some more on the ends of the key.

        Raises ``PageError`` for a request that does not fit and for an order that would sort a huge table.
        """
        where = restriction.parse(asked.restriction, self.source)
        request = Request(
            size=asked.size,
            columns=asked.columns,
            order=asked.order,
            cursor=asked.cursor,
            backwards=asked.backwards,
            where=() if where is None else (where,),
            text_limit=asked.text_limit,
        )
        self._demand_order(connection, request)
        if asked.at is not None:
            found = jump.place(_runner(connection), self.source, request, asked.at, self.learned)
            request = replace(request, after=found)
        page = self._read(connection, request)
        if request.after and not page.rows:
            return self._read(connection, replace(request, after=(), backwards=True))
        return page

    def count(self, connection: Connection, text: str, most: int | None = None) -> int:
        """The exact number of rows that fulfil the restriction; with ``most``, counting ends there."""
        where = restriction.parse(text, self.source)
        statement = f"FROM {self.source.from_} AS t"
        if where is not None:
            statement += f" WHERE {where[0]}"
        if most is None:
            statement = f"SELECT count(*) {statement}"
        else:
            statement = f"SELECT count(*) FROM (SELECT 1 {statement} LIMIT {most}) AS found"  # noqa: S608 - quoted names
        return int(connection.exec_driver_sql(statement, where[1] if where else ()).scalar_one())

    def _read(self, connection: Connection, request: Request) -> Page:
        made = pages.statement(self.source, request)
        return pages.read(made, _run(connection, made.sql, made.parameters))

    def _demand_order(self, connection: Connection, request: Request) -> None:
        order = [name for name, _ in request.order]
        estimate = self.table.estimate
        if not order or request.where or (estimate is not None and estimate < UNINDEXED_ROWS):
            return
        if order == list(self.source.key[: len(order)]):
            return
        if order[0] in _indexed(connection, self.table.name, self.dialect):
            return
        size = "an unknown number of" if estimate is None else f"about {estimate:,}"
        raise PageError(
            f"No index begins with {order[0]}: the server would have to sort {size} rows. Restrict the rows first, or "
            "sort by the primary key."
        )


def _indexed(connection: Connection, name: tuple[str, str], dialect: Dialect) -> set[str]:
    """The first columns of the table's indexes."""
    if dialect == "postgresql":
        statement = (
            "SELECT a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid "
            "JOIN pg_namespace n ON n.oid = c.relnamespace "
            "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0] "
            "WHERE n.nspname = %s AND c.relname = %s AND i.indpred IS NULL"
        )
    else:
        statement = (
            "SELECT COLUMN_NAME FROM information_schema.STATISTICS "
            "WHERE TABLE_SCHEMA = %s AND TABLE_NAME = %s AND SEQ_IN_INDEX = 1"
        )
    return {str(row[0]) for row in _run(connection, statement, name)}


def _runner(connection: Connection) -> jump.Run:
    def run(statement: str, parameters: Sequence[Any]) -> Sequence[Sequence[Any]]:
        return _run(connection, statement, parameters)

    return run


def _run(connection: Connection, statement: str, parameters: Sequence[Any]) -> Sequence[Sequence[Any]]:
    found: Sequence[Sequence[Any]] = connection.exec_driver_sql(statement, tuple(parameters)).all()
    return found

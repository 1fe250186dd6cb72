"""Sets of rows that hang together by foreign keys, as SQL that stays short.

A row is affected in one of several *ways*. A way leads from columns of its table either to the restriction that all
began with (:class:`Root`) or to rows of another table (:class:`Rows`). Where the key is handed on from table to table,
as in most pipelines, a way is handed on with it: the condition of a table ten levels down is still a comparison of its
own columns, or one subquery on the first table. Only where a foreign key does not carry the columns of a way does a
subquery on the table between begin.

DataJoint does the same: ``Diagram._apply_propagation_rule`` of 2.3.5 copies a restriction, or restricts by a
projection of the parent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from djlab.database import dialect as sql
from djlab.database import restriction
from djlab.database.catalogue import CatalogueTable, Name
from djlab.database.columns import Column, Dialect
from djlab.database.dialect import Sql, quote
from djlab.database.errors import LiveError
from djlab.database.names import full_name
from djlab.database.pages import Source
from djlab.database.reach import Link

SQL_LIMIT = 400_000
"""Characters of a statement at most."""


class Predicate(Protocol):
    """A condition on ``columns`` of one table."""

    @property
    def columns(self) -> frozenset[str]:
        """The columns that it compares."""

    def sql(self, place: Callable[[str], str]) -> Sql:
        """The condition; ``place`` writes a column."""


class Restriction:
    """A restriction as people write it. Raises ``PageError`` for one that is not understood."""

    def __init__(self, text: str, source: Source) -> None:
        self._text = text
        self._source = source
        self.columns = restriction.columns_of(text, source)

    def sql(self, place: Callable[[str], str]) -> Sql:
        """The condition; without a restriction all rows."""
        return restriction.parse(self._text, self._source, lambda column: place(column.name)) or ("1 = 1", ())


class Keys:
    """Rows with these values, as texts of :func:`djlab.database.dialect.kept`."""

    def __init__(self, columns: Sequence[Column], rows: Iterable[tuple[str, ...]], dialect: Dialect) -> None:
        self._columns = columns
        self._rows = sorted(rows)
        self._dialect = dialect
        self.columns = frozenset(column.name for column in columns)

    def sql(self, place: Callable[[str], str]) -> Sql:
        """The condition: one of the rows."""
        texts: list[str] = []
        values: list[object] = []
        for row in self._rows:
            bound = [sql.bound(column, text, self._dialect) for column, text in zip(self._columns, row, strict=True)]
            texts.append(f"({', '.join(text for text, _ in bound)})")
            values += [value for _, some in bound for value in some]
        names = ", ".join(place(column.name) for column in self._columns)
        return (f"({names}) IN ({', '.join(texts)})" if texts else "1 = 0"), tuple(values)


@dataclass(frozen=True, slots=True, eq=False)
class Root:
    """The rows of a table that all begins with."""

    table: CatalogueTable
    predicate: Predicate


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The rows of a table that are affected in one of these ways and have a value in each column of ``filled``."""

    table: CatalogueTable
    ways: tuple[Way, ...]
    filled: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Way:
    """``columns`` are pairs: a column here, the one of the origin that it is equal to. Columns here that are in
    ``filled`` hold a value: a foreign key with a NULL refers to nothing."""

    columns: tuple[tuple[str, str], ...]
    origin: Root | Rows
    filled: frozenset[str] = frozenset()


def begin(root: Root) -> Way:
    """The way of the first rows."""
    return Way(_same(root.predicate.columns), root)


Known = dict[tuple[Name, tuple[Way, ...], frozenset[str]], Rows]
"""Rows that were met before: the same ones are the same object, so that a statement names them once."""


def down(link: Link, ways: Iterable[Way], known: Known) -> list[Way]:
    """How rows of the child are affected when rows of the parent are."""
    columns = dict(zip(link.key.target_columns, link.key.columns, strict=True))
    nullable = _nullable(link.child, link.key.columns)
    found: list[Way] = []
    others: list[Way] = []
    for way in ways:
        if {here for here, _ in way.columns} | way.filled <= columns.keys():
            carried = tuple(sorted((columns[here], there) for here, there in way.columns))
            found.append(Way(carried, way.origin, nullable | {columns[name] for name in way.filled}))
        else:
            others.append(way)
    if others:
        rows = _rows_of(known, link.parent, tuple(others))
        found.append(Way(tuple(zip(link.key.columns, link.key.target_columns, strict=True)), rows))
    return found


def up(link: Link, ways: Iterable[Way], known: Known) -> list[Way]:
    """Which rows of the parent those of the child refer to."""
    columns = dict(zip(link.key.columns, link.key.target_columns, strict=True))
    found: list[Way] = []
    others: list[Way] = []
    for way in ways:
        if isinstance(way.origin, Rows) and columns.keys() <= {here for here, _ in way.columns}:
            carried = tuple(sorted((columns[here], there) for here, there in way.columns if here in columns))
            found.append(Way(carried, way.origin))
        else:
            others.append(way)
    if others:
        rows = _rows_of(known, link.child, tuple(others), _nullable(link.child, link.key.columns))
        found.append(Way(tuple(zip(link.key.target_columns, link.key.columns, strict=True)), rows))
    return found


def count_sql(table: CatalogueTable, ways: Sequence[Way], dialect: Dialect) -> Sql:
    """SQL of the number of rows that are affected in one of the ways."""
    writer = _Writer(dialect, ways)
    name = full_name(table.name, dialect)
    # An OR of subqueries would read the whole table; each arm of a UNION has its index.
    if len(ways) > 1 and table.primary_key and not all(isinstance(way.origin, Root) for way in ways):
        key = ", ".join(f"t0.{quote(column, dialect)}" for column in table.primary_key)
        arms = [writer.where((way,), "t0") for way in ways]
        union = " UNION ".join(f"SELECT {key} FROM {name} AS t0 WHERE {arm}" for arm, _ in arms)  # noqa: S608
        text, values = f"SELECT count(*) FROM ({union}) AS u", tuple(v for _, some in arms for v in some)  # noqa: S608
    else:
        condition, values = writer.where(ways, "t0")
        text = f"SELECT count(*) FROM {name} AS t0 WHERE {condition}"  # noqa: S608 - quoted names
    return writer.finished((text, values))


def values_sql(
    table: CatalogueTable, columns: Sequence[Column], ways: Sequence[Way], dialect: Dialect, limit: int
) -> Sql:
    """SQL of different values of these columns in affected rows, as texts for :class:`Keys`; NULLs are left out."""
    writer = _Writer(dialect, ways)
    names = [f"t0.{quote(column.name, dialect)}" for column in columns]
    kept = ", ".join(sql.kept(column, name, dialect) for column, name in zip(columns, names, strict=True))
    condition, values = writer.where(ways, "t0")
    text = (
        f"SELECT DISTINCT {kept} FROM {full_name(table.name, dialect)} AS t0 "  # noqa: S608 - quoted names
        f"WHERE ({condition}) AND {_filled(names)} LIMIT {int(limit)}"
    )
    return writer.finished((text, values))


class _Writer:
    """Writes one statement. Rows that several ways lead to are written once, as a common table expression."""

    def __init__(self, dialect: Dialect, ways: Iterable[Way]) -> None:
        self._dialect = dialect
        self._uses: dict[Rows, int] = {}
        self._wanted: dict[Rows, set[str]] = {}
        self._named: dict[Rows, str] = {}
        self._expressions: list[Sql] = []
        self._length = 0
        self._look(ways)

    def where(self, ways: Sequence[Way], alias: str) -> Sql:
        """The condition of rows that are affected in one of the ways."""
        parts = [self._way(way, alias) for way in ways] or [("1 = 0", ())]
        text = parts[0][0] if len(parts) == 1 else " OR ".join(f"({part})" for part, _ in parts)
        return text, tuple(value for _, values in parts for value in values)

    def finished(self, statement: Sql) -> Sql:
        """The statement with what it refers to."""
        if not self._expressions:
            return statement
        text = ", ".join(text for text, _ in self._expressions)
        values = tuple(value for _, some in self._expressions for value in some)
        return f"WITH {text} {statement[0]}", values + statement[1]

    def _look(self, ways: Iterable[Way]) -> None:
        for way in ways:
            rows = way.origin
            if isinstance(rows, Rows):
                self._wanted.setdefault(rows, set()).update(there for _, there in way.columns)
                self._uses[rows] = self._uses.get(rows, 0) + 1
                if self._uses[rows] == 1:
                    self._look(rows.ways)

    def _way(self, way: Way, alias: str) -> Sql:
        here = {there: f"{alias}.{quote(name, self._dialect)}" for name, there in way.columns}
        filled = [f"{alias}.{quote(name, self._dialect)}" for name in sorted(way.filled)]
        if isinstance(way.origin, Root):
            text, values = way.origin.predicate.sql(here.__getitem__)
            return self._bounded((f"({text}) AND {_filled(filled)}" if filled else text, values))
        columns = [there for _, there in way.columns]
        left = ", ".join(here[there] for there in columns)
        inner, values = self._rows(way.origin, columns, alias)
        text = f"({left}) IN ({inner})" if len(columns) > 1 else f"{left} IN ({inner})"
        return self._bounded((f"{text} AND {_filled(filled)}" if filled else text, values))

    def _rows(self, rows: Rows, columns: Sequence[str], outer: str) -> Sql:
        if self._uses[rows] == 1:
            return self._select(rows, columns, f"t{int(outer[1:]) + 1}")
        if rows not in self._named:
            text, values = self._select(rows, sorted(self._wanted[rows]), "t1")
            name = self._named[rows] = f"rows{len(self._named)}"
            self._expressions.append((f"{name} AS ({text})", values))
        names = ", ".join(quote(column, self._dialect) for column in columns)
        return f"SELECT {names} FROM {self._named[rows]}", ()  # noqa: S608 - quoted names

    def _select(self, rows: Rows, columns: Sequence[str], alias: str) -> Sql:
        condition, values = self.where(rows.ways, alias)
        if rows.filled:
            filled = _filled([f"{alias}.{quote(name, self._dialect)}" for name in sorted(rows.filled)])
            condition = f"({condition}) AND {filled}"
        names = ", ".join(f"{alias}.{quote(column, self._dialect)}" for column in columns)
        table = full_name(rows.table.name, self._dialect)
        return f"SELECT {names} FROM {table} AS {alias} WHERE {condition}", values  # noqa: S608 - quoted names

    def _bounded(self, found: Sql) -> Sql:
        self._length += len(found[0])
        if self._length > SQL_LIMIT:
            raise LiveError("query", "The foreign keys are too entangled to be followed in one statement.")
        return found


def merged(ways: Iterable[Way]) -> tuple[Way, ...]:
    """The ways without repetitions. A way without any condition takes in all others."""
    found = tuple(dict.fromkeys(ways))
    return next(((way,) for way in found if not way.columns and not way.filled), found)


def affected(
    order: Sequence[Name], links: Mapping[Name, Sequence[Link]], roots: Iterable[Root], upstream: bool
) -> dict[Name, tuple[Way, ...]]:
    """Per table, in this order, the ways in which its rows are affected."""
    known: Known = {}
    found: dict[Name, tuple[Way, ...]] = {}
    starting: dict[Name, list[Way]] = {}
    for root in roots:
        starting.setdefault(root.table.name, []).append(begin(root))
    for name in order:
        ways = starting.get(name, [])
        for link in links[name]:
            above = found[(link.child if upstream else link.parent).name]
            ways += up(link, above, known) if upstream else down(link, above, known)
        found[name] = merged(ways)
    return found


def _rows_of(known: Known, table: CatalogueTable, ways: tuple[Way, ...], filled: frozenset[str] = frozenset()) -> Rows:
    return known.setdefault((table.name, ways, filled), Rows(table, ways, filled))


def _same(columns: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, name) for name in sorted(columns))


def _nullable(table: CatalogueTable, columns: Iterable[str]) -> frozenset[str]:
    return frozenset(name for name in columns if (column := table.column(name)) is not None and column.nullable)


def _filled(names: Iterable[str]) -> str:
    return " AND ".join(f"{name} IS NOT NULL" for name in names) or "1 = 1"

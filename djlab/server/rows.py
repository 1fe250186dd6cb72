"""What the routes of rows answer: pages and counts of one table, and the tables that it is joined with."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

from djlab.server.roots import RefusedError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from djlab.database.catalogue import Catalogue, CatalogueForeignKey, CatalogueTable, Name
    from djlab.database.connection import Database, Work
    from djlab.database.tables import RowsRequest, TableRows

Result = TypeVar("Result")
CELLS = 50_000
"""Cells of a page at most: a table may have more than a thousand columns."""
SECONDS = 20.0
"""How long the catalogue of a schema is taken for true while pages of its tables are read."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A catalogue, when it was read, and the tables whose pages were asked for since."""

    at: float
    catalogue: Catalogue
    tables: dict[Name, TableRows] = field(default_factory=dict)


_known: WeakKeyDictionary[Database, dict[frozenset[str], _Known]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Rows:
    """What ``POST database/rows`` answers."""

    name: Name
    asked: RowsRequest

    def __call__(self, database: Database) -> Work[dict[str, Any]]:
        def answer(connection: Connection, table: TableRows) -> dict[str, Any]:
            columns = self.asked.columns or table.source.columns
            asked = replace(self.asked, size=max(1, min(self.asked.size, CELLS // max(len(columns), 1))))
            page = table.page(connection, asked).to_data()
            return {
                **page,
                "comment": table.table.comment,
                "estimate": None if self.asked.restriction.strip() else table.table.estimate,
            }

        return _of_table(self.name, database, answer)


@dataclass(frozen=True, slots=True)
class RowCount:
    """What ``POST database/rows/count`` answers."""

    name: Name
    restriction: str
    most: int | None = None

    def __call__(self, database: Database) -> Work[dict[str, Any]]:
        def answer(connection: Connection, table: TableRows) -> dict[str, Any]:
            # One row more than are told, to know that there are more.
            count = table.count(connection, self.restriction, None if self.most is None else self.most + 1)
            more = self.most is not None and count > self.most
            return {"count": self.most if more else count, "more": more}

        return _of_table(self.name, database, answer)


@dataclass(frozen=True, slots=True)
class CellSize:
    """What ``POST database/rows/size`` answers."""

    name: Name
    column: str
    restriction: str

    def __call__(self, database: Database) -> Work[dict[str, Any]]:
        def answer(connection: Connection, table: TableRows) -> dict[str, Any]:
            from djlab.database.values import size_of

            return {"bytes": size_of(connection, table, self.column, self.restriction)}

        return _of_table(self.name, database, answer)


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """What ``POST database/profile`` answers."""

    name: Name
    column: str
    restriction: str

    def __call__(self, database: Database) -> Work[dict[str, Any]]:
        def answer(connection: Connection, table: TableRows) -> dict[str, Any]:
            from djlab.database.profile import profile

            return profile(connection, table, self.column, self.restriction).to_data()

        return _of_table(self.name, database, answer)


@dataclass(frozen=True, slots=True)
class ColumnValues:
    """What ``POST database/values`` answers."""

    name: Name
    column: str
    begins: str
    size: int
    schemas: frozenset[str]

    def __call__(self, database: Database) -> Work[dict[str, Any]]:
        def work(connection: Connection) -> dict[str, Any]:
            from djlab.database.values import values_of

            catalogue = _read(database, connection, self.schemas | {self.name[0]}).catalogue
            found = values_of(connection, catalogue, _table(catalogue, self.name), self.column, self.begins, self.size)
            of = None if found.of is None else {"schema": found.of[0], "table": found.of[1]}
            return {"values": list(found.values), "more": found.more, "of": of}

        return work


@dataclass(frozen=True, slots=True)
class Related:
    """What ``POST database/related`` answers: parents, children and parts of a table, of the schemas given."""

    name: Name
    schemas: frozenset[str]

    def __call__(self, database: Database) -> Work[dict[str, Any]]:
        def work(connection: Connection) -> dict[str, Any]:
            from djlab.database.names import master_of

            catalogue = _read(database, connection, self.schemas | {self.name[0]}).catalogue
            table = _table(catalogue, self.name)
            children = catalogue.children().get(self.name, [])
            return {
                "parents": [_key(key, key.target) for key in table.foreign_keys],
                "children": [_key(key, child.name) for child, key in children if "~" not in child.name[1][:1]],
                "columns": [
                    {
                        "name": column.name,
                        "type": column.spelling,
                        "nullable": column.nullable,
                        "default": column.default,
                        "members": list(column.members),
                        "automatic": "auto_increment" in column.extra,
                        "comment": column.comment,
                        "key": column.position is not None,
                    }
                    for column in table.columns
                    if not column.hidden
                ],
                "part": master_of(self.name) is not None,
            }

        return work


def _key(key: CatalogueForeignKey, other: Name) -> dict[str, Any]:
    return {
        "schema": other[0],
        "table": other[1],
        "columns": list(key.columns),
        "target_columns": list(key.target_columns),
    }


def _of_table(
    name: Name, database: Database, answer: Callable[[Connection, TableRows], Result]
) -> Callable[[Connection], Result]:
    def work(connection: Connection) -> Result:
        from sqlalchemy.exc import DBAPIError

        from djlab.database.tables import TableRows

        schemas = frozenset({name[0]})
        known = _read(database, connection, schemas)
        table = known.tables.get(name)
        if table is None:
            table = known.tables[name] = TableRows(_table(known.catalogue, name), database.dialect)
        try:
            return answer(connection, table)
        except DBAPIError:
            # It may have been dropped or altered since: the next request looks again.
            _known.get(database, {}).pop(schemas, None)
            raise

    return work


def _table(catalogue: Catalogue, name: Name) -> CatalogueTable:
    table = catalogue.table(*name)
    if table is None:
        raise RefusedError(404, f"The database has no table {name[0]}.{name[1]} that you may read.", "missing")
    return table


def _read(database: Database, connection: Connection, schemas: frozenset[str]) -> _Known:
    from djlab.database.catalogue import read_catalogue

    known = _known.setdefault(database, {})
    found = known.get(schemas)
    if found is None or time.monotonic() - found.at > SECONDS:
        catalogue = read_catalogue(connection, database.dialect, schemas)
        found = known[schemas] = _Known(time.monotonic(), catalogue)
    return found

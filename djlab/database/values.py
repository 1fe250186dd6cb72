"""What a person looks for before or beside the rows: values to choose from, the size of one value.

All of it is asked for one column or one cell at a time, on demand; a page of rows never does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from djlab.database import dialect as sql
from djlab.database import restriction
from djlab.database.catalogue import Catalogue, CatalogueTable, Name
from djlab.database.cells import Cell, cells
from djlab.database.columns import ORDERABLE
from djlab.database.names import full_name
from djlab.database.pages import PageError, reference
from djlab.database.tables import TableRows

SCANNED = 20_000
"""Entries of the parent's index in which distinct values are looked for."""
_STEPS = 10


@dataclass(frozen=True, slots=True)
class Values:
    """``values`` in their order, ``more`` when there are others; ``of`` is the table that they were read from."""

    values: tuple[Cell, ...]
    more: bool
    of: Name | None


def origin(catalogue: Catalogue, table: CatalogueTable, column: str) -> tuple[CatalogueTable, str] | None:
    """The table and column that a column's values come from, along its foreign keys; ``None`` where it has none."""
    found: tuple[CatalogueTable, str] | None = None
    for _ in range(_STEPS):
        for key in table.foreign_keys:
            target = catalogue.tables.get(key.target)
            if column in key.columns and target is not None and target is not table:
                table, column = target, key.target_columns[key.columns.index(column)]
                found = table, column
                break
        else:
            break
    return found


def values_of(
    connection: Connection, catalogue: Catalogue, table: CatalogueTable, name: str, begins: str, size: int
) -> Values:
    """Values that a column may hold: the members of an enum, or what the table holds that its foreign key leads to.

    ``begins`` narrows them to texts that begin so, or to values from there on. None for any other column. Raises
    ``PageError`` for a column that the table does not have.
    """
    own = TableRows(table, catalogue.dialect).source.column(name)
    if own.kind == "enum":
        chosen = tuple(member for member in own.members if member.lower().startswith(begins.lower()))
        return Values(chosen[:size], len(chosen) > size, None)
    found = origin(catalogue, table, name)
    if found is None:
        return Values((), False, None)
    parent, at = found
    source = TableRows(parent, catalogue.dialect).source
    column = source.column(at)
    if column.kind not in ORDERABLE:
        return Values((), False, parent.name)
    place = reference(source, column)
    shown = sql.shown(column, place, source.dialect)
    where, parameters = "", tuple[Any, ...]()
    if begins and column.kind == "text":
        where, parameters = f" WHERE {place} LIKE %s", (re.sub(r"([\\%_])", r"\\\1", begins) + "%",)
    elif begins:
        try:
            sql.bound(column, begins, "mysql")  # whose values have to be read here
            text, parameters = sql.bound(column, begins, source.dialect)
        except (ValueError, ArithmeticError):
            raise PageError(f"{begins!r} is no value of {name}, which holds {column.type}.") from None
        where = f" WHERE {place} >= {text}"
    inner = f"SELECT {shown} AS v FROM {source.from_} AS t{where} ORDER BY {place} LIMIT {SCANNED}"  # noqa: S608 - quoted
    rows = connection.exec_driver_sql(inner, parameters).all()
    # They arrive in order, so those that are equal stand side by side; Python need not sort as the server does.
    distinct = list(dict.fromkeys(row[0] for row in rows))
    return Values(
        tuple(cells(column, distinct[:size], sql.TEXT_LIMIT)), len(distinct) > size or len(rows) == SCANNED, parent.name
    )


def size_of(connection: Connection, table: TableRows, name: str, text: str) -> int | None:
    """The number of bytes of one value, which stays where it is; ``None`` for NULL.

    PostgreSQL reads it from the row's header, MySQL and MariaDB read the value to tell it. Of a value that DataJoint
    0.14 keeps in a store, what its register of external files says. ``text`` restricts to one row. Raises ``PageError``
    when it names none or several.
    """
    source = table.source
    column = source.column(name)
    where = restriction.parse(text, source)
    if where is None:
        raise PageError("The size of a value is told for one row: restrict to its key.")
    place = reference(source, column)
    store = re.fullmatch(r"<?(?:blob|attach|filepath)@(\w+)>?", column.type)
    declared = table.table.column(name)
    if store is not None and declared is not None and re.match(r"binary|uuid|bytea", declared.type):
        register = full_name((table.table.name[0], f"~external_{store[1]}"), source.dialect)
        shown = f"(SELECT e.size FROM {register} AS e WHERE e.hash = {place})"  # noqa: S608 - quoted
    elif source.dialect == "mysql":
        shown = f"LENGTH({place})"
    else:
        shown = f"octet_length({place})" if column.kind == "binary" else f"octet_length(CAST({place} AS text))"
    statement = f"SELECT {shown} FROM {source.from_} AS t WHERE {where[0]} LIMIT 2"  # noqa: S608 - quoted
    rows = connection.exec_driver_sql(statement, where[1]).all()
    if len(rows) != 1:
        raise PageError("The row is not there any more." if not rows else "More than one row fits the restriction.")
    return None if rows[0][0] is None else int(rows[0][0])

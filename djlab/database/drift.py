"""Where the source and the database differ, table by table.

What DataJoint's ``alter()`` can change (attributes outside the key, comments) is told from what it cannot (the key,
foreign keys, indexes). A table that is only in the source would be created by an import.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from djlab.database.alter import alter_statements, is_reordered_enum, needs_value
from djlab.database.catalogue import (
    Catalogue,
    CatalogueColumn,
    CatalogueIndex,
    CatalogueTable,
    Name,
    read_catalogue,
    read_indexes,
)
from djlab.database.columns import Dialect
from djlab.database.drift_indexes import index_differences
from djlab.database.drift_types import default_form, same_type
from djlab.database.names import ids_by_name, is_known, schemas_of
from djlab.pipeline.model import Attribute, Pipeline, Table

Kind = Literal["same", "comment", "alterable", "not-alterable", "only-in-code", "only-in-database", "unknown"]
_RANK: dict[Kind, int] = {"same": 0, "comment": 1, "alterable": 2, "not-alterable": 3}


@dataclass(frozen=True, slots=True)
class Difference:
    """``attribute`` is ``None`` for the table as a whole; ``kind`` is how grave this one difference is."""

    kind: Kind
    attribute: str | None
    message: str


@dataclass(frozen=True, slots=True)
class TableDrift:
    """``id`` is ``None`` for a table that only the database has. ``alter`` is SQL for a person to look at."""

    id: str | None
    schema: str | None
    table: str
    kind: Kind
    differences: tuple[Difference, ...] = ()
    alter: tuple[str, ...] = ()


Indexes = Mapping[Name, tuple[CatalogueIndex, ...]]


def read_drift(connection: Connection, dialect: Dialect, pipeline: Pipeline) -> list[TableDrift]:
    """What :func:`drift` gives, read over a connection in four queries."""
    schemas = schemas_of(pipeline)
    catalogue = read_catalogue(connection, dialect, schemas)
    return drift(pipeline, catalogue, read_indexes(connection, dialect, schemas))


def drift(pipeline: Pipeline, catalogue: Catalogue, indexes: Indexes) -> list[TableDrift]:
    """All tables of the source, then those that only the database has; hidden tables of DataJoint are left aside."""
    tables = {table.id: table for table in pipeline.tables}
    found = [_of_table(table, tables, catalogue, indexes) for table in pipeline.tables]
    known = ids_by_name(pipeline.tables)
    found += [
        TableDrift(None, name[0], name[1], "only-in-database")
        for name in sorted(catalogue.tables)
        if name not in known and not name[1].startswith("~")
    ]
    return found


def _of_table(table: Table, tables: dict[str, Table], catalogue: Catalogue, indexes: Indexes) -> TableDrift:
    if not is_known(table.schema):
        why = Difference("unknown", None, "the schema's name is only known at run time")
        return TableDrift(table.id, table.schema, table.table, "unknown", (why,))
    there = catalogue.table(table.schema, table.table)
    if there is None:
        return TableDrift(table.id, table.schema, table.table, "only-in-code")
    if not table.attributes or (table.warnings and not table.definition):
        why = Difference("unknown", None, "the definition is only known at run time")
        return TableDrift(table.id, table.schema, table.table, "unknown", (why,))
    differences = tuple(_differences(table, there, tables, catalogue.dialect)) + tuple(
        Difference("not-alterable", None, message)
        for message in index_differences(table, there, indexes.get(there.name, ()))
    )
    kind: Kind = max((difference.kind for difference in differences), key=lambda kind: _RANK[kind], default="same")
    alter = () if kind in ("same", "not-alterable") else alter_statements(table, there, catalogue.dialect)
    return TableDrift(table.id, table.schema, table.table, kind, differences, alter)


def _differences(
    table: Table, there: CatalogueTable, tables: dict[str, Table], dialect: Dialect
) -> Iterable[Difference]:
    columns = {column.name: column for column in there.columns if not column.hidden}
    attributes = {attribute.name: attribute for attribute in table.attributes}
    if set(table.primary_key) != {name for name in there.primary_key if name in columns}:
        ours, theirs = ", ".join(table.primary_key), ", ".join(there.primary_key)
        yield Difference(
            "not-alterable", None, f"the primary key is ({theirs}) in the database, ({ours}) in the source"
        )
    for name, attribute in attributes.items():
        if name not in columns:
            kind: Kind = "not-alterable" if attribute.key or attribute.from_ else "alterable"
            value = ", and rows that are there need a value for it" if needs_value(attribute, dialect) else ""
            yield Difference(kind, name, f"{name} is only in the source{value if kind == 'alterable' else ''}")
        else:
            yield from _of_attribute(attribute, columns[name], dialect)
    for name, column in columns.items():
        if name not in attributes:
            in_key = column.position is not None or any(name in key.columns for key in there.foreign_keys)
            yield Difference("not-alterable" if in_key else "alterable", name, f"{name} is only in the database")
    yield from _foreign_keys(table, there, tables)
    if table.comment.strip() != there.comment.strip():
        yield _other_comment(None, "the table's comment", there.comment, table.comment)


def _of_attribute(attribute: Attribute, column: CatalogueColumn, dialect: Dialect) -> Iterable[Difference]:
    name = attribute.name
    fixed: Kind = "not-alterable" if attribute.key or attribute.from_ else "alterable"
    if not same_type(attribute.type, column, dialect):
        there = column.declared or column.type
        message = f"{name} is {there} in the database, {attribute.type} in the source"
        if is_reordered_enum(attribute.type, column, dialect):
            members = ", ".join(column.members)
            message += f": PostgreSQL does not reorder the members of a type ({members})"
            fixed = "not-alterable"
        yield Difference(fixed, name, message)
    if attribute.nullable != column.nullable:
        state = "may be NULL" if column.nullable else "may not be NULL"
        yield Difference(fixed, name, f"{name} {state} in the database")
    if attribute.from_ is None and "auto_increment" not in column.extra:
        ours, theirs = default_form(attribute.default, dialect), default_form(column.default, dialect)
        if ours != theirs and not (column.default or "").startswith("nextval("):
            yield Difference(
                fixed, name, f"the default of {name} is {theirs!r} in the database, {ours!r} in the source"
            )
    if attribute.from_ is None and attribute.comment.strip() != column.comment.strip():
        yield _other_comment(name, f"the comment of {name}", column.comment, attribute.comment)


def _other_comment(name: str | None, what: str, theirs: str, ours: str) -> Difference:
    return Difference("comment", name, f"{what} is {theirs!r} in the database, {ours!r} in the source")


def _foreign_keys(table: Table, there: CatalogueTable, tables: dict[str, Table]) -> Iterable[Difference]:
    """Only where every target is known: a reference that the source does not resolve is no difference."""
    ours: dict[tuple[Name, frozenset[tuple[str, str]]], str] = {}
    for key in table.foreign_keys:
        target = tables.get(key.target or "")
        if target is None or not is_known(target.schema) or not key.attributes:
            return
        pairs = frozenset(zip(key.attributes, target.primary_key, strict=False))
        ours[((target.schema or "", target.table), pairs)] = key.expression
    theirs = {
        (key.target, frozenset(zip(key.columns, key.target_columns, strict=True))): key
        for key in there.foreign_keys
        if not key.target[1].startswith("~")  # 0.14 keeps what lies in stores in hidden tables
    }
    for identity, expression in ours.items():
        if identity not in theirs:
            yield Difference("not-alterable", None, f"the foreign key -> {expression} is only in the source")
    for identity, found in theirs.items():
        if identity not in ours:
            columns, place = ", ".join(found.columns), ".".join(found.target)
            yield Difference("not-alterable", None, f"a foreign key ({columns}) to {place} is only in the database")

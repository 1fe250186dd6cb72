"""The ALTER that would bring a table of the database to its source, for a person to look at; djlab never runs it."""

from __future__ import annotations

from djlab.database.catalogue import CatalogueColumn, CatalogueTable
from djlab.database.columns import Dialect, members_of
from djlab.database.dialect import quote
from djlab.database.drift_types import canonical, default_form, same_type
from djlab.database.names import full_name
from djlab.pipeline.model import Attribute, Table

_POSTGRESQL = {
    "int8": "smallint",
    "int16": "smallint",
    "int24": "integer",
    "int32": "integer",
    "int64": "bigint",
    "float32": "real",
    "float64": "double precision",
    "bool": "boolean",
    "bytes": "bytea",
    "json": "jsonb",
}
_MYSQL = {
    "int8": "tinyint",
    "int16": "smallint",
    "int24": "mediumint",
    "int32": "int",
    "int64": "bigint",
    "float32": "float",
    "float64": "double",
    "uuid": "binary(16)",
    "bytes": "longblob",
}


def alter_statements(table: Table, there: CatalogueTable, dialect: Dialect) -> tuple[str, ...]:
    """One statement per attribute outside the key that differs; types as DataJoint would store them."""
    columns = {column.name: column for column in there.columns if not column.hidden}
    names = {attribute.name for attribute in table.attributes}
    head = f"ALTER TABLE {full_name(there.name, dialect)}".replace("%%", "%")
    found: list[str] = []
    for attribute in table.attributes:
        if attribute.key or attribute.from_:
            continue
        column = columns.get(attribute.name)
        if column is None:
            noted = any(column.declared is not None for column in there.columns)
            found.append(f"{head} ADD COLUMN {_definition(attribute, dialect, noted)}")
        elif not _same(attribute, column, dialect):
            found += _modify(head, attribute, column, dialect)
    keyed = {name for key in there.foreign_keys for name in key.columns}
    found += [
        f"{head} DROP COLUMN {_name(column.name, dialect)}"
        for column in columns.values()
        if column.name not in names and column.position is None and column.name not in keyed
    ]
    return tuple(found)


def _same(attribute: Attribute, column: CatalogueColumn, dialect: Dialect) -> bool:
    return (
        same_type(attribute.type, column, dialect)
        and attribute.nullable == column.nullable
        and default_form(attribute.default, dialect) == default_form(column.default, dialect)
        and attribute.comment.strip() == column.comment.strip()
    )


def _modify(head: str, attribute: Attribute, column: CatalogueColumn, dialect: Dialect) -> list[str]:
    if dialect == "mysql":
        return [f"{head} MODIFY COLUMN {_definition(attribute, dialect, column.declared is not None)}"]
    name = _name(attribute.name, dialect)
    found = []
    if not same_type(attribute.type, column, dialect):
        found.append(f"{head} ALTER COLUMN {name} TYPE {_type(attribute.type, dialect)}")
    if attribute.nullable != column.nullable:
        found.append(f"{head} ALTER COLUMN {name} {'DROP' if attribute.nullable else 'SET'} NOT NULL")
    ours = default_form(attribute.default, dialect)
    if ours != default_form(column.default, dialect):
        found.append(
            f"{head} ALTER COLUMN {name} {'DROP DEFAULT' if ours is None else f'SET DEFAULT {_literal(ours)}'}"
        )
    if attribute.comment.strip() != column.comment.strip():
        table = head.removeprefix("ALTER TABLE ")
        found.append(
            f"COMMENT ON COLUMN {table}.{name} IS {_literal(_comment(attribute, column.declared is not None))}"
        )
    return found


def _definition(attribute: Attribute, dialect: Dialect, noted: bool) -> str:
    default = default_form(attribute.default, dialect)
    parts = [_name(attribute.name, dialect), _type(attribute.type, dialect)]
    parts.append("" if attribute.nullable else "NOT NULL")
    parts.append("" if default is None else f"DEFAULT {_literal(default)}")
    if dialect == "mysql":
        parts.append(f"COMMENT {_literal(_comment(attribute, noted))}")
    return " ".join(part for part in parts if part)


def _type(type_: str, dialect: Dialect) -> str:
    form = canonical(type_, dialect)
    if form.startswith("enum"):
        members = members_of(type_.strip())
        return f"enum({', '.join(_literal(member) for member in members)})"
    if form.startswith("<"):
        stored = "bytes" if form in ("<blob>", "<attach>") else "json"
        return (_POSTGRESQL if dialect == "postgresql" else _MYSQL).get(stored, stored)
    base, _, extra = form.partition(" ")
    found = (_POSTGRESQL if dialect == "postgresql" else _MYSQL).get(base, base)
    return f"{found} {extra}" if extra and dialect == "mysql" else found


def _comment(attribute: Attribute, noted: bool) -> str:
    """``noted`` says that DataJoint keeps the declared type in the comment."""
    return f":{attribute.type}:{attribute.comment}" if noted else attribute.comment


def _literal(text: str) -> str:
    return text if text == "CURRENT_TIMESTAMP" else "'" + text.replace("'", "''") + "'"


def _name(name: str, dialect: Dialect) -> str:
    return quote(name, dialect).replace("%%", "%")

"""The ALTER that would bring a table of the database to its source, for a person to look at; djlab never runs it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

from djlab.database.catalogue import CatalogueColumn, CatalogueTable
from djlab.database.columns import Dialect, members_of
from djlab.database.dialect import quote
from djlab.database.drift_types import canonical, canonical_enum, default_form, same_type
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
_GROUPS = (
    r"smallint|integer|bigint|real|double precision|(numeric|decimal)\b.*",
    r"date|timestamp\b.*",
    r"time\b.*",
    r"jsonb?",
)
"""Types of PostgreSQL between which ALTER COLUMN converts by itself; it also converts anything to text."""
_TEXT = re.compile(r"(var)?char\b.*|character\b.*|bpchar|text")


def alter_statements(table: Table, there: CatalogueTable, dialect: Dialect) -> tuple[str, ...]:
    """Statements for the comment and each attribute outside the key that differ; types as DataJoint would store them.

    Where rows would need a value that only a person knows, a comment of SQL says what to run before.
    """
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
            found += _enum_type(attribute.type, there.name[0], dialect)
            found += _add(head, attribute, there.name[0], dialect, noted)
            if dialect == "postgresql" and _comment(attribute, noted):
                found.append(_comment_on(head, attribute, noted))
        elif not _same(attribute, column, dialect):
            found += _modify(head, attribute, column, there.name[0], dialect)
    keyed = {name for key in there.foreign_keys for name in key.columns}
    found += [
        f"{head} DROP COLUMN {_name(column.name, dialect)}"
        for column in columns.values()
        if column.name not in names and column.position is None and column.name not in keyed
    ]
    if table.comment.strip() != there.comment.strip():
        text = _literal(table.comment)
        place = head.removeprefix("ALTER TABLE ")
        found.append(f"{head} COMMENT = {text}" if dialect == "mysql" else f"COMMENT ON TABLE {place} IS {text}")
    return tuple(found)


def needs_value(attribute: Attribute, dialect: Dialect) -> bool:
    """Whether rows that are there need a value before they can have this attribute: none is invented for them."""
    return not attribute.nullable and default_form(attribute.default, dialect) is None


def _add(head: str, attribute: Attribute, schema: str, dialect: Dialect, noted: bool) -> list[str]:
    if not needs_value(attribute, dialect):
        return [f"{head} ADD COLUMN {_definition(attribute, schema, dialect, noted)}"]
    # PostgreSQL refuses a column that may not be NULL where there are rows; MariaDB would fill it with 0 or ''.
    name = _name(attribute.name, dialect)
    without = _definition(replace(attribute, nullable=True), schema, dialect, noted)
    if dialect == "postgresql":
        last = f"{head} ALTER COLUMN {name} SET NOT NULL"
    else:
        last = f"{head} MODIFY COLUMN {_definition(attribute, schema, dialect, noted)}"
    return [f"{head} ADD COLUMN {without}", f"{_first(head, name)} {last}"]


def _first(head: str, name: str) -> str:
    """A comment of SQL: what has to be done before, with a value that only a person knows."""
    update = f"{head.replace('ALTER TABLE', 'UPDATE', 1)} SET {name} = <value> WHERE {name} IS NULL"
    return f"/* where there are rows, first {update.replace('*/', '* /')} */"


def _same(attribute: Attribute, column: CatalogueColumn, dialect: Dialect) -> bool:
    return (
        same_type(attribute.type, column, dialect)
        and attribute.nullable == column.nullable
        and default_form(attribute.default, dialect) == default_form(column.default, dialect)
        and attribute.comment.strip() == column.comment.strip()
    )


def _modify(head: str, attribute: Attribute, column: CatalogueColumn, schema: str, dialect: Dialect) -> list[str]:
    noted = column.declared is not None
    if dialect == "mysql":
        change = f"{head} MODIFY COLUMN {_definition(attribute, schema, dialect, noted)}"
        filled = attribute.nullable or not column.nullable
        return [change if filled else f"{_first(head, _name(attribute.name, dialect))} {change}"]
    name = _name(attribute.name, dialect)
    other = not same_type(attribute.type, column, dialect)
    if other and is_reordered_enum(attribute.type, column, dialect):
        return []
    ours, theirs = default_form(attribute.default, dialect), default_form(column.default, dialect)
    using = _using(name, column, _type(attribute.type, schema, dialect)) if other else ""
    found = []
    if using and theirs is not None:
        # PostgreSQL does not convert a default along with such a type.
        found.append(f"{head} ALTER COLUMN {name} DROP DEFAULT")
        theirs = None
    if other:
        found += _enum_type(attribute.type, schema, dialect)
        found.append(f"{head} ALTER COLUMN {name} TYPE {_type(attribute.type, schema, dialect)}{using}")
    if attribute.nullable != column.nullable:
        change = f"{head} ALTER COLUMN {name} {'DROP' if attribute.nullable else 'SET'} NOT NULL"
        found.append(change if attribute.nullable else f"{_first(head, name)} {change}")
    if ours != theirs:
        found.append(
            f"{head} ALTER COLUMN {name} {'DROP DEFAULT' if ours is None else f'SET DEFAULT {_literal(ours)}'}"
        )
    renoted = column.declared is not None and canonical(column.declared, dialect) != canonical(attribute.type, dialect)
    if renoted or attribute.comment.strip() != column.comment.strip():
        found.append(_comment_on(head, attribute, noted))
    return found


def is_reordered_enum(type_: str, column: CatalogueColumn, dialect: Dialect) -> bool:
    """Whether only the order of members differs, on PostgreSQL: DataJoint names the type by its sorted members.

    The name is taken by the type with the other order, and PostgreSQL does not reorder the members of a type.
    """
    members = members_of(canonical_enum(type_)) if dialect == "postgresql" and column.members else ()
    return members != column.members and sorted(members) == sorted(column.members)


def _using(name: str, column: CatalogueColumn, target: str) -> str:
    """How the values are converted, where PostgreSQL asks for it."""
    source = "" if column.members else column.type.lower()
    if _TEXT.fullmatch(target) or any(re.fullmatch(g, source) and re.fullmatch(g, target) for g in _GROUPS):
        return ""
    through = "integer" if source == "boolean" and re.fullmatch(_GROUPS[0], target) else "text"
    return f" USING {name}::{through}::{target}"


def _enum_name(type_: str, schema: str) -> tuple[str, str]:
    """The name of the type that DataJoint makes of an enum on PostgreSQL, and its members as it writes them."""
    inside = canonical_enum(type_).partition("(")[2].rpartition(")")[0]
    members = [member.strip().strip("'\"") for member in inside.split(",")]
    digest = hashlib.md5("_".join(sorted(members)).encode(), usedforsecurity=False).hexdigest()[:8]
    name = f"{_name(schema, 'postgresql')}.{_name(f'enum_{digest}', 'postgresql')}"
    return name, ", ".join(f"'{member}'" for member in members)


def _enum_type(type_: str, schema: str, dialect: Dialect) -> list[str]:
    """What makes the type of an enum, unless a table of the schema with the same members has made it."""
    if dialect != "postgresql" or not canonical(type_, dialect).startswith("enum"):
        return []
    name, members = _enum_name(type_, schema)
    made = f"CREATE TYPE {name} AS ENUM ({members})"
    return [f"DO $djlab$ BEGIN {made}; EXCEPTION WHEN duplicate_object THEN NULL; END $djlab$"]


def _comment_on(head: str, attribute: Attribute, noted: bool) -> str:
    column = f"{head.removeprefix('ALTER TABLE ')}.{_name(attribute.name, 'postgresql')}"
    return f"COMMENT ON COLUMN {column} IS {_literal(_comment(attribute, noted))}"


def _definition(attribute: Attribute, schema: str, dialect: Dialect, noted: bool) -> str:
    default = default_form(attribute.default, dialect)
    parts = [_name(attribute.name, dialect), _type(attribute.type, schema, dialect)]
    parts.append("" if attribute.nullable else "NOT NULL")
    parts.append("" if default is None else f"DEFAULT {_literal(default)}")
    if dialect == "mysql":
        parts.append(f"COMMENT {_literal(_comment(attribute, noted))}")
    return " ".join(part for part in parts if part)


def _type(type_: str, schema: str, dialect: Dialect) -> str:
    form = canonical(type_, dialect)
    if form.startswith("enum"):
        if dialect == "postgresql":
            return _enum_name(type_, schema)[0]
        members = members_of(canonical_enum(type_))
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

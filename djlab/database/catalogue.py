"""What the database itself knows of a pipeline's tables, in three queries: tables, columns, foreign keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from djlab.database import catalogue_sql
from djlab.database.columns import Column, Dialect, Kind, kind_of, length_of, members_of, spelled

Name = tuple[str, str]
"""Schema and table, as the database spells them."""

# DataJoint keeps the declared type in the comment: ":<object@main>:where it is", ":enum('a:b','c'):side". A colon
# inside parentheses belongs to the type.
_DECLARED = re.compile(r":((?:[^:(]|\([^)]*\))+):(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class CatalogueColumn:
    """A column as the catalogue tells it.

    ``type`` is the database's own type, ``declared`` the one that DataJoint keeps in the comment (``None`` for native
    types); ``position`` the place in the primary key, from 0, ``None`` outside it. ``default`` is the server's text of
    the default. ``extra`` is MySQL's (``auto_increment``).
    """

    name: str
    type: str
    nullable: bool
    comment: str = ""
    declared: str | None = None
    position: int | None = None
    default: str | None = None
    members: tuple[str, ...] = ()
    extra: str = ""

    @property
    def spelling(self) -> str:
        """The type as DataJoint's definitions spell it: it keeps none for attributes that come by a foreign key."""
        if self.declared is None and self.members:
            return "enum({})".format(",".join("'" + member.replace("'", "''") + "'" for member in self.members))
        return self.declared or spelled(self.type)

    @property
    def hidden(self) -> bool:
        """DataJoint shows no attribute whose name begins with an underscore."""
        return self.name.startswith("_")

    def to_column(self) -> Column:
        """The column as a page of rows needs it."""
        return Column(
            self.name,
            self.spelling,
            self._kind(),
            key=self.position is not None,
            nullable=self.nullable,
            comment=self.comment,
            members=self.members,
            length=length_of(self.type),
        )

    def _kind(self) -> Kind:
        if self.members:
            return "enum"
        kind = kind_of(self.type)
        if kind == "integer" and self.declared == "bool":
            return "bool"
        # MariaDB has no JSON of its own: it keeps it as text.
        if kind == "text" and self.declared and re.fullmatch(r"jsonb?|<\w+@\w*>", self.declared):
            return "json"
        return kind


@dataclass(frozen=True, slots=True)
class CatalogueForeignKey:
    """``columns`` of the table refer to ``target_columns`` of ``target``, place by place."""

    name: str
    columns: tuple[str, ...]
    target: Name
    target_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CatalogueIndex:
    """An index beside the primary key's; ``columns`` in its order."""

    name: str
    columns: tuple[str, ...]
    unique: bool


@dataclass(frozen=True, slots=True)
class CatalogueTable:
    """``estimate`` is the server's estimate of the number of rows, ``None`` where it has none (PostgreSQL before the
    first ANALYZE)."""

    name: Name
    comment: str = ""
    estimate: int | None = None
    columns: tuple[CatalogueColumn, ...] = ()
    foreign_keys: tuple[CatalogueForeignKey, ...] = ()

    @property
    def primary_key(self) -> tuple[str, ...]:
        """The names of the key's columns, in the order of the key."""
        key = [column for column in self.columns if column.position is not None]
        return tuple(column.name for column in sorted(key, key=lambda column: column.position or 0))

    def column(self, name: str) -> CatalogueColumn | None:
        """The column of that name."""
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All tables of the schemas that were asked for, hidden ones (``~log``, ``~~job``) too."""

    dialect: Dialect
    tables: Mapping[Name, CatalogueTable] = field(default_factory=dict)

    def table(self, schema: str | None, name: str) -> CatalogueTable | None:
        """The table of that name."""
        return self.tables.get((schema or "", name))

    def children(self) -> dict[Name, list[tuple[CatalogueTable, CatalogueForeignKey]]]:
        """Per table those that refer to it."""
        found: dict[Name, list[tuple[CatalogueTable, CatalogueForeignKey]]] = {}
        for table in self.tables.values():
            for key in table.foreign_keys:
                found.setdefault(key.target, []).append((table, key))
        return found


def read_catalogue(connection: Connection, dialect: Dialect, schemas: Iterable[str]) -> Catalogue:
    """The tables of these schemas; a schema that does not exist has none. Three queries, or none for no schema."""
    wanted = sorted(set(schemas))
    if not wanted:
        return Catalogue(dialect)
    statements, parameters = catalogue_sql.statements(dialect, wanted)
    rows = [connection.exec_driver_sql(statement, parameters).all() for statement in statements]
    columns: dict[Name, list[CatalogueColumn]] = {}
    for row in rows[1]:
        columns.setdefault((row[0], row[1]), []).append(_column(row, dialect))
    keys: dict[Name, list[CatalogueForeignKey]] = {}
    for row in rows[2]:
        key = CatalogueForeignKey(row[2], _names(row[5]), (row[3], row[4]), _names(row[6]))
        keys.setdefault((row[0], row[1]), []).append(key)
    return Catalogue(
        dialect,
        {
            (schema, name): CatalogueTable(
                (schema, name),
                comment or "",
                None if estimate is None or estimate < 0 else int(estimate),
                tuple(columns.get((schema, name), ())),
                tuple(keys.get((schema, name), ())),
            )
            for schema, name, comment, estimate in (tuple(row) for row in rows[0])
        },
    )


def read_indexes(
    connection: Connection, dialect: Dialect, schemas: Iterable[str]
) -> dict[Name, tuple[CatalogueIndex, ...]]:
    """Per table its indexes, without that of the primary key and those of expressions. One query."""
    wanted = sorted(set(schemas))
    found: dict[Name, tuple[CatalogueIndex, ...]] = {}
    if wanted:
        for row in connection.exec_driver_sql(*catalogue_sql.index_statement(dialect, wanted)):
            name = (row[0], row[1])
            found[name] = (*found.get(name, ()), CatalogueIndex(row[2], _names(row[4]), bool(row[3])))
    return found


def split_comment(comment: str | None) -> tuple[str | None, str]:
    """The declared type that DataJoint keeps in a column's comment, and what people wrote."""
    text = comment or ""
    match = _DECLARED.fullmatch(text)
    return (match[1], match[2]) if match else (None, text)


def _column(row: Any, dialect: Dialect) -> CatalogueColumn:
    _, _, name, type_, nullable, comment, position, default, members, extra = row
    declared, text = split_comment(comment)
    return CatalogueColumn(
        name,
        type_,
        bool(nullable),
        text,
        declared,
        None if position is None else int(position),
        default,
        members_of(type_) if dialect == "mysql" else tuple(members or ()),
        extra or "",
    )


def _names(value: Any) -> tuple[str, ...]:
    # MySQL joins the names by a character that no identifier holds.
    return tuple(value.split("\x1f")) if isinstance(value, str) else tuple(value)

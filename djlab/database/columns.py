"""Columns of a table or a query as a page of rows needs them: what they hold, how they are ordered, what may be read.

Standard library only: the kernel side uses it with nothing but DataJoint's own connection.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

Dialect = Literal["mysql", "postgresql"]
"""MariaDB speaks ``mysql``."""

Kind = Literal[
    "integer",
    "float",
    "decimal",
    "bool",
    "text",
    "enum",
    "date",
    "time",
    "datetime",
    "uuid",
    "json",
    "binary",
    "unknown",
]

ORDERABLE: frozenset[Kind] = frozenset(
    {"integer", "float", "decimal", "bool", "text", "enum", "date", "time", "datetime", "uuid", "unknown"}
)

_KINDS: dict[Kind, str] = {
    "bool": r"bool(ean)?",
    "integer": r"(tiny|small|medium|big)?(int|integer)\b.*|int[248]|int(8|16|32|64)|(small|big)?serial|year.*|oid",
    "decimal": r"(decimal|numeric|dec|fixed)\b.*",
    "float": r"(float|double|real)\b.*|float(4|8|32|64)",
    "enum": r"enum\b.*",
    "text": r"(var)?char\b.*|character\b.*|bpchar.*|(tiny|medium|long)?text|name|citext|set\b.*",
    "datetime": r"(datetime|timestamp).*",
    "date": r"date",
    "time": r"time\b.*",
    "uuid": r"uuid",
    "json": r"jsonb?",
    "binary": r"(tiny|medium|long)?blob|bytea|bytes|(var)?binary\b.*",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    ``type`` is the type as declared, for people; ``kind`` what djlab makes of it. ``members`` are the values of an enum
    in the order of their index. ``length`` is the largest number of characters, ``None`` where there is no bound.
    """

    name: str
    type: str
    kind: Kind
    key: bool = False
    nullable: bool = False
    comment: str = ""
    members: tuple[str, ...] = ()
    length: int | None = None

    @property
    def is_reference(self) -> bool:
        """Whether it holds what one of DataJoint's codecs keeps of a value in a store: ``<object@main>``."""
        return self.kind == "json" and self.type.startswith("<")

    def to_data(self) -> dict[str, Any]:
        """The column as a page of rows tells it."""
        return {
            "name": self.name,
            "type": self.type,
            "kind": self.kind,
            "key": self.key,
            "nullable": self.nullable,
            "comment": self.comment,
        }


@lru_cache(maxsize=1000)
def kind_of(database_type: str) -> Kind:
    """The kind of a type as the catalogue of MySQL, MariaDB or PostgreSQL writes it; ``unknown`` for any other."""
    text = database_type.strip().lower()
    # PostgreSQL's catalogue gives enums as "schema"."enum_0123abcd"; DataJoint names them so.
    if re.search(r"(^|\.)\"?enum_[0-9a-f]+\"?$", text):
        return "enum"
    for kind, pattern in _KINDS.items():
        if re.fullmatch(pattern, text):
            return kind
    return "unknown"


# The types that DataJoint 2's core types become (datajoint/adapters), told back. An attribute that comes through a
# foreign key keeps no declared type in its comment: the catalogue knows the database's own type only.
_SPELLED: dict[str, str] = {
    "smallint": "int16",
    "integer": "int32",
    "int": "int32",
    "bigint": "int64",
    "tinyint": "int8",
    "real": "float32",
    "float": "float32",
    "double": "float64",
    "double precision": "float64",
    "boolean": "bool",
    "timestamp without time zone": "datetime",
    "bytea": "bytes",
    "longblob": "bytes",
    "jsonb": "json",
}
_SPELLED_SIZED: dict[str, str] = {
    "character varying": "varchar",
    "character": "char",
    "numeric": "decimal",
    "timestamp": "datetime",
}


@lru_cache(maxsize=1000)
def spelled(database_type: str) -> str:
    """A type of the database as DataJoint's definitions spell it; what has no such spelling stays as it is.

    MySQL shows integers with a display width (``int(11)``), which says nothing, before version 8.0.19.
    """
    text = database_type.strip()
    match = re.fullmatch(r"([a-z ]+?)\s*(\([\d, ]+\))?( without time zone)?( unsigned)?", text.lower())
    if match is None:
        return database_type
    name, size, zone, unsigned = match[1], match[2] or "", match[3] or "", match[4] or ""
    if text.lower() in _SPELLED:
        return _SPELLED[text.lower()]
    if name in _SPELLED_SIZED and (size or name != "timestamp"):
        return f"{_SPELLED_SIZED[name]}{size}" if not unsigned else database_type
    width = "int" in name and name in _SPELLED and not zone
    return f"{_SPELLED[name]}{unsigned}" if width else database_type


@lru_cache(maxsize=1000)
def members_of(enum_type: str) -> tuple[str, ...]:
    """Members of ``enum('a','b')`` in order; a quote in a member is doubled or escaped by a backslash."""
    if not enum_type.lower().startswith("enum"):
        return ()
    return tuple(
        match[1:-1].replace(match[0] * 2, match[0]).replace("\\" + match[0], match[0]).replace("\\\\", "\\")
        for match in re.findall(r"'(?:[^'\\]|''|\\.)*'|\"(?:[^\"\\]|\"\"|\\.)*\"", enum_type)
    )


@lru_cache(maxsize=1000)
def length_of(database_type: str) -> int | None:
    """Number of characters that a ``char(n)`` or ``varchar(n)`` may hold, else ``None``."""
    match = re.fullmatch(r"(?:var)?char(?:acter)?(?: varying)?\((\d+)\).*", database_type.strip().lower())
    return int(match[1]) if match else None

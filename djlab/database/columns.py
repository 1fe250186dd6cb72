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

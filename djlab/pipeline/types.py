"""Attribute types: what DataJoint 0.14 and 2.x accept, and where a type keeps its values.

Patterns after ``TYPE_PATTERN`` in ``datajoint.declare`` of 0.14.10 (matched at the beginning of the type) and of
2.3.5 (matched against the whole type).
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import lru_cache
from typing import Literal, Protocol

Line = Literal["0.14", "2"]

_STORE = re.compile(r"<?\s*(?:[a-zA-Z_]\w*@(?P<store>[\w\-]*)|external(?:-(?P<external>[a-z][\-\w]*))?)\s*>?$")
_ACCEPTED: dict[Line, re.Pattern[str]] = {
    "0.14": re.compile(
        r"((tiny|small|medium|big|)int|integer)|serial$|(decimal|numeric)(\s*\(.+\))?(\s+unsigned)?$"
        r"|(double|float|real)(\s*\(.+\))?(\s+unsigned)?$|(var)?char\s*\(.+\)$|json$|enum\s*\(.+\)$|bool(ean)?$"
        r"|(date|datetime|time|timestamp|year)(\s*\(.+\))?$|(tiny|small|medium|long|)blob$"
        r"|(blob|attach|filepath)@[a-z][\-\w]*$|attach$|uuid$|<.+>$",
        re.IGNORECASE,
    ),
    "2": re.compile(
        r"(float32|float64|int64|int32|int16|int8|bool|uuid|jsonb?|bytes|date|datetime(\s*\(\d+\))?|(var)?char\s*\(.+\)"
        r"|enum\s*\(.+\)|((tiny|small|medium|big|)int|integer)(\s*\(.+\))?(\s+unsigned)?(\s+auto_increment)?|serial"
        r"|(decimal|numeric|dec|fixed)(\s*\(.+\))?(\s+unsigned)?(\s+zerofill)?|(double|float|real)(\s*\(.+\))?(\s+unsigned)?"
        r"|(time|timestamp|year)(\s*\(.+\))?|(tiny|small|medium|long)?blob|(tiny|small|medium|long)?text|<.+>)\Z",
        re.IGNORECASE,
    ),
}


_CORE = "bool bytes char date datetime decimal enum float32 float64 int16 int32 int64 int8 json uuid varchar"
_NATIVE = (
    "bigint bool boolean blob char date datetime decimal double enum float int integer json longblob mediumblob "
    "mediumint numeric real serial smallint time timestamp tinyblob tinyint uuid varchar year attach filepath"
)
_NAMES: dict[Line, list[str]] = {"2": _CORE.split(), "0.14": _NATIVE.split()}
_INTEGER = re.compile(r"(?P<unsigned>u?)(?:int|integer)(?P<bits>\d{1,3})\Z")
_INTEGERS: dict[Line, tuple[tuple[int, str], ...]] = {
    "2": ((8, "int8"), (16, "int16"), (32, "int32"), (64, "int64")),
    "0.14": ((8, "tinyint"), (16, "smallint"), (24, "mediumint"), (32, "int"), (64, "bigint")),
}
_MEANT = {
    "2": {"str": "varchar(255)", "string": "varchar(255)", "array": "<blob>", "ndarray": "<blob>", "dict": "json"}
    | {"double": "float64", "real": "float64", "boolean": "bool", "number": "decimal(9,2)", "object": "<blob>"},
    "0.14": {"str": "varchar(255)", "string": "varchar(255)", "text": "varchar(255)", "array": "longblob"}
    | {"ndarray": "longblob", "bytes": "longblob", "dict": "json", "float32": "float", "float64": "double"},
}
"""What other languages and the other line of DataJoint call a type."""
_WITH_LENGTH = {"char": "char(8)", "varchar": "varchar(255)", "decimal": "decimal(9,2)", "enum": "enum('a', 'b')"}


class _Typed(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def type(self) -> str: ...

    @property
    def default(self) -> str | None: ...

    @property
    def nullable(self) -> bool: ...


@lru_cache(maxsize=4096)
def accepted_by(type_: str) -> frozenset[Line]:
    """Tell which lines of DataJoint (``0.14``, ``2``) accept a type."""
    return frozenset(line for line, pattern in _ACCEPTED.items() if pattern.match(type_))


def unknown_type(type_: str, line: Line) -> str | None:
    """The nearest type that a line of DataJoint reads, ``""`` where none is near; ``None`` for a type that it reads.

    0.14 looks at the beginning of a type alone, and the server then refuses ``int999``: whole names are asked for here.
    """
    word = re.match(r"\w*", type_.lower())
    name = word[0] if word else ""
    if line in accepted_by(type_) and (line == "2" or not name or name in _NAMES["0.14"]):
        return None
    return nearest_type(name, line)


def nearest_type(name: str, line: Line) -> str:
    """The type that was meant by a word that a line of DataJoint does not read, ``""`` where nothing suggests one.

    An integer is one that holds all its values; an unsigned one in DataJoint 2, which has none, the next larger.
    """
    if name in _MEANT[line]:
        return _MEANT[line][name]
    if (match := _INTEGER.match(name)) is not None:
        bits = int(match["bits"]) + (bool(match["unsigned"]) and line == "2")
        fitting = [type_ for most, type_ in _INTEGERS[line] if bits <= most]
        return (fitting or [_INTEGERS[line][-1][1]])[0] + (" unsigned" if match["unsigned"] and line == "0.14" else "")
    near = get_close_matches(name, _NAMES[line], 1, 0.6)
    return _WITH_LENGTH.get(near[0], near[0]) if near else ""


@lru_cache(maxsize=4096)
def store_of(type_: str) -> str | None:
    """Name the store of ``<blob@main>``, ``blob@main`` or ``external-main``; ``""`` is the default (``<blob@>``)."""
    match = _STORE.match(type_)
    if match is None:
        return None
    if match["store"] is not None:
        return match["store"]
    return match["external"] or ""


def type_problem(attribute: _Typed) -> str:
    """Say why every DataJoint would refuse the attribute's type, or return the empty text."""
    if not accepted_by(attribute.type) and not attribute.type.startswith("external"):
        return f"no DataJoint knows the type `{attribute.type}` of `{attribute.name}`"
    if attribute.default is not None and not attribute.nullable and "blob" in attribute.type.lower():
        return f"DataJoint refuses a default other than null for the blob `{attribute.name}`"
    return ""

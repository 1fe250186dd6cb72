"""Attribute types: what DataJoint 0.14 and 2.x accept, and where a type keeps its values.

Patterns after ``TYPE_PATTERN`` in ``datajoint.declare`` of 0.14.10 (matched at the beginning of the type) and of
2.3.5 (matched against the whole type).
"""

from __future__ import annotations

import re
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

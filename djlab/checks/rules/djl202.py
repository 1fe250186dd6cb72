from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from djlab.checks.context import Context
from djlab.checks.finding import Edit, Finding, Fix
from djlab.checks.rule import Rule
from djlab.pipeline.definition import AttributeLine
from djlab.pipeline.types import Line, accepted_by, nearest_type

_CORE = ("int8", "int16", "int32", "int64", "float32", "float64", "bool", "uuid", "json", "bytes", "date", "datetime")
_OLD_STORE = re.compile(r"(?P<codec>object|blob|attach|filepath|npy|hash)@(?P<store>[\w-]+)\Z")
_EXTERNAL = re.compile(r"external-(?P<store>[\w-]+)\Z")
_PLAIN = {"boolean": "bool", "attach": "<attach>", "jsonb": "json"}
_CORE_TYPE = re.compile(
    r"(?P<word>float32|float64|int64|int32|int16|int8|bool|uuid|jsonb?|bytes|date|datetime(?=\Z|\s*\(\d+\))"
    r"|(var)?char(?=\s*\(\d+\))|enum(?=\s*\(.+\))|decimal(?=\s*\(\d+\s*,\s*\d+\)))(?P<blank>\s*)(?P<rest>\(.+\))?\Z",
    re.IGNORECASE,
)


class UnsupportedType(Rule):
    """The type of an attribute is one that the project's DataJoint does not have.

    ## Anti-pattern

    ```python
    definition = \"\"\"
    recording_id : int24
    ---
    raw : object@main
    name : varchar
    \"\"\"
    ```

    ## Best practice

    ```python
    definition = \"\"\"
    recording_id : int32
    ---
    raw : <object@main>
    name : varchar(100)
    \"\"\"
    ```

    ## Why

    DataJoint refuses the table ("Unsupported attribute type"). `object@main`, as the Book writes it, is a type of no
    release: codecs stand in angle brackets since 2.0, and 0.14 has no `object`.

    ## Source

    `match_type` in `datajoint/declare.py`: `TYPE_PATTERN` of 0.14.10 is matched from the type's beginning, that of
    2.3.5 against the whole type, and `core_type_to_sql` in `datajoint/adapters` then knows core types in lower case
    only. What the project may run on follows from its requirement of DataJoint; the finding is made where none of it
    accepts the type.
    """

    code = "DJL202"
    slug = "unsupported-type"
    severity = "error"
    fixable = True

    def check(self, context: Context) -> Iterator[Finding]:
        for declaration in context.declarations:
            for attribute in declaration.attributes():
                if accepted(attribute.type) & context.lines:
                    continue
                place = declaration.type_place(attribute)
                new = modern_type(attribute.type) if "2" in context.lines else None
                fix = Fix(f"Write {new}", (Edit(place, new),)) if new and place else None
                yield self.finding(
                    place or declaration.place(attribute.line),
                    f"DataJoint {' and '.join(sorted(context.lines))} has no type `{attribute.type}`",
                    help=_advice(attribute, new, "2" if "2" in context.lines else "0.14"),
                    fix=fix,
                    table=declaration.table.id,
                )


@lru_cache(maxsize=4096)
def accepted(type_: str) -> frozenset[Line]:
    """The lines of DataJoint that accept a type.

    DataJoint 2 recognises its core types in any case and then translates only those in lower case, without a blank
    before the parenthesis (``core_type_to_sql`` in ``datajoint/adapters``: "Unknown core type: Int32").
    """
    lines = accepted_by(type_)
    match = _CORE_TYPE.match(type_)
    if match is None:
        return lines
    written = match["word"] == match["word"].lower() and match["word"] != "jsonb"
    fits = written and not (match["blank"] and match["rest"] and match["word"] != "datetime")
    return lines if fits else lines - {"2"}


def modern_type(type_: str) -> str | None:
    """What a type of DataJoint 0.14, or of the Book, is called in 2.x; ``None`` if it has no such name."""
    match = _CORE_TYPE.match(type_)
    if match and type_.lower() != "jsonb":
        return match["word"].lower() + (match["rest"] or "")
    match = _OLD_STORE.match(type_)
    if match:
        return f"<{match['codec']}@{match['store']}>"
    match = _EXTERNAL.match(type_)
    if match:
        return f"<blob@{match['store']}>"
    return _PLAIN.get(type_.lower())


def _advice(attribute: AttributeLine, new: str | None, line: Line) -> str:
    if new:
        return f"Write {new}"
    word = re.match(r"[A-Za-z0-9]*", attribute.type)
    base = word[0].lower() if word else ""
    if base in ("varchar", "char", "string", "str"):
        return "Write varchar(n) with the largest number of characters"
    close = nearest_type(base, line)
    return f"Did you mean {close}?" if close else f"DataJoint has {', '.join(_CORE)}, varchar(n), enum(…), decimal(m,n)"

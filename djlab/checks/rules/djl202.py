from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Edit, Finding, Fix
from djlab.checks.rule import Rule
from djlab.pipeline.definition import AttributeLine
from djlab.pipeline.types import accepted_by

_CORE = ("int8", "int16", "int32", "int64", "float32", "float64", "bool", "uuid", "json", "bytes", "date", "datetime")
_OLD_STORE = re.compile(r"(?P<codec>object|blob|attach|filepath|npy|hash)@(?P<store>[\w-]+)\Z")
_EXTERNAL = re.compile(r"external-(?P<store>[\w-]+)\Z")
_PLAIN = {"boolean": "bool", "attach": "<attach>"}


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
    2.3.5 against the whole type. What the project may run on follows from its requirement of DataJoint; the finding
    is made where none of it accepts the type.
    """

    code = "DJL202"
    slug = "unsupported-type"
    severity = "error"
    fixable = True

    def check(self, context: Context) -> Iterator[Finding]:
        for declaration in context.declarations:
            for attribute in declaration.attributes():
                if accepted_by(attribute.type) & context.lines:
                    continue
                place = declaration.type_place(attribute)
                new = modern_type(attribute.type) if "2" in context.lines else None
                fix = Fix(f"Write {new}", (Edit(place, new),)) if new and place else None
                yield self.finding(
                    place or declaration.place(attribute.line),
                    f"DataJoint {' and '.join(sorted(context.lines))} has no type `{attribute.type}`",
                    help=_advice(attribute, new),
                    fix=fix,
                    table=declaration.table.id,
                )


def modern_type(type_: str) -> str | None:
    """What a type of DataJoint 0.14, or of the Book, is called in 2.x; ``None`` if it has no such name."""
    match = _OLD_STORE.match(type_)
    if match:
        return f"<{match['codec']}@{match['store']}>"
    match = _EXTERNAL.match(type_)
    if match:
        return f"<blob@{match['store']}>"
    return _PLAIN.get(type_.lower())


def _advice(attribute: AttributeLine, new: str | None) -> str:
    if new:
        return f"Write {new}"
    word = re.match(r"[A-Za-z0-9]*", attribute.type)
    base = word[0].lower() if word else ""
    if base in ("varchar", "char", "string", "str"):
        return "Write varchar(n) with the largest number of characters"
    close = difflib.get_close_matches(base, _CORE, 1, 0.6)
    if base.startswith("uint"):
        close = ["int64"] if base.endswith(("32", "64")) else ["int32"]
    return f"Did you mean {close[0]}?" if close else f"DataJoint has {', '.join(_CORE)}, varchar(n), enum(…), decimal(m,n)"

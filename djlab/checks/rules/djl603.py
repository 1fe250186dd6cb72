from __future__ import annotations

import re
from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Edit, Finding, Fix
from djlab.checks.rule import MigrationRule

_NATIVE = re.compile(
    r"(?P<word>tinyint|smallint|mediumint|bigint|integer|int|float|double)(?!\w)\s*(?P<width>\(\s*\d+\s*\))?(?P<rest>.*)\Z",
    re.IGNORECASE,
)
_CORE = {
    "tinyint": "int8",
    "smallint": "int16",
    "int": "int32",
    "integer": "int32",
    "bigint": "int64",
    "float": "float32",
    "double": "float64",
}


class NativeType(MigrationRule):
    """A number has a type of the database in place of DataJoint's own.

    ## Anti-pattern

    ```python
    definition = \"\"\"
    subject_id : int
    ---
    weight : float
    age : smallint unsigned
    \"\"\"
    ```

    ## Best practice

    ```python
    definition = \"\"\"
    subject_id : int32
    ---
    weight : float32
    age : int32  # unsigned types do not exist
    \"\"\"
    ```

    ## Why

    DataJoint 2 passes native types through with a warning. `int unsigned`, `tinyint` and `double` do not exist on
    PostgreSQL, where the declaration fails. The fix writes the core type that becomes the same column on MySQL; a
    type that none equals (`unsigned`, `mediumint`) is left to a person.

    ## Source

    `CORE_TYPES` and `TYPE_PATTERN` in `datajoint/declare.py` of 2.3.5; the refusals of PostgreSQL are measured.
    """

    code = "DJL603"
    slug = "native-type"
    severity = "info"
    fixable = True

    def check(self, context: Context) -> Iterator[Finding]:
        for declaration in context.declarations:
            for attribute in declaration.attributes():
                match = _NATIVE.match(attribute.type)
                if match is None:
                    continue
                word = match["word"].lower()
                exact = (
                    not match["rest"].strip() and word in _CORE and not (word in ("float", "double") and match["width"])
                )
                new = _CORE[word] if exact else None
                if word == "tinyint" and match["width"] and match["width"].strip("() ") == "1" and exact:
                    new = "bool"
                place = declaration.type_place(attribute)
                yield self.finding(
                    place or declaration.place(attribute.line),
                    f"`{attribute.type}` is a type of the database, not of DataJoint",
                    help=f"Write {new}" if new else "Choose int8, int16, int32, int64, float32 or float64 by its range",
                    fix=Fix(f"Write {new}", (Edit(place, new),)) if new and place else None,
                    table=declaration.table.id,
                )

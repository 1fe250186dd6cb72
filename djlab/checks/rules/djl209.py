from __future__ import annotations

import re
from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding
from djlab.checks.rule import Rule

_MYSQL_ONLY = re.compile(
    r"(tinyint|mediumint|double|year)\b|(tiny|medium|long)(blob|text)\Z|blob\Z"
    r"|(tinyint|smallint|mediumint|int|integer|bigint)\b.*\bunsigned\b|(smallint|int|integer|bigint)\s*\(",
    re.IGNORECASE,
)


class BackendType(Rule):
    """A type is one of MySQL's, and the project runs on PostgreSQL.

    ## Anti-pattern

    ```python
    definition = \"\"\"
    subject_id : int unsigned
    ---
    weight : double
    raw : longblob
    \"\"\"
    ```

    with `"backend": "postgresql"` in datajoint.json.

    ## Best practice

    ```python
    definition = \"\"\"
    subject_id : int64
    ---
    weight : float64
    raw : <blob>
    \"\"\"
    ```

    ## Why

    DataJoint 2 hands a native type to the database as it is written. PostgreSQL has no unsigned numbers, no `tinyint`,
    `mediumint`, `double` or `year`, no widths of integers and no `longblob` or `mediumtext`: the table is not
    declared. The core types (`int32`, `float64`, …) and codecs exist on both.

    ## Source

    Run with 2.3.5 on PostgreSQL 18 for each of these types ("type … does not exist", "syntax error").
    """

    code = "DJL209"
    slug = "backend-type"
    severity = "error"

    def check(self, context: Context) -> Iterator[Finding]:
        if context.subject.backend != "postgresql" or "2" not in context.lines:
            return
        for declaration in context.declarations:
            for attribute in declaration.attributes():
                if not refused_by_postgresql(attribute.type):
                    continue
                yield self.finding(
                    declaration.type_place(attribute) or declaration.place(attribute.line),
                    f"PostgreSQL has no type `{attribute.type}`",
                    help="Write a core type: int8 to int64, float32, float64, varchar(n), <blob>",
                    table=declaration.table.id,
                )


def refused_by_postgresql(type_: str) -> bool:
    """Whether PostgreSQL refuses a native type of MySQL."""
    return _MYSQL_ONLY.match(type_) is not None

from __future__ import annotations

from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding
from djlab.checks.rule import Rule


class NullablePrimaryKey(Rule):
    """An attribute or foreign key above the `---` may be null.

    ## Anti-pattern

    ```python
    definition = \"\"\"
    -> [nullable] Subject
    session_id = null : int32
    ---
    note = "" : varchar(255)
    \"\"\"
    ```

    ## Best practice

    ```python
    definition = \"\"\"
    session_id : int32
    ---
    -> [nullable] Subject
    note = "" : varchar(255)
    \"\"\"
    ```

    ## Why

    A primary key identifies a row, so every part of it must be known. DataJoint refuses the table.

    ## Source

    `compile_attribute` ("Primary key attributes cannot be nullable in line") and `compile_foreign_key` ("Primary
    dependencies cannot be nullable in line") in `datajoint/declare.py` of 0.14.10 and 2.3.5.
    """

    code = "DJL203"
    slug = "nullable-primary-key"
    severity = "error"

    def check(self, context: Context) -> Iterator[Finding]:
        for declaration in context.declarations:
            table = declaration.table.id
            for attribute in declaration.attributes():
                if attribute.key and attribute.nullable:
                    yield self.finding(
                        declaration.place(attribute.line),
                        f"`{attribute.name}` is part of the primary key and cannot be null",
                        help="Give it no default, or move it below the ---",
                        table=table,
                    )
            for key in declaration.foreign_keys():
                if key.key and key.nullable:
                    yield self.finding(
                        declaration.place(key.line),
                        f"the foreign key to {key.expression} is part of the primary key and cannot be nullable",
                        help="Remove [nullable], or move the line below the ---",
                        table=table,
                    )

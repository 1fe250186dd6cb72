from __future__ import annotations

from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Edit, Finding, Fix
from djlab.checks.rule import MigrationRule
from djlab.checks.rules.djl202 import accepted, modern_type


class OldType(MigrationRule):
    """A type of DataJoint 0.14 is called otherwise in 2.x.

    ## Anti-pattern

    ```python
    definition = \"\"\"
    -> Session
    ---
    raw : blob@main
    report : attach
    \"\"\"
    ```

    ## Best practice

    ```python
    definition = \"\"\"
    -> Session
    ---
    raw : <blob@main>
    report : <attach>
    \"\"\"
    ```

    ## Why

    DataJoint 2 writes codecs in angle brackets and refuses the old form. Where a project runs on 2.x alone, DJL202
    reports it as an error.

    ## Source

    `TYPE_PATTERN` in `datajoint/declare.py` of 0.14.10 and 2.3.5. The two lines do not share schemas: change the
    definitions when the schema is migrated, not before.
    """

    code = "DJL601"
    slug = "old-type"
    fixable = True

    def check(self, context: Context) -> Iterator[Finding]:
        if context.only("2"):
            return
        for declaration in context.declarations:
            for attribute in declaration.attributes():
                lines = accepted(attribute.type)
                if "2" in lines or "0.14" not in lines:
                    continue
                new = modern_type(attribute.type)
                place = declaration.type_place(attribute)
                yield self.finding(
                    place or declaration.place(attribute.line),
                    f"DataJoint 2 has no type `{attribute.type}`",
                    help=f"Write {new}" if new else None,
                    fix=Fix(f"Write {new}", (Edit(place, new),)) if new and place else None,
                    table=declaration.table.id,
                )

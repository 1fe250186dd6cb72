from __future__ import annotations

from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding
from djlab.checks.rule import Rule
from djlab.pipeline.definition import IndexLine


class NoPrimaryKey(Rule):
    """A table of DataJoint 0.14 has no primary key.

    ## Anti-pattern

    ```python
    definition = \"\"\"
    ---
    note : varchar(255)
    \"\"\"
    ```

    ## Best practice

    ```python
    definition = \"\"\"
    note_id : int
    ---
    note : varchar(255)
    \"\"\"
    ```

    ## Why

    DataJoint 0.14 refuses the table. DataJoint 2 declares one that holds a single row, so projects that may run on it
    are let pass.

    ## Source

    `declare` in `datajoint/declare.py` of 0.14.10 ("Table must have a primary key").
    """

    code = "DJL214"
    slug = "no-primary-key"
    severity = "error"

    def check(self, context: Context) -> Iterator[Finding]:
        if not context.only("0.14"):
            return
        for declaration in context.declarations:
            table = declaration.table
            # Text of which nothing can be read is replaced by a base class, as a rule; DJL201 speaks of it.
            if (
                any(item.key for item in declaration.definition.items if not isinstance(item, IndexLine))
                or declaration.definition.warnings
            ):
                continue
            source = context.source(declaration.path)
            if source is not None:
                yield self.finding(
                    source.find(table.line, table.class_.rpartition(".")[2]),
                    f"{table.class_} has no primary key",
                    help="Put at least one attribute or foreign key above the ---",
                    table=table.id,
                )

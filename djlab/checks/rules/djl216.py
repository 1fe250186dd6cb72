from __future__ import annotations

import re
from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding
from djlab.checks.rule import Rule

_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")


class IndexAttribute(Rule):
    """An index names an attribute that the table does not have.

    ## Anti-pattern

    ```python
    definition = \"\"\"
    session_id : int32
    ---
    started : datetime
    index (start)
    \"\"\"
    ```

    ## Best practice

    ```python
    definition = \"\"\"
    session_id : int32
    ---
    started : datetime
    index (started)
    \"\"\"
    ```

    ## Why

    The database refuses the table. Tables with a foreign key that djlab cannot follow are let pass: the attribute may
    arrive through it. So are indexes over expressions.

    ## Source

    Run with 0.14.10 and 2.3.5 on MariaDB ("Key column doesn't exist in table") and with 2.3.5 on PostgreSQL ("column
    does not exist").
    """

    code = "DJL216"
    slug = "index-attribute"
    severity = "error"

    def check(self, context: Context) -> Iterator[Finding]:
        for declaration in context.declarations:
            table = declaration.table
            indexes = list(declaration.indexes())
            if not indexes or declaration.definition.warnings or not _complete(context, table.id):
                continue
            names = {attribute.name for attribute in table.attributes}
            for index in indexes:
                for name in index.attributes:
                    if _NAME.match(name) and name not in names:
                        yield self.finding(
                            declaration.place(index.line, name),
                            f"the index names `{name}`, which {table.class_} does not have",
                            help=f"It has {', '.join(sorted(names))}",
                            table=table.id,
                        )


def _complete(context: Context, id_: str) -> bool:
    """Whether all attributes of a table are known: those that arrive from its ancestors as well."""
    table = context.table_of[id_]
    tables = [table, *context.ancestors(table)]
    return all(key.target in context.table_of and not other.warnings for other in tables for key in other.foreign_keys)

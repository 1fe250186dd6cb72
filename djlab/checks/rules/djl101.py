from __future__ import annotations

import re
from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding
from djlab.checks.rule import Rule

_STRICT = re.compile(r"[A-Z][A-Za-z0-9]*\Z")


class TableNameCase(Rule):
    """The name of a table's class is not in CamelCase.

    ## Anti-pattern

    ```python
    @schema
    class recording_site(dj.Manual): ...
    ```

    ## Best practice

    ```python
    @schema
    class RecordingSite(dj.Manual): ...
    ```

    ## Why

    DataJoint makes the database's table name from the class name and refuses a name that does not begin with a
    capital letter. DataJoint 0.14 refuses underscores as well; 2.x only warns of them.

    ## Source

    `Table.declare` of 0.14.10 and 2.3.5 ("Table class name `recording_site` is invalid"); the DataJoint Book's best
    practice 2.
    """

    code = "DJL101"
    slug = "table-name-case"
    severity = "error"

    def check(self, context: Context) -> Iterator[Finding]:
        for table in context.tables:
            name = table.class_.rsplit(".", 1)[-1]
            if _STRICT.match(name):
                continue
            path = context.path(table)
            source = context.source(path)
            place = source.find(table.line, name) if source else None
            only_warned = "_" in name and _STRICT.match(name.replace("_", "")) and "2" in context.lines
            suggestion = "".join(part[:1].upper() + part[1:] for part in name.split("_"))
            if place is not None:
                yield self.finding(
                    place,
                    f"the class name `{name}` is not in CamelCase",
                    help=f"Name it {suggestion}; its references and its table in the database change with it",
                    severity="warning" if only_warned else None,
                    table=table.id,
                )

from __future__ import annotations

from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding
from djlab.checks.rule import Rule
from djlab.pipeline.model import Table


class TwoClassesForOneTable(Rule):
    """Two classes declare the same table of the database.

    ## Anti-pattern

    ```python
    # workflow/subject.py and workflow/old_subject.py
    schema = dj.Schema("subject")

    @schema
    class Subject(dj.Manual): ...
    ```

    ## Best practice

    Keep one class, and import it where it is needed.

    ## Why

    The class that is imported first declares the table, the other one silently uses it: where their definitions
    differ, one of them describes a table that does not exist. A class without a definition of its own, as some projects
    write to add parts to a table, is let pass.

    ## Source

    `Schema._decorate_table` in `datajoint/schemas.py` of 2.3.5: a table that exists is not declared again.
    """

    code = "DJL308"
    slug = "two-classes-one-table"
    severity = "warning"
    certainty = "likely"

    def check(self, context: Context) -> Iterator[Finding]:
        own = {module.name: bool(module.schemas) for module in context.pipeline.modules}
        known: dict[tuple[str, str], Table] = {}
        for table in context.tables:
            if table.schema is None or table.tier == "Part" or not table.definition:
                continue
            first = known.setdefault((table.schema, table.table), table)
            if first is table or first.id == table.id:
                continue
            if "{" in table.schema and own[first.module] and own[table.module] and first.module != table.module:
                # Each module makes a schema of its own, and what the names become is not known: most differ.
                continue
            path = context.path(table)
            source = context.source(path)
            if source is not None:
                yield self.finding(
                    source.find(table.line, table.class_),
                    f"`{table.schema}`.`{table.table}` is declared by {first.id} as well",
                    help="Keep one of the classes",
                    table=table.id,
                )

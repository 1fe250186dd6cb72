from __future__ import annotations

from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding
from djlab.checks.make_rules import make_methods, place_of
from djlab.checks.rule import Rule


class ReadWithoutKey(Rule):
    """`make` reads a whole table.

    ## Anti-pattern

    ```python
    def make(self, key):
        traces = Recording.to_arrays("trace")
    ```

    ## Best practice

    ```python
    def make(self, key):
        traces = (Recording & key).to_arrays("trace")
    ```

    ## Why

    The result depends on which rows there are at that moment: made again tomorrow, the row is another one. Lookup
    tables are let pass, for their rows belong to the code.

    ## Source

    The contract of `make` in DataJoint's documentation of AutoPopulate: fetch from upstream tables, restricted by the
    key.
    """

    code = "DJL403"
    slug = "read-without-key"
    severity = "warning"
    certainty = "likely"

    def check(self, context: Context) -> Iterator[Finding]:
        for method in make_methods(context):
            table = method.table
            for read in method.facts.reads:
                if read.restricted or read.table.startswith("self"):
                    continue
                target = context.names.table(table.module, read.table, table.class_)
                if target is None or target.tier == "Lookup" or target.id == table.id:
                    continue
                yield self.finding(
                    place_of(context, method.path, read.line, read.column, read.table),
                    f"{method.facts.name} reads all rows of {read.table}",
                    help=f"Restrict it: ({read.table} & key)",
                    table=table.id,
                )

from __future__ import annotations

from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding
from djlab.checks.make_rules import make_methods, place_of
from djlab.checks.rule import Rule

_CHANGES = {"update1": "changes rows of", "delete": "deletes from", "delete_quick": "deletes from"}


class WriteElsewhere(Rule):
    """`make` writes to a table that is neither its own nor one of its parts.

    ## Anti-pattern

    ```python
    class Spikes(dj.Computed):
        def make(self, key):
            self.insert1(key)
            QualityReport.insert1(key)
    ```

    ## Best practice

    Make the other table a part of this one, or Computed itself, with its own `make`.

    ## Why

    Deleting the row and populating again inserts the other rows twice, or leaves them behind: the other table does not
    know where its rows come from.

    ## Source

    The contract of `make` in DataJoint's documentation of AutoPopulate: insert into the current table and its parts.
    """

    code = "DJL404"
    slug = "write-elsewhere"
    severity = "warning"
    certainty = "likely"

    def check(self, context: Context) -> Iterator[Finding]:
        for method in make_methods(context):
            table = method.table
            seen: set[tuple[str, str]] = set()
            for write in method.facts.writes:
                target = context.names.table(table.module, write.table, table.class_)
                if target is None or target.id == table.id or target.id.startswith(table.id + "."):
                    continue
                does = _CHANGES.get(write.method, "inserts into")
                # The branches of one make often write alike; once is enough.
                if (target.id, does) in seen:
                    continue
                seen.add((target.id, does))
                yield self.finding(
                    place_of(context, method.path, write.line, write.column, write.table),
                    f"{method.facts.name} of {table.class_} {does} {write.table}",
                    help="Insert the entries beforehand, into the lookup's contents or in a notebook"
                    if target.tier == "Lookup"
                    else "Make it a part table of this one, or let a make of its own fill it",
                    table=table.id,
                )

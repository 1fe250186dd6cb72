from __future__ import annotations

from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding
from djlab.checks.make_rules import make_methods, place_of
from djlab.checks.rule import Rule


class ReadNotUpstream(Rule):
    """`make` reads a table that its own table does not depend on.

    ## Anti-pattern

    ```python
    class Spikes(dj.Computed):
        definition = \"\"\"
        -> Recording
        \"\"\"

        def make(self, key):
            threshold = (Threshold & key).fetch1("threshold")
    ```

    ## Best practice

    ```python
    class Spikes(dj.Computed):
        definition = \"\"\"
        -> Recording
        -> Threshold
        \"\"\"

        def make(self, key):
            threshold = self.upstream[Threshold].fetch1("threshold")
    ```

    ## Why

    A row must follow from what its key refers to. Nothing recomputes or deletes the row when a table changes that it
    only happened to read, and nobody can say later what it was made from. It is a warning where the project runs on
    DataJoint 2 alone, which has `self.upstream`, and a note where 0.14 may run it: there most pipelines read so.

    ## Source

    The contract of `make` in DataJoint's documentation of AutoPopulate; 2.3.1 left its inspection to review
    (datajoint-python #1425, #1474). `self.upstream[…]` (2.3) raises for such a table. Names are followed through
    imports; a table that is named some other way is not seen. A table that the class's own `key_source` names is let
    pass: the author has said what the keys come from, as summaries over many rows have to. So is what a part table of
    the class depends on.
    """

    code = "DJL402"
    slug = "read-not-upstream"
    severity = "warning"
    certainty = "likely"

    def check(self, context: Context) -> Iterator[Finding]:
        for method in make_methods(context):
            table = method.table
            allowed: set[str] | None = None
            seen: set[str] = set()
            for read in sorted(method.facts.reads, key=lambda one: (one.line, one.column)):
                target = context.names.table(table.module, read.table, table.class_)
                if target is None or target.id in seen or _own(table.id, target.id):
                    continue
                if allowed is None:
                    # What a part refers to is written down with each of its rows: only parts of the class's own count.
                    parts = (one for one in context.tables if one.master == table.id)
                    above = [*context.ancestors(table), *(up for part in parts for up in context.ancestors(part))]
                    if any(key.resolution == "unresolved" for one in (table, *above) for key in one.foreign_keys):
                        # What stands above a reference that leads nowhere is not known.
                        break
                    allowed = {ancestor.id for ancestor in above}
                if target.id in allowed or (target.master is not None and target.master in allowed):
                    continue
                if any(other.startswith(target.id + ".") for other in allowed):
                    continue
                seen.add(target.id)
                if read.table in method.key_source:
                    continue
                yield self.finding(
                    place_of(context, method.path, read.line, read.column, read.table),
                    f"{method.facts.name} reads {read.table}, on which {table.class_} does not depend",
                    help=f"Add a foreign key to {read.table} or to a table that depends on it",
                    severity=None if context.only("2") else "info",
                    table=table.id,
                )


def _own(table: str, target: str) -> bool:
    return target == table or target.startswith(table + ".") or table.startswith(target + ".")

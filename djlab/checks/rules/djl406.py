from __future__ import annotations

from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding
from djlab.checks.make_rules import make_methods, place_of
from djlab.checks.rule import Rule


class ImpureFetch(Rule):
    """`make_fetch` takes something from the clock or from chance.

    ## Anti-pattern

    ```python
    def make_fetch(self, key):
        return (Recording & key).fetch1("trace"), datetime.now()
    ```

    ## Best practice

    ```python
    def make_fetch(self, key):
        return ((Recording & key).fetch1("trace"),)

    def make_insert(self, key, result):
        self.insert1({**key, "made": datetime.now(), "result": result})
    ```

    ## Why

    DataJoint calls `make_fetch` twice, before and after the computation, and compares. A time or an unseeded random
    number differs, and the row is refused: "Referential integrity failed! The `make_fetch` data has changed". A call
    whose value is not returned does no harm, which djlab does not follow.

    ## Source

    `AutoPopulate._populate1` in `datajoint/autopopulate.py` of 0.14.10 and 2.3.5.
    """

    code = "DJL406"
    slug = "impure-fetch"
    severity = "warning"
    certainty = "likely"

    def check(self, context: Context) -> Iterator[Finding]:
        for method in make_methods(context):
            if method.facts.name != "make_fetch":
                continue
            for call in method.facts.impure:
                yield self.finding(
                    place_of(context, method.path, call.line, call.column, call.name),
                    f"{call.name} in make_fetch gives another value each time",
                    help="Call it in make_compute or make_insert, or seed it",
                    table=method.table.id,
                )

from __future__ import annotations

from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding
from djlab.checks.make_rules import make_methods, place_of
from djlab.checks.rule import Rule


class PopulateInMake(Rule):
    """`make` calls `populate` of another table.

    ## Anti-pattern

    ```python
    def make(self, key):
        Filtered.populate(key)
        trace = (Filtered & key).fetch1("trace")
    ```

    ## Best practice

    Refer to `Filtered` in the definition, and populate it before.

    ## Why

    `make` runs inside a transaction, in which DataJoint refuses to populate. (`make_fetch` and `make_compute` run
    outside of one at first, and are let pass.) Below a condition the finding is a warning, and what a condition on
    `in_transaction` guards is let pass.

    ## Source

    `AutoPopulate.populate` of 0.14.10 and 2.3.5 ("Populate cannot be called during a transaction").
    """

    code = "DJL407"
    slug = "populate-in-make"
    severity = "error"

    def check(self, context: Context) -> Iterator[Finding]:
        for method in make_methods(context):
            if method.facts.name not in ("make", "make_insert"):
                continue
            for call in method.facts.populates:
                if any("in_transaction" in test for test in call.tests):
                    continue
                target = context.names.table(method.table.module, call.table, method.table.class_)
                if target is None or target.tier not in ("Imported", "Computed"):
                    continue
                yield self.finding(
                    place_of(context, method.path, call.line, call.column, call.table),
                    f"{method.facts.name} populates {call.table} inside its transaction",
                    help=f"Refer to {call.table} in the definition and populate it before",
                    severity="warning" if call.tests else None,
                    certainty="likely" if call.tests else None,
                    table=method.table.id,
                )

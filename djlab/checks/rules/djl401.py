from __future__ import annotations

from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.facts import ClassFacts, ModuleFacts
from djlab.checks.finding import Finding
from djlab.checks.make_rules import automatic_classes
from djlab.checks.rule import Rule

_PARTS = frozenset({"make_fetch", "make_compute", "make_insert"})
# DataJoint 2 still calls the old name of `make`, and before `make`.
_WHOLE = frozenset({"make", "_make_tuples", "populate"})
_TIERS = frozenset({"Imported", "Computed", "Ingest", "Compute"})


class MissingMake(Rule):
    """An Imported or Computed table has no `make`.

    ## Anti-pattern

    ```python
    @schema
    class Spikes(dj.Computed):
        definition = \"\"\"
        -> Recording
        \"\"\"
    ```

    ## Best practice

    ```python
    @schema
    class Spikes(dj.Computed):
        definition = \"\"\"
        -> Recording
        \"\"\"

        def make(self, key):
            self.insert1(key)
    ```

    Or all three of `make_fetch`, `make_compute` and `make_insert`. Rows that people enter belong into a Manual table.

    ## Why

    `populate()` raises NotImplementedError for each key. The old name of the method, `_make_tuples`, is still called by
    2.3.5. Classes with a base that djlab cannot see are left alone: it may bring the method.

    ## Source

    `AutoPopulate.make` in `datajoint/autopopulate.py` of 2.3.5 ("Subclasses of AutoPopulate must implement the method
    `make`").
    """

    code = "DJL401"
    slug = "missing-make"
    severity = "warning"
    certainty = "likely"

    def check(self, context: Context) -> Iterator[Finding]:
        for table, facts, module in automatic_classes(context):
            methods = _methods(facts, module, set())
            if methods is None or methods & _WHOLE or methods >= _PARTS:
                continue
            path = context.path(table)
            source = context.source(path)
            lacking = sorted(_PARTS - methods)
            some = methods & _PARTS
            message = (
                f"{table.class_} has {', '.join(sorted(some))} but not {', '.join(lacking)}"
                if some
                else (f"{table.class_} has no make: populate() cannot make its rows")
            )
            if source is not None:
                yield self.finding(
                    source.find(table.line, table.class_),
                    message,
                    help="Write make(self, key), or make the table Manual if people enter its rows",
                    table=table.id,
                )


def _methods(facts: ClassFacts, module: ModuleFacts, seen: set[str]) -> frozenset[str] | None:
    """The methods of a class and of its bases in the module; ``None`` where a base is out of sight."""
    found = facts.methods
    for base in facts.bases:
        if base is None:
            return None
        if base.rpartition(".")[2] in _TIERS and _from_datajoint(base, module):
            continue
        if base not in module.classes or base in seen:
            return None
        inherited = _methods(module.classes[base], module, {*seen, base})
        if inherited is None:
            return None
        found |= inherited
    return found


def _from_datajoint(base: str, module: ModuleFacts) -> bool:
    """Whether a tier is DataJoint's own, and not that of a package built on it, which may bring the method."""
    head = base.partition(".")[0]
    origins = {item.module.partition(".")[0] for item in module.imports if item.bound == head}
    return not origins or "datajoint" in origins

from __future__ import annotations

from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding, Place
from djlab.checks.import_order import failing_import
from djlab.checks.knots import describe, knots, others
from djlab.checks.rule import Rule


class ImportCycle(Rule):
    """Modules import each other at the top.

    ## Anti-pattern

    ```python
    # subject.py
    from .session import Session

    # session.py
    from .subject import Subject
    ```

    ## Best practice

    Let imports follow the foreign keys, from downstream to upstream only: `session.py` imports `subject`, and
    `subject.py` knows nothing of sessions. What both need moves to a third module above them.

    ## Why

    Which module is imported first decides whether a name exists when another asks for it. Where djlab can tell that
    Python fails with "cannot import name", the finding is an error; otherwise the cycle only works for as long as
    nothing changes the order, and it is a warning; among modules without tables it is a note.

    ## Source

    The DataJoint Book: cyclic dependencies are prohibited, both Python imports and foreign keys must form a DAG.
    """

    code = "DJL301"
    slug = "import-cycle"
    severity = "error"

    def check(self, context: Context) -> Iterator[Finding]:
        holders = {module.name for module in context.pipeline.modules if module.schemas}
        holders |= {table.module for table in context.pipeline.tables}
        for cycle, more in knots(context.pipeline.cycles, "imports"):
            first = cycle.steps[0]
            source = context.source(first.path)
            place = (
                source.find(first.line, source.line(first.line).strip()) if source else Place(first.path, first.line)
            )
            failure = next(filter(None, (failing_import(context, single) for single in (cycle, *more))), None)
            among_tables = any(step.from_ in holders for step in cycle.steps)
            yield self.finding(
                place,
                f"import cycle: {describe(cycle)}{others(more)}" + (f"; {failure}" if failure else ""),
                help="Import from downstream to upstream only; move what both need to a module above them",
                severity=None if failure else "warning" if among_tables else "info",
                module=first.from_,
            )

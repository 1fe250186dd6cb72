from __future__ import annotations

from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding, Place
from djlab.checks.knots import describe, knots, others
from djlab.checks.rule import Rule


class LazyImportCycle(Rule):
    """Modules import each other, one of them inside a function.

    ## Anti-pattern

    ```python
    # subject.py
    def sessions():
        from .session import Session
        return Session()
    ```

    ## Best practice

    Put the function where both modules may be imported: into `session.py`, or into a module below both.

    ## Why

    It works, for the import waits until the function is called. It still says that an upstream module depends on a
    downstream one, and the first import that moves to the top makes a real cycle of it.

    ## Source

    The DataJoint Book: modules form a DAG. Of 20 public pipelines 8 have such cycles.
    """

    code = "DJL302"
    slug = "lazy-import-cycle"
    severity = "info"

    def check(self, context: Context) -> Iterator[Finding]:
        lazy = {
            (module.name, item.line)
            for module in context.modules
            for item in module.imports
            if item.scope == "function"
        }
        for cycle, more in knots(context.pipeline.cycles, "lazy imports"):
            step = next((s for s in cycle.steps if (s.from_, s.line) in lazy), cycle.steps[0])
            source = context.source(step.path)
            yield self.finding(
                source.find(step.line, source.line(step.line).strip()) if source else Place(step.path, step.line),
                f"import cycle, broken by an import inside a function: {describe(cycle)}{others(more)}",
                help="Move the function to a module that may import both",
                module=step.from_,
            )

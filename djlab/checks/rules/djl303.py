from __future__ import annotations

from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding, Place
from djlab.checks.knots import describe, knots, others
from djlab.checks.rule import Rule


class ForeignKeyCycle(Rule):
    """Tables refer to each other in a circle.

    ## Anti-pattern

    ```python
    class Subject(dj.Manual):
        definition = \"\"\"
        subject_id : int32
        ---
        -> [nullable] Session.proj(last="session_id")
        \"\"\"

    class Session(dj.Manual):
        definition = \"\"\"
        -> Subject
        session_id : int32
        \"\"\"
    ```

    ## Best practice

    Keep one direction; put the other into a table below both.

    ```python
    class LastSession(dj.Manual):
        definition = \"\"\"
        -> Subject
        ---
        -> Session
        \"\"\"
    ```

    ## Why

    A table can only be declared when those that it refers to are there, so no order declares the circle. DataJoint
    walks the references to populate, to delete and to draw, and refuses a graph with a cycle.

    ## Source

    `datajoint/dependencies.py` of 0.14.10 and 2.3.5 ("DataJoint can only work with acyclic dependencies").
    """

    code = "DJL303"
    slug = "foreign-key-cycle"
    severity = "error"

    def check(self, context: Context) -> Iterator[Finding]:
        for cycle, more in knots(context.pipeline.cycles, "foreign keys"):
            step = cycle.steps[0]
            source = context.source(step.path)
            yield self.finding(
                source.find(step.line, source.line(step.line).strip()) if source else Place(step.path, step.line),
                f"foreign keys form a circle: {describe(cycle)}{others(more)}",
                help="Keep one direction and put the other into a table below both",
                table=step.from_,
            )

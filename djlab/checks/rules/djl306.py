from __future__ import annotations

from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding, Place
from djlab.checks.rule import Rule


class SeveralSchemas(Rule):
    """A module holds more than one schema.

    ## Anti-pattern

    ```python
    # workflow/pipeline.py
    subject = dj.Schema("subject")
    session = dj.Schema("session")
    ```

    ## Best practice

    ```python
    # workflow/subject.py
    schema = dj.Schema("subject")

    # workflow/session.py
    from . import subject

    schema = dj.Schema("session")
    ```

    ## Why

    A schema is the unit of access rights and of the diagram, a module the unit of imports. Where each module holds one
    schema, the imports and the foreign keys form the same graph.

    ## Source

    The DataJoint Book's best practice 1: one schema per module.
    """

    code = "DJL306"
    slug = "several-schemas"
    severity = "warning"

    def check(self, context: Context) -> Iterator[Finding]:
        used = {(table.module, table.schema) for table in context.tables}
        for module in context.modules:
            own = [s for s in module.schemas if s.kind != "virtual"]
            names = {s.name for s in own if s.name is None or (module.name, s.name) in used}
            if len(own) < 2 or len(names) < 2:
                continue
            second = next(s for s in own[1:] if s.name != own[0].name)
            source = context.source(module.path)
            listed = ", ".join(f"`{s.name or s.variable}`" for s in own)
            yield self.finding(
                source.find(second.line, second.variable) if source else Place(module.path, second.line),
                f"{module.name} holds {len(own)} schemas: {listed}",
                help="Move the tables of each schema to a module of its own",
                module=module.name,
            )

from __future__ import annotations

from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding, Place
from djlab.checks.rule import Rule


class LateImport(Rule):
    """A schema module imports an upstream module inside a function only.

    ## Anti-pattern

    ```python
    class Spikes(dj.Computed):
        def make(self, key):
            from .session import Session
    ```

    ## Best practice

    ```python
    from . import session

    class Spikes(dj.Computed):
        def make(self, key): ...
    ```

    ## Why

    The imports at the top tell a reader, and the diagram of modules, what the module depends on. A module that its
    foreign keys need but that only a function imports is there by luck: somebody else imported it before.

    ## Source

    The DataJoint Book's best practice 3: import upstream modules at the top of each file.
    """

    code = "DJL307"
    slug = "late-import"
    severity = "info"

    def check(self, context: Context) -> Iterator[Finding]:
        holders = {table.module for table in context.pipeline.tables}
        lazy = {
            (step.from_, step.to)
            for cycle in context.pipeline.cycles
            if cycle.kind == "lazy imports"
            for step in cycle.steps
        }
        for module in context.modules:
            if module.name not in holders:
                continue
            top = {item.module for item in module.imports if item.scope == "module"}
            seen: set[str] = set()
            for item in module.imports:
                late = item.scope == "function" and item.module in holders and item.module not in top | seen
                if not late or (module.name, item.module) in lazy:
                    continue
                seen.add(item.module)
                source = context.source(module.path)
                yield self.finding(
                    source.find(item.line, source.line(item.line).strip()) if source else Place(module.path, item.line),
                    f"{item.module} is imported inside a function only",
                    help="Import it at the top of the file",
                    module=module.name,
                )

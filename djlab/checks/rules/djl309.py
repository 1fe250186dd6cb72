from __future__ import annotations

from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding, Place
from djlab.checks.rule import Rule


class UnreadableModule(Rule):
    """A module of the pipeline does not parse.

    ## Anti-pattern

    ```python
    class Subject(dj.Manual)
        definition = "…"
    ```

    ## Best practice

    ```python
    class Subject(dj.Manual):
        definition = "…"
    ```

    ## Why

    Python cannot import the module, nor any that imports it. What djlab shows of it is its last state that parsed.

    ## Source

    Python's own parser; its message is in the finding. A syntax that is newer than the Python that runs djlab is
    reported as that.
    """

    code = "DJL309"
    slug = "unreadable-module"
    severity = "error"

    def check(self, context: Context) -> Iterator[Finding]:
        for module in context.modules:
            if module.error is not None:
                yield self.finding(
                    Place(module.path, max(module.error.line, 1)),
                    f"{module.name} does not parse: {module.error.message}",
                    module=module.name,
                )

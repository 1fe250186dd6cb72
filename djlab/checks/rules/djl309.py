from __future__ import annotations

from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding, Place
from djlab.checks.rule import Rule

_LIMITS = ("djlab runs on", "djlab reads", "would take too long")


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
                # What djlab itself does not read, Python may.
                unsure = any(limit in module.error.message for limit in _LIMITS)
                yield self.finding(
                    Place(module.path, max(module.error.line, 1)),
                    f"{module.name} does not parse: {module.error.message}",
                    severity="warning" if unsure else None,
                    certainty="possible" if unsure else None,
                    module=module.name,
                )

from __future__ import annotations

from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding
from djlab.checks.rule import Rule


class UnusedNoqa(Rule):
    """A `noqa` comment names a rule that reports nothing there.

    ## Anti-pattern

    ```python
    schema = dj.Schema("subject")  # noqa: DJL102
    ```

    The name is fine: the comment suppresses nothing.

    ## Best practice

    Remove the comment when what it excused is gone.

    ## Why

    A suppression that outlives its reason hides the next mistake on its line.

    ## Source

    The habit of ruff (`RUF100`) and sqlfluff. Tell ruff about these codes with `external = ["DJL"]`, or its own
    rule removes them.
    """

    code = "DJL001"
    slug = "unused-noqa"
    severity = "warning"
    fixable = True

    def check(self, context: Context) -> Iterator[Finding]:  # noqa: ARG002 - as all rules
        """The engine reports these itself: only it knows what was suppressed."""
        return iter(())

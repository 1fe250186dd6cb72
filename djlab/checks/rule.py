"""The form of a rule: one class in one file below :mod:`djlab.checks.rules`, its docstring being its page."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from djlab.checks.context import Context
from djlab.checks.finding import Certainty, Finding, Fix, Place, Severity


class Rule(ABC):
    """One convention.

    The docstring of a rule is its documentation page in Markdown: a first line that says what is reported, then the
    sections Anti-pattern, Best practice, Why and Source.
    """

    code: ClassVar[str]
    slug: ClassVar[str]
    severity: ClassVar[Severity]
    certainty: ClassVar[Certainty] = "certain"
    fixable: ClassVar[bool] = False

    @abstractmethod
    def check(self, context: Context) -> Iterator[Finding]:
        """Report what the project does against the convention. Never raises for what a project holds."""

    def applies(self, context: Context) -> bool:  # noqa: ARG002 - for rules that override it
        """Whether the rule has anything to say about this project."""
        return True

    def finding(
        self,
        place: Place,
        message: str,
        *,
        help: str | None = None,  # noqa: A002 - the name of the finding's field
        fix: Fix | None = None,
        severity: Severity | None = None,
        certainty: Certainty | None = None,
        module: str | None = None,
        table: str | None = None,
    ) -> Finding:
        return Finding(
            code=self.code,
            slug=self.slug,
            severity=severity or self.severity,
            certainty=certainty or self.certainty,
            place=place,
            message=message,
            help=help,
            fix=fix,
            module=table.split(":")[0] if table and module is None else module,
            table=table,
        )


class MigrationRule(Rule):
    """A rule about moving from DataJoint 0.14 to 2.x.

    It speaks where the project runs on 2.x alone, or where its group was asked for by name (``--select DJL6``): a lab
    that stays on 0.14 is not told to move.
    """

    severity: ClassVar[Severity] = "warning"

    def applies(self, context: Context) -> bool:
        return context.only("2") or any(self.code.startswith(prefix) for prefix in context.asked)

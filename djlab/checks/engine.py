"""Rules applied to a project: what is selected, what the source suppresses, what the baseline knows."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from djlab.checks.baseline import without_known
from djlab.checks.context import Context
from djlab.checks.declaration import Declaration
from djlab.checks.facts import FactsCache
from djlab.checks.finding import Edit, Finding, Fix, Place
from djlab.checks.registry import all_rules
from djlab.checks.rule import Rule
from djlab.checks.rules.djl001 import UnusedNoqa
from djlab.checks.settings import Settings
from djlab.checks.source import Source, Sources
from djlab.checks.subject import Subject
from djlab.checks.suppression import Suppression, suppressions

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Report:
    """``findings`` in the order of their files and lines; how many the source suppresses and the baseline knows."""

    findings: tuple[Finding, ...]
    suppressed: int = 0
    known: int = 0


class Checker:
    """Checks one project, again and again: files that did not change are read once."""

    def __init__(self, settings: Settings | None = None, known: Counter[tuple[str, str, str]] | None = None) -> None:
        self.settings = settings or Settings()
        self._known = known or Counter()
        self._sources: Sources | None = None
        self._facts = FactsCache()
        self._declarations: dict[str, Declaration] = {}

    def check(self, subject: Subject) -> Report:
        """All findings about a project.

        A rule that fails on a project is reported to the log and costs only its own findings.
        """
        if self._sources is None or self._sources.root != subject.root:
            self._sources = Sources(subject.root)
        asked = frozenset(prefix for prefix in self.settings.select if len(prefix) > 3)
        context = Context(subject, self._sources, self._facts, self._declarations, asked)
        raw: list[Finding] = []
        ran: set[str] = set()
        for rule in all_rules():
            if self.settings.runs(rule.code) and rule.applies(context):
                ran.add(rule.code)
                raw.extend(self._run(rule, context))
        wanted = [finding for finding in raw if not self.settings.ignored_at(finding.code, finding.place.path)]
        kept, used = _suppress(wanted, context)
        if UnusedNoqa.code in ran:
            kept.extend(self._unused(context, ran, used))
        new = without_known(sorted(kept, key=lambda finding: finding.order), self._known)
        return Report(tuple(new), len(wanted) + _count_unused(kept) - len(kept), len(kept) - len(new))

    def _run(self, rule: Rule, context: Context) -> Iterator[Finding]:
        severity = self.settings.severity.get(rule.code)
        try:
            for finding in rule.check(context):
                yield finding if severity is None else replace(finding, severity=severity)
        except Exception:
            logger.exception("Rule %s failed on %s", rule.code, context.subject.root)

    def _unused(self, context: Context, ran: set[str], used: set[Suppression]) -> Iterator[Finding]:
        rule = UnusedNoqa()
        for source, suppression in _all_suppressions(context):
            if suppression in used or self.settings.ignored_at(rule.code, source.path):
                continue
            known = any(suppression.code == other.code for other in all_rules())
            if known and suppression.code not in ran:
                continue
            reason = "suppresses nothing" if known else "is no rule of djlab"
            fix = Fix(f"Remove {suppression.code}", (_removal(source, suppression),))
            yield rule.finding(suppression.place, f"{suppression.code} {reason}", fix=fix)


def check(subject: Subject, settings: Settings | None = None) -> tuple[Finding, ...]:
    """All findings about a project, once."""
    return Checker(settings).check(subject).findings


def _suppress(findings: Iterable[Finding], context: Context) -> tuple[list[Finding], set[Suppression]]:
    kept: list[Finding] = []
    used: set[Suppression] = set()
    for finding in findings:
        source = context.source(finding.place.path)
        hits = [
            one
            for one in (suppressions(source) if source else ())
            if one.code == finding.code and one.first <= finding.place.line <= one.last
        ]
        used.update(hits)
        if not hits:
            kept.append(finding)
    return kept, used


def _all_suppressions(context: Context) -> Iterator[tuple[Source, Suppression]]:
    for module in context.modules:
        source = context.source(module.path)
        if source is not None:
            for suppression in suppressions(source):
                yield source, suppression


def _count_unused(findings: Iterable[Finding]) -> int:
    return sum(finding.code == UnusedNoqa.code for finding in findings)


def _removal(source: Source, suppression: Suppression) -> Edit:
    """Remove the code, or the whole comment with the blanks before it where it names nothing else."""
    line = source.line(suppression.place.line)
    if suppression.alone:
        begin = len(line[: suppression.comment.column - 1].rstrip())
        end = suppression.comment.end_column - 1
    else:
        begin, end = suppression.place.column - 1, suppression.place.end_column - 1
        if line[:begin].rstrip().endswith(","):
            begin = len(line[:begin].rstrip()[:-1].rstrip())
        else:
            end += len(line[end:]) - len(line[end:].lstrip(" ,"))
    number = suppression.place.line
    return Edit(Place(source.path, number, begin + 1, number, end + 1), "")

"""The results of the test runners, read from their JUnit reports, and their sum."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Counts:
    """How many tests passed, failed (errors included) and were skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        line = f"{self.passed} passed, {self.failed} failed"
        return f"{line}, {self.skipped} skipped" if self.skipped else line

    @property
    def total(self) -> int:
        return self.passed + self.failed + self.skipped


def read_junit(report: Path) -> tuple[Counts, list[str]]:
    """Count the test cases of a report and name those that failed.

    The cases themselves are counted, not the totals of the report's header: runners disagree on whether those include
    errors and skipped tests. Raises `OSError` or `ElementTree.ParseError` when there is no report to read.
    """
    counts = Counts()
    failures = []
    for case in ElementTree.parse(report).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            counts += Counts(failed=1)
            failures.append(f"{case.get('classname', '')} {case.get('name', '')}".strip())
        elif case.find("skipped") is not None:
            counts += Counts(skipped=1)
        else:
            counts += Counts(passed=1)
    return counts, failures


def judge(status: int, report: Path) -> tuple[Counts, list[str]]:
    """The counts of a runner that ended with `status`.

    A runner that left no readable report, or a report without a test, has failed; so has one whose status says failure
    although each of its tests passed (a crash after the last test).
    """
    try:
        counts, failures = read_junit(report)
    except (OSError, ElementTree.ParseError) as error:
        return Counts(failed=1), [f"no report of results (exit status {status}): {error}"]
    if counts.total == 0:
        return Counts(failed=1), [f"the runner ran no test (exit status {status})"]
    if status != 0 and counts.failed == 0:
        return counts + Counts(failed=1), [f"the runner ended with status {status} although no test failed"]
    return counts, failures

"""The sum that `make test` ends with."""

from __future__ import annotations

from pathlib import Path

import pytest
from toolbox.results import Counts, judge

PASSED = '<testcase classname="a" name="b"/>'
FAILED = '<testcase classname="a" name="broken"><failure message="no"/></testcase>'
ERROR = '<testcase classname="a" name="crashed"><error message="no"/></testcase>'
SKIPPED = '<testcase classname="a" name="left out"><skipped message="no server"/></testcase>'


def report(folder: Path, *cases: str) -> Path:
    path = folder / "report.xml"
    path.write_text(f'<testsuites tests="99"><testsuite tests="99">{"".join(cases)}</testsuite></testsuites>')
    return path


def test_cases_are_counted_whatever_the_header_says(tmp_path: Path) -> None:
    counts, failures = judge(1, report(tmp_path, PASSED, PASSED, FAILED, ERROR, SKIPPED))
    assert counts == Counts(passed=2, failed=2, skipped=1)
    assert failures == ["a broken", "a crashed"]


def test_a_runner_that_left_no_report_has_failed(tmp_path: Path) -> None:
    counts, failures = judge(0, tmp_path / "missing.xml")
    assert counts == Counts(failed=1)
    assert "no report" in failures[0]


def test_a_report_that_breaks_off_is_a_failure(tmp_path: Path) -> None:
    path = tmp_path / "report.xml"
    path.write_text('<testsuites><testsuite><testcase name="a"/>')
    assert judge(0, path)[0] == Counts(failed=1)


def test_a_runner_without_a_test_has_failed(tmp_path: Path) -> None:
    assert judge(0, report(tmp_path))[0] == Counts(failed=1)


def test_a_bad_status_after_good_tests_is_a_failure(tmp_path: Path) -> None:
    counts, failures = judge(3, report(tmp_path, PASSED))
    assert counts == Counts(passed=1, failed=1)
    assert "status 3" in failures[0]


@pytest.mark.parametrize(
    ("counts", "line"),
    [
        (Counts(12, 0), "12 passed, 0 failed"),
        (Counts(12, 3, 4), "12 passed, 3 failed, 4 skipped"),
    ],
)
def test_the_closing_line_is_plain(counts: Counts, line: str) -> None:
    assert str(counts) == line

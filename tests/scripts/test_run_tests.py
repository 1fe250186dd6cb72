"""How `make test` judges what it runs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from run_tests import Run
from toolbox.process import TIMED_OUT, run


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def last_line(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out.splitlines()[-1]


def test_all_good_ends_with_status_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "report.xml"
    write = f"open({str(report)!r}, 'w').write('<testsuite><testcase name=\"a\"/></testsuite>')"
    result = Run()
    result.lint("linter", python("pass"))
    result.tests("runner", python(write), report)
    assert result.close() == 0
    assert last_line(capsys) == "2 passed, 0 failed"


def test_a_linter_that_complains_fails_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    result = Run()
    result.lint("linter", python("raise SystemExit(1)"))
    assert result.close() == 1
    assert last_line(capsys) == "0 passed, 1 failed"


def test_a_report_of_an_earlier_run_does_not_count(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "report.xml"
    report.write_text('<testsuite><testcase name="a"/></testsuite>')
    result = Run()
    result.tests("runner", python("pass"), report)
    assert result.close() == 1
    assert last_line(capsys) == "0 passed, 1 failed"


def test_nothing_run_at_all_is_no_success(capsys: pytest.CaptureFixture[str]) -> None:
    assert Run().close() == 1
    assert last_line(capsys) == "0 passed, 0 failed"


def test_what_hangs_is_stopped_with_its_children(tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    child = f"import time; time.sleep(3); open({str(marker)!r}, 'w')"
    parent = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(60)"
    assert run(python(parent), timeout=1) == TIMED_OUT
    assert run(python("import time; time.sleep(3)")) == 0
    assert not marker.exists()

"""How `make test` judges what it runs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import run_tests
from run_tests import LINTERS, TESTS, Summary, all_steps, lint, runner, setup
from toolbox.process import CommandError
from toolbox.schedule import Step, run_all, with_needs


@pytest.fixture(autouse=True)
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(run_tests, "RESULTS", tmp_path)
    return tmp_path


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def close(capsys: pytest.CaptureFixture[str], *steps: Step) -> tuple[int, list[str]]:
    """Run the steps; the exit status and the lines that were printed."""
    summary = Summary()
    run_all(steps, 2, summary.add)
    status = summary.close()
    return status, capsys.readouterr().out.splitlines()


def reporting(report: Path) -> list[str]:
    return python(f"print('ran'); open({str(report)!r}, 'w').write('<testsuite><testcase name=\"a\"/></testsuite>')")


def test_all_good_ends_with_status_0(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tests = runner("runner", reporting(results / "runner.xml"), needs=["linter"])
    status, lines = close(capsys, setup("made", lambda: None), lint("linter", python("pass")), tests)
    assert status == 0
    assert "ran" in lines
    assert lines[-1] == "2 passed, 0 failed"


def test_a_linter_that_complains_fails_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    status, lines = close(capsys, lint("linter", python("print('no good'); raise SystemExit(1)")))
    assert status == 1
    assert "no good" in lines
    assert lines[-2:] == ["FAILED linter", "0 passed, 1 failed"]


def test_a_report_of_an_earlier_run_does_not_count(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (results / "runner.xml").write_text('<testsuite><testcase name="a"/></testsuite>')
    status, lines = close(capsys, runner("runner", python("pass")))
    assert status == 1
    assert lines[-1] == "0 passed, 1 failed"


def test_what_needs_a_failed_step_has_failed(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        raise CommandError("no network")

    status, lines = close(capsys, setup("packages", fail), lint("linter", python("pass"), needs=["packages"]))
    assert status == 1
    assert "FAILED packages: no network" in lines
    assert "FAILED linter: not run, because packages failed" in lines
    assert lines[-1] == "0 passed, 2 failed"


def test_nothing_run_at_all_is_no_success(capsys: pytest.CaptureFixture[str]) -> None:
    status, lines = close(capsys)
    assert status == 1
    assert lines[-1] == "0 passed, 0 failed"


def test_both_parts_of_pytest_together_are_all_of_it() -> None:
    root = Path(run_tests.ROOT)
    for folder in run_tests.FIRST_PART:
        assert list((root / folder).glob("test_*.py")), folder


def test_every_need_is_a_step_and_linting_builds_nothing() -> None:
    everything = [step.name for step in with_needs(all_steps(), [*LINTERS, *TESTS, "soak"])]
    assert everything == [step.name for step in all_steps()]
    assert not {"front end", "djlab", "browser"} & {step.name for step in with_needs(all_steps(), LINTERS)}

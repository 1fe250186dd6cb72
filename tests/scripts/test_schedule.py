"""Steps that run beside each other."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import pytest
from toolbox import process
from toolbox.process import TIMED_OUT, output_to, run, say
from toolbox.results import Counts
from toolbox.schedule import Outcome, Step, run_all, with_needs

PASSED = Outcome(Counts(passed=1))


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_a_step_waits_for_what_it_needs() -> None:
    order: list[str] = []

    def step(name: str, *needs: str) -> Step:
        return Step(name, lambda: (order.append(name), PASSED)[1], needs)

    run_all([step("c", "b"), step("b", "a"), step("a")], 2, lambda *_: None)
    assert order == ["a", "b", "c"]


def test_two_run_at_the_same_time() -> None:
    meeting = threading.Barrier(2, timeout=20)
    reported: list[str] = []
    steps = [Step(name, lambda: (meeting.wait(), PASSED)[1]) for name in ("a", "b")]
    run_all(steps, 2, lambda step, *_: reported.append(step.name))
    assert sorted(reported) == ["a", "b"]


def test_steps_that_need_each_other_are_an_error() -> None:
    with pytest.raises(ValueError, match="a, b"):
        run_all([Step("a", lambda: PASSED, ("b",)), Step("b", lambda: PASSED, ("a",))], 2, lambda *_: None)


def test_only_what_is_wanted_and_its_needs_are_chosen() -> None:
    steps = [Step("a", lambda: PASSED), Step("b", lambda: PASSED, ("a",)), Step("c", lambda: PASSED, ("b",))]
    assert [step.name for step in with_needs(steps, ["b"])] == ["a", "b"]
    with pytest.raises(KeyError):
        with_needs(steps, ["d"])


def test_what_hangs_is_stopped_with_its_children(tmp_path: Path) -> None:
    alive = f"open({str(tmp_path / 'beat')!r}, 'a').write('x')"
    child = f"import time\nwhile True: {alive}; time.sleep(0.05)"
    parent = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(60)"
    assert run(python(parent), timeout=2) == TIMED_OUT
    assert run(python(f"import time; {alive.replace('x', '|')}; time.sleep(0.5)")) == 0
    assert (tmp_path / "beat").read_text().endswith("|")


def test_an_interruption_ends_what_runs(tmp_path: Path) -> None:
    began = tmp_path / "began"
    statuses: list[int] = []
    # Other tests of the run may have left threads of theirs.
    before = set(threading.enumerate())
    threads: list[threading.Thread] = []

    def interrupted(*_: object) -> None:
        threads.extend(set(threading.enumerate()) - before)
        while not began.exists():
            time.sleep(0.02)
        raise KeyboardInterrupt

    def hang() -> Outcome:
        statuses.append(run(python(f"import time; open({str(began)!r}, 'w'); time.sleep(60)")))
        return PASSED

    with pytest.raises(KeyboardInterrupt):
        run_all([Step("hangs", hang), Step("quick", lambda: PASSED)], 2, interrupted)
    for thread in threads:
        thread.join(20)
    assert statuses
    assert statuses[0] < 0
    assert not process._running


def test_output_of_a_thread_goes_to_its_file(tmp_path: Path) -> None:
    def write(name: str) -> None:
        with output_to(tmp_path / f"{name}.log"):
            say(f"say {name}")
            run(python(f"print('run {name}')"))

    threads = [threading.Thread(target=write, args=[name]) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name in "ab":
        lines = (tmp_path / f"{name}.log").read_text().splitlines()
        assert (lines[0], lines[-1]) == (f"say {name}", f"run {name}")

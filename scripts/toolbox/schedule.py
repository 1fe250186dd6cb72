"""Run steps beside each other, each after those that it needs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from toolbox.process import CommandError, end_all
from toolbox.results import Counts


@dataclass(frozen=True)
class Outcome:
    """What a step gave: its tests and the names of those that failed."""

    counts: Counts = field(default_factory=Counts)
    failures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """Something to do after all steps that it `needs` have succeeded. `action` runs in a thread of its own."""

    name: str
    action: Callable[[], Outcome]
    needs: tuple[str, ...] = ()


Report = Callable[[Step, Outcome, float], None]


def with_needs(steps: Iterable[Step], wanted: Iterable[str]) -> list[Step]:
    """The wanted steps and all that they need, in their order. Raises `KeyError` for a name that no step has."""
    known = {step.name: step for step in steps}
    chosen: set[str] = set()
    ahead = list(wanted)
    while ahead:
        step = known[ahead.pop()]
        if step.name not in chosen:
            chosen.add(step.name)
            ahead += step.needs
    return [step for name, step in known.items() if name in chosen]


def run_all(steps: Sequence[Step], slots: int, report: Report) -> None:
    """Run the steps, at most `slots` at a time; of those that could start, the first of the list does.

    `report` gets each step with its outcome and its seconds, in this thread. A step that needs a failed one is not run
    and has failed. On Ctrl-C all programs that were started are ended.
    """
    waiting = {step.name: step for step in steps}
    succeeded: dict[str, bool] = {}
    running: dict[Future[Outcome], tuple[Step, float]] = {}

    def finish(step: Step, outcome: Outcome, seconds: float) -> None:
        succeeded[step.name] = outcome.counts.failed == 0
        report(step, outcome, seconds)

    with ThreadPoolExecutor(slots) as pool:
        try:
            while waiting or running:
                for step in list(waiting.values()):
                    broken = [name for name in step.needs if succeeded.get(name) is False]
                    if broken:
                        del waiting[step.name]
                        finish(step, _failed(step, f"not run, because {broken[0]} failed"), 0.0)
                    elif len(running) < slots and all(name in succeeded for name in step.needs):
                        del waiting[step.name]
                        running[pool.submit(_attempt, step)] = (step, time.monotonic())
                if not running and waiting:
                    raise ValueError(f"steps that need each other: {', '.join(waiting)}")
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    step, started = running.pop(future)
                    finish(step, future.result(), time.monotonic() - started)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            end_all()
            raise


def _attempt(step: Step) -> Outcome:
    try:
        return step.action()
    except (CommandError, OSError) as error:
        return _failed(step, str(error))


def _failed(step: Step, reason: str) -> Outcome:
    return Outcome(Counts(failed=1), (f"{step.name}: {reason}",))

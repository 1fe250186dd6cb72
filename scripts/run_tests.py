"""Run every check and test of djlab on a machine that has only Python and make, and sum the results.

What does not need each other runs side by side: the browser tests beside pytest and the linters. The last line is
`N passed, N failed` (`, N skipped` may follow). The exit status is 0 only when nothing failed: a linter that complains,
a test runner that leaves no results and a step of the set-up that fails count as one failure each.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from toolbox import install, system
from toolbox.paths import BIN, PYTHON, RESULTS, ROOT, UI_TESTS
from toolbox.process import check, output_to, run
from toolbox.results import Counts, judge
from toolbox.schedule import Outcome, Step, run_all, with_needs

Command = Sequence[str | Path]
PYTHON_PACKAGES, NODE_PACKAGES, UI_PACKAGES = "Python packages", "Node packages", "Node packages of ui-tests"
PYTHON_LINTERS: dict[str, Command] = {
    "ruff check": [BIN / "ruff", "check", "."],
    "ruff format": [BIN / "ruff", "format", "--check", "."],
    "mypy": [BIN / "mypy"],
    "import-linter": [BIN / "lint-imports"],
}
NODE_LINTERS: dict[str, Command] = {
    "stylelint": [BIN / "jlpm", "stylelint:check"],
    "prettier": [BIN / "jlpm", "prettier:check"],
    "eslint": [BIN / "jlpm", "eslint:check"],
    "tsc": [BIN / "jlpm", "types:check"],
}
LINTERS = [*PYTHON_LINTERS, *NODE_LINTERS, "tsc of ui-tests"]
# Two parts of about the same length, so that the second runs beside the first once the browser tests have ended.
FIRST_PART = ["tests/checks", "tests/cli", "tests/corpus", "tests/database", "tests/pipeline"]
TESTS = ["playwright", "pytest of the engine", "pytest of the rest", "jest"]


def all_steps() -> list[Step]:
    """Every step there is, the long ones first among those that may start at the same time."""
    pytest: list[str | Path] = [PYTHON, "-m", "pytest"]
    second_part = [f"--ignore={folder}" for folder in FIRST_PART]
    playwright: list[str | Path] = [BIN / "jlpm", "playwright", "test"]
    steps = [
        setup(PYTHON_PACKAGES, install.create_venv, install.install_dependencies),
        setup("Debian packages", system.install_missing_packages),
        setup(NODE_PACKAGES, install.install_node_modules, needs=[PYTHON_PACKAGES]),
        setup("front end", install.build_labextension, needs=[NODE_PACKAGES]),
        setup("djlab", install.install_editable, needs=["front end"]),
        setup(UI_PACKAGES, lambda: install.install_node_modules(UI_TESTS), needs=[NODE_PACKAGES]),
        setup("browser", find_browser, needs=["Debian packages", UI_PACKAGES]),
        # With CI in the environment Playwright tries a failed test once more.
        runner("playwright", playwright, needs=["djlab", "browser"], cwd=UI_TESTS, env={"CI": "true"}),
        runner("pytest of the engine", [*pytest, *FIRST_PART], needs=["djlab", "Debian packages"]),
        runner("pytest of the rest", [*pytest, *second_part], needs=["djlab", "Debian packages"]),
        runner("soak", [*pytest, "-m", "soak"], needs=["djlab", "browser"]),
        runner("jest", [BIN / "jlpm", "test", "--ci"], needs=["front end"]),
    ]
    steps += [lint(name, command, needs=[PYTHON_PACKAGES]) for name, command in PYTHON_LINTERS.items()]
    steps += [lint(name, command, needs=[NODE_PACKAGES]) for name, command in NODE_LINTERS.items()]
    # The pages of the tests import the types of djlab's own page.
    steps.append(lint("tsc of ui-tests", [BIN / "jlpm", "types:check"], needs=[UI_PACKAGES], cwd=UI_TESTS))
    return steps


def setup(name: str, *actions: Callable[[], None], needs: Sequence[str] = ()) -> Step:
    """A step that counts only when it fails."""

    def action() -> Outcome:
        with output_to(log_of(name)):
            for each in actions:
                each()
        return Outcome()

    return Step(name, action, tuple(needs))


def lint(name: str, command: Command, *, needs: Sequence[str] = (), cwd: Path = ROOT) -> Step:
    """A step that counts as one test."""

    def action() -> Outcome:
        with output_to(log_of(name)):
            status = run(command, cwd=cwd, timeout=600)
        return Outcome(Counts(passed=1)) if status == 0 else Outcome(Counts(failed=1), (name,))

    return Step(name, action, tuple(needs))


def runner(
    name: str, command: Command, *, needs: Sequence[str] = (), cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> Step:
    """A step whose runner leaves its results in the file `report_of(name)`."""

    def action() -> Outcome:
        report = report_of(name)
        report.unlink(missing_ok=True)
        words = [*command, f"--junit-xml={report}"] if "pytest" in command else command
        with output_to(log_of(name)):
            status = run(words, cwd=cwd, timeout=1800, env=env)
        counts, failures = judge(status, report)
        return Outcome(counts, tuple(f"{name}: {failure}" for failure in failures))

    return Step(name, action, tuple(needs))


def find_browser() -> None:
    """Find a Chromium, else have Playwright download its own."""
    if system.find_chromium() is None:
        check([BIN / "jlpm", "playwright", "install", "chromium"], cwd=UI_TESTS)


def log_of(name: str) -> Path:
    return RESULTS / "logs" / f"{name.replace(' ', '-')}.log"


def report_of(name: str) -> Path:
    return RESULTS / f"{name.replace(' ', '-')}.xml"


@dataclass
class Summary:
    """The results so far, in the order in which the steps ended."""

    lines: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    total: Counts = field(default_factory=Counts)

    def add(self, step: Step, outcome: Outcome, seconds: float) -> None:
        """Show what the step printed, whole when it tests something or has failed, and count its results."""
        print(f"\n=== {step.name} ===")
        log = log_of(step.name)
        if log.exists():
            lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
            print("\n".join(lines if outcome.counts.total else lines[-3:]))
        result = str(outcome.counts) if outcome.counts.total else "done"
        self.lines.append(f"{step.name:<26} {seconds:6.1f} s  {result}")
        print(self.lines[-1], flush=True)
        self.failures += outcome.failures
        self.total += outcome.counts

    def close(self) -> int:
        """Print the sum as the last line and return the exit status."""
        print("\n=== summary ===")
        print("\n".join(self.lines))
        for failure in self.failures:
            print(f"FAILED {failure}")
        print(self.total, flush=True)
        return 0 if self.total.failed == 0 and self.total.passed > 0 else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lint", action="store_true", help="run the linters and type checkers only")
    parser.add_argument("--soak", action="store_true", help="run the tests that take longer than `make test` may")
    options = parser.parse_args()
    shutil.rmtree(RESULTS, ignore_errors=True)
    os.chdir(ROOT)
    install.warn_about_root()
    wanted = ["soak"] if options.soak else LINTERS if options.lint else [*LINTERS, *TESTS]
    started = time.monotonic()
    summary = Summary()
    try:
        # One more than two cores: the tests of browser and database wait for timers, servers and disks often enough.
        run_all(with_needs(all_steps(), wanted), max(3, min(4, os.cpu_count() or 2)), summary.add)
    except KeyboardInterrupt:
        print("\ninterrupted", flush=True)
        return 130
    print(f"\nall of it took {time.monotonic() - started:.0f} s")
    return summary.close()


if __name__ == "__main__":
    sys.exit(main())

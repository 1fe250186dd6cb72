"""Run every check and test of djlab on a machine that has only Python and make, and sum the results.

The last line is `N passed, N failed` (`, N skipped` may follow). The exit status is 0 only when nothing failed: a
linter that complains and a test runner that leaves no results count as one failure each.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from toolbox import install, system
from toolbox.paths import BIN, PYTHON, RESULTS, ROOT, UI_TESTS
from toolbox.process import Background, CommandError, check, run
from toolbox.results import Counts, judge

LINTERS: dict[str, Sequence[str | Path]] = {
    "ruff check": [BIN / "ruff", "check", "."],
    "ruff format": [BIN / "ruff", "format", "--check", "."],
    "mypy": [BIN / "mypy"],
    "import-linter": [BIN / "lint-imports"],
    "stylelint": [BIN / "jlpm", "stylelint:check"],
    "prettier": [BIN / "jlpm", "prettier:check"],
    "eslint": [BIN / "jlpm", "eslint:check"],
    "tsc": [BIN / "jlpm", "types:check"],
}


@dataclass
class Run:
    """The results so far, in the order in which the steps ended."""

    lines: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    total: Counts = field(default_factory=Counts)

    def lint(self, name: str, command: Sequence[str | Path], *, cwd: Path = ROOT) -> None:
        started = _headline(name)
        status = run(command, cwd=cwd, timeout=600)
        self._add(name, started, Counts(passed=1) if status == 0 else Counts(failed=1), [] if status == 0 else [name])

    def tests(self, name: str, command: Sequence[str | Path], report: Path, *, cwd: Path = ROOT) -> None:
        started = _headline(name)
        report.unlink(missing_ok=True)
        status = run(command, cwd=cwd, timeout=1800)
        counts, failures = judge(status, report)
        self._add(name, started, counts, [f"{name}: {failure}" for failure in failures])

    def broken(self, name: str, reason: str) -> None:
        self._add(name, time.monotonic(), Counts(failed=1), [f"{name}: {reason}"])

    def _add(self, name: str, started: float, counts: Counts, failures: list[str]) -> None:
        self.total += counts
        self.failures += failures
        self.lines.append(f"{name:<18} {time.monotonic() - started:6.1f} s  {counts}")

    def close(self) -> int:
        """Print the summary, whose last line is the sum, and return the exit status."""
        _headline("summary")
        print("\n".join(self.lines))
        for failure in self.failures:
            print(f"FAILED {failure}")
        print(self.total, flush=True)
        return 0 if self.total.failed == 0 and self.total.passed > 0 else 1


def _headline(name: str) -> float:
    print(f"\n=== {name} ===", flush=True)
    return time.monotonic()


def prepare(*, browser: bool) -> None:
    """Install all that the tests need. Raises `CommandError` when that fails."""
    install.warn_about_root()
    packages = system.missing_packages() if system.is_debian_root() else []
    apt = Background("apt", system.apt_command(packages)) if packages else None
    install.create_venv()
    install.install_dependencies()
    ui_tests = None
    check(install.NODE_MODULES)
    if browser:
        ui_tests = Background("ui-tests-install", install.NODE_MODULES, cwd=UI_TESTS)
    install.build_labextension()
    install.install_editable()
    for name, job in (("apt-get", apt), ("jlpm install in ui-tests", ui_tests)):
        if job is not None and job.wait() != 0:
            raise CommandError(f"{name} failed")
    if browser:
        prepare_browser()


def prepare_browser() -> None:
    """Find a Chromium, else have Playwright download its own."""
    if system.find_chromium() is None:
        check([BIN / "jlpm", "playwright", "install", "chromium"], cwd=UI_TESTS)


def lint(result: Run) -> None:
    for name, command in LINTERS.items():
        result.lint(name, command)
    result.lint("tsc of ui-tests", [BIN / "jlpm", "types:check"], cwd=UI_TESTS)


def pytest(result: Run, *arguments: str) -> None:
    report = RESULTS / "pytest.xml"
    result.tests("pytest", [PYTHON, "-m", "pytest", f"--junit-xml={report}", *arguments], report)


def jest(result: Run) -> None:
    result.tests("jest", [BIN / "jlpm", "test", "--ci"], RESULTS / "jest.xml")


def playwright(result: Run) -> None:
    result.tests("playwright", [BIN / "jlpm", "playwright", "test"], RESULTS / "playwright.xml", cwd=UI_TESTS)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lint", action="store_true", help="run the linters and type checkers only")
    parser.add_argument("--soak", action="store_true", help="run the tests that take longer than `make test` may")
    options = parser.parse_args()
    shutil.rmtree(RESULTS, ignore_errors=True)
    os.chdir(ROOT)
    result = Run()
    try:
        started = _headline("setup")
        prepare(browser=True)
        print(f"setup took {time.monotonic() - started:.0f} s")
        if options.soak:
            pytest(result, "-m", "soak")
        elif options.lint:
            lint(result)
        else:
            lint(result)
            pytest(result)
            jest(result)
            playwright(result)
    except (CommandError, OSError) as error:
        result.broken("setup", str(error))
    return result.close()


if __name__ == "__main__":
    sys.exit(main())

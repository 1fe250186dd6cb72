"""Run other programs: shown as they run, bounded in time, in the environment of the virtual environment."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path

from toolbox.paths import BIN, RESULTS, ROOT

TIMED_OUT = 124


class CommandError(Exception):
    """A command that had to succeed did not."""


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The caller's environment with the virtual environment's programs first on the path."""
    values = {
        **os.environ,
        "PATH": os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)]),
        "PYTHONUNBUFFERED": "1",
        **(extra or {}),
    }
    values.pop("PYTHONHOME", None)
    return values


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path = ROOT,
    timeout: float = 1200,
    env: Mapping[str, str] | None = None,
    log: Path | None = None,
) -> int:
    """Run a command to its end and return its exit status; `TIMED_OUT` when it took longer than `timeout` seconds.

    The output goes to `log` where that is given, else to this process's own. When the time is up the command is ended
    with all that it started.
    """
    words = [str(word) for word in command]
    print(f"$ {shlex.join(words)}", flush=True)
    if log is not None:
        log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") if log else nullcontext() as output:
        process = subprocess.Popen(
            words,
            cwd=cwd,
            env=environment(env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=os.name == "posix",
        )
        try:
            return process.wait(timeout)
        except subprocess.TimeoutExpired:
            print(f"stopped after {timeout:.0f} s: {words[0]}", flush=True)
            return TIMED_OUT
        finally:
            if process.poll() is None:
                _end(process)


def check(command: Sequence[str | Path], *, cwd: Path = ROOT, timeout: float = 1200) -> None:
    """Run a command that has to succeed. Raises `CommandError`."""
    status = run(command, cwd=cwd, timeout=timeout)
    if status != 0:
        raise CommandError(f"{shlex.join(str(word) for word in command)} ended with status {status}")


class Background:
    """A command that runs beside the others; its output is shown when it is waited for."""

    def __init__(self, name: str, command: Sequence[str | Path], *, cwd: Path = ROOT) -> None:
        self._log = RESULTS / "background" / f"{name}.log"
        self._status = 1
        self._thread = threading.Thread(target=self._run, args=(command, cwd), daemon=True)
        self._thread.start()

    def _run(self, command: Sequence[str | Path], cwd: Path) -> None:
        self._status = run(command, cwd=cwd, log=self._log)

    def wait(self) -> int:
        """Wait for the end, show the last lines of the output and return the exit status."""
        self._thread.join()
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        print("\n".join(lines[-3 if self._status == 0 else -60 :]), flush=True)
        return self._status


def _end(process: subprocess.Popen[bytes]) -> None:
    if os.name == "posix":
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(process.pid, number)
            except ProcessLookupError:
                return
            try:
                process.wait(10)
                return
            except subprocess.TimeoutExpired:
                continue
    else:
        process.kill()
        process.wait()

"""Run other programs: shown as they run, bounded in time, in the environment of the virtual environment."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import BinaryIO

from toolbox.paths import BIN, ROOT

TIMED_OUT = 124
_running: set[subprocess.Popen[bytes]] = set()
_lock = threading.Lock()
_log: ContextVar[BinaryIO | None] = ContextVar("log", default=None)


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
    # Yarn reads names of its own only. It knows no NO_PROXY: who has a registry of their own sets these themselves.
    for name in ("HTTP_PROXY", "HTTPS_PROXY"):
        proxy = values.get(name) or values.get(name.lower())
        if proxy and "YARN_NPM_REGISTRY_SERVER" not in values:
            values.setdefault(f"YARN_{name}", proxy)
    return values


@contextmanager
def output_to(path: Path) -> Iterator[None]:
    """Have what this thread says and runs write to a file, for steps that run beside each other."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb", buffering=0) as file:
        token = _log.set(file)
        try:
            yield
        finally:
            _log.reset(token)


def say(text: str) -> None:
    """Print a line where the output of this thread goes."""
    log = _log.get()
    if log is None:
        print(text, flush=True)
    else:
        log.write(f"{text}\n".encode())


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path = ROOT,
    timeout: float = 1200,
    env: Mapping[str, str] | None = None,
) -> int:
    """Run a command to its end and return its exit status; `TIMED_OUT` when it took longer than `timeout` seconds.

    When the time is up the command is ended with all that it started.
    """
    words = [str(word) for word in command]
    say(f"$ {shlex.join(words)}")
    with _lock:
        process = subprocess.Popen(
            words,
            cwd=cwd,
            env=environment(env),
            stdin=subprocess.DEVNULL,
            stdout=_log.get(),
            stderr=subprocess.STDOUT,
            start_new_session=os.name == "posix",
        )
        _running.add(process)
    try:
        return process.wait(timeout)
    except subprocess.TimeoutExpired:
        say(f"stopped after {timeout:.0f} s: {words[0]}")
        return TIMED_OUT
    finally:
        if process.poll() is None:
            _end(process)
        _running.discard(process)


def check(command: Sequence[str | Path], *, cwd: Path = ROOT, timeout: float = 1200) -> None:
    """Run a command that has to succeed. Raises `CommandError`."""
    status = run(command, cwd=cwd, timeout=timeout)
    if status != 0:
        raise CommandError(f"{shlex.join(str(word) for word in command)} ended with status {status}")


def end_all() -> None:
    """End all programs that still run, with all that they started."""
    with _lock:
        running = list(_running)
    for process in running:
        _end(process)


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

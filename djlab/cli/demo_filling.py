"""The demo's example data, declared and computed beside JupyterLab: nobody waits for it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

LOAD = ("workflow.demo_data",)
COMPUTE = ("workflow.worker", "--once")
MARKER = "demo-filled"
PATIENCE = 10.0


class Filling(threading.Thread):
    """Runs the demo's own modules one after the other; :meth:`stop` ends the one that runs and waits for it.

    It is done once for each database: rows that the user deletes later stay deleted. ``server_folder`` holds the
    database and the mark that it is filled.
    """

    def __init__(self, root: Path, server_folder: Path, environment: Mapping[str, str]) -> None:
        super().__init__(name="djlab-demo-filling", daemon=True)
        self._root = root
        self._marker = server_folder / MARKER
        self._environment = dict(environment)
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._stopped = threading.Event()

    def run(self) -> None:
        if self._marker.exists():
            return
        click.echo("Example data is being filled in.")
        for command in (LOAD, COMPUTE):
            done = self._run(command)
            if done is None:
                return
            code, errors = done
            failures = failed_jobs(errors)
            # The worker ends with 1 when jobs failed, of which the example has one.
            if code != 0 and not (code == 1 and failures):
                last = (errors.strip().splitlines() or ["no output"])[-1]
                click.echo(f"The database has no example data: {command[0]} ended with {code}: {last}", err=True)
                return
        self._marker.touch()
        click.echo("The database holds the example data.")
        for failure in failures:
            click.echo(f"A job failed, as jobs do (see notebooks/02-analysis.ipynb): {failure}")

    def _run(self, command: tuple[str, ...]) -> tuple[int, str] | None:
        """Exit code and error output of one module; ``None`` when :meth:`stop` was called."""
        with self._lock:
            if self._stopped.is_set():
                return None
            self._process = subprocess.Popen(  # noqa: S603 - this Python, the demo's own modules
                [sys.executable, "-m", *command],
                cwd=self._root,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                # Ctrl-C in the terminal ends it through `stop`.
                start_new_session=True,
            )
        _, errors = self._process.communicate()
        return None if self._stopped.is_set() else (self._process.returncode, errors)

    def stop(self) -> None:
        with self._lock:
            self._stopped.set()
            if self._process is not None and self._process.poll() is None:
                self._process.terminate()  # the worker finishes the job at hand
        if self.is_alive():
            self.join(PATIENCE)
        if self.is_alive() and self._process is not None:
            self._process.kill()
            self.join()


def failed_jobs(log: str) -> list[str]:
    """Table, key and error of each job that failed, from the worker's log."""
    found = []
    for line in log.splitlines():
        try:
            entry: Any = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict) and entry.get("event") == "failed":
            known = {"time", "level", "pid", "event", "table", "seconds", "error"}
            key = ", ".join(f"{name} {value}" for name, value in entry.items() if name not in known)
            found.append(f"{entry.get('table')} of {key}: {entry.get('error')}")
    return found

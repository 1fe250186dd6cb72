"""The demo's example data, declared and computed beside JupyterLab: nobody waits for it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

import click

STEPS = (("workflow.demo_data", ()), ("workflow.worker", ("--once", "--log", "text")))


class Filling(threading.Thread):
    """Runs the demo's own modules one after the other; :meth:`stop` ends the one that runs and waits for it."""

    def __init__(self, root: Path, environment: Mapping[str, str]) -> None:
        super().__init__(name="djlab-demo-filling", daemon=True)
        self._root = root
        self._environment = dict(environment)
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._stopped = threading.Event()

    def run(self) -> None:
        for module, arguments in STEPS:
            with self._lock:
                if self._stopped.is_set():
                    return
                self._process = subprocess.Popen(  # noqa: S603 - this Python, the demo's own modules
                    [sys.executable, "-m", module, *arguments],
                    cwd=self._root,
                    env=self._environment,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    text=True,
                    # Ctrl-C in the terminal is JupyterLab's to answer; this ends with it, through `stop`.
                    start_new_session=True,
                )
            _, errors = self._process.communicate()
            if self._stopped.is_set():
                return
            if self._process.returncode != 0:
                last = (errors.strip().splitlines() or ["no output"])[-1]
                code = self._process.returncode
                click.echo(f"The database has no example data: {module} ended with {code}: {last}", err=True)
                return
        click.echo("The database holds the example data.")

    def stop(self) -> None:
        with self._lock:
            self._stopped.set()
            if self._process is not None and self._process.poll() is None:
                self._process.terminate()
        if self.is_alive():
            self.join(10)

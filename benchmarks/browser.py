"""Scripts that measure in headless Chromium, for the benches beside."""

from __future__ import annotations

import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from copies import wheels

HERE = Path(__file__).parent


@contextmanager
def spyglass() -> Iterator[tuple[Path, Path]]:
    """A copy of spyglass-neuro 0.6.0 (278 tables) that may be changed, and a folder for the state of a server."""
    with tempfile.TemporaryDirectory(prefix="djlab-bench-") as name:
        project, state = Path(name) / "root" / "live", Path(name) / "state"
        state.mkdir()
        shutil.copytree(wheels.unzipped("spyglass"), project)
        (project / "pyproject.toml").write_text('[project]\nname = "live"\ndependencies = ["datajoint"]\n')
        yield project, state


@contextmanager
def jupyterlab(root: Path, state: Path) -> Iterator[str]:
    """A JupyterLab without token on a port of its own; gives its URL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = state / "config.py"
    config.write_text(
        "from jupyterlab.galata import configure_jupyter_server\n"
        "configure_jupyter_server(c)\n"
        f"c.ServerApp.ip = '127.0.0.1'\nc.ServerApp.port = {port}\nc.ServerApp.allow_root = True\n"
    )
    environment = {
        **os.environ,
        "JUPYTERLAB_GALATA_ROOT_DIR": str(root),
        **{
            f"{name}_DIR": str(state / name)
            for name in ("JUPYTERLAB_SETTINGS", "JUPYTERLAB_WORKSPACES", "JUPYTER_CONFIG", "JUPYTER_RUNTIME")
        },
    }
    with (state / "log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", "--config", str(config)], env=environment, stdout=log, stderr=log
        )
        try:
            url = f"http://127.0.0.1:{port}"
            for _ in range(240):
                try:
                    with urllib.request.urlopen(f"{url}/api"):  # noqa: S310 - our own server
                        break
                except OSError:
                    time.sleep(0.25)
            yield url
        finally:
            server.terminate()
            server.wait(20)


def percentiles(times: list[float]) -> str:
    """Number, median, 95th percentile and greatest of some times, under the columns of ``PERCENTILES``."""
    ordered = sorted(times)
    p95 = ordered[round(0.95 * (len(ordered) - 1))]
    return f"{len(ordered):>5}{statistics.median(ordered):>9.0f}{p95:>9.0f}{ordered[-1]:>9.0f}"


PERCENTILES = f"{'n':>5}{'median':>9}{'p95':>9}{'max':>9}"


def in_browser(script: str, *words: object) -> dict[str, Any]:
    """What a script of this folder measures: the last line that it prints, an object of JSON."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
    command = ["node", str(HERE / script), *map(str, words)]
    environment = {"DJLAB_CHROMIUM": chromium, **os.environ}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    result: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return result

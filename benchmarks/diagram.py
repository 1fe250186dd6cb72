"""The diagram in headless Chromium: open to paint, re-layout after a save, long tasks, panning; beside ``dj.Diagram``.

Data: linked copies of the package of spyglass-neuro 0.6.0 (``benchmarks/copies.py``), with all tables drawn. A page of
JupyterLab that has shown the diagram once opens it ``--runs`` times after an edit that makes the layout another one,
and each time again with the layout still known; then a table is added ``--runs`` times while the diagram is open. A
busy machine only ever adds time. *tasks* are those that the browser reports as longer than 50 ms, its own layout and
painting included; *script* is the longest script in a frame of such length. ``dj.Diagram`` draws a pipeline of the same
shape from an embedded PostgreSQL (``benchmarks/diagram_peer.py``), once, in a fresh process. Needs the packages of
``ui-tests/`` (``jlpm install`` there), a built extension and Chromium.

    python benchmarks/diagram.py [--runs 5] [--tables 278 1000 2000] [--no-peer]
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from browser import in_browser, jupyterlab
from copies import TABLES, copies

HERE = Path(__file__).parent
BUDGET = {278: 500, 1000: 2000}


def row(name: str, runs: list[dict[str, Any]], budget: float | None = None) -> None:
    """One line: some runs, the layout within the best of them, the longest task of all and the longest script."""
    times = sorted(run["ms"] for run in runs)
    layouts = [run["layout"] for run in runs if run["layout"] is not None]
    tasks = [task for run in runs for task in run["long"]]
    scripts = [script for run in runs for script in run["scripts"]]
    print(
        f"  {name:<32}{times[0]:>8.0f}{statistics.median(times):>8.0f}"
        f"{times[round(0.95 * (len(times) - 1))]:>8.0f}{times[-1]:>8.0f}"
        f"{format(min(layouts), '>9.0f') if layouts else '        -'}"
        f"{len(tasks):>8}{max(tasks, default=0):>9.0f}{max(scripts, default=0):>9.0f}"
        f"{'' if budget is None else f'{budget:>10.0f}'}"
    )


def measure(tables: int, runs: int, with_peer: bool) -> None:
    """All lines of one size."""
    with tempfile.TemporaryDirectory(prefix="djlab-bench-") as name:
        root = Path(name) / "root"
        project = root / f"copies{tables}"
        project.mkdir(parents=True)
        state = Path(name) / "state"
        state.mkdir()
        copies(project, max(1, round(tables / TABLES)))
        file = project / "spyglass0" / "common" / "common_session.py"
        with jupyterlab(root, state) as url:
            seen = in_browser("diagram.mjs", url, project.name, file, runs)
        print(
            f"\n{seen['nodes']} nodes{'':<25}best ms  median     p95   worst"
            "   layout   tasks  longest   script    budget"
        )
        row("first time in the page", [seen["first"]])
        row("open to painted, warm", seen["open"], BUDGET.get(tables))
        row("open to painted, layout known", seen["reopen"])
        row("modules only", [seen["modules"]])
        row("save to painted", seen["edit"], 150 if tables <= 300 else None)
        frames = sorted(seen["pan"]["frames"])
        if frames:
            mean = sum(frames) / len(frames)
            print(
                f"  panning: {1000 / mean:.0f} pictures a second, "
                f"the slowest of {len(frames)} took {frames[-1]:.0f} ms; {len(seen['pan']['long'])} long tasks"
            )
        if with_peer:
            command = [sys.executable, str(HERE / "diagram_peer.py"), str(project)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                print(f"  dj.Diagram: {done.stderr.strip().splitlines()[-1]}")
                return
            peer = json.loads(done.stdout)
            steps = {key: peer[key] for key in ("classes", "diagram", "make_dot", "svg") if peer[key] is not None}
            total = sum(steps.values())
            parts = ", ".join(f"{key} {value:.2f}" for key, value in steps.items())
            best = min(run["ms"] for run in seen["open"]) / 1000
            until = "to the SVG" if peer["graphviz"] else "without layout: no Graphviz on PATH"
            print(
                f"  dj.Diagram of {peer['nodes']} nodes ({until}): {total:.2f} s ({parts}); "
                f"{total / best:.1f} x the time from open to painted"
            )


def main() -> None:
    """Print a table for each size."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--tables", type=int, nargs="*", default=[278, 1000, 2000])
    options.add_argument("--no-peer", action="store_true", help="Leave dj.Diagram out.")
    arguments = options.parse_args()
    for tables in arguments.tables:
        measure(tables, arguments.runs, not arguments.no_peer)


if __name__ == "__main__":
    main()

"""How long a keystroke in a dialog takes until its field and its preview show it, in headless Chromium.

Data: the package of spyglass-neuro 0.6.0 (278 tables; downloaded at the first run) below a real JupyterLab. ``field``
runs from the ``keydown`` event to the frame in which the field holds what was typed, ``preview`` to the first frame in
which the command at the foot of the preview does. ``request`` is the time of the requests behind it, as the browser
measured them. ``script`` and ``render`` are the page's work for a key, in milliseconds of the processor, with all
answers in between; ``plan`` is that of the server, for the same plan and its JSON. A busy machine lengthens the first
three alone. Keys are pressed one by one, with a rest after each, and every 40 ms, as a fast typist does. Needs the
packages of ``ui-tests/`` (``jlpm install`` there), a built extension and Chromium.

    python benchmarks/dialogs.py [--runs 20]
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from browser import in_browser, jupyterlab, spyglass

from djlab.pipeline import read
from djlab.scaffold import Plan, plan_module, plan_project, plan_table

HERE = Path(__file__).parent
BUDGET = 50
MODULE = "spyglass.common.common_session"
MASTER = "spyglass.common.common_session:Session"


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=20)
    options = parser.parse_args()
    with spyglass() as (project, state):
        plans = own_work(project, options.runs)
        with jupyterlab(project.parent, state) as url:
            seen = in_browser("dialogs.mjs", url, project.name, options.runs, MODULE, MASTER)
    print(
        f"{'milliseconds a key':<32}{'n':>4}{'field':>14}{'preview':>14}{'request':>9}{'script':>8}{'render':>8}",
        end="",
    )
    print(
        f"{'plan':>7}\n{'':<36}{'median':>8}{'p95':>6}{'median':>8}{'p95':>6}{'median':>9}{'mean':>8}{'mean':>8}{'best':>7}"
    )
    bare = seen.pop("bare")
    for title, times in seen.items():
        if not times["keys"]:
            print(f"{title:<32}nothing was shown")
            continue
        request = statistics.median(times["requests"])
        spans = "".join(f"{middle:>8.0f}{p95:>6.0f}" for middle, p95 in map(span, (times["echoes"], times["keys"])))
        work = f"{times['script']:>8.1f}{times['render']:>8.1f}{plans[title.partition(',')[0]]:>7.1f}"
        print(f"{title:<32}{len(times['keys']):>4}{spans}{request:>9.0f}{work}")
        if times["lost"]:
            print(f"{'':<32}{times['lost']} keys were never shown")
    print(f"{'a request that does nothing':<64}{statistics.median(bare):>9.0f}")
    print(f"budget: {BUDGET} ms a key")


def span(times: list[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    ordered = sorted(times)
    return statistics.median(ordered), ordered[round(0.95 * (len(ordered) - 1))]


def own_work(project: Path, runs: int) -> dict[str, float]:
    """Milliseconds of the processor that the plan of each dialog takes, best of some runs."""
    pipeline = read(project)
    foreign_key = {"target": MASTER}
    made: dict[str, Callable[[str], Plan]] = {
        "New schema module": lambda name: plan_module(project, {"name": name.lower()}, pipeline=pipeline),
        "New table": lambda name: plan_table(
            project, {"name": name, "module": MODULE, "foreign_keys": [foreign_key]}, pipeline=pipeline
        ),
        "New part": lambda name: plan_table(project, {"name": name, "master": MASTER}, pipeline=pipeline),
        "New project": lambda name: plan_project(project.parent / name, {"name": name}),
    }
    best = {}
    for title, plan in made.items():
        times = []
        for run in range(runs + 1):
            since = time.process_time()
            made_plan = plan(f"Name{run}")
            json.dumps(made_plan.to_data())
            times.append(time.process_time() - since)
            if made_plan.problems:
                raise SystemExit(f"{title}: {made_plan.problems[0].message}")
        best[title] = 1000 * min(times)
    return best


if __name__ == "__main__":
    main()

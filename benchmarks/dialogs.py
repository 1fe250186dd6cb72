"""How long a keystroke in a dialog takes until its preview shows it, in headless Chromium.

Data: the package of spyglass-neuro 0.6.0 (278 tables; downloaded at the first run) below a real JupyterLab. A time runs
from the ``keydown`` event to the first frame in which the command at the foot of the preview holds what was typed;
beside it stands the time of the requests behind it, as the browser measured them. Keys are pressed one by one, with
a rest after each, and every 40 ms, as a fast typist does. Needs the packages of ``ui-tests/`` (``jlpm install``
there), a built extension and Chromium.

    python benchmarks/dialogs.py [--runs 20]
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
from pathlib import Path

from browser import in_browser
from copies import wheels

from diagram import jupyterlab

HERE = Path(__file__).parent
BUDGET = 50


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="djlab-bench-") as name:
        project, state = Path(name) / "root" / "live", Path(name) / "state"
        state.mkdir()
        shutil.copytree(wheels.unzipped("spyglass"), project)
        (project / "pyproject.toml").write_text('[project]\nname = "live"\ndependencies = ["datajoint"]\n')
        with jupyterlab(project.parent, state) as url:
            seen = in_browser("dialogs.mjs", url, project.name, options.runs)
    print(f"{'milliseconds from a key to the preview':<44}{'n':>5}{'median':>9}{'p95':>9}{'max':>9}{'request':>9}")
    bare = seen.pop("bare")
    for title, times in seen.items():
        if not times["keys"]:
            print(f"{title:<44}nothing was shown")
            continue
        ordered = sorted(times["keys"])
        p95 = ordered[round(0.95 * (len(ordered) - 1))]
        request = statistics.median(times["requests"])
        median = statistics.median(ordered)
        print(f"{title:<44}{len(ordered):>5}{median:>9.0f}{p95:>9.0f}{ordered[-1]:>9.0f}{request:>9.0f}")
        if times["lost"]:
            print(f"{'':<44}{times['lost']} keys were never shown")
    print(f"{'a request that does nothing (median)':<44}{statistics.median(bare):>41.0f}")
    print(f"budget: {BUDGET} ms a key")


if __name__ == "__main__":
    main()

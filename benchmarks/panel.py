"""How long a save takes until the side panel shows it, in headless Chromium, and whether the panel keeps its place.

Data: the package of spyglass-neuro 0.6.0 (278 tables; downloaded at the first run) below a real JupyterLab with file
watch and event bus. A time runs from the end of the last write to the first frame of the page in which the row of the
tree is there, or is gone. ``benchmarks/live.py`` measures the same without a browser. Needs the packages of
``ui-tests/`` (``jlpm install`` there), a built extension, Chromium and git.

    python benchmarks/panel.py [--runs 20]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from browser import PERCENTILES, in_browser, jupyterlab, percentiles, spyglass

HERE = Path(__file__).parent
BUDGET = 150


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=20)
    options = parser.parse_args()
    with spyglass() as (project, state), jupyterlab(project.parent, state) as url:
        seen = in_browser("panel.mjs", url, project.name, project, options.runs)
    before, after = seen.pop("kept")
    print(f"{'milliseconds from the last write to the panel':<50}{PERCENTILES}")
    for name, times in seen.items():
        print(f"{name:<50}{percentiles(times)}")
    print(f"budget of the 95th percentile: {BUDGET} ms")
    print(f"scroll and selection: {'kept' if before == after else f'{before} became {after}'}")


if __name__ == "__main__":
    main()

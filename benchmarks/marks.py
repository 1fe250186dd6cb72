"""How long a save takes until the findings and the marks in an open editor are up to date, in headless Chromium.

Data: the package of spyglass-neuro 0.6.0 (278 tables; downloaded at the first run) below a real JupyterLab. A file of
it is open in the editor, the panel's section *Findings* beside it. A change is typed and saved at once. *From the
command* begins with what Ctrl+S runs and includes JupyterLab's own way to the disk; *from the write* begins with the
time that the file bears. Then another file is written on the disk until the line that refers to it is marked. Each time
ends with the first frame that shows it.
Needs the packages of ``ui-tests/`` (``jlpm install`` there), a built extension and Chromium.

    python benchmarks/marks.py [--runs 20]
"""

from __future__ import annotations

import argparse

from browser import PERCENTILES, in_browser, jupyterlab, percentiles, spyglass

BUDGET = 150


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=20)
    options = parser.parse_args()
    with spyglass() as (project, state), jupyterlab(project.parent, state) as url:
        seen = in_browser("marks.mjs", url, project.name, project, options.runs)
    print(f"{'milliseconds':<66}{PERCENTILES}")
    for name, times in seen.items():
        print(f"{name:<66}{percentiles(times)}")
    print(f"budget of the 95th percentile: {BUDGET} ms")


if __name__ == "__main__":
    main()

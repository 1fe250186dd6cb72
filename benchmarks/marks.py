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
import shutil
import statistics
import tempfile
from pathlib import Path

from browser import in_browser
from copies import wheels

from diagram import jupyterlab

BUDGET = 150


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
            seen = in_browser("marks.mjs", url, project.name, project, options.runs)
    print(f"{'milliseconds':<66}{'n':>5}{'median':>9}{'p95':>9}{'max':>9}")
    for name, times in seen.items():
        ordered = sorted(times)
        p95 = ordered[round(0.95 * (len(ordered) - 1))]
        print(f"{name:<66}{len(times):>5}{statistics.median(ordered):>9.0f}{p95:>9.0f}{ordered[-1]:>9.0f}")
    print(f"budget of the 95th percentile: {BUDGET} ms")


if __name__ == "__main__":
    main()

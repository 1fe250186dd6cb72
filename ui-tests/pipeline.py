"""A pipeline with rows in a PostgreSQL of its own, for the browser tests.

``pipeline.py start FOLDER`` writes djlab's demo there (as package ``rows_pipeline``, with the modules of
``fixtures/rows`` added), starts its embedded PostgreSQL and fills it; ``pipeline.py stop FOLDER`` stops the server,
``restart`` starts it again at once.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from djlab.database import embedded
from djlab.database.local_config import start_for
from djlab.scaffold import ProjectOptions, apply, plan_project

PACKAGE = "rows_pipeline"
STEPS = (f"{PACKAGE}.demo_data", f"{PACKAGE}.odd_data")


def start(root: Path) -> None:
    apply(plan_project(root, ProjectOptions(name="rows", package=PACKAGE, demo=True, docker=False)))
    for file in (Path(__file__).parent / "fixtures" / "rows").glob("*.py"):
        shutil.copy(file, root / "src" / PACKAGE / file.name)
    start_for(root)
    environment = {**os.environ, "PYTHONPATH": str(root / "src")}
    for module in STEPS:
        subprocess.run([sys.executable, "-m", module], cwd=root, env=environment, check=True)


if __name__ == "__main__":
    action, folder = sys.argv[1], Path(sys.argv[2])
    if action == "start":
        start(folder)
    else:
        embedded.stop(folder)
    if action == "restart":
        embedded.start(folder)

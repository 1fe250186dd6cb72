"""The package as it is installed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import djlab

ROOT = Path(__file__).parents[1]


def test_the_version_is_that_of_package_json() -> None:
    declared = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["version"]
    assert djlab.__version__ == declared


def test_importing_djlab_imports_neither_datajoint_nor_jupyter() -> None:
    heavy = {"datajoint", "jupyter_server", "jupyterlab", "sqlalchemy"}
    code = f"import sys, djlab; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

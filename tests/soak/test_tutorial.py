"""The tutorial's commands, run as they are written, in an environment of their own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TUTORIAL = (ROOT / "docs" / "tutorial.md").read_text("utf-8")

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1300)]


def commands() -> list[str]:
    """The lines of the shell blocks; what a browser does stands in the text, with the command that does the same."""
    blocks = re.findall(r"```shell\n(.*?)```", TUTORIAL, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    worker = lines.index("python -m workflow.worker --once")
    in_text = re.search(r"`(jupyter execute notebooks/01-data-entry\.ipynb)`", TUTORIAL)
    assert in_text
    return [*lines[:worker], in_text[1], *lines[worker:]]


def test_the_tutorial_as_it_is_written(tmp_path: Path) -> None:
    lines = [line.replace("djlab[embedded]", f"{ROOT}[embedded]") for line in commands()]
    assert f"pip install '{ROOT}[embedded]'" in lines
    lines[0] = f"{sys.executable} -m venv .venv"
    with tempfile.TemporaryDirectory(prefix="dj") as data:
        Path(data).chmod(0o711)
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("DJ_", "VIRTUAL"))}
        environment["DJLAB_DATA_DIR"] = data
        done = subprocess.run(
            ["bash", "-e"],
            input="\n".join(lines) + "\n",
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=1200,
        )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said[-3000:]
    made = [line for line in said.splitlines() if '"event": "made"' in line]
    assert any("analysis.SubjectSummary" in line for line in made), said[-3000:]

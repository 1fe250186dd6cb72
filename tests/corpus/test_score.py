"""`djlab inspect` against what real DataJoint declared for public pipelines."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from corpus import wheels

from djlab.cli import main

HERE = Path(__file__).parent


@pytest.mark.parametrize("name", wheels.PIPELINES)
def test_inspect_says_what_datajoint_declared(name: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["inspect", str(wheels.unzipped(name)), "--json"])
    assert result.exit_code == 0, result.output
    found = tmp_path / "found.json"
    found.write_text(result.stdout)

    score = subprocess.run(
        [sys.executable, HERE / "score.py", HERE / "truth" / f"{name}.json", found, "--min", "0.99", "--misses", "10"],
        capture_output=True,
        text=True,
    )

    assert score.returncode == 0, score.stdout + score.stderr
    assert score.stdout.splitlines()[-1].split()[-1] == "1.0000", score.stdout

"""The documentation site builds without a warning and says what the code says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from djlab.checks import all_rules
from djlab.cli import COMMANDS

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-d", target / "doctrees"]
    done = subprocess.run([*command, ROOT / "docs", target / "html"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return target / "html"


def test_every_rule_has_its_page(site: Path) -> None:
    listed = (site / "reference/generated/rules.html").read_text("utf-8")
    for rule in all_rules():
        assert f"{rule.code}.html" in listed
        assert rule.slug in (site / f"reference/generated/{rule.code}.html").read_text("utf-8")


def test_every_command_is_described(site: Path) -> None:
    text = (site / "reference/command-line.html").read_text("utf-8")
    for command in COMMANDS:
        assert f'id="djlab-{command}"' in text


def test_routes_and_settings(site: Path) -> None:
    assert "/plans/{id}/apply" in (site / "reference/generated/rest.html").read_text("utf-8")
    assert "Settings" in (site / "reference/generated/settings.html").read_text("utf-8")

"""The workflows of GitHub: their syntax, and that what they name exists."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import tomli
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.mark.parametrize(
    ("schema", "files"), [("github-workflows", WORKFLOWS), ("github-actions", [ROOT / "action.yml"])]
)
def test_they_are_what_github_reads(schema: str, files: list[Path]) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def commands(workflow: dict[str, Any]) -> list[str]:
    return [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_the_scripts_and_targets_they_run_exist(path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for command in commands(yaml.safe_load(path.read_text("utf-8"))):
        for target in re.findall(r"^make (\w+)", command, re.MULTILINE):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
        for script in re.findall(r"\bscripts/\w+\.py", command):
            assert (ROOT / script).is_file(), script


def test_every_python_that_the_package_names_is_tested() -> None:
    project = tomli.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = {name.rsplit(" ", 1)[1] for name in project["classifiers"] if re.search(r":: 3\.\d+$", name)}
    build = yaml.safe_load((ROOT / ".github" / "workflows" / "build.yml").read_text("utf-8"))
    assert set(build["jobs"]["python"]["strategy"]["matrix"]["python"]) == named


def test_releases_find_their_version_and_their_place_in_the_changelog() -> None:
    tool = tomli.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    assert tool["jupyter-releaser"]["options"]["version_cmd"] == "hatch version"
    assert tool["hatch"]["version"]["source"] == "nodejs"
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    for marker in ("<!-- <START NEW CHANGELOG ENTRY> -->", "<!-- <END NEW CHANGELOG ENTRY> -->"):
        assert changelog.count(marker) == 1

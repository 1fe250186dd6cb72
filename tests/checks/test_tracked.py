"""What is tracked, read from the index that Git itself wrote, in each version of its format."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from djlab.checks import Checker, Settings
from djlab.checks.gitignore import tracked_paths
from djlab.project.findings import read_subject

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs Git, whose index is read")
MODULE = 'import datajoint as dj\n\nschema = dj.Schema("subject")\n'


def git(root: Path, *words: str) -> str:
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    command = ["git", "-C", str(root), *words]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout


@pytest.mark.parametrize("version", [2, 3, 4])
def test_the_index_is_read_as_git_writes_it(version: int, tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "config", "index.version", str(version))
    names = [f"src/{'deep/' * (n % 4)}file{'x' * n}-ä.py" for n in range(40)] + [".secrets/database.password"]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    git(tmp_path, "add", "--all")
    (tmp_path / "later").write_text("")
    git(tmp_path, "add", "--intent-to-add", "later")  # an entry with extended flags
    assert set(tracked_paths(tmp_path / ".git")) == {*names, "later"}
    whole = (tmp_path / ".git" / "index").read_bytes()
    for cut in range(0, len(whole), 7):
        (tmp_path / ".git" / "index").write_bytes(whole[:cut])
        tracked_paths(tmp_path / ".git")


def test_a_tracked_secret_is_found_though_it_is_ignored(tmp_path: Path) -> None:
    (tmp_path / "src" / "workflow").mkdir(parents=True)
    (tmp_path / "src" / "workflow" / "subject.py").write_text(MODULE)
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "demo"\ndependencies = ["datajoint>=2.3"]\n')
    (tmp_path / ".secrets").mkdir()
    (tmp_path / ".secrets" / "database.password").write_text("hunter2")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "--all")
    (tmp_path / ".gitignore").write_text(".secrets/\n")
    (found,) = Checker(Settings(select=("DJL502",))).check(read_subject(tmp_path, environ={})).findings
    assert found.message == ".secrets/database.password is in the repository"
    git(tmp_path, "rm", "--quiet", "--cached", ".secrets/database.password")
    assert Checker(Settings(select=("DJL502",))).check(read_subject(tmp_path, environ={})).findings == ()

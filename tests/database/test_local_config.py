from __future__ import annotations

import json
import stat
import subprocess
from pathlib import Path

import pytest

from djlab.database import embedded, local_config
from djlab.database.embedded import Server
from djlab.database.errors import EmbeddedError
from djlab.database.local_config import AlreadyConfiguredError, connect, shell_lines, start_for


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


@pytest.fixture
def server(root: Path) -> Server:
    reached = {"host": "/run/x", "port": 5432, "user": "djlab", "password": "it's", "database": "project"}
    return Server(root, root / "x", "running", version=18, **reached)


def git(root: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    return subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True, text=True).stdout


def test_the_file_is_private_ignored_and_sets_the_port(root: Path, server: Server) -> None:
    git(root, "init")
    assert connect(root, server).file == root / "datajoint.json"
    assert stat.S_IMODE((root / "datajoint.json").stat().st_mode) == 0o600
    assert json.loads((root / "datajoint.json").read_text())["database"] == {
        "backend": "postgresql",
        "host": "/run/x",
        "port": 5432,
        "user": "djlab",
        "password": "it's",
        "name": "project",
    }
    assert git(root, "status", "--porcelain").split() == ["??", ".gitignore"]


def test_an_ignore_line_is_added_once_and_leaves_the_others(root: Path, server: Server) -> None:
    (root / ".gitignore").write_text("data/")
    connect(root, server)
    (root / "datajoint.json").unlink()
    connect(root, server)
    assert (root / ".gitignore").read_text() == "data/\n/datajoint.json\n"


def test_a_tracked_file_is_not_edited_and_the_exports_are_told(root: Path, server: Server) -> None:
    git(root, "init")
    (root / "datajoint.json").write_text('{"loglevel": "INFO"}')
    git(root, "add", "datajoint.json")
    git(root, "commit", "-m", "settings")
    reached = connect(root, server)
    assert reached.file is None
    assert "tracked by Git" in reached.reason
    assert (root / "datajoint.json").read_text() == '{"loglevel": "INFO"}'
    assert dict(reached.exports)["DJ_PASS"] == "it's"
    assert "export DJ_PASS='it'\"'\"'s'" in shell_lines(reached)
    assert not (root / ".gitignore").exists()


def test_other_settings_of_an_untracked_file_stay(root: Path, server: Server) -> None:
    (root / "datajoint.json").write_text('{"stores": {"main": {"protocol": "file"}}, "database": {"use_tls": false}}')
    connect(root, server)
    data = json.loads((root / "datajoint.json").read_text())
    assert data["stores"] == {"main": {"protocol": "file"}}
    assert data["database"]["use_tls"] is False
    assert data["database"]["host"] == "/run/x"


@pytest.mark.parametrize("text", ["{", "[1]"])
def test_a_broken_file_is_left_as_it_is(root: Path, server: Server, text: str) -> None:
    (root / "datajoint.json").write_text(text)
    assert connect(root, server).file is None
    assert (root / "datajoint.json").read_text() == text


def test_a_link_is_not_replaced(root: Path, server: Server, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.json").write_text("{}")
    (root / "datajoint.json").symlink_to(tmp_path / "elsewhere.json")
    assert "symbolic link" in connect(root, server).reason
    assert (tmp_path / "elsewhere.json").read_text() == "{}"


def test_programs_named_in_the_repositorys_configuration_are_not_run(root: Path, server: Server) -> None:
    git(root, "init")
    trap = root / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch '{root}/sprung'\n")
    trap.chmod(0o755)
    git(root, "config", "core.fsmonitor", str(trap))
    (root / "datajoint.json").write_text("{}")
    connect(root, server)
    assert not (root / "sprung").exists()


@pytest.mark.parametrize("backend", ["mysql", "postgresql"])
def test_a_configured_server_takes_precedence(root: Path, data_dir: Path, backend: str) -> None:
    text = json.dumps({"database": {"backend": backend, "host": "db.lab"}})
    (root / "datajoint.json").write_text(text)
    with pytest.raises(AlreadyConfiguredError, match=rf"{backend} server db\.lab \(datajoint\.json\)"):
        start_for(root)
    assert (root / "datajoint.json").read_text() == text
    assert list(data_dir.iterdir()) == []


@pytest.mark.database
def test_a_second_start_finds_its_own_connection(root: Path, data_dir: Path) -> None:
    try:
        first, reached = start_for(root)
        again, _ = start_for(root)
        assert (first.started, again.started) == (True, False)
        assert reached.file == root / "datajoint.json"
        assert local_config.tracked(root / "datajoint.json") is False
    finally:
        embedded.stop(root)


@pytest.mark.parametrize("requirement", ["datajoint<2", "datajoint==0.14.6"])
def test_a_project_on_datajoint_014_is_told_that_it_cannot_use_postgresql(
    root: Path, data_dir: Path, requirement: str
) -> None:
    (root / "pyproject.toml").write_text(f'[project]\nname = "old"\nversion = "1"\ndependencies = ["{requirement}"]\n')
    with pytest.raises(EmbeddedError, match="MySQL and MariaDB only"):
        start_for(root)
    assert list(data_dir.iterdir()) == []


@pytest.mark.database
def test_a_project_that_is_moved_takes_its_server_along(root: Path, data_dir: Path) -> None:
    first, _ = start_for(root)
    moved = root.with_name("renamed")
    root.rename(moved)
    try:
        second, reached = start_for(moved)
        assert second.folder != first.folder
        assert not first.folder.exists()
        assert (second.password, second.database) == (first.password, first.database)
        assert second.started
        assert reached.file
        assert json.loads(reached.file.read_text())["database"]["host"] == second.host
        assert embedded.status(moved).state == "running"
    finally:
        embedded.stop(moved)


@pytest.mark.database
def test_a_copy_of_a_project_is_told_whose_server_it_names(root: Path, data_dir: Path) -> None:
    try:
        start_for(root)
        copy = root.with_name("copy")
        copy.mkdir()
        (copy / "datajoint.json").write_text((root / "datajoint.json").read_text())
        with pytest.raises(AlreadyConfiguredError, match=rf"embedded server of {root} .*a copy"):
            start_for(copy)
    finally:
        embedded.stop(root)

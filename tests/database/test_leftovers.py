from __future__ import annotations

from pathlib import Path

import pytest

from djlab.database.leftovers import clear


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "postmaster.pid").write_text("42\n/data\n")
    return folder


@pytest.fixture
def proc(tmp_path: Path) -> Path:
    folder = tmp_path / "proc"
    (folder / "self").mkdir(parents=True)
    return folder


def process(proc: Path, pid: int, stat: str, cwd: Path) -> None:
    (proc / str(pid)).mkdir()
    (proc / str(pid) / "stat").write_text(f"{pid} {stat} 1 2 3")
    (proc / str(pid) / "cwd").symlink_to(cwd)


@pytest.mark.parametrize("stat", ["(postgres) Z", "(bash) S", "(my (odd) name) S"])
def test_a_zombie_or_another_program_has_no_claim(data: Path, proc: Path, stat: str) -> None:
    process(proc, 42, stat, proc)
    assert clear(data, proc)
    assert not (data / "postmaster.pid").exists()


def test_a_living_server_keeps_its_file(data: Path, proc: Path) -> None:
    process(proc, 42, "(postgres) S", proc)
    assert not clear(data, proc)


def test_a_backend_that_still_runs_keeps_the_file(data: Path, proc: Path) -> None:
    process(proc, 42, "(postgres) Z", proc)
    process(proc, 43, "(postgres) S", data)
    assert not clear(data, proc, patience=0.1)
    assert (data / "postmaster.pid").exists()


def test_without_proc_nothing_is_removed(data: Path, tmp_path: Path) -> None:
    assert not clear(data, tmp_path / "absent")

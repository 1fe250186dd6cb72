"""Applying a plan is whole or not at all, and undoing keeps what somebody changed since."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from djlab.scaffold import (
    Applied,
    ApplyError,
    Plan,
    PlannedFile,
    PlanRefusedError,
    Problem,
    ProjectOptions,
    StaleError,
    apply,
    plan_project,
)
from djlab.scaffold import apply as apply_function
from djlab.scaffold.plan import digest, plan_new_file, unified_diff

apply_module = sys.modules[apply_function.__module__]


def plan_of(root: Path, *files: PlannedFile, problems: tuple[Problem, ...] = ()) -> Plan:
    return Plan("module", str(root), files, problems, "djlab new module x", None)


def create(path: str, content: str = "text\n") -> PlannedFile:
    return PlannedFile(path, "create", content)


def update(root: Path, path: str, content: str) -> PlannedFile:
    before = (root / path).read_bytes()
    return PlannedFile(path, "update", content, unified_diff(path, before.decode(), content), digest(before))


def tree(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_files_and_folders_are_created_and_undone(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("before\n")
    applied = apply(plan_of(tmp_path, create("src/pkg/new.py"), update(tmp_path, "a.py", "after\n")))
    assert applied.written == ("src/pkg/new.py", "a.py")
    assert tree(tmp_path) == {"src/pkg/new.py": b"text\n", "a.py": b"after\n"}
    undone = applied.undo()
    assert (undone.removed, undone.restored, undone.kept) == (("src/pkg/new.py",), ("a.py",), ())
    assert tree(tmp_path) == {"a.py": b"before\n"}
    assert not (tmp_path / "src").exists()


def test_undo_twice_does_nothing_more(tmp_path: Path) -> None:
    applied = apply(plan_of(tmp_path, create("a.py")))
    applied.undo()
    assert applied.undo().kept == ()
    assert applied.undo().removed == ()


def test_undo_keeps_what_was_changed_since(tmp_path: Path) -> None:
    applied = apply(plan_of(tmp_path, create("src/a.py"), create("src/b.py")))
    (tmp_path / "src/a.py").write_text("edited\n")
    undone = applied.undo()
    assert undone.removed == ("src/b.py",)
    assert [(kept.path, kept.reason) for kept in undone.kept] == [("src/a.py", "it has changed since")]
    assert tree(tmp_path) == {"src/a.py": b"edited\n"}


def test_undo_keeps_a_folder_that_is_now_a_link(tmp_path: Path) -> None:
    root, elsewhere = tmp_path / "root", tmp_path / "elsewhere"
    root.mkdir()
    applied = apply(plan_of(root, create("src/a.py")))
    (root / "src").rename(elsewhere)
    (root / "src").symlink_to(elsewhere)
    assert len(applied.undo().kept) == 1
    assert (elsewhere / "a.py").exists()


def test_a_plan_with_problems_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanRefusedError, match="name: taken"):
        apply(plan_of(tmp_path, create("a.py"), problems=(Problem("name", "taken"),)))
    assert tree(tmp_path) == {}


def test_a_file_that_appeared_since_the_plan_is_not_overwritten(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, create("src/first.py"), create("second.py"))
    (tmp_path / "second.py").write_text("mine\n")
    with pytest.raises(StaleError, match=r"second\.py has appeared"):
        apply(plan)
    assert tree(tmp_path) == {"second.py": b"mine\n"}
    assert not (tmp_path / "src").exists()


def test_a_file_that_changed_since_the_plan_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("one\n")
    plan = plan_of(tmp_path, create("b.py"), update(tmp_path, "a.py", "two\n"))
    (tmp_path / "a.py").write_text("three\n")
    with pytest.raises(StaleError, match=r"a\.py has changed"):
        apply(plan)
    assert tree(tmp_path) == {"a.py": b"three\n"}


def test_a_file_that_vanished_since_the_plan_is_not_made_again(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("one\n")
    plan = plan_of(tmp_path, update(tmp_path, "a.py", "two\n"))
    (tmp_path / "a.py").unlink()
    with pytest.raises(StaleError, match=r"a\.py is gone"):
        apply(plan)
    assert tree(tmp_path) == {}


@pytest.mark.parametrize("path", ["../x.py", "/x.py", "a/../../x.py", "src/nul.py", "aux", "a:b.py", "dot./x.py", ""])
def test_paths_that_leave_the_root_or_are_illegal_somewhere_are_refused(tmp_path: Path, path: str) -> None:
    root = tmp_path / "root"
    root.mkdir()
    with pytest.raises(ApplyError):
        apply(plan_of(root, create("fine.py"), create(path)))
    assert tree(tmp_path) == {}


def test_a_link_out_of_the_root_is_refused(tmp_path: Path) -> None:
    root, elsewhere = tmp_path / "root", tmp_path / "elsewhere"
    root.mkdir()
    elsewhere.mkdir()
    (root / "src").symlink_to(elsewhere)
    with pytest.raises(ApplyError, match="symbolic link"):
        apply(plan_of(root, create("fine.py"), create("src/x.py")))
    assert tree(elsewhere) == {}
    assert not (root / "fine.py").exists()
    planned, problem = plan_new_file(root, "src/x.py", "text")
    assert planned.action == "skip"
    assert problem is not None


def test_a_file_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    root = tmp_path / "root"
    root.mkdir()
    (root / "a.py").symlink_to(tmp_path / "secret")
    with pytest.raises(ApplyError, match="symbolic link"):
        apply(plan_of(root, create("a.py")))
    assert (tmp_path / "secret").read_text() == "secret"


def test_a_folder_that_cannot_be_written_is_said_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "notebooks").write_text("a file where a folder should be")
    with pytest.raises(ApplyError, match="nothing has been changed"):
        apply(plan_of(tmp_path, create("src/a.py"), create("notebooks/01.ipynb")))
    assert tree(tmp_path) == {"notebooks": b"a file where a folder should be"}
    assert not (tmp_path / "src").exists()


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    """A limit on the size of files makes the kernel refuse the second write, as a full disk does."""
    program = f"""
import resource, signal, sys
from djlab.scaffold import ApplyError, Plan, PlannedFile, apply
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
files = (PlannedFile("src/a.py", "create", "small"), PlannedFile("src/b.py", "create", "x" * 5000))
try:
    apply(Plan("module", {str(tmp_path)!r}, files, (), "", None))
except ApplyError as error:
    sys.stdout.write(str(error))
    sys.exit(3)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stderr
    assert "nothing has been changed" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_failure_half_way_takes_back_the_first_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.py").write_text("before\n")
    plan = plan_of(tmp_path, update(tmp_path, "a.py", "after\n"), create("src/b.py"), create("src/c.py"))
    link = os.link

    def fail_on_the_last(source: Path, target: Path) -> None:
        if target.name == "c.py":
            raise KeyboardInterrupt
        link(source, target)

    monkeypatch.setattr(apply_module.os, "link", fail_on_the_last)
    with pytest.raises(KeyboardInterrupt):
        apply(plan)
    assert tree(tmp_path) == {"a.py": b"before\n"}
    assert not (tmp_path / "src").exists()


def test_file_systems_without_hard_links_are_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(source: Path, target: Path) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(apply_module.os, "link", no_links)
    apply(plan_of(tmp_path, create("a.py")))
    assert tree(tmp_path) == {"a.py": b"text\n"}


def test_killed_half_way_every_file_is_whole_or_absent_and_the_same_plan_completes_it(tmp_path: Path) -> None:
    program = f"""
import os, signal, sys
from djlab.scaffold import Plan, PlannedFile, apply
link = os.link
def kill_before_second(source, target):
    if target.name == "b.py":
        os.kill(os.getpid(), signal.SIGKILL)
    link(source, target)
os.link = kill_before_second
files = (PlannedFile("a.py", "create", "a" * 100), PlannedFile("b.py", "create", "b" * 100))
apply(Plan("module", {str(tmp_path)!r}, files, (), "", None))
"""
    done = subprocess.run([sys.executable, "-c", program], check=False)
    assert done.returncode == -9
    assert {p.name for p in tmp_path.glob("*.py")} == {"a.py"}
    assert (tmp_path / "a.py").read_text() == "a" * 100
    files = [plan_new_file(tmp_path, name, letter * 100) for name, letter in (("a.py", "a"), ("b.py", "b"))]
    assert [(file.action, problem) for file, problem in files] == [("skip", None), ("create", None)]
    for left in tmp_path.glob(".djlab-tmp-*"):
        os.utime(left, (0, 0))
    apply(plan_of(tmp_path, *(file for file, _ in files)))
    assert tree(tmp_path) == {"a.py": b"a" * 100, "b.py": b"b" * 100}


def test_of_two_dialogs_at_once_one_wins(tmp_path: Path) -> None:
    plans = [plan_of(tmp_path, create("a.py", text), create("b.py", text)) for text in ("one\n", "two\n")]
    results: list[Applied | ApplyError] = []

    def run(plan: Plan) -> None:
        try:
            results.append(apply(plan))
        except ApplyError as error:
            results.append(error)

    threads = [threading.Thread(target=run, args=(plan,)) for plan in plans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(result).__name__ for result in results) == ["Applied", "StaleError"]
    assert len(set(tree(tmp_path).values())) == 1


def test_a_new_root_is_made_and_removed_again(tmp_path: Path) -> None:
    root = tmp_path / "deep" / "project"
    applied = apply(plan_of(root, create("README.md")))
    assert (root / "README.md").exists()
    applied.undo()
    assert list(tmp_path.iterdir()) == []


def test_undoing_a_new_project_leaves_nothing(tmp_path: Path) -> None:
    applied = apply(plan_project(tmp_path / "p", ProjectOptions(name="p")))
    assert (tmp_path / "p/.git").is_dir()
    assert applied.undo().kept == ()
    assert list(tmp_path.iterdir()) == []


def test_modes_are_kept(tmp_path: Path) -> None:
    script = tmp_path / "run.sh"
    script.write_text("one\n")
    script.chmod(0o750)
    apply(plan_of(tmp_path, update(tmp_path, "run.sh", "two\n"), PlannedFile("secret", "create", "s", mode=0o600)))
    assert script.stat().st_mode & 0o777 == 0o750
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def test_planning_a_file_that_is_there_already(tmp_path: Path) -> None:
    (tmp_path / "same.py").write_text("text\n")
    (tmp_path / "other.py").write_text("mine\n")
    (tmp_path / "folder.py").mkdir()
    assert plan_new_file(tmp_path, "same.py", "text\n")[1] is None
    same, _ = plan_new_file(tmp_path, "same.py", "text\n")
    assert same.action == "skip"
    other, problem = plan_new_file(tmp_path, "other.py", "text\n")
    assert other.action == "skip"
    assert problem == Problem("", "other.py exists already and is never overwritten")
    _, problem = plan_new_file(tmp_path, "folder.py", "text\n")
    assert problem is not None
    assert "in the way" in problem.message


def test_the_diff_of_a_new_file_and_of_a_last_line_without_newline() -> None:
    assert unified_diff("a.py", None, "x\n") == "--- /dev/null\n+++ b/a.py\n@@ -0,0 +1 @@\n+x\n"
    assert unified_diff("a.py", "x", "y\n").count("\\ No newline at end of file") == 1

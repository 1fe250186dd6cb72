"""What the system itself refuses while a plan is applied: read-only folders, a full disk, another process."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

# Exit code 3 and the message on the standard output when the plan is refused; then what is left in the folder.
APPLY = """
import os, sys
from pathlib import Path
from djlab.scaffold import ApplyError, Plan, PlannedFile, apply
root = Path(sys.argv[1])
if os.geteuid() == 0 and sys.argv[2] == "as-nobody":
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
files = [PlannedFile(path, "create", "x" * int(size)) for path, size in (word.split(":") for word in sys.argv[3:])]
try:
    apply(Plan("module", str(root), tuple(files), (), "", None))
    code = 0
except ApplyError as error:
    print(error)
    code = 3
print(sorted(path.relative_to(root).as_posix() for path in root.rglob("*")))
sys.exit(code)
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user may look into; pytest's own is closed to others."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for path in folder.rglob("*"):
        if path.is_dir():
            path.chmod(0o755)
    folder.chmod(0o755)
    shutil.rmtree(folder)


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no modes on Windows")
def test_a_read_only_folder_is_refused_and_the_others_stay_as_they_were(open_folder: Path) -> None:
    """The kernel itself refuses: the superuser, whom no mode binds, becomes an ordinary user first."""
    (open_folder / "src").mkdir()
    (open_folder / "notebooks").mkdir()
    (open_folder / "src").chmod(0o777)
    (open_folder / "notebooks").chmod(0o555)
    done = run(sys.executable, "-c", APPLY, str(open_folder), "as-nobody", "src/a.py:10", "notebooks/01.ipynb:10")
    assert done.returncode == 3, done.stdout + done.stderr
    message, left = done.stdout.splitlines()
    assert "notebooks" in message
    assert "Permission denied; nothing has been changed" in message
    assert left == "['notebooks', 'src']"

    open_folder.chmod(0o555)
    done = run(sys.executable, "-c", APPLY, str(open_folder), "as-nobody", "tests/test_a.py:10")
    assert done.returncode == 3, done.stdout + done.stderr
    assert "Permission denied; nothing has been changed" in done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="a small file system of one's own takes Linux' namespaces")
def test_a_full_disk_is_refused_and_nothing_is_left_on_it(tmp_path: Path) -> None:
    """A file system of 64 kB, in a namespace of its own."""
    namespace = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
    mount = f"mount -t tmpfs -o size=64k tmpfs {tmp_path}"
    if shutil.which("unshare") is None or run(*namespace, "sh", "-c", mount).returncode:
        pytest.skip("this system lets nobody mount a file system; the limit on the size of files stands for it")
    program = f'{mount} && exec "$@"'
    arguments = (str(tmp_path), "as-i-am", "src/a.py:20000", "src/b.py:20000", "src/c.py:40000")
    done = run(*namespace, "sh", "-c", program, "sh", sys.executable, "-c", APPLY, *arguments)
    assert done.returncode == 3, done.stdout + done.stderr
    message, left = done.stdout.splitlines()
    assert "No space left on device; nothing has been changed" in message
    assert left == "[]"


RACE = """
import sys, time
from pathlib import Path
from djlab.scaffold import Plan, PlannedFile, StaleError, apply
from djlab.scaffold.plan import digest
root, text, start = Path(sys.argv[1]), sys.argv[2] * 1000, float(sys.argv[3])
won = 0
for number in range(60):
    folder = root / str(number)
    seen = digest((folder / "old.py").read_bytes())
    new = [PlannedFile(f"{name}.py", "create", text) for name in "abc"]
    plan = Plan("module", str(folder), (*new, PlannedFile("old.py", "update", text, seen=seen)), (), "", None)
    time.sleep(max(0, start + number * 0.02 - time.time()))
    try:
        apply(plan)
        won += 1
    except StaleError:
        pass
print(won)
"""


def test_of_two_processes_at_once_one_wins_each_time(tmp_path: Path) -> None:
    """Two servers, or a dialog and the command line: what is there afterwards is one whole plan."""
    import time

    for number in range(60):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "old.py").write_text("before\n")
    start = str(time.time() + 3)
    both = [
        subprocess.Popen(
            [sys.executable, "-c", RACE, str(tmp_path), text, start], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for text in ("1", "2")
    ]
    told = [process.communicate(timeout=60) for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    for number in range(60):
        files = {path.name: path.read_text() for path in (tmp_path / str(number)).iterdir()}
        assert set(files) == {"a.py", "b.py", "c.py", "old.py"}
        assert len(set(files.values())) == 1, number
        assert files["a.py"][0] in "12"
    assert sum(int(out) for out, _ in told) == 60

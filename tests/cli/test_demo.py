"""``djlab demo`` as a user runs it: JupyterLab answers, the rows come, Ctrl-C leaves nothing behind."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner

from djlab.cli.demo import command, end_lab, source_path, write_demo
from djlab.cli.demo_filling import Filling, failed_jobs
from djlab.database import embedded

FAILED = '{"time": "t", "level": "error", "pid": 1, "event": "failed", "table": "a.B", "subject_id": 3, "error": "no"}'


class Demo:
    """A running ``djlab demo``; its output goes to a file."""

    def __init__(self, root: Path, log: Path, *options: str) -> None:
        self.log = log
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "djlab", "demo", "--directory", str(root), "--no-browser"),
                    # Two that look for a free port at the same time may find the same.
                    *("--port", str(free_port()), *options),
                ],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env={**os.environ, "JUPYTER_CONFIG_DIR": str(log.parent), "JUPYTER_RUNTIME_DIR": str(log.parent)},
            )

    def wait_for(self, pattern: str, seconds: float = 120) -> re.Match[str]:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = re.search(pattern, self.log.read_text("utf-8", "replace"))
            if found:
                return found
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(90)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def processes_naming(folder: Path) -> list[str]:
    """Command lines of the living processes that name the folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            continue
        if str(folder) in line:
            found.append(line)
    return found


@pytest.fixture
def root(tmp_path: Path, data_dir: Path) -> Iterator[Path]:
    folder = tmp_path / "demo"
    yield folder
    if embedded.status(folder).state == "running":
        embedded.stop(folder)


def count(root: Path, table: str) -> int:
    server = embedded.status(root)
    with psycopg.connect(
        host=server.host, port=server.port, user=server.user, password=server.password, dbname=server.database
    ) as connection:
        row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert row
    return int(row[0])


@pytest.mark.database
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for processes in /proc")
def test_it_answers_is_filled_and_leaves_nothing_behind(root: Path, data_dir: Path, tmp_path: Path) -> None:
    demo = Demo(root, tmp_path / "first.log")
    try:
        address = demo.wait_for(r"http://127\.0\.0\.1:\d+/lab/workspaces/djlab-demo-\w+\?token=\w+")[0]
        with urllib.request.urlopen(address, timeout=30) as page:  # noqa: S310 - http, as the pattern says
            assert b"JupyterLab" in page.read()
        failure = demo.wait_for("A job failed, .*")[0]
        assert "acquisition.Recording of subject_id 1, session_id 99: ValueError" in failure
        rows = count(root, "processing.__events__event")
        assert rows > 300
    finally:
        code = demo.end(signal.SIGINT)
    assert code == 0, demo.log.read_text()
    assert processes_naming(root) + processes_naming(data_dir) == []

    # The second time it finds the project and the rows; what its user deleted stays deleted. A server that ran before
    # goes on running.
    embedded.start(root)
    again = Demo(root, tmp_path / "second.log")
    try:
        again.wait_for(r"http://127\.0\.0\.1:\d+/lab")
        assert count(root, "processing.__events__event") == rows
    finally:
        code = again.end(signal.SIGTERM)
    assert code == 0
    assert "Using the demo" in again.log.read_text()
    assert "being filled in" not in again.log.read_text()
    assert embedded.status(root).state == "running"
    embedded.stop(root)
    assert processes_naming(root) + processes_naming(data_dir) == []


def test_a_folder_with_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    refused = CliRunner().invoke(command, ["--directory", str(tmp_path)])
    assert refused.exit_code == 1
    assert "holds no djlab demo" in refused.output
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_the_demo_is_written_once(tmp_path: Path) -> None:
    root = tmp_path / "demo"
    assert write_demo(root)
    (root / "README.md").write_text("mine")
    assert not write_demo(root)
    assert (root / "README.md").read_text() == "mine"


def test_its_sources_come_before_those_of_the_user() -> None:
    path = source_path(Path("/d"), {"PYTHONPATH": "/mine"})["PYTHONPATH"]
    assert path == os.pathsep.join([str(Path("/d/src")), "/mine"])


@pytest.mark.skipif(os.name != "posix", reason="Windows has no signal to ignore")
def test_a_jupyterlab_that_hangs_is_killed(capsys: pytest.CaptureFixture[str]) -> None:
    code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"
    hung = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert hung.stdout
    hung.stdout.readline()
    end_lab(hung, patience=0.2)
    assert hung.returncode == -signal.SIGKILL
    assert "is killed" in capsys.readouterr().err
    hung.stdout.close()


def test_failed_jobs_are_told_with_their_key() -> None:
    assert failed_jobs(f"a warning\n{FAILED}\n[1]\n") == ["a.B of subject_id 3: no"]


def demo_with(root: Path, demo_data: str, worker: str) -> Filling:
    (root / "workflow").mkdir()
    (root / "workflow" / "demo_data.py").write_text(demo_data)
    (root / "workflow" / "worker.py").write_text(worker)
    return Filling(root, root, {**os.environ, "PYTHONPATH": str(root)})


def test_filling_is_done_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    worker = f"import sys; sys.stderr.write({FAILED!r}); sys.exit(1)"
    filling = demo_with(tmp_path, "", worker)
    filling.run()
    assert "The database holds the example data.\nA job failed" in capsys.readouterr().out
    filling.run()
    assert capsys.readouterr().out == ""


def test_what_goes_wrong_is_told_and_tried_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filling = demo_with(tmp_path, "raise SystemExit('no server')", "")
    for _ in range(2):
        filling.run()
        assert "workflow.demo_data ended with 1: no server" in capsys.readouterr().err


def test_stopping_ends_what_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filling = demo_with(tmp_path, "import time; open('began', 'w'); time.sleep(60)", "")
    filling.start()
    while not (tmp_path / "began").exists():
        time.sleep(0.05)
    filling.stop()
    assert not filling.is_alive()
    assert "ended with" not in capsys.readouterr().err
    filling.stop()

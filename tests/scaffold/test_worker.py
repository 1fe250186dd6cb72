"""The worker of a new project: killed, stopped, told what to do."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import workers as w
from servers import MariaDB

from djlab.database.embedded import Server

pytestmark = [pytest.mark.database]


@pytest.fixture(scope="module")
def server(postgres: Server) -> dict[str, str]:
    return {
        "DJ_BACKEND": "postgresql",
        "DJ_HOST": postgres.host,
        "DJ_PORT": str(postgres.port),
        "DJ_USER": postgres.user,
        "DJ_PASS": postgres.password,
        "DJ_DATABASE_NAME": postgres.database,
    }


@pytest.fixture
def project(tmp_path: Path, server: dict[str, str]) -> Iterator[Path]:
    root = w.make_project(tmp_path / "p")
    yield root
    w.run(root, w.environment(root, server), "from workflow import jobs; jobs.schema.drop(prompt=False)")


def fill(project: Path, env: dict[str, str], jobs: int) -> None:
    w.run(project, env, f"from workflow import jobs; jobs.Job.insert({{'job_id': n}} for n in range({jobs}))")


def entries(project: Path) -> list[dict[str, object]]:
    lines = (project / "worker.log").read_text().splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


def test_killed_workers_lose_no_job_and_make_none_twice(project: Path, server: dict[str, str]) -> None:
    env = w.environment(project, server)
    fill(project, env, 40)
    killed = w.kill_at_random(project, env, jobs=40, workers=2, kills=2, seed=1)
    assert len(killed) == 2
    w.check(project, env, 40, killed)


def test_a_living_workers_job_is_never_put_back(project: Path, server: dict[str, str]) -> None:
    """A job much longer than the grace period, with another worker that looks for orphans all the time."""
    env = w.environment(project, server, JOB_SECONDS="6")
    fill(project, env, 1)
    first = w.start(project, env, "--once", "--refresh-every", "0.2", "--orphan-grace", "0.5")
    w.wait_until(lambda: list((project / "traces").glob("*.begun")), project)
    second = w.start(project, env, "--once", "--refresh-every", "0.2", "--orphan-grace", "0.5")
    assert (first.wait(60), second.wait(60)) == (0, 0), (project / "worker.log").read_text()[-3000:]
    w.check(project, env, 1)
    assert len(list((project / "traces").glob("*.begun"))) == 1


def test_a_container_that_is_started_again_puts_back_what_its_predecessor_left(
    project: Path, server: dict[str, str]
) -> None:
    """The dead worker had the host name and the process id of the living one, and the connection is gone."""
    env = w.environment(project, server)
    fill(project, env, 2)
    program = (
        "import os, platform\n"
        "from workflow import jobs, worker\n"
        "jobs.Done.jobs.refresh()\n"
        "owner = {'host': platform.node(), 'pid': os.getpid(), 'connection_id': 999999}\n"
        "jobs.Done.jobs.update1({'job_id': 1, 'status': 'reserved', **owner})\n"
        "code = worker.main(['--once', '--refresh-every', '0.2', '--orphan-grace', '0.5'])\n"
        "print(code, len(jobs.Done()), len(jobs.Done.jobs))\n"
    )
    assert w.run(project, env, program).splitlines()[-1] == "0 2 0"


def test_sigterm_lets_the_job_at_hand_finish(project: Path, server: dict[str, str]) -> None:
    env = w.environment(project, server, JOB_SECONDS="1.5")
    fill(project, env, 20)
    worker = w.start(project, env, "--processes", "2", "--log", "text")
    w.wait_until(lambda: len(list((project / "traces").glob("*.begun"))) >= 2, project)
    started = time.monotonic()
    os.kill(worker.pid, signal.SIGTERM)
    assert worker.wait(60) == 0, (project / "worker.log").read_text()[-3000:]
    assert time.monotonic() - started < 30
    begun = {path.stem for path in (project / "traces").glob("*.begun")}
    assert begun == {path.stem for path in (project / "traces").glob("*.made")}, "a job was cut off"
    assert len(begun) < 20
    log = (project / "worker.log").read_text()
    assert "finishing the job at hand" in log
    assert "Error" not in log, log
    status = "from workflow import jobs; print(len(jobs.Done.jobs.reserved), len(jobs.Done.jobs.errors))"
    assert w.run(project, env, status).split() == ["0", "0"]


def test_exit_codes_and_the_structured_log(project: Path, server: dict[str, str]) -> None:
    text = (project / "src/workflow/jobs.py").read_text()
    broken = text.replace(
        "        time.sleep(SECONDS)\n", "        if key['job_id'] == 1:\n            raise OSError('no')\n"
    )
    (project / "src/workflow/jobs.py").write_text(broken)
    env = w.environment(project, server)
    fill(project, env, 3)
    assert w.start(project, env, "--once").wait(60) == 1
    told = entries(project)
    assert [entry["event"] for entry in told if entry["event"] != "made"] == ["started", "failed", "stopped"]
    failed = next(entry for entry in told if entry["event"] == "failed")
    assert failed["table"] == "jobs.Done"
    assert failed["job_id"] == 1
    assert "OSError: no" in str(failed["error"])
    assert {"time", "level", "pid", "seconds"} <= set(failed)
    assert w.start(project, env, "--processes", "0").wait(60) == 2
    assert w.start(project, env, "--nonsense").wait(60) == 2
    assert w.start(project, env, "--only", "jobs.Nothing").wait(60) == 2
    assert w.start(project, env, "--only", "jobs.Done", "--once").wait(60) == 0, "what failed stays until it is cleared"
    assert w.start(project, {**env, "DJ_PORT": "1"}, "--once").wait(60) == 1


def test_one_refresher_among_many(project: Path, server: dict[str, str]) -> None:
    """The lock is another's while somebody refreshes; it is gone with the connection."""
    env = w.environment(project, server)
    program = (
        "import datajoint as dj\n"
        "from workflow._locks import Locks\n"
        "a, b = Locks('x'), Locks('x')\n"
        "with a.attempt('refresh') as mine, b.attempt('refresh') as other:\n"
        "    print(mine, other, b.is_held('refresh'))\n"
        "with b.attempt('refresh') as again: print(again)\n"
        "a.hold('worker'); print(b.is_held('worker')); a.close()\n"
        "import time; time.sleep(.3); print(b.is_held('worker'))\n"
    )
    assert w.run(project, env, program).split() == ["True", "False", "True", "True", "True", "False"]


SUMMARY = '''

@schema
class All(dj.Lookup):
    definition = """
    all_id : int32
    """
    contents = [(1,)]


@schema
class Aggregate(dj.Computed):
    definition = """
    -> All
    ---
    done : int32
    """

    @property
    def key_source(self):
        return All & (All.proj() * Done.proj()).proj()

    def make(self, key):
        self.insert1({**key, "done": len(Done())})
'''


def test_a_table_whose_key_source_reads_another_waits_until_that_is_finished(
    project: Path, server: dict[str, str]
) -> None:
    """Over several batches and though its name comes first; a failed job does not keep it waiting for ever."""
    jobs = project / "src/workflow/jobs.py"
    fails = "        if key['job_id'] == 3:\n            raise OSError('no')\n        time.sleep(SECONDS)\n"
    jobs.write_text(jobs.read_text().replace("        time.sleep(SECONDS)\n", fails) + SUMMARY)
    env = w.environment(project, server)
    fill(project, env, 8)
    program = (
        "from workflow import jobs, worker\n"
        "worker.BATCH = 2\n"
        "print(worker.main(['--once']), [worker.label(table) for table in worker.auto_populated([])])\n"
        "print(len(jobs.Done()), jobs.Aggregate().fetch1('done'))\n"
    )
    assert w.run(project, env, program).splitlines()[-2:] == ["1 ['jobs.Done', 'jobs.Aggregate']", "7 7"]


def test_what_the_locks_log_is_json_too(project: Path, server: dict[str, str]) -> None:
    program = (
        "import sys; sys.stderr = sys.stdout\n"
        "from workflow import _locks, worker\n"
        "worker.set_up_log('json')\n"
        "_locks.log.warning('the connection is lost: %s', 'x')\n"
    )
    entry = json.loads(w.run(project, w.environment(project, server), program).splitlines()[-1])
    assert (entry["level"], entry["event"]) == ("warning", "the connection is lost: x")


@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("backend", ["postgresql", "mariadb"])
def test_four_workers_killed_at_random_over_400_jobs(
    tmp_path: Path, postgres: Server, mariadb: MariaDB, server: dict[str, str], backend: str, seed: int
) -> None:
    if backend == "mariadb":
        account = {"DJ_USER": mariadb.user, "DJ_PASS": mariadb.password}
        server = {"DJ_BACKEND": "mysql", "DJ_HOST": mariadb.host, "DJ_PORT": str(mariadb.port), **account}
    project = w.make_project(tmp_path / "p")
    env = w.environment(project, server, JOB_SECONDS="0.1")
    fill(project, env, 400)
    try:
        killed = w.kill_at_random(project, env, jobs=400, workers=4, kills=12, seed=seed)
        assert len(killed) == 12
        w.check(project, env, 400, killed)
    finally:
        w.run(project, env, "from workflow import jobs; jobs.schema.drop(prompt=False)")

"""A project with one slow Computed table, and workers that are killed while they fill it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Set
from pathlib import Path

from djlab.scaffold import ProjectOptions, apply, plan_project

JOBS = '''"""Jobs: each writes a file when it is begun and when it is done."""

import os
import time
from pathlib import Path

import datajoint as dj

schema = dj.Schema("jobs")
SECONDS = float(os.environ.get("JOB_SECONDS", "0.02"))
TRACES = Path(os.environ["TRACES"])


@schema
class Job(dj.Manual):
    definition = """
    job_id : int32
    ---
    """


@schema
class Done(dj.Computed):
    definition = """
    -> Job
    ---
    pid : int32
    """

    def make(self, key):
        name = f"{key['job_id']}-{os.getpid()}"
        (TRACES / f"{name}.begun").touch(exist_ok=False)
        time.sleep(SECONDS)
        self.insert1({**key, "pid": os.getpid()})
        (TRACES / f"{name}.made").touch(exist_ok=False)
'''


def make_project(root: Path) -> Path:
    """The project with the module ``jobs``; its traces lie in ``traces``."""
    apply(plan_project(root, ProjectOptions(name="killed", modules=("jobs",), docker=False, stores=())))
    (root / "src/workflow/jobs.py").write_text(JOBS)
    (root / "traces").mkdir()
    return root


def environment(project: Path, server: Mapping[str, str], **more: str) -> dict[str, str]:
    """The environment of a worker of the project."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith("DJ_")}
    paths = {"PYTHONPATH": str(project / "src"), "TRACES": str(project / "traces")}
    return {**variables, **paths, "PYTHONWARNINGS": "ignore", "DJ_LOG_LEVEL": "WARNING", **server, **more}


def start(project: Path, env: Mapping[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    """A worker in a process of its own; what it logs goes to ``worker.log``."""
    with (project / "worker.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "workflow.worker", *arguments], cwd=project, env=dict(env), stdout=log, stderr=log
        )


def run(project: Path, env: Mapping[str, str], program: str) -> str:
    """The output of a program that may import the package."""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=project, env=dict(env), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def made(project: Path) -> list[int]:
    """Ids of the jobs that were made, one for each time."""
    return sorted(int(path.name.partition("-")[0]) for path in (project / "traces").glob("*.made"))


def kill_at_random(project: Path, env: Mapping[str, str], jobs: int, workers: int, kills: int, seed: int) -> set[int]:
    """Fill the table with ``workers`` workers of which one is killed, and replaced, ``kills`` times.

    The kills are spread over the run: the next one comes when a further part of the jobs is made. Returns the process
    ids of the killed.
    """
    chance = random.Random(seed)
    killed = set()
    arguments = ("--refresh-every", "0.5", "--orphan-grace", "2")
    crew = [start(project, env, *arguments) for _ in range(workers)]
    try:
        for number in range(kills):
            wait_until(lambda number=number: len(made(project)) >= jobs * (number + 1) / (kills + 2), project)
            time.sleep(chance.random() * 0.2)
            victim = chance.randrange(workers)
            crew[victim].send_signal(signal.SIGKILL)
            crew[victim].wait(20)
            killed.add(crew[victim].pid)
            crew[victim] = start(project, env, *arguments)
        last = start(project, env, "--once", *arguments)
        assert last.wait(300) == 0, (project / "worker.log").read_text()[-3000:]
    finally:
        for worker in crew:
            worker.terminate()
        codes = [worker.wait(60) for worker in crew]
    assert codes == [0] * workers, f"{codes}\n{(project / 'worker.log').read_text()[-3000:]}"
    return killed


def wait_until(condition: object, project: Path, seconds: float = 240) -> None:
    """Wait for something that the workers do."""
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, (project / "worker.log").read_text()[-3000:]
        time.sleep(0.05)


def check(project: Path, env: Mapping[str, str], jobs: int, killed: Set[int] = frozenset()) -> None:
    """Every job done exactly once, none lost, an empty queue, and no job begun by two workers that lived on."""
    program = (
        "from workflow import jobs\n"
        f"print(len(jobs.Done()), len(jobs.Done.jobs), sorted(jobs.Done.to_arrays('job_id')) == list(range({jobs})))"
    )
    found = run(project, env, program).split()
    log = (project / "worker.log").read_text()
    assert found == [str(jobs), "0", "True"], f"{found}\n{made(project)}\n{log[-3000:]}"
    begun = [path.stem.split("-") for path in (project / "traces").glob("*.begun")]
    living = [job for job, pid in begun if int(pid) not in killed]
    assert len(living) == len(set(living)), "a job was made by two workers"

"""How long the checks of the largest public pipeline take: whole, after one saved file, and while a text is edited.

Data: the wheel of spyglass-neuro 0.6.0 (downloaded at the first run). Wall time and process time of this process, the
best of ``--runs``. *Whole* starts with nothing read and includes reading the pipeline; *saved* is what follows a save
in JupyterLab (the file is read again, then all rules run); *typed* is one question of an editor about unsaved text.

    python benchmarks/check.py [--runs 5]
"""

from __future__ import annotations

import argparse
import gc
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from corpus import wheels

from djlab.checks import Checker
from djlab.project.findings import read_subject
from djlab.project.live import check_text
from djlab.project.session import ProjectSession

FILES = ("common/common_session.py", "spikesorting/v1/sorting.py", "common/common_lab.py")


def best(work: Callable[[], object], runs: int) -> tuple[float, float]:
    """Wall and process time in milliseconds, the best of each."""
    walls, processes = [], []
    for _ in range(runs):
        gc.collect()
        wall, process = time.perf_counter(), time.process_time()
        work()
        walls.append((time.perf_counter() - wall) * 1e3)
        processes.append((time.process_time() - process) * 1e3)
    return min(walls), min(processes)


def row(name: str, budget: float | None, times: tuple[float, float]) -> None:
    wall, process = times
    limit = "" if budget is None else f"{budget:>10.0f}{'' if process <= budget else '  over'}"
    print(f"{name:<52}{wall:>10.1f}{process:>10.1f}{limit}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "spyglass"
        shutil.copytree(wheels.unzipped("spyglass"), root)
        subject = read_subject(root, environ={})
        report = Checker().check(subject)
        print(f"{len(subject.pipeline.tables)} tables, {len(report.findings)} findings; milliseconds, best of {runs}\n")
        print(f"{'':<52}{'wall':>10}{'process':>10}{'budget':>10}")
        row("whole: read and check", 1000, best(lambda: Checker().check(read_subject(root, environ={})), runs))
        row("whole: the checks alone", None, best(lambda: Checker().check(subject), runs))
        session = ProjectSession(root, environ={})
        session.check()
        for name in FILES:
            path = root / "spyglass" / name
            text = path.read_text("utf-8")
            number = 0

            def save(path: Path = path, text: str = text) -> None:
                nonlocal number
                number += 1
                path.write_text(f"{text}\n# {number}\n", "utf-8")
                session.update([path])
                session.check()

            row(f"saved: {name}", 50, best(save, runs))
            check_text(session, f"spyglass/{name}", text)
            row(f"typed: {name}", None, best(partial(check_text, session, f"spyglass/{name}", f"{text}\n#"), runs))


if __name__ == "__main__":
    main()

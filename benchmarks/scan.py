"""How long it takes to find projects and their files among much that is none of theirs.

Data, in one folder: a project with `node_modules` (20,000 files), two virtual environments (10,000 modules), symlink
loops, a folder that nobody may read and a `.git/config` that would run commands; beside it 100,000 unrelated files in
1,000 folders. Wall time, the best and the worst of ``--runs``. Nothing may have been executed at the end.

    python benchmarks/scan.py [--runs 5]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from djlab.pipeline import read
from djlab.pipeline.locate import find_files, find_projects
from djlab.project.session import ProjectSession

MODULE = '''import datajoint as dj

schema = dj.schema("lab")


@schema
class Lab(dj.Lookup):
    definition = """
    lab : varchar(8)
    """
'''


def many(folder: Path, folders: int, files: int, suffix: str, text: str = "") -> None:
    """Folders with files."""
    for number in range(folders):
        below = folder / f"f{number // 100}" / f"f{number}"
        below.mkdir(parents=True)
        for file in range(files):
            (below / f"file{file}{suffix}").write_text(text)


def prepare(root: Path) -> Path:
    """The project; ``root`` also gets what is none of its."""
    many(root / "data", 1000, 100, ".dat")
    project = root / "project"
    package = project / "lab_pipeline"
    package.mkdir(parents=True)
    (project / "pyproject.toml").write_text('[project]\nname = "lab"\ndependencies = ["datajoint"]\n')
    (package / "__init__.py").write_text("")
    (package / "lab.py").write_text(MODULE)
    many(project / "node_modules", 200, 100, ".js")
    for name in (".venv", "old-environment"):
        many(project / name / "lib" / "python3.11" / "site-packages", 50, 100, ".py", MODULE)
        (project / name / "pyvenv.cfg").write_text("home = /usr\n")
    (package / "loop").symlink_to(project, target_is_directory=True)
    (root / "loop").symlink_to(root, target_is_directory=True)
    (project / "closed").mkdir(mode=0o000)
    (project / ".git").mkdir()
    trap = f"touch {root / 'executed'}"
    (project / ".git" / "config").write_text(
        f"[core]\n\tfsmonitor = {trap}\n\thooksPath = {root}\n\tpager = {trap}\n\tsshCommand = {trap}\n"
    )
    return project


def row(name: str, work: Callable[[], object], runs: int) -> str:
    """Best and worst time of a piece of work."""
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return f"{name:<52}{min(times) * 1e3:>10.0f}{max(times) * 1e3:>10.0f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as name:
        root = Path(name).resolve()
        project = prepare(root)
        print(f"{'milliseconds':<52}{'best':>10}{'worst':>10}")
        print(row("projects below the folder", lambda: find_projects(root), runs))
        print(row("files of the project", lambda: find_files(project), runs))
        print(row("the project as panel and command line open it", lambda: ProjectSession(project), runs))
        print(row("files of the whole folder, opened as a project", lambda: find_files(root), runs))
        tables = [table.id for table in read(project).tables]
        executed = (root / "executed").exists()
        (project / "closed").chmod(0o700)
    print(f"tables: {', '.join(tables)}; executed: {'yes' if executed else 'nothing'}")
    sys.exit(1 if executed else 0)


if __name__ == "__main__":
    main()

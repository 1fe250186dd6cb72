"""How long reading a pipeline takes, against parsing the same files with ``ast.parse``.

Data: the wheel of spyglass-neuro 0.6.0 (downloaded at the first run), and linked copies of its package: every copy's
sessions have a table with a foreign key to the copy before. Process time, interleaved, the best of ``--runs``. The
parse figure drops every tree at once, as reading does; keeping the trees of a project alive costs more. A row appears
when it is measured; that of 5,000 tables takes about ten seconds a run.

    python benchmarks/read.py [--runs 5] [--tables 300 1000 5000]
"""

from __future__ import annotations

import argparse
import ast
import gc
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from copies import copies

from djlab.pipeline import Pipeline, read

ATTRIBUTE = '''
    definition = """
    more{number} : int'''
TABLE = '''

@schema
class More{number}(dj.Manual):
    definition = """
    -> Session
    more{number} : int
    """
'''


def spent(work: Callable[[], object]) -> float:
    """Process time of a piece of work, in seconds."""
    gc.collect()
    began = time.process_time()
    work()
    return time.process_time() - began


def parse_all(files: list[Path]) -> None:
    """Parse every file and drop its tree."""
    for path in files:
        ast.parse(path.read_bytes())


def whole(folder: Path, runs: int) -> str:
    """One row: reading the whole project."""
    files = sorted(folder.rglob("*.py"))
    parsing, reading = [], []
    for _ in range(runs):
        parsing.append(spent(lambda: parse_all(files)))
        reading.append(spent(lambda: read(folder)))
    tables = len(read(folder).tables)
    parse, took = min(parsing), min(reading)
    times = f"{parse * 1e3:>12.0f}{took * 1e3:>11.0f}{took / parse:>8.2f}{took / tables * 1e3:>16.2f}"
    return f"{tables:>7}{len(files):>8}{times}"


def changed(name: str, path: Path, pipeline: Pipeline, runs: int, edit: Callable[[str, int], str]) -> str:
    """One row: a file changes."""
    text = path.read_text()
    parsing, reading = [], []
    for number in range(runs):
        data = edit(text, number)
        path.write_text(data)
        parsing.append(spent(partial(ast.parse, data)))
        reading.append(spent(lambda: pipeline.reread([path])))
    path.write_text(text)
    pipeline.reread([path])
    parse, took = min(parsing) * 1e3, min(reading) * 1e3
    over = "" if took <= 2 * parse + 5 else "  over"
    return f"{name:<58}{parse:>10.2f}{took:>10.2f}{2 * parse + 5:>10.2f}{over}"


def key_attribute(table: str) -> Callable[[str, int], str]:
    """An edit that adds an attribute to the primary key of a table."""

    def edit(text: str, number: int) -> str:
        head, found, tail = text.partition(f"class {table}(")
        assert found
        return head + found + tail.replace('\n    definition = """', ATTRIBUTE.format(number=number), 1)

    return edit


def comment(text: str, number: int) -> str:
    """An edit that moves all lines and changes no name."""
    return f"# {number}\n{text}"


def new_table(text: str, number: int) -> str:
    """An edit that adds a table."""
    return text + TABLE.format(number=number)


def main() -> None:
    """Print both tables."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--tables", type=int, nargs="*", default=[300, 1000, 5000])
    arguments = options.parse_args()
    print(f"{'tables':>7}{'files':>8}{'parse ms':>12}{'read ms':>11}{'ratio':>8}{'ms per table':>16}", flush=True)
    with tempfile.TemporaryDirectory() as name:
        for tables in arguments.tables:
            folder = Path(name) / str(tables)
            folder.mkdir()
            print(whole(copies(folder, max(1, round(tables / 278))), arguments.runs), flush=True)
        folder = Path(name) / "changes"
        folder.mkdir()
        pipeline = read(copies(folder, 1))
        common = folder / "spyglass0" / "common"
        title = f"one file changes, {len(pipeline.tables)} tables"
        print(f"\n{title:<58}{'parse ms':>10}{'ms':>10}{'budget':>10}")
        rows: list[tuple[str, Path, Callable[[str, int], str]]] = [
            ("a comment above the root table", common / "common_nwbfile.py", comment),
            ("a key attribute of the root table (Nwbfile)", common / "common_nwbfile.py", key_attribute("Nwbfile")),
            ("a comment above Session", common / "common_session.py", comment),
            ("a key attribute of Session", common / "common_session.py", key_attribute("Session")),
            ("a new table beside Session", common / "common_session.py", new_table),
            ("a comment above a large module", common / "common_ephys.py", comment),
        ]
        for row, path, edit in rows:
            print(changed(row, path, pipeline, arguments.runs, edit), flush=True)


if __name__ == "__main__":
    main()

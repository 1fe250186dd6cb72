"""Pages of a table inside a kernel, against the bare statement on the same connection of DataJoint.

Data: a table of ``--rows`` rows with a composite key, on an embedded PostgreSQL and a private MariaDB. The bare
statement is ``SELECT`` of the same columns, ``ORDER BY`` the key, ``LIMIT`` as many; all figures include the transfer
and Python's reading of the rows. "display" is what a notebook cell costs: the first ten rows with their HTML and text.

    python benchmarks/notebook_rows.py [--rows 2000000] [--runs 15]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import tables

SIZE = 100


def measure(backend: str, runs: int) -> None:
    """Runs in a process of its own, because DataJoint's settings are the process's."""
    from djlab.database.pages import Request
    from djlab.notebook import expressions
    from djlab.notebook.preview import preview

    table = tables.for_datajoint(backend)
    assert len(table.heading.names) == 6
    names = tuple(table.heading.names)
    columns = "session_id, trial_id, name, value, taken"

    def bare(way: str, size: int = SIZE) -> Any:
        text = (
            f"SELECT {columns} FROM {tables.SCHEMA}.{tables.TABLE} "
            f"ORDER BY session_id {way}, trial_id {way} LIMIT {size}"
        )
        return table.connection.query(text).fetchall()

    first = expressions.page(table, Request(SIZE, names))
    cases = {
        "first page": (lambda: expressions.page(table, Request(SIZE, names)), lambda: bare("")),
        "last page": (lambda: expressions.page(table, Request(SIZE, names, backwards=True)), lambda: bare("DESC")),
        "next page": (lambda: expressions.page(table, Request(SIZE, names, cursor=first.next)), lambda: bare("")),
        "display": (lambda: preview(table, 10, "handle").bundle(), lambda: bare("", 11)),
    }
    for name, contenders in cases.items():
        djlab, plain = tables.best(contenders, runs)
        print(f"{backend:<12}{name:<12}{plain:>10.2f}{djlab:>10.2f}{djlab / plain:>8.2f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        measure(options.measure, options.runs)
        return
    print(f"{options.rows:,} rows, pages of {SIZE}; best of {options.runs}, in ms")
    print(f"{'':<12}{'':<12}{'bare':>10}{'djlab':>10}{'ratio':>8}", flush=True)
    for backend in ("postgresql", "mariadb"):
        with tables.started(backend) as settings:
            tables.fill(settings, options.rows)
            command = [sys.executable, __file__, "--measure", settings.backend, "--runs", str(options.runs)]
            subprocess.run(command, env=tables.as_environment(settings), check=True)


if __name__ == "__main__":
    main()

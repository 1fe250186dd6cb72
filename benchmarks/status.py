"""What the status of a whole pipeline costs, beside the same facts through DataJoint's own objects.

Data: 200 and 1,000 tables in the embedded PostgreSQL, twenty per schema (one Manual, nineteen Computed with a jobs
table), twenty rows or ten. djlab: one ``read_status`` (catalogue, estimates, progress, jobs, errors). DataJoint:
``len(table)`` and ``table.progress()`` of every class of the virtual modules; making the classes is not counted. Wall
time, one warm-up, then alternating, the best of ``--runs``; queries are those of one run.

    python benchmarks/status.py [--runs 3] [--tables 200 1000]
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("DJ_LOG_LEVEL", "WARNING")
sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import datajoint as dj
import wide
from live import of_postgres

from djlab import pipeline
from djlab.database import embedded, places
from djlab.database.connection import Database, Limits
from djlab.database.settings import ConnectionSettings
from djlab.database.status import read_status


def main() -> None:
    """Starts a server of its own, measures, prints a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--tables", type=int, nargs="+", default=[200, 1000])
    arguments = parser.parse_args()
    base = Path(tempfile.mkdtemp(prefix="djb"))
    base.chmod(0o711)
    os.environ[places.VARIABLE] = str(base)
    project = base / "project"
    project.mkdir()
    try:
        settings = of_postgres(embedded.start(project))
        print(f"{'tables':>6} {'djlab':>16} {'DataJoint objects':>20} {'time':>6} {'queries':>8}")
        for tables in arguments.tables:
            measure(settings, tables, arguments.runs, base / str(tables))
    finally:
        embedded.stop(project)


def measure(settings: ConnectionSettings, tables: int, runs: int, folder: Path) -> None:
    """One line of the table."""
    wide.declare(settings, tables)
    model = pipeline.read(wide.write_source(folder, tables))
    database = Database(settings, Limits(statement_seconds=120))
    classes = datajoint_classes(settings, tables)
    counted = count_queries()

    def ours() -> int:
        return database.run(lambda connection: read_status(connection, database, model)).queries

    def theirs() -> int:
        counted.clear()
        for table in classes:
            len(table())
            if table().table_name.startswith("__"):
                table().progress(display=False)
        return len(counted)

    queries = ours(), theirs()
    times = best(ours, theirs, runs)
    database.close()
    print(
        f"{tables:>6} {times[0] * 1000:>7.0f} ms {queries[0]:>4} q {times[1] * 1000:>9.0f} ms {queries[1]:>5} q "
        f"{times[1] / times[0]:>5.1f}x {queries[1] / queries[0]:>7.0f}x"
    )
    wide.drop(settings, tables)


def best(ours: Callable[[], Any], theirs: Callable[[], Any], runs: int) -> tuple[float, float]:
    """The shortest time of each, measured in turn."""
    found: list[list[float]] = [[], []]
    for _ in range(runs):
        for times, work in zip(found, (ours, theirs), strict=True):
            begun = time.perf_counter()
            work()
            times.append(time.perf_counter() - begun)
    return min(found[0]), min(found[1])


def datajoint_classes(settings: ConnectionSettings, tables: int) -> list[type]:
    """The classes of the virtual modules, on a connection that stays open."""
    for name, value in {
        "backend": settings.backend,
        "host": settings.host,
        "port": settings.port,
        "user": settings.user,
        "password": settings.password,
        "name": settings.database,
    }.items():
        dj.config[f"database.{name}"] = value
    found: list[type] = []
    for schema in sorted({schema for schema, _ in wide.names(tables)}):
        module = dj.VirtualModule(schema, schema, create_schema=False, create_tables=False)
        found += [value for value in vars(module).values() if isinstance(value, type) and issubclass(value, dj.Table)]
    return found


def count_queries() -> list[str]:
    """A list that every query of DataJoint is added to."""
    seen: list[str] = []
    original = dj.Connection.query

    def query(self: dj.Connection, query: str, *arguments: Any, **options: Any) -> Any:
        seen.append(query)
        return original(self, query, *arguments, **options)

    dj.Connection.query = query
    return seen


if __name__ == "__main__":
    main()

"""Pages of a huge table by its name, against the bare statement, OFFSET paging and DataJoint's own preview.

Data: a table of ``--rows`` rows with a composite key, on an embedded PostgreSQL and a private MariaDB. "djlab" is
``TableRows.page`` inside ``djlab.database``, on a session of its pool; the bare statement runs on the same pool and
selects the same columns in the order of the key. "REST" is the same page from a Jupyter server on this machine.
"OFFSET" is the same page found by counting, as DataJoint's ``fetch(limit=, offset=)`` and most tools do; "preview" is
DataJoint's own ``_repr_html_`` of the table (its limit of rows as it comes), in a process of its own, without the
import and the first connection. Each is followed by how many times djlab's page it takes; "-" is what was not waited
for.

    python benchmarks/rows.py [--rows 10000000] [--runs 9] [--no-rest]
"""

from __future__ import annotations

import argparse
import json
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import tables

from djlab.database.catalogue import read_catalogue
from djlab.database.connection import Database
from djlab.database.settings import ConnectionSettings
from djlab.database.tables import RowsRequest, TableRows

SIZE = 100
SLOW_SECONDS = 300.0
"""What OFFSET paging and DataJoint's preview may take; they run once."""
COLUMNS = "session_id, trial_id, name, value, taken"
FROM = f"{tables.SCHEMA}.{tables.TABLE}"
KEY = "ORDER BY session_id, trial_id"

Page = Callable[..., Any]


@contextmanager
def served(settings: ConnectionSettings) -> Iterator[Page]:
    """A Jupyter server on a project that names this database; gives a function that asks it for a page."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        root = Path(folder).resolve() / "project"
        (root / "src" / "bench").mkdir(parents=True)
        (root / "src" / "bench" / "__init__.py").touch()
        (root / "pyproject.toml").write_text('[project]\nname = "bench"\ndependencies = ["datajoint"]\n')
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        token = secrets.token_hex(16)
        # The user's own environment names the host, so nobody has to agree.
        environment = tables.as_environment(settings)
        command = [sys.executable, "-m", "jupyter", "server", "--no-browser", "--allow-root", "--ip=127.0.0.1"]
        command += [f"--port={port}", f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder}"]
        server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        def page(**asked: Any) -> Any:
            body = {"root": str(root), "schema": tables.SCHEMA, "table": tables.TABLE, "size": SIZE, **asked}
            request = urllib.request.Request(
                f"http://127.0.0.1:{port}/djlab/database/rows",
                json.dumps(body).encode(),
                {"Authorization": f"token {token}", "Content-Type": "application/json"},
            )
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - own server
                return json.load(answer)

        try:
            for attempt in range(120):
                try:
                    page()
                    break
                except OSError:
                    if attempt == 119:
                        raise
                    time.sleep(0.5)
            yield page
        finally:
            server.terminate()
            server.wait(30)


def preview(backend: str) -> None:
    """Prints how many milliseconds DataJoint's preview takes, after a first one of no rows."""
    table = tables.for_datajoint(backend)
    (table & "session_id < 0")._repr_html_()
    begun = time.perf_counter()
    table._repr_html_()
    print((time.perf_counter() - begun) * 1000)


def previewed(settings: ConnectionSettings) -> float | None:
    command = [sys.executable, __file__, "--preview", settings.backend]
    try:
        done = subprocess.run(
            command,
            env=tables.as_environment(settings),
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            timeout=SLOW_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return None
    return float(done.stdout)


def measure(settings: ConnectionSettings, rows: int, runs: int, rest: Page | None) -> None:
    database = Database(settings)
    catalogue = database.run(lambda connection: read_catalogue(connection, database.dialect, [tables.SCHEMA]))
    table = catalogue.table(tables.SCHEMA, tables.TABLE)
    assert table is not None
    source = TableRows(table, database.dialect)

    def bare(text: str, seconds: float | None = None) -> Callable[[], Any]:
        return lambda: database.run(lambda connection: connection.exec_driver_sql(text).all(), seconds=seconds)

    def page(**asked: Any) -> Any:
        return database.run(lambda connection: source.page(connection, RowsRequest(size=SIZE, **asked)))

    middle = rows // tables.SESSIONS // 2
    select = f"SELECT {COLUMNS} FROM {FROM}"
    # The bare statement of a page in the middle begins at a key that is known.
    after = f"WHERE session_id > {middle} OR (session_id = {middle} AND trial_id > 0)"
    if settings.backend == "postgresql":
        after = f"WHERE (session_id, trial_id) > ({middle}, 0)"
    cursor = page(at=0.5).next
    down = "ORDER BY session_id DESC, trial_id DESC"
    cases: dict[str, tuple[dict[str, Any], str, str | None]] = {
        "first page": ({}, f"{select} {KEY} LIMIT {SIZE}", None),
        "next page": (
            {"cursor": cursor},
            f"{select} {after} {KEY} LIMIT {SIZE}",
            f"{select} {KEY} LIMIT {SIZE} OFFSET {rows // 2}",
        ),
        "last page": (
            {"backwards": True},
            f"{select} {down} LIMIT {SIZE}",
            f"{select} {KEY} LIMIT {SIZE} OFFSET {rows - SIZE}",
        ),
        "jump to 50 %": (
            {"at": 0.5},
            f"{select} {after} {KEY} LIMIT {SIZE}",
            f"{select} {KEY} LIMIT {SIZE} OFFSET {rows // 2}",
        ),
        "filter on key": (
            {"restriction": f"session_id = {middle}"},
            f"{select} WHERE session_id = {middle} {KEY} LIMIT {SIZE}",
            None,
        ),
    }
    for name, (asked, plain, offset) in cases.items():
        contenders: list[Callable[[], Any]] = [bare(plain), lambda asked=asked: page(**asked)]
        if rest is not None:
            contenders.append(lambda asked=asked: rest(**asked))
        times = tables.best(contenders, runs)
        line = f"{settings.backend:<12}{name:<15}{times[0]:>9.2f}{times[1]:>9.2f}{times[1] / times[0]:>7.2f}"
        line += f"{times[2]:>9.2f}{times[2] - times[0]:>+9.2f}" if rest is not None else f"{'':>18}"
        counted = tables.best([bare(offset, SLOW_SECONDS)], 1)[0] if offset is not None else None
        line += beside(counted, times[1])
        line += beside(previewed(settings), times[1]) if name == "first page" else ""
        print(line, flush=True)
    database.close()


def beside(milliseconds: float | None, djlab: float) -> str:
    """A time of something else, and how many times djlab's own it is."""
    return f"{'-':>10}{'':>9}" if milliseconds is None else f"{milliseconds:>10.0f}{milliseconds / djlab:>8.0f}x"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--no-rest", action="store_true")
    parser.add_argument("--preview", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.preview:
        preview(options.preview)
        return
    print(f"{options.rows:,} rows, pages of {SIZE}; best of {options.runs}, in ms")
    print(
        f"{'':<27}{'bare':>9}{'djlab':>9}{'ratio':>7}{'REST':>9}{'- bare':>9}{'OFFSET':>10}{'':>9}{'preview':>10}",
        flush=True,
    )
    for backend in ("postgresql", "mariadb"):
        with tables.started(backend) as settings:
            tables.fill(settings, options.rows)
            if options.no_rest:
                measure(settings, options.rows, options.runs, None)
            else:
                with served(settings) as rest:
                    measure(settings, options.rows, options.runs, rest)


if __name__ == "__main__":
    main()

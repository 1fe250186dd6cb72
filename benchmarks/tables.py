"""Tables of many rows with a composite key, on servers that a benchmark starts for itself, and timings side by side."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import servers
from live import execute, of_mariadb, of_postgres

from djlab.database.settings import ConnectionSettings

SCHEMA = "bench"
TABLE = "trial"
SESSIONS = 1000
"""Rows of one value of the first column of the key."""


@contextmanager
def started(backend: str) -> Iterator[ConnectionSettings]:
    """A server of this kind: ``postgresql`` or ``mariadb``."""
    if backend == "postgresql":
        with tempfile.TemporaryDirectory() as project, servers.running_postgres(Path(project)) as postgres:
            yield of_postgres(postgres)
    else:
        with servers.running_mariadb() as mariadb:
            yield of_mariadb(mariadb)


def fill(settings: ConnectionSettings, rows: int) -> None:
    """Makes ``bench.trial``: key (session_id, trial_id), a name, a number, a time, a blob."""
    if settings.backend == "postgresql":
        execute(
            settings,
            f"CREATE SCHEMA {SCHEMA}",
            f"CREATE TABLE {SCHEMA}.{TABLE} (session_id int, trial_id int, name varchar(60) NOT NULL, "
            "value float NOT NULL, taken timestamp NOT NULL, image bytea, PRIMARY KEY (session_id, trial_id))",
            f"INSERT INTO {SCHEMA}.{TABLE} SELECT n / {SESSIONS}, n % {SESSIONS}, 'trial ' || n, n * 0.5, "
            f"timestamp '2026-01-01' + n * interval '1 s', '\\x00ff' FROM generate_series(0, {rows - 1}) n",
            # Else the server does it by itself while pages are measured.
            f"VACUUM ANALYZE {SCHEMA}.{TABLE}",
        )
        return
    execute(
        settings,
        f"CREATE DATABASE {SCHEMA}",
        f"USE {SCHEMA}",
        f"CREATE TABLE {TABLE} (session_id int, trial_id int, name varchar(60) NOT NULL, value double NOT NULL, "
        "taken datetime NOT NULL, image longblob, PRIMARY KEY (session_id, trial_id))",
        f"INSERT INTO {TABLE} SELECT seq DIV {SESSIONS}, seq % {SESSIONS}, CONCAT('trial ', seq), seq * 0.5, "
        f"TIMESTAMPADD(SECOND, seq, '2026-01-01'), X'00ff' FROM seq_0_to_{rows - 1}",
        f"ANALYZE TABLE {TABLE}",
    )


def as_environment(settings: ConnectionSettings) -> dict[str, str]:
    """This process's environment with the connection as DataJoint reads it, and without any other of its settings."""
    return {name: value for name, value in os.environ.items() if not name.startswith("DJ_")} | {
        "DJ_BACKEND": settings.backend,
        "DJ_HOST": settings.host,
        "DJ_PORT": str(settings.port),
        "DJ_USER": settings.user or "",
        "DJ_PASS": settings.password or "",
        "DJ_LOG_LEVEL": "ERROR",
        "PYTHONWARNINGS": "ignore",
        **({"DJ_DATABASE_NAME": settings.database} if settings.database else {}),
    }


def for_datajoint(backend: str) -> Any:
    """``bench.trial`` in DataJoint, in a process that has the environment of ``as_environment``."""
    import datajoint as dj

    quote = '"' if backend == "postgresql" else "`"
    return dj.FreeTable(dj.conn(), f"{quote}{SCHEMA}{quote}.{quote}{TABLE}{quote}")


def best(contenders: Sequence[Callable[[], object]], runs: int) -> list[float]:
    """The best time of each in milliseconds; they take turns, so that all see the same machine."""
    times = [float("inf")] * len(contenders)
    for contender in contenders:  # warm-up
        contender()
    for _ in range(runs):
        for number, contender in enumerate(contenders):
            begun = time.perf_counter()
            contender()
            times[number] = min(times[number], (time.perf_counter() - begun) * 1000)
    return times

"""Settings of the servers that the tests start, and small pipelines on them, as DataJoint would declare them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pymysql
import pytest

from djlab.database.embedded import Server
from djlab.database.settings import ConnectionSettings

SOURCES = {"host": "datajoint.json"}


def of_postgres(server: Server, **changes: Any) -> ConnectionSettings:
    given = {"host": server.host, "port": server.port, "user": server.user, "password": server.password}
    return ConnectionSettings(
        **{"backend": "postgresql", "database": server.database, "sources": SOURCES, **given, **changes}
    )


def of_mariadb(server: Any, **changes: Any) -> ConnectionSettings:
    given = {"host": server.host, "port": server.port, "user": server.user, "password": server.password}
    return ConnectionSettings(**{"backend": "mysql", "sources": SOURCES, **given, **changes})


def settings_for(backend: str, request: pytest.FixtureRequest, **changes: Any) -> ConnectionSettings:
    """The settings of the server of this kind, which is started if need be."""
    make = of_postgres if backend == "postgresql" else of_mariadb
    return make(request.getfixturevalue("postgres" if backend == "postgresql" else "mariadb"), **changes)


def execute(settings: ConnectionSettings, *statements: str) -> None:
    """Runs statements that write, over a connection of the test's own."""
    if settings.backend == "postgresql":
        with psycopg.connect(
            host=settings.host,
            port=settings.port,
            user=settings.user,
            password=settings.password,
            dbname=settings.database,
            autocommit=True,
        ) as connection:
            for statement in statements:
                connection.execute(statement)
        return
    with (
        pymysql.connect(
            host=settings.host,
            port=settings.port,
            user=settings.user,
            password=settings.password or "",
            autocommit=True,
        ) as connection,
        connection.cursor() as cursor,
    ):
        for statement in statements:
            cursor.execute(statement)


def run_datajoint(
    settings: ConnectionSettings,
    program: str,
    *arguments: str,
    python: str = sys.executable,
    folder: Path | None = None,
) -> str:
    """Runs a program with the DataJoint of an interpreter, connected to this server; gives what it printed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DJ_")}
    environment |= {
        "DJ_BACKEND": settings.backend,
        # DataJoint 0.14 has no variable for the port.
        "DJ_HOST": f"{settings.host}:{settings.port}" if settings.backend == "mysql" else settings.host,
        "DJ_PORT": str(settings.port),
        "DJ_USER": settings.user or "",
        "DJ_PASS": settings.password or "",
        "DJ_SAFEMODE": "false",
        "PYTHONWARNINGS": "ignore",
    }
    # 0.14.10 asks for TLS in a way that newer releases of PyMySQL take for a demand.
    prelude = 'import datajoint as dj\ndj.config["database.use_tls"] = False\n' if settings.backend == "mysql" else ""
    if settings.database:
        environment["DJ_DATABASE_NAME"] = settings.database
    done = subprocess.run(
        [python, "-c", prelude + program, *arguments],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout

"""Faults of real servers: nothing hangs, nothing is wrong, the message is clear, and it recovers."""

from __future__ import annotations

import os
import select
import shutil
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import psycopg
import pymysql
import pytest
from live import execute, of_mariadb, of_postgres
from servers import OwnMariaDB, has_mariadb, own_mariadb

from djlab import pipeline
from djlab.database import embedded, places
from djlab.database.catalogue import read_catalogue
from djlab.database.connection import Database, Limits
from djlab.database.counts import count_rows
from djlab.database.embedded import Server
from djlab.database.errors import LiveError
from djlab.database.settings import ConnectionSettings
from djlab.database.status import read_status

pytestmark = pytest.mark.database
CROWD = {"user": "crowd", "password": "crowd-secret"}
QUICK = Limits(connect_seconds=2, statement_seconds=2, grace_seconds=1, sessions=2)


class Victim(Protocol):
    """A server that the tests may maltreat."""

    nap: str
    """A statement that takes two seconds."""

    @property
    def settings(self) -> ConnectionSettings: ...

    def start(self) -> None: ...

    def stop(self, kill: bool = False) -> None: ...

    def processes(self, database: Database) -> list[int]:
        """Those to be stopped for a pause: the one that serves the session, and the one that takes new ones."""


class Postgres:
    nap = "SELECT pg_sleep(1.9)"

    def __init__(self, server: Server) -> None:
        self._server = server

    @property
    def settings(self) -> ConnectionSettings:
        return of_postgres(self._server)

    @property
    def admin(self) -> ConnectionSettings:
        record = places.load(self._server.folder)
        assert record is not None
        return replace(self.settings, user=embedded.ADMIN, password=record.admin_password)

    def start(self) -> None:
        embedded.start(self._server.project)

    def stop(self, kill: bool = False) -> None:
        if not kill:
            embedded.stop(self._server.project)
            return
        os.kill(self._postmaster(), signal.SIGQUIT)
        for _ in range(50):
            if embedded.status(self._server.project).state != "running":
                break
            time.sleep(0.1)

    def processes(self, database: Database) -> list[int]:
        return [database.run(asks("SELECT pg_backend_pid()")), self._postmaster()]

    def _postmaster(self) -> int:
        return int((self._server.folder / "data/postmaster.pid").read_text().split()[0])


class Maria:
    nap = "SELECT SLEEP(1.9)"

    def __init__(self, server: OwnMariaDB) -> None:
        self._server = server

    @property
    def settings(self) -> ConnectionSettings:
        return of_mariadb(self._server.named)

    @property
    def admin(self) -> ConnectionSettings:
        return self.settings

    def start(self) -> None:
        self._server.start()

    def stop(self, kill: bool = False) -> None:
        self._server.stop(kill)

    def processes(self, database: Database) -> list[int]:
        assert self._server.process is not None
        return [self._server.process.pid]


@pytest.fixture(scope="module")
def postgres_victim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    base = Path(tempfile.mkdtemp(prefix="djf"))
    base.chmod(0o711)
    project = tmp_path_factory.mktemp("faults")
    patch = pytest.MonkeyPatch()
    patch.setenv(places.VARIABLE, str(base))
    yield Postgres(embedded.start(project))
    embedded.stop(project)
    patch.undo()
    shutil.rmtree(base, ignore_errors=True)


@pytest.fixture(scope="module")
def maria_victim() -> Iterator[Maria]:
    if not has_mariadb():
        pytest.skip("needs mariadbd and mariadb-install-db (Debian: apt-get install mariadb-server)")
    with own_mariadb() as server:
        yield Maria(server)


@pytest.fixture(params=["postgresql", "mysql"])
def victim(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue("postgres_victim" if request.param == "postgresql" else "maria_victim")


@pytest.fixture
def database(victim: Victim) -> Iterator[Database]:
    made = Database(victim.settings, QUICK)
    made.run(asks("SELECT 1"))
    yield made
    made.close()


def asks(statement: str) -> Any:
    return lambda connection: connection.exec_driver_sql(statement).scalar()


def reason_of(database: Database, statement: str) -> str:
    with pytest.raises(LiveError) as caught:
        database.run(asks(statement))
    assert str(caught.value)
    return caught.value.reason


def ending(settings: ConnectionSettings) -> str:
    return " CASCADE" if settings.backend == "postgresql" else ""


def test_killed_in_mid_query_and_started_again(victim: Victim, database: Database) -> None:
    outcome: list[str] = []
    thread = threading.Thread(target=lambda: outcome.append(reason_of(database, victim.nap)))
    thread.start()
    time.sleep(0.5)
    victim.stop(kill=True)
    thread.join(15)
    assert outcome == ["unreachable"]
    assert reason_of(database, "SELECT 1") == "unreachable"
    victim.start()
    assert database.run(asks("SELECT 1")) == 1
    with pytest.raises(LiveError, match=r"read-only|READ ONLY"):
        database.run(asks("CREATE SCHEMA fault_never"))


def test_restarted_between_two_calls(victim: Victim, database: Database) -> None:
    victim.stop()
    victim.start()
    assert database.run(asks("SELECT 1")) == 1


def test_a_session_that_is_lost_while_it_is_made_costs_one_more_try(victim: Victim) -> None:
    with fickle(victim.settings, refused=1) as settings:
        database = Database(settings, QUICK)
        assert database.run(asks("SELECT 1")) == 1
        database.close()
    with fickle(victim.settings, refused=9) as settings:
        assert reason_of(Database(settings, QUICK), "SELECT 1") == "unreachable"


@contextmanager
def fickle(settings: ConnectionSettings, refused: int) -> Iterator[ConnectionSettings]:
    """The way to a server through one that takes so many connections and drops them before it lets others through."""
    left = [refused]

    def serve(client: socket.socket) -> None:
        with client:
            if left[0] > 0:
                left[0] -= 1
                return
            local = settings.host.startswith("/")
            with socket.socket(socket.AF_UNIX if local else socket.AF_INET) as server:
                at = f"{settings.host}/.s.PGSQL.{settings.port}" if local else (settings.host, settings.port)
                server.connect(at)
                while True:
                    ready, _, _ = select.select([client, server], [], [], 10)
                    for one, other in ((client, server), (server, client)):
                        if one in ready:
                            data = one.recv(65536)
                            if not data:
                                return
                            other.sendall(data)

    with socket.create_server(("127.0.0.1", 0)) as listening, ThreadPoolExecutor(20) as threads:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    threads.submit(serve, listening.accept()[0])

        threads.submit(accept)
        yield replace(settings, host="127.0.0.1", port=listening.getsockname()[1])
        listening.shutdown(socket.SHUT_RDWR)


def test_servers_that_pause_for_half_a_minute_are_given_up_and_found_again(
    postgres_victim: Postgres, maria_victim: Maria
) -> None:
    victims: list[Victim] = [postgres_victim, maria_victim]
    databases = [Database(one.settings, QUICK) for one in victims]
    processes = [pid for one, database in zip(victims, databases, strict=True) for pid in one.processes(database)]
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    begun = time.monotonic()
    try:
        with ThreadPoolExecutor(16) as threads:
            asked = [threads.submit(reason_of, database, "SELECT 1") for database in databases for _ in range(8)]
            reasons = {future.result() for future in asked}
        assert reasons <= {"timeout", "unreachable", "busy"}
        assert time.monotonic() - begun < 30
        time.sleep(30 - (time.monotonic() - begun))
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)
    for database in databases:
        assert database.run(asks("SELECT 1")) == 1
        database.close()


def connect(settings: ConnectionSettings) -> Any:
    """A session of the test's own."""
    given = {"host": settings.host, "port": settings.port, "user": settings.user, "password": settings.password or ""}
    if settings.backend == "mysql":
        return pymysql.connect(**given)
    return psycopg.connect(**given, dbname=settings.database)


def test_the_connection_limit(victim: Any, database: Database) -> None:
    if victim.settings.backend == "mysql":
        # With every privilege the last session would still be given away.
        execute(
            victim.admin,
            "CREATE OR REPLACE USER crowd IDENTIFIED BY 'crowd-secret'",
            "GRANT SELECT ON *.* TO crowd",
            "SET GLOBAL max_connections = 12",
        )
    settings = replace(database.settings, **CROWD) if victim.settings.backend == "mysql" else database.settings
    database.close()
    crowded = Database(settings, QUICK)
    held = []
    try:
        while True:
            held.append(connect(settings))
    except (psycopg.OperationalError, pymysql.err.OperationalError):
        assert held
    assert reason_of(crowded, "SELECT 1") == "busy"
    for connection in held:
        connection.close()
    for _ in range(50):
        try:
            assert crowded.run(asks("SELECT 1")) == 1
            break
        except LiveError as error:
            assert error.reason == "busy"  # noqa: PT017
            time.sleep(0.1)
    else:
        pytest.fail("the database is not found again")
    crowded.close()
    if victim.settings.backend == "mysql":
        execute(victim.admin, "SET GLOBAL max_connections = 151")


def write_two_schemas(root: Path) -> Path:
    package = root / "two"
    package.mkdir()
    (root / "pyproject.toml").write_text('[project]\nname = "two"\n')
    (package / "__init__.py").write_text("")
    for name in ("open", "shut"):
        (package / f"{name}_.py").write_text(
            f'import datajoint as dj\nschema = dj.Schema("fault_{name}")\n\n'
            "@schema\nclass A(dj.Manual):\n    definition = '''\n    a : int32\n    '''\n\n"
            "@schema\nclass B(dj.Computed):\n    definition = '''\n    -> A\n    '''\n    def make(self, key): pass\n"
        )
    return root


def test_permission_denied_on_one_schema_costs_the_others_nothing(victim: Any, tmp_path: Path) -> None:
    owner = victim.settings
    postgres = owner.backend == "postgresql"
    for name in ("open", "shut"):
        execute(
            owner,
            f"DROP SCHEMA IF EXISTS fault_{name}{ending(owner)}",
            f"CREATE SCHEMA fault_{name}",
            f"CREATE TABLE fault_{name}.a (a int PRIMARY KEY)",
            f"CREATE TABLE fault_{name}.__b (a int PRIMARY KEY, FOREIGN KEY (a) REFERENCES fault_{name}.a (a))",
            f"INSERT INTO fault_{name}.a VALUES (1), (2), (3), (4), (5)",
        )
    if postgres:
        execute(
            victim.admin,
            "DROP ROLE IF EXISTS fault_reader",
            "CREATE ROLE fault_reader LOGIN PASSWORD 'reader-secret'",
        )
        execute(
            owner,
            "GRANT USAGE ON SCHEMA fault_open TO fault_reader",
            "GRANT SELECT ON ALL TABLES IN SCHEMA fault_open TO fault_reader",
        )
    else:
        # Whoever may do nothing with a schema does not see it in MariaDB: this one sees it and may not read it.
        execute(
            owner,
            "CREATE OR REPLACE USER fault_reader IDENTIFIED BY 'reader-secret'",
            "GRANT SELECT ON fault_open.* TO fault_reader",
            "GRANT INSERT ON fault_shut.* TO fault_reader",
        )
    database = Database(replace(owner, user="fault_reader", password="reader-secret"), QUICK)
    model = pipeline.read(write_two_schemas(tmp_path))
    status = database.run(lambda connection: read_status(connection, database, model))
    tables = {table.id: table for table in status.tables}
    assert (tables["two.open_:B"].total, tables["two.open_:B"].problem) == (5, "")
    assert tables["two.shut_:B"].total is None
    if postgres:
        assert "permission denied" in tables["two.shut_:B"].problem
    with pytest.raises(LiveError, match=r"permission denied|command denied") as caught:
        database.run(lambda c: count_rows(c, database.dialect, [("fault_shut", "a")]))
    assert caught.value.reason == "permission"
    database.close()


def test_a_table_dropped_between_two_calls(victim: Victim, database: Database) -> None:
    execute(
        database.settings,
        f"DROP SCHEMA IF EXISTS fault_drop{ending(database.settings)}",
        "CREATE SCHEMA fault_drop",
        "CREATE TABLE fault_drop.t (a int)",
    )
    catalogue = database.run(lambda c: read_catalogue(c, database.dialect, ["fault_drop"]))
    assert ("fault_drop", "t") in catalogue.tables
    execute(database.settings, "DROP TABLE fault_drop.t")
    with pytest.raises(LiveError, match=r"does(n't| not) exist") as caught:
        database.run(lambda c: count_rows(c, database.dialect, list(catalogue.tables)))
    assert caught.value.reason == "missing"
    assert database.run(asks("SELECT 1")) == 1


def test_a_hundred_calls_at_once_while_the_server_is_restarted(victim: Victim, database: Database) -> None:
    postgres = victim.settings.backend == "postgresql"

    def call(number: int) -> Any:
        try:
            slow = f"SELECT {number} FROM pg_sleep(0.02)" if postgres else f"SELECT {number} + SLEEP(0.02)"
            return database.run(asks(slow))
        except LiveError as error:
            return error.reason

    with ThreadPoolExecutor(100) as threads:
        answers = [threads.submit(call, number) for number in range(100)]
        time.sleep(0.2)
        victim.stop()
        victim.start()
        results = [answer.result(60) for answer in answers]
    assert all(result in (number, "unreachable", "busy") for number, result in enumerate(results)), results
    assert database.run(asks("SELECT 1")) == 1
    assert database.sessions <= 2

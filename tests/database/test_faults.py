"""Faults of real servers: nothing hangs, nothing is wrong, the message is clear, and it recovers."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from live import execute, of_postgres, settings_for

from djlab import pipeline
from djlab.database import embedded, places
from djlab.database.catalogue import read_catalogue
from djlab.database.connection import Database, Limits
from djlab.database.counts import count_rows
from djlab.database.embedded import Server
from djlab.database.errors import LiveError
from djlab.database.status import read_status

pytestmark = pytest.mark.database
QUICK = Limits(connect_seconds=2, statement_seconds=2, grace_seconds=1, sessions=2)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A PostgreSQL that the tests may maltreat."""
    base = Path(tempfile.mkdtemp(prefix="djf"))
    base.chmod(0o711)
    project = tmp_path_factory.mktemp("faults")
    patch = pytest.MonkeyPatch()
    patch.setenv(places.VARIABLE, str(base))
    yield embedded.start(project)
    embedded.stop(project)
    patch.undo()
    shutil.rmtree(base, ignore_errors=True)


@pytest.fixture
def database(own: Server) -> Iterator[Database]:
    made = Database(of_postgres(own), QUICK)
    made.run(asks("SELECT 1"))
    yield made
    made.close()


def asks(statement: str) -> Any:
    return lambda connection: connection.exec_driver_sql(statement).scalar()


def postmaster(server: Server) -> int:
    return int((server.folder / "data/postmaster.pid").read_text().split()[0])


def reason_of(database: Database, statement: str) -> str:
    with pytest.raises(LiveError) as caught:
        database.run(asks(statement))
    assert str(caught.value)
    return caught.value.reason


def test_killed_in_mid_query_and_started_again(own: Server, database: Database) -> None:
    outcome: list[str] = []
    thread = threading.Thread(target=lambda: outcome.append(reason_of(database, "SELECT pg_sleep(1.9)")))
    thread.start()
    time.sleep(0.5)
    os.kill(postmaster(own), signal.SIGQUIT)
    thread.join(15)
    assert outcome == ["unreachable"]
    assert reason_of(database, "SELECT 1") == "unreachable"
    for _ in range(50):
        if embedded.status(own.project).state != "running":
            break
        time.sleep(0.1)
    embedded.start(own.project)
    assert database.run(asks("SELECT 1")) == 1
    with pytest.raises(LiveError, match="read-only"):
        database.run(asks("CREATE TABLE t (a int)"))


def test_restarted_between_two_calls(own: Server, database: Database) -> None:
    embedded.stop(own.project)
    embedded.start(own.project)
    assert database.run(asks("SELECT 1")) == 1


@pytest.mark.parametrize("backend", ["postgresql", "mysql"])
def test_a_paused_server_is_given_up_and_found_again(backend: str, own: Server, request: pytest.FixtureRequest) -> None:
    settings = of_postgres(own) if backend == "postgresql" else settings_for("mysql", request)
    database = Database(settings, QUICK)
    show = "SELECT pg_backend_pid()" if backend == "postgresql" else "SELECT @@pid_file"
    shown = database.run(asks(show))
    processes = [shown, postmaster(own)] if backend == "postgresql" else [int(Path(shown).read_text())]
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        begun = time.monotonic()
        with ThreadPoolExecutor(8) as threads:
            reasons = set(threads.map(lambda _: reason_of(database, "SELECT 1"), range(8)))
        assert reasons <= {"timeout", "unreachable", "busy"}
        assert time.monotonic() - begun < 30
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)
    assert database.run(asks("SELECT 1")) == 1
    database.close()


def test_the_connection_limit(own: Server, database: Database) -> None:
    settings = database.settings
    database.close()
    held = []
    try:
        while True:
            held.append(
                psycopg.connect(
                    host=settings.host,
                    port=settings.port,
                    user=settings.user,
                    password=settings.password,
                    dbname=settings.database,
                )
            )
    except psycopg.OperationalError:
        assert held
    assert reason_of(database, "SELECT 1") == "busy"
    for connection in held:
        connection.close()
    for _ in range(50):
        try:
            assert database.run(asks("SELECT 1")) == 1
            break
        except LiveError as error:
            assert error.reason == "busy"  # noqa: PT017
            time.sleep(0.1)
    else:
        pytest.fail("the database is not found again")


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


def test_permission_denied_on_one_schema_costs_the_others_nothing(own: Server, tmp_path: Path) -> None:
    owner = of_postgres(own)
    for name in ("open", "shut"):
        execute(
            owner,
            f"DROP SCHEMA IF EXISTS fault_{name} CASCADE",
            f"CREATE SCHEMA fault_{name}",
            f"CREATE TABLE fault_{name}.a (a int PRIMARY KEY)",
            f"CREATE TABLE fault_{name}.__b (a int PRIMARY KEY REFERENCES fault_{name}.a)",
            f"INSERT INTO fault_{name}.a SELECT generate_series(1, 5)",
        )
    record = places.load(own.folder)
    assert record is not None
    admin = replace(owner, user=embedded.ADMIN, password=record.admin_password)
    execute(
        admin,
        "DROP ROLE IF EXISTS fault_reader",
        "CREATE ROLE fault_reader LOGIN PASSWORD 'reader-secret'",
    )
    execute(
        owner,
        "GRANT USAGE ON SCHEMA fault_open TO fault_reader",
        "GRANT SELECT ON ALL TABLES IN SCHEMA fault_open TO fault_reader",
    )
    database = Database(replace(owner, user="fault_reader", password="reader-secret"), QUICK)
    model = pipeline.read(write_two_schemas(tmp_path))
    status = database.run(lambda connection: read_status(connection, database, model))
    tables = {table.id: table for table in status.tables}
    assert (tables["two.open_:B"].total, tables["two.open_:B"].problem) == (5, "")
    assert tables["two.shut_:B"].total is None
    assert "permission denied" in tables["two.shut_:B"].problem
    with pytest.raises(LiveError, match="permission denied") as caught:
        database.run(lambda c: count_rows(c, database.dialect, [("fault_shut", "a")]))
    assert caught.value.reason == "permission"
    database.close()


def test_a_table_dropped_between_two_calls(own: Server, database: Database) -> None:
    execute(
        database.settings,
        "DROP SCHEMA IF EXISTS fault_drop CASCADE",
        "CREATE SCHEMA fault_drop",
        "CREATE TABLE fault_drop.t (a int)",
    )
    catalogue = database.run(lambda c: read_catalogue(c, database.dialect, ["fault_drop"]))
    assert ("fault_drop", "t") in catalogue.tables
    execute(database.settings, "DROP TABLE fault_drop.t")
    with pytest.raises(LiveError, match=r"does not exist.*dropped or renamed") as caught:
        database.run(lambda c: count_rows(c, database.dialect, list(catalogue.tables)))
    assert caught.value.reason == "missing"
    assert database.run(asks("SELECT 1")) == 1


def test_a_hundred_calls_at_once_while_the_server_is_restarted(own: Server, database: Database) -> None:
    def call(number: int) -> Any:
        try:
            return database.run(asks(f"SELECT {number} FROM pg_sleep(0.02)"))
        except LiveError as error:
            return error.reason

    with ThreadPoolExecutor(100) as threads:
        answers = [threads.submit(call, number) for number in range(100)]
        time.sleep(0.2)
        embedded.stop(own.project)
        embedded.start(own.project)
        results = [answer.result(60) for answer in answers]
    assert all(result in (number, "unreachable", "busy") for number, result in enumerate(results))
    assert database.run(asks("SELECT 1")) == 1
    assert database.sessions <= 2

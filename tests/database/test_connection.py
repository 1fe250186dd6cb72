"""Sessions on real servers: what they may do, how long, and what happens when they are cut."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from live import execute, settings_for
from sqlalchemy import Connection

from djlab.database.connection import Call, Database, Limits
from djlab.database.errors import LiveError
from djlab.database.settings import ConnectionSettings

pytestmark = pytest.mark.database
SLEEP = {"postgresql": "SELECT pg_sleep(20)", "mysql": "SELECT SLEEP(20)"}
SESSION = {"postgresql": "SELECT pg_backend_pid()", "mysql": "SELECT CONNECTION_ID()"}


@pytest.fixture(params=["postgresql", "mysql"])
def settings(request: pytest.FixtureRequest) -> ConnectionSettings:
    return settings_for(request.param, request)


@pytest.fixture
def database(settings: ConnectionSettings) -> Iterator[Database]:
    made = Database(settings, Limits(statement_seconds=3, sessions=2))
    yield made
    made.close()


def asks(statement: str) -> Any:
    return lambda connection: connection.exec_driver_sql(statement).scalar()


def end(settings: ConnectionSettings, session: int) -> None:
    kill = f"SELECT pg_terminate_backend({session})" if settings.backend == "postgresql" else f"KILL {session}"
    execute(settings, kill)


def write_fails(database: Database) -> None:
    if database.dialect == "mysql":
        execute(database.settings, "CREATE DATABASE IF NOT EXISTS djlab_ro")
        statement = "CREATE TABLE djlab_ro.t (a int)"
    else:
        statement = "CREATE TABLE t (a int)"
    with pytest.raises(LiveError, match=r"(?i)read.only"):
        database.run(asks(statement))


def test_sessions_are_read_only_and_limited_also_after_a_reconnect(database: Database) -> None:
    write_fails(database)
    first = database.run(asks(SESSION[database.dialect]))
    end(database.settings, first)
    second = database.run(asks(SESSION[database.dialect]))
    assert second != first
    write_fails(database)
    begun = time.monotonic()
    with pytest.raises(LiveError) as caught:
        database.run(asks(SLEEP[database.dialect]), seconds=1)
    assert (caught.value.reason, time.monotonic() - begun < 5) == ("timeout", True)
    with pytest.raises(LiveError, match="time limit"):
        database.run(asks(SLEEP[database.dialect]))
    assert database.run(asks("SELECT 1")) == 1


def test_a_longer_limit_is_for_one_call_only(database: Database) -> None:
    show = "SELECT current_setting('statement_timeout')" if database.dialect == "postgresql" else None
    show = show or "SELECT @@max_statement_time"
    usual = database.run(asks(show))
    assert database.run(asks(show), seconds=60) != usual
    assert database.run(asks(show)) == usual


def test_a_dead_session_costs_one_retry_and_two_in_a_row_are_an_error(database: Database) -> None:
    runs: list[int] = []

    def interrupted(connection: Connection, times: int) -> Any:
        runs.append(connection.exec_driver_sql(SESSION[database.dialect]).scalar())
        if len(runs) <= times:
            end(database.settings, runs[-1])
        return connection.exec_driver_sql("SELECT 7").scalar()

    assert database.run(lambda connection: interrupted(connection, 1)) == 7
    assert len(set(runs)) == 2
    runs.clear()
    with pytest.raises(LiveError) as caught:
        database.run(lambda connection: interrupted(connection, 9))
    assert (caught.value.reason, len(runs)) == ("unreachable", 2)
    assert database.run(asks("SELECT 1")) == 1


def test_a_call_is_cancelled_from_another_thread_and_nobody_else_is(database: Database) -> None:
    call, outcome = Call(), []

    def work() -> None:
        try:
            database.run(asks(SLEEP[database.dialect]), seconds=30, call=call)
        except LiveError as error:
            outcome.append(error.reason)

    thread = threading.Thread(target=work)
    begun = time.monotonic()
    thread.start()
    time.sleep(0.4)
    call.cancel()
    for _ in range(20):
        assert database.run(asks("SELECT 2")) == 2
    thread.join(10)
    assert (outcome, time.monotonic() - begun < 10) == (["cancelled"], True)
    with pytest.raises(LiveError, match="cancelled"):
        database.run(asks("SELECT 1"), call=call)


def test_many_threads_share_a_bounded_pool(database: Database) -> None:
    results: list[int] = []
    threads = [
        threading.Thread(target=lambda n=n: results.append(database.run(asks(f"SELECT {n}")))) for n in range(60)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(results) == list(range(60))
    assert database.sessions <= 2


@pytest.mark.parametrize("what", ["password", "user", "database", "host", "nothing"])
def test_failures_have_a_reason_and_tell_no_password(
    settings: ConnectionSettings, what: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wrong: dict[str, Any] = {
        "password": {"password": "wr0ng-secret"},
        "user": {"user": "nobody_here", "password": "wr0ng-secret"},
        "database": {"database": "not_there"},
        "host": {"host": "127.0.0.1", "port": 1, "password": "wr0ng-secret"},
        "nothing": {"password": None},
    }
    if what == "database" and settings.backend == "mysql":
        pytest.skip("MySQL has no databases above the schemas")
    expected = {"password": "login", "user": "login", "database": "missing", "host": "unreachable"}
    database = Database(replace(settings, **wrong[what]))
    with pytest.raises(LiveError) as caught:
        database.run(asks("SELECT 1"))
    assert caught.value.reason == expected.get(what, "incomplete")
    for text in (repr(caught.value), caplog.text, repr(database), repr(database.settings), str(caught.value)):
        assert "wr0ng-secret" not in text
        assert settings.password not in text
    assert caught.value.__cause__ is None


def test_facts_of_the_server(database: Database) -> None:
    database.run(asks("SELECT 1"))
    assert database.facts is not None
    assert database.facts.version.split()[0] in ("PostgreSQL", "MariaDB", "MySQL")
    assert database.facts.version.split()[1][0].isdigit()

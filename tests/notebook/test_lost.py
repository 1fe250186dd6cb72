"""A server that closes the kernel's connection: it is made again where nothing of the user's is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import datajoint as dj
import psycopg2
import pytest
from IPython.core.interactiveshell import InteractiveShell
from live import execute, of_postgres

from djlab.database.embedded import Server
from djlab.notebook.paging import answer
from djlab.notebook.preview import MIME_TYPE

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def mended(connection: dj.Connection) -> Iterator[None]:
    yield
    connection.connect()
    connection._in_transaction = False


@pytest.fixture
def close(connection: dj.Connection, postgres: Server) -> Any:
    """What a restart of the server does to the connections that were open."""

    def closed() -> None:
        pid = connection._conn.info.backend_pid
        execute(of_postgres(postgres), f"SELECT pg_terminate_backend({pid}, 5000)")

    return closed


def shown(shell: InteractiveShell, value: Any) -> dict[str, Any]:
    return shell.display_formatter.format(value)[0]


def dead(connection: dj.Connection) -> None:
    """The first failure of DataJoint itself, after which it finds its connection closed."""
    with pytest.raises((psycopg2.Error, dj.errors.LostConnectionError)):
        connection.query("SELECT 1", reconnect=False)


def test_a_cell_and_a_page_connect_again(
    shell: InteractiveShell, tables: Any, connection: dj.Connection, close: Any
) -> None:
    handle = shown(shell, tables())[MIME_TYPE]["handle"]
    page = {"handle": handle, "type": "page", "size": 3}
    close()
    assert len(answer(shell._djlab_notebook.handles, page)["page"]["rows"]) == 3
    close()
    dead(connection)
    assert answer(shell._djlab_notebook.handles, {**page, "type": "count"})["count"] == 40
    close()
    dead(connection)
    assert len(shown(shell, tables & "subject_id < 5")[MIME_TYPE]["rows"]) == 5
    assert len(tables()) == 40  # DataJoint itself works again, over the same connection


def test_a_transaction_that_was_lost_is_said(
    shell: InteractiveShell, tables: Any, connection: dj.Connection, close: Any
) -> None:
    connection.start_transaction()
    close()
    dead(connection)
    text = shown(shell, tables())["text/plain"]
    assert "within a transaction" in text
    # what it advises holds
    dj.conn().connect()
    dj.conn().cancel_transaction()
    assert shown(shell, tables())[MIME_TYPE]["rows"]


def test_where_the_user_wants_no_new_connection_it_is_said_what_to_do(
    shell: InteractiveShell, tables: Any, connection: dj.Connection, close: Any
) -> None:
    close()
    dead(connection)
    dj.config["database.reconnect"] = False
    try:
        assert "Run `dj.conn().connect()` or restart the kernel." in shown(shell, tables())["text/plain"]
    finally:
        dj.config["database.reconnect"] = True
    dj.conn().connect()
    assert shown(shell, tables())[MIME_TYPE]["rows"]


def test_a_server_that_stays_away_is_said(
    shell: InteractiveShell, tables: Any, connection: dj.Connection, close: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle = shown(shell, tables())[MIME_TYPE]["handle"]
    close()
    dead(connection)
    with monkeypatch.context() as patch:
        patch.setitem(connection.conn_info, "port", 1)
        error = answer(shell._djlab_notebook.handles, {"handle": handle, "type": "page"})["error"]
    assert error["reason"] == "database"
    assert "cannot be reached again" in error["message"]
    assert "Start the server and run this cell again" in error["message"]
    assert shown(shell, tables())[MIME_TYPE]["rows"]

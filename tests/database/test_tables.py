"""Rows of real tables by their names: pages, jumps, restrictions, orders that are refused."""

from __future__ import annotations

from typing import Any

import pytest
from live import execute, settings_for
from sqlalchemy import Connection, event

from djlab.database.catalogue import read_catalogue
from djlab.database.connection import Database
from djlab.database.pages import PageError
from djlab.database.tables import RowsRequest, TableRows

pytestmark = pytest.mark.database

ROWS = 3000
_POSTGRESQL = (
    "CREATE SCHEMA rows_test",
    """CREATE TABLE rows_test.trial (session int, trial int, name varchar(30), weight decimal(10,3),
    "od%d ""`'ü" int, image bytea, _hidden int, PRIMARY KEY (session, trial))""",
    f"""INSERT INTO rows_test.trial SELECT n / 1000, n % 1000, CONCAT('name ', n), n / 8.0, n, 'x', 1
    FROM generate_series(0, {ROWS - 1}) n""",
    "CREATE TABLE rows_test.word (word varchar(30) PRIMARY KEY, n int)",
    f"""INSERT INTO rows_test.word SELECT CONCAT('word_', LPAD(CAST(n AS text), 5, '0')), n
    FROM generate_series(0, {ROWS - 1}) n""",
    "ANALYZE rows_test.trial",
)
_MYSQL = (
    "CREATE DATABASE rows_test",
    "USE rows_test",
    """CREATE TABLE trial (session int, trial int, name varchar(30), weight decimal(10,3),
    `od%d "``'ü` int, image longblob, _hidden int, PRIMARY KEY (session, trial))""",
    f"""INSERT INTO trial SELECT seq DIV 1000, seq % 1000, CONCAT('name ', seq), seq / 8, seq, 'x', 1
    FROM seq_0_to_{ROWS - 1}""",
    "CREATE TABLE word (word varchar(30) PRIMARY KEY, n int)",
    f"INSERT INTO word SELECT CONCAT('word_', LPAD(seq, 5, '0')), seq FROM seq_0_to_{ROWS - 1}",
    "ANALYZE TABLE trial, word",
)


@pytest.fixture(scope="module", params=["postgresql", "mysql"])
def database(request: pytest.FixtureRequest) -> Any:
    settings = settings_for(request.param, request)
    mysql = request.param == "mysql"
    drop = "DROP DATABASE IF EXISTS rows_test" if mysql else "DROP SCHEMA IF EXISTS rows_test CASCADE"
    execute(settings, drop, *(_MYSQL if mysql else _POSTGRESQL))
    made = Database(settings)
    yield made
    made.close()
    execute(settings, drop)


def table(database: Database, name: str = "trial", **changes: Any) -> TableRows:
    catalogue = database.run(lambda connection: read_catalogue(connection, database.dialect, ["rows_test"]))
    found = catalogue.table("rows_test", name)
    assert found is not None
    if changes:
        import dataclasses

        found = dataclasses.replace(found, **changes)
    return TableRows(found, database.dialect)


def page(database: Database, rows: TableRows, **asked: Any) -> Any:
    return database.run(lambda connection: rows.page(connection, RowsRequest(**asked)))


def test_pages_of_a_table(database: Database) -> None:
    rows = table(database)
    first = page(database, rows, size=5)
    assert [column.name for column in first.columns] == ["session", "trial", "name", "weight", "od%d \"`'ü", "image"]
    assert first.rows[4][:5] == (0, 4, "name 4", "0.500", 4)
    seen, cursor = 0, None
    while True:
        got = page(database, rows, size=700, columns=("trial",), cursor=cursor)
        seen += len(got.rows)
        cursor = got.next
        if cursor is None:
            break
    assert seen == ROWS


@pytest.mark.parametrize("at", [0, 0.1, 0.5, 0.9, 0.99999, 1])
@pytest.mark.parametrize("name", ["trial", "word"])
def test_a_jump_lands_near_its_place(database: Database, name: str, at: float) -> None:
    rows = table(database, name)
    got = page(database, rows, size=3, at=at)
    where = got.rows[0][0] * 1000 + got.rows[0][1] if name == "trial" else got.rows[0][1]
    assert abs(where - at * ROWS) < 0.12 * ROWS
    if where > 0:
        back = page(database, rows, size=1, cursor=got.previous, backwards=True)
        before = back.rows[0][0] * 1000 + back.rows[0][1] if name == "trial" else back.rows[0][1]
        assert before == where - 1


def test_jumps_read_the_statistics_once(database: Database) -> None:
    rows = table(database)
    seen: list[str] = []

    def jumps(connection: Connection) -> None:
        event.listen(connection, "before_cursor_execute", lambda *arguments: seen.append(arguments[2]))
        for at in (0.2, 0.4, 0.6):
            rows.page(connection, RowsRequest(size=1, at=at))

    database.run(jumps)
    assert sum("pg_stats" in statement for statement in seen) == (database.dialect == "postgresql")
    assert sum("LIMIT 2" in statement for statement in seen) == 3


def test_later_jumps_cost_one_statement_where_the_first_column_is_fine_enough(database: Database) -> None:
    rows = table(database, "word")
    seen: list[str] = []

    def jumps(connection: Connection) -> None:
        rows.page(connection, RowsRequest(size=1, at=0.3))
        event.listen(connection, "before_cursor_execute", lambda *arguments: seen.append(arguments[2]))
        for at in (0.2, 0.4, 0.6):
            rows.page(connection, RowsRequest(size=1, at=at))

    database.run(jumps)
    assert len(seen) == 3


def test_a_jump_in_the_other_order(database: Database) -> None:
    got = page(database, table(database), size=1, at=0.25, order=(("session", True), ("trial", True)))
    assert abs(got.rows[0][0] * 1000 + got.rows[0][1] - 0.75 * ROWS) < 0.05 * ROWS


def test_restrictions(database: Database) -> None:
    rows = table(database)
    got = page(database, rows, restriction="session = 1 AND name LIKE '%99' AND weight > 130", size=50)
    assert [row[1] for row in got.rows] == [99, 199, 299, 399, 499, 599, 699, 799, 899, 999]
    assert database.run(lambda connection: rows.count(connection, "session IN (0, 2)")) == 2000
    assert database.run(lambda connection: rows.count(connection, "")) == ROWS
    inside = page(database, rows, restriction="session = 1", size=1, at=0.5)
    assert abs(inside.rows[0][1] - 500) < 50
    assert page(database, rows, restriction="session = 7", at=0.5).rows == ()
    with pytest.raises(PageError, match="no column"):
        page(database, rows, restriction="nope = 1")


def test_an_order_that_would_sort_a_huge_table_is_refused(database: Database) -> None:
    huge = table(database, estimate=10_000_000)
    with pytest.raises(PageError, match=r"No index begins with name.*10,000,000"):
        page(database, huge, order=(("name", False),))
    assert page(database, huge, size=1, order=(("session", True),)).rows[0][0] == 2
    assert page(database, huge, size=1, order=(("name", False),), restriction="session = 1").rows
    assert page(database, table(database), size=1, order=(("name", True),)).rows[0][2] == "name 999"

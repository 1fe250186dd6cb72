"""Tables that are too much in one way or another: wide, long, hostile, and gone while somebody reads them."""

from __future__ import annotations

import tracemalloc
from typing import Any

import psycopg
import pymysql
import pytest
from live import execute, settings_for

from djlab.database.catalogue import read_catalogue
from djlab.database.connection import Database, Limits
from djlab.database.errors import LiveError
from djlab.database.profile import profile
from djlab.database.settings import ConnectionSettings
from djlab.database.tables import RowsRequest, TableRows
from djlab.database.values import size_of

pytestmark = pytest.mark.database
SCHEMA = "extremes"
GIGABYTE = 1_000_000_000
# InnoDB takes 1,017 columns, PostgreSQL 1,600.
WIDTH = {"postgresql": 1600, "mysql": 1000}
NAMES = (
    "plain",
    "with space",
    "quo'te",
    'dou"ble',
    "tick`s",
    "per%cent",
    "%s",
    "%(name)s",
    "semi;colon -- x",
    "ünïcode",
    "select",
    "{brace}",
    "back\\slash",
)
TEXTS = (
    "<script>alert(1)</script>",
    "'; DROP TABLE x; --",
    "100 % %s %(a)s",
    "back\\slash 'quoted' \"double\" `tick`",
    "\u202egnp.exe\u202c",
    "😀 ünï\n\ttab",
    "",
    "NULL",
)


def quoted(name: str, backend: str) -> str:
    mark = "`" if backend == "mysql" else '"'
    return mark + name.replace(mark, mark * 2) + mark


@pytest.fixture(scope="module", params=["postgresql", "mysql"])
def settings(request: pytest.FixtureRequest) -> Any:
    made = settings_for(request.param, request)
    mysql = request.param == "mysql"
    drop = f"DROP DATABASE IF EXISTS {SCHEMA}" if mysql else f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"
    execute(made, drop, f"CREATE DATABASE {SCHEMA} CHARACTER SET utf8mb4" if mysql else f"CREATE SCHEMA {SCHEMA}")
    yield made
    execute(made, drop)


@pytest.fixture
def database(settings: ConnectionSettings) -> Any:
    made = Database(settings)
    yield made
    made.close()


def insert(settings: ConnectionSettings, statement: str, rows: list[tuple[Any, ...]]) -> None:
    if settings.backend == "postgresql":
        with (
            psycopg.connect(
                host=settings.host,
                port=settings.port,
                user=settings.user,
                password=settings.password,
                dbname=settings.database,
                autocommit=True,
            ) as connection,
            connection.cursor() as cursor,
        ):
            cursor.executemany(statement, rows)
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
        cursor.executemany(statement, rows)


def table(database: Database, name: str) -> TableRows:
    catalogue = database.run(lambda connection: read_catalogue(connection, database.dialect, [SCHEMA]))
    found = catalogue.table(SCHEMA, name)
    assert found is not None
    return TableRows(found, database.dialect)


def page(database: Database, rows: TableRows, **asked: Any) -> Any:
    return database.run(lambda connection: rows.page(connection, RowsRequest(**asked)))


def test_as_many_columns_as_the_server_takes(settings: ConnectionSettings, database: Database) -> None:
    width = WIDTH[settings.backend]
    columns = ", ".join(f"c{number} smallint" for number in range(1, width))
    execute(
        settings,
        f"CREATE TABLE {SCHEMA}.wide (n int PRIMARY KEY, {columns})",
        f"INSERT INTO {SCHEMA}.wide (n, c{width - 1}) VALUES (1, 7), (2, NULL)",
    )
    rows = table(database, "wide")
    got = page(database, rows, size=50)
    assert len(got.columns) == width
    assert (got.rows[0][0], got.rows[0][-1], got.rows[1][-1]) == (1, 7, None)
    assert page(database, rows, restriction=f"c{width - 1} = 7", columns=(f"c{width - 1}",)).rows == ((7,),)


def test_long_cells_are_cut_by_the_server(settings: ConnectionSettings, database: Database) -> None:
    mysql = settings.backend == "mysql"
    text, json = ("longtext", "longtext COMMENT ':json:'") if mysql else ("text", "jsonb")
    execute(settings, f"CREATE TABLE {SCHEMA}.long_cells (n int PRIMARY KEY, words {text}, data {json})")
    million = "x" * 1_000_000
    insert(
        settings,
        f"INSERT INTO {SCHEMA}.long_cells VALUES (%s, %s, %s)",
        [(number, million, f'{{"a": "{million}"}}') for number in range(20)],
    )
    rows = table(database, "long_cells")
    tracemalloc.start()
    got = page(database, rows, size=20, text_limit=500)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [cell["truncated"] for row in got.rows for cell in row[1:]] == [True] * 40
    assert most < 5_000_000
    assert database.run(lambda connection: size_of(connection, rows, "words", "n = 3")) == 1_000_000
    assert database.run(lambda connection: profile(connection, rows, "words", "")).distinct == 1


def test_hostile_names_and_texts_come_back_as_they_are(settings: ConnectionSettings, database: Database) -> None:
    name = "ta%ble '\"ü;--" if settings.backend == "postgresql" else "ta%ble '\"`ü;--"
    place = f"{SCHEMA}.{quoted(name, settings.backend)}"
    columns = ", ".join(f"{quoted(one, settings.backend)} varchar(100)" for one in NAMES)
    execute(settings, f"CREATE TABLE {place} (n int PRIMARY KEY, {columns})")
    marks = ", ".join(["%s"] * (len(NAMES) + 1))
    insert(
        settings,
        f"INSERT INTO {place.replace('%', '%%')} VALUES ({marks})",
        [(number, *[text] * len(NAMES)) for number, text in enumerate(TEXTS)],
    )
    rows = table(database, name)
    got = page(database, rows)
    assert tuple(column.name for column in got.columns) == ("n", *NAMES)
    assert [row[1:] for row in got.rows] == [(text,) * len(NAMES) for text in TEXTS]
    for column in NAMES:
        seen, cursor = [], None
        while True:
            some = page(database, rows, columns=(column,), order=((column, True),), size=3, cursor=cursor)
            seen += [row[0] for row in some.rows]
            cursor = some.next
            if cursor is None:
                break
        assert sorted(seen) == sorted(TEXTS)
        for text in TEXTS:
            inner = text.replace("\\", "\\\\") if settings.backend == "mysql" else text
            literal = "'" + inner.replace("'", "''") + "'"
            where = f"{quoted(column, settings.backend)} = {literal}"
            found = page(database, rows, restriction=where, columns=("n",)).rows
            assert (TEXTS.index(text),) in found


def test_a_table_that_is_dropped_while_it_is_read_is_told_to_be_missing(
    settings: ConnectionSettings, database: Database
) -> None:
    execute(
        settings,
        f"CREATE TABLE {SCHEMA}.doomed (n int PRIMARY KEY)",
        f"INSERT INTO {SCHEMA}.doomed VALUES (1), (2), (3)",
    )
    rows = table(database, "doomed")
    first = page(database, rows, size=2)
    execute(settings, f"DROP TABLE {SCHEMA}.doomed")
    with pytest.raises(LiveError) as told:
        page(database, rows, size=2, cursor=first.next)
    assert told.value.reason == "missing"
    assert "doomed" in str(told.value)


@pytest.mark.soak
def test_a_blob_of_a_gigabyte_is_not_read_to_be_shown(settings: ConnectionSettings, database: Database) -> None:
    if settings.backend == "postgresql":
        execute(
            settings,
            f"CREATE TABLE {SCHEMA}.huge (n int PRIMARY KEY, image bytea)",
            f"INSERT INTO {SCHEMA}.huge VALUES (1, convert_to(repeat('x', {GIGABYTE}), 'UTF8')), (2, NULL)",
        )
    else:
        execute(
            settings,
            "SET GLOBAL max_allowed_packet = 1073741824",
            "SET GLOBAL innodb_log_file_size = 12884901888",
        )
        execute(
            settings,
            f"CREATE TABLE {SCHEMA}.huge (n int PRIMARY KEY, image longblob)",
            f"INSERT INTO {SCHEMA}.huge VALUES (1, REPEAT('x', {GIGABYTE})), (2, NULL)",
        )
    rows = table(database, "huge")
    tracemalloc.start()
    got = page(database, rows)
    assert got.rows[0] == (1, settings.backend == "postgresql")
    slow = Database(settings, Limits(statement_seconds=120))
    try:
        assert slow.run(lambda connection: size_of(connection, rows, "image", "n = 1")) == GIGABYTE
    finally:
        slow.close()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 5_000_000

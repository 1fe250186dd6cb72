"""The concatenation of all pages is one full ordered SELECT, for every legal key type, on every server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import psycopg
import pymysql
import pytest
from database.key_types import MARIADB, MEMBERS, POSTGRES, members
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from servers import MariaDB

from djlab.database.columns import Column, Dialect, kind_of, length_of, members_of
from djlab.database.embedded import Server
from djlab.database.pages import Page, PageError, Request, Source, read, statement

pytestmark = pytest.mark.database


@dataclass
class Database:
    """Runs SQL in the drivers' own parameter style; a value is bound as ``%s``."""

    dialect: Dialect
    run: Callable[..., Sequence[Sequence[Any]]]


@pytest.fixture(scope="module")
def on_postgres(postgres: Server):
    connection = psycopg.connect(
        host=postgres.host,
        port=postgres.port,
        user=postgres.user,
        password=postgres.password,
        dbname=postgres.database,
        prepare_threshold=None,
    )
    connection.autocommit = True
    connection.execute(f"CREATE TYPE enum_0a1b AS ENUM ({MEMBERS})".replace("%", "%%") % ())

    def run(text: str, parameters: Sequence[Any] = ()) -> Sequence[Sequence[Any]]:
        cursor = connection.execute(text, parameters)
        return cursor.fetchall() if cursor.description else []

    yield Database("postgresql", run)
    connection.execute("DROP TABLE IF EXISTS pages; DROP TYPE enum_0a1b")
    connection.close()


@pytest.fixture(scope="module")
def on_mariadb(mariadb: MariaDB):
    connection = pymysql.connect(
        host=mariadb.host, port=mariadb.port, user=mariadb.user, password=mariadb.password, autocommit=True
    )
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE pages CHARACTER SET utf8mb4")
        cursor.execute("USE pages")

    def run(text: str, parameters: Sequence[Any] = ()) -> Sequence[Sequence[Any]]:
        with connection.cursor() as cursor:
            cursor.execute(text, parameters)
            return cursor.fetchall()

    yield Database("mysql", run)
    run("DROP DATABASE pages")
    connection.close()


def column(name: str, type_: str, key: bool = True) -> Column:
    plain = type_.partition(" COLLATE")[0].partition(" CHARACTER")[0]
    kind = "uuid" if plain == "binary(16)" else kind_of(plain)
    return Column(name, type_, kind, key, nullable=not key, members=members_of(type_), length=length_of(plain))


def fill(db: Database, types: Sequence[str], rows: Sequence[Sequence[Any]], keys: int | None = None) -> Source:
    """A table ``pages`` with columns k0, k1, ... of ``types`` (the first ``keys`` are the key) and a column ``id``."""
    keys = len(types) if keys is None else keys
    names = [f"k{number}" for number in range(len(types))]
    declared = ", ".join(
        f"{name} {type_.replace('%', '%%')} {'NOT NULL' if number < keys else 'NULL'}"
        for number, (name, type_) in enumerate(zip(names, types, strict=True))
    )
    db.run("DROP TABLE IF EXISTS pages")
    db.run(f"CREATE TABLE pages ({declared}, id int, PRIMARY KEY ({', '.join(names[:keys])}))")
    insert = "INSERT IGNORE INTO" if db.dialect == "mysql" else "INSERT INTO"
    conflict = "" if db.dialect == "mysql" else " ON CONFLICT DO NOTHING"
    marks = ", ".join(["%s"] * (len(types) + 1))
    for number, row in enumerate(rows):
        db.run(f"{insert} pages VALUES ({marks}){conflict}", (*row, number))
    columns = [
        column(name, type_, number < keys) for number, (name, type_) in enumerate(zip(names, types, strict=True))
    ]
    return Source(db.dialect, "pages", (*columns, Column("id", "int", "integer")), tuple(names[:keys]))


def page(db: Database, source: Source, request: Request) -> Page:
    made = statement(source, request)
    return read(made, db.run(made.sql, made.parameters))


def walk(db: Database, source: Source, size: int, backwards: bool = False, order: Any = ()) -> list[Any]:
    """Ids of all rows, page after page."""
    pages: list[list[Any]] = []
    cursor: str | None = None
    while True:
        got = page(db, source, Request(size, ("id",), order, cursor, backwards))
        assert len(got.rows) <= size
        pages.append([row[0] for row in got.rows])
        cursor = got.previous if backwards else got.next
        if cursor is None:
            break
    if backwards:
        pages.reverse()
    return [number for numbers in pages for number in numbers]


def ordered(db: Database, by: str) -> list[Any]:
    return [row[0] for row in db.run(f"SELECT id FROM pages ORDER BY {by}")]


CHECK = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

# The same over twice as many statements.
CHECK_FEW = settings(CHECK, max_examples=6)


def check_key(db: Database, type_: str, values: list[Any]) -> None:
    source = fill(db, [type_], [[value] for value in values])
    expected = ordered(db, "k0")
    assert walk(db, source, 3) == expected
    assert walk(db, source, 3, backwards=True) == expected
    assert walk(db, source, 2, order=[("k0", True)]) == expected[::-1]


@pytest.mark.parametrize("type_", POSTGRES)
def test_every_key_type_of_postgresql(on_postgres: Database, type_: str) -> None:
    @CHECK
    @given(st.lists(POSTGRES[type_], max_size=12))
    def check(values: list[Any]) -> None:
        check_key(on_postgres, type_, values)

    check()


@pytest.mark.parametrize("type_", MARIADB)
def test_every_key_type_of_mariadb(on_mariadb: Database, type_: str) -> None:
    @CHECK
    @given(st.lists(MARIADB[type_], max_size=12))
    def check(values: list[Any]) -> None:
        check_key(on_mariadb, type_, values)

    check()


def check_changing(db: Database, type_: str, values: list[Any], others: list[Any], backwards: bool) -> None:
    """Rows that are there throughout are shown once and in order, whatever comes and goes beside them."""
    source = fill(db, [type_], [[value] for value in values])
    before = ordered(db, "k0")
    doomed = before[::3]
    ignore = ("INSERT IGNORE INTO", "") if db.dialect == "mysql" else ("INSERT INTO", " ON CONFLICT DO NOTHING")
    seen: list[Any] = []
    cursor: str | None = None
    for step in range(100):
        got = page(db, source, Request(2, ("id",), (), cursor, backwards))
        numbers = [row[0] for row in got.rows]
        seen += reversed(numbers) if backwards else numbers
        cursor = got.previous if backwards else got.next
        if cursor is None:
            break
        if step < len(others):
            db.run(f"{ignore[0]} pages VALUES (%s, %s){ignore[1]}", (others[step], -1 - step))
        if step < len(doomed):
            db.run("DELETE FROM pages WHERE id = %s", (doomed[step],))
    assert len(seen) == len(set(seen))
    stay = [number for number in before if number not in doomed]
    found = [number for number in seen if number in stay]
    assert found == (stay[::-1] if backwards else stay)


@pytest.mark.parametrize("type_", POSTGRES)
def test_rows_come_and_go_beside_every_key_type_of_postgresql(on_postgres: Database, type_: str) -> None:
    @CHECK_FEW
    @given(st.lists(POSTGRES[type_], max_size=12), st.lists(POSTGRES[type_], max_size=6), st.booleans())
    def check(values: list[Any], others: list[Any], backwards: bool) -> None:
        check_changing(on_postgres, type_, values, others, backwards)

    check()


@pytest.mark.parametrize("type_", MARIADB)
def test_rows_come_and_go_beside_every_key_type_of_mariadb(on_mariadb: Database, type_: str) -> None:
    @CHECK_FEW
    @given(st.lists(MARIADB[type_], max_size=12), st.lists(MARIADB[type_], max_size=6), st.booleans())
    def check(values: list[Any], others: list[Any], backwards: bool) -> None:
        check_changing(on_mariadb, type_, values, others, backwards)

    check()


def check_composite(db: Database, types: dict[str, st.SearchStrategy[Any]], data: st.DataObject) -> None:
    # Few distinct values, so that the first columns of the key have ties.
    chosen = data.draw(st.lists(st.sampled_from(sorted(types)), min_size=2, max_size=3, unique=True))
    pools = [data.draw(st.lists(types[type_], min_size=1, max_size=3)) for type_ in chosen]
    rows = data.draw(st.lists(st.tuples(*(st.sampled_from(pool) for pool in pools)), max_size=15))
    source = fill(db, chosen, rows)
    expected = ordered(db, ", ".join(source.key))
    assert walk(db, source, 4) == expected
    assert walk(db, source, 4, backwards=True) == expected


def check_sorted(db: Database, types: dict[str, st.SearchStrategy[Any]], data: st.DataObject) -> None:
    type_ = data.draw(st.sampled_from(sorted(types)))
    pool = data.draw(st.lists(st.none() | types[type_], min_size=1, max_size=4))
    values = data.draw(st.lists(st.sampled_from(pool), max_size=15))
    descending = data.draw(st.booleans())
    source = fill(db, ["integer", type_], list(enumerate(values)), keys=1)
    way = " DESC" if descending else ""
    expected = ordered(db, f"k1{way}, k0{way}")
    order = [("k1", descending)]
    assert walk(db, source, 4, order=order) == expected
    assert walk(db, source, 4, backwards=True, order=order) == expected


@CHECK
@given(st.data())
def test_composite_keys_on_postgresql(on_postgres: Database, data: st.DataObject) -> None:
    check_composite(on_postgres, POSTGRES, data)


@CHECK
@given(st.data())
def test_composite_keys_on_mariadb(on_mariadb: Database, data: st.DataObject) -> None:
    check_composite(on_mariadb, MARIADB, data)


@CHECK
@given(st.data())
def test_sorting_by_a_column_with_nulls_on_postgresql(on_postgres: Database, data: st.DataObject) -> None:
    check_sorted(on_postgres, POSTGRES, data)


@CHECK
@given(st.data())
def test_sorting_by_a_column_with_nulls_on_mariadb(on_mariadb: Database, data: st.DataObject) -> None:
    check_sorted(on_mariadb, MARIADB, data)


@pytest.fixture(params=["on_postgres", "on_mariadb"])
def db(request: pytest.FixtureRequest) -> Database:
    return request.getfixturevalue(request.param)


def test_rows_that_come_and_go_are_never_shown_twice_nor_lost(db: Database) -> None:
    source = fill(db, ["integer"], [[number * 10] for number in range(20)])
    seen: list[Any] = []
    cursor: str | None = None
    for step in range(30):
        got = page(db, source, Request(3, ("k0",), (), cursor))
        seen += [row[0] for row in got.rows]
        cursor = got.next
        if cursor is None:
            break
        last = seen[-1]
        db.run("INSERT INTO pages VALUES (%s, -1)", (last - 5,))
        db.run("DELETE FROM pages WHERE k0 = %s", (last,))
        db.run("INSERT INTO pages VALUES (%s, -1)", (last + 5,)) if step % 2 else None
    assert len(seen) == len(set(seen))
    assert set(seen) >= {number * 10 for number in range(20)}


def test_going_back_from_a_page_gives_the_page_before(db: Database) -> None:
    source = fill(db, ["integer", "integer"], [[number // 4, number % 4] for number in range(12)])
    first = page(db, source, Request(5))
    assert first.previous is None
    second = page(db, source, Request(5, cursor=first.next))
    back = page(db, source, Request(5, cursor=second.previous, backwards=True))
    assert back.rows == first.rows
    assert back.previous is None
    assert page(db, source, Request(5, cursor=back.next)).rows == second.rows


def test_cells_are_bounded_exact_and_binary_is_not_read(db: Database) -> None:
    types = [
        "integer",
        "bigint",
        "varchar(5000)",
        "bytea" if db.dialect == "postgresql" else "longblob",
        "numeric(30,10)",
    ]
    source = fill(db, types, [[1, 2**62, "x" * 4000, b"\0" * 10, Decimal("1.5")], [2, None, "", None, None]], keys=1)
    got = page(db, source, Request(10, text_limit=12))
    assert got.rows[0][1:5] == (str(2**62), {"text": "x" * 12, "truncated": True}, got.rows[0][3], "1.5000000000")
    assert got.rows[1][1:3] == (None, "")
    binary = [row[3] for row in got.rows]
    assert binary == ([True, None] if db.dialect == "postgresql" else [False, False])
    if db.dialect == "mysql":
        assert "`k3`" not in statement(source, Request(10)).sql


def test_names_are_quoted(db: Database) -> None:
    mark = "`" if db.dialect == "mysql" else '"'
    name = 'we"ird`%s ;-- ü'
    quoted = mark + name.replace(mark, mark * 2) + mark
    db.run("DROP TABLE IF EXISTS pages")
    db.run(f"CREATE TABLE pages ({quoted} int PRIMARY KEY)".replace("%", "%%"))
    db.run("INSERT INTO pages VALUES (%s)", (7,))
    source = Source(db.dialect, "pages", (Column(name, "int", "integer", True),), (name,))
    assert page(db, source, Request(1)).rows == ((7,),)


def test_a_table_without_key_has_one_page() -> None:
    source = Source("postgresql", "t", (Column("a", "int", "integer"),), ())
    assert statement(source, Request(5)).sql == 'SELECT t."a" AS c0 FROM t AS t LIMIT 6'


PLAIN = Source("mysql", "t", (Column("a", "int", "integer", True), Column("b", "longblob", "binary")), ("a",))


@pytest.mark.parametrize(
    "request_",
    [
        Request(0),
        Request(10**6),
        Request(columns=("nope",)),
        Request(order=(("b", False),)),
        Request(order=(("nope", False),)),
        Request(cursor="%%%"),
        Request(cursor="e30="),
        Request(cursor="W10="),
    ],
)
def test_what_the_source_does_not_have_is_refused(request_: Request) -> None:
    with pytest.raises(PageError):
        statement(PLAIN, request_)


def test_a_cursor_of_another_order_is_refused() -> None:
    made = statement(PLAIN, Request(1, columns=("a",)))
    cursor = read(made, [[1], [2]]).next
    assert cursor
    with pytest.raises(PageError, match="another order"):
        statement(PLAIN, Request(1, order=(("a", True),), cursor=cursor))


def test_members_of_an_enum_keep_their_quotes() -> None:
    assert members_of(f"enum({MEMBERS})") == members
    assert members_of("enum('a\\'b')") == ("a'b",)

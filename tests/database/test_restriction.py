from __future__ import annotations

import pytest

from djlab.database.columns import Column
from djlab.database.pages import PageError, Source
from djlab.database.restriction import parse

COLUMNS = (
    Column("number", "int32", "integer", key=True),
    Column("name", "varchar(20)", "text"),
    Column("and", "int32", "integer"),
    Column("tag", "uuid", "uuid"),
    Column("image", "<blob>", "binary", nullable=True),
)
POSTGRES = Source("postgresql", "t", COLUMNS, ("number",))
MYSQL = Source("mysql", "t", COLUMNS, ("number",))


@pytest.mark.parametrize(
    ("text", "sql", "values"),
    [
        ("number = 5", 't."number" = %s', ("5",)),
        ("  name = 'it''s 100 % \\'  ", 't."name" = %s', ("it's 100 % \\",)),
        (
            "number > -1.5e3 AND name LIKE 'a%'",
            '(t."number" > %s) AND (CAST(t."name" AS text) LIKE %s)',
            ("-1.5e3", "a%"),
        ),
        (
            "number = 1 or not (name <> 'x' and name is not null)",
            '(t."number" = %s) OR (NOT ((t."name" <> %s) AND (t."name" IS NOT NULL)))',
            ("1", "x"),
        ),
        ("number NOT IN (1, 2,3)", 't."number" NOT IN (%s, %s, %s)', ("1", "2", "3")),
        ("number between 1 and 2", 't."number" BETWEEN %s AND %s', ("1", "2")),
        ('"and" != 1', 't."and" <> %s', ("1",)),
        ("`and` != 1", 't."and" <> %s', ("1",)),
        ("image IS NULL", 't."image" IS NULL', ()),
    ],
)
def test_a_restriction_becomes_sql_with_bound_values(text: str, sql: str, values: tuple[str, ...]) -> None:
    assert parse(text, POSTGRES) == (sql, values)


def test_values_have_the_type_of_their_column() -> None:
    assert parse("number = 5", MYSQL) == ("t.`number` = %s", (5,))
    assert parse("tag = '00000000-0000-0000-0000-000000000001'", MYSQL) == (
        "t.`tag` = UNHEX(%s)",
        ("00000000000000000000000000000001",),
    )


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_an_empty_restriction_is_none(text: str) -> None:
    assert parse(text, POSTGRES) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nope = 1", "no column 'nope'"),
        ("number", "ends where"),
        ("number = ", "ends where a value"),
        ("number = name", "'name' at character 10"),
        ("number = NULL", "IS NULL"),
        ("number = 1 number = 2", "AND or OR"),
        ("number = 1; DROP TABLE t", "not understood from '; DROP TABLE t'"),
        ("number = 1 -- x", "not understood"),
        ("sleep(5) = 1", "no column 'sleep'"),
        ("number = (SELECT 1)", "'('"),
        ('name = "x"', "in single quotes"),
        ("name = 'x", "not understood"),
        ("image = 'x'", "IS NULL and IS NOT NULL only"),
        ("(" * 100 + "number = 1" + ")" * 100, "nested too deeply"),
        ("not " * 100 + "number = 1", "nested too deeply"),
        ("x" * 5000, "longer"),
    ],
)
def test_what_is_no_restriction_is_refused_in_words(text: str, told: str) -> None:
    with pytest.raises(PageError, match=told.replace("(", r"\(")):
        parse(text, POSTGRES)


def test_a_value_that_does_not_fit_its_column_is_refused() -> None:
    with pytest.raises(PageError, match="no value of number"):
        parse("number = 'x'", MYSQL)


def test_a_uuid_is_written_as_bytes_where_it_is_kept_so() -> None:
    number = "00000000000000000000000000000001"
    assert parse(f"tag = X'{number}'", MYSQL) == ("t.`tag` = UNHEX(%s)", (number,))
    assert parse(f"tag IN (x'{number}')", MYSQL) == ("t.`tag` IN (UNHEX(%s))", (number,))
    with pytest.raises(PageError, match="should be there"):
        parse("number = X'01'", MYSQL)


def test_backslashes_mean_what_they_mean_to_the_server() -> None:
    assert parse(r"name = 'a\b'", POSTGRES) == ('t."name" = %s', (r"a\b",))
    assert parse(r"name = 'a\\b\'c\n\d'", MYSQL) == ("t.`name` = %s", ("a\\b'c\nd",))
    assert parse(r"name LIKE '50\%\_\\%'", MYSQL) == ("CAST(t.`name` AS CHAR) LIKE %s", ("50\\%\\_\\%",))
    assert parse(r"name LIKE '50\%%'", POSTGRES) == ('CAST(t."name" AS text) LIKE %s', (r"50\%%",))
    with pytest.raises(PageError, match="not understood"):
        parse(r"name = 'open\'", MYSQL)

"""What is asked for beside the rows: values of a parent, the size of one value, how a column is spread."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from database.test_status import legacy_python
from live import execute, run_datajoint, settings_for
from sqlalchemy import Connection, event

from djlab.database.catalogue import Catalogue, read_catalogue
from djlab.database.connection import Database
from djlab.database.pages import PageError
from djlab.database.profile import Profile, profile
from djlab.database.tables import TableRows
from djlab.database.values import size_of, values_of

pytestmark = pytest.mark.database
ROWS = 12_000


def statements(postgresql: bool) -> list[str]:
    quote = '"' if postgresql else "`"
    series = f"generate_series(0, {ROWS - 1}) AS s(seq)" if postgresql else f"seq_0_to_{ROWS - 1}"
    sex = "values_test.enum_5e" if postgresql else "enum('F','M','it''s')"
    odd = f"{quote}o%d{quote}"
    blob, double = ("bytea", "double precision") if postgresql else ("longblob", "double")
    bytes_ = "decode(repeat('00', 5000), 'hex')" if postgresql else "REPEAT('x', 5000)"
    return [
        *(["CREATE SCHEMA values_test"] if postgresql else ["CREATE DATABASE values_test", "USE values_test"]),
        *(["CREATE TYPE values_test.enum_5e AS ENUM ('F', 'M', 'it''s')"] if postgresql else []),
        f"CREATE TABLE values_test.subject (subject varchar(30) PRIMARY KEY, sex {sex})",
        "INSERT INTO values_test.subject VALUES ('ant', 'F'), ('b%t', 'M'), ('bat', NULL), ('Cat', 'F')",
        f"""CREATE TABLE values_test.session (subject varchar(30), session int, {odd} int,
        PRIMARY KEY (subject, session), FOREIGN KEY (subject) REFERENCES values_test.subject (subject))""",
        "INSERT INTO values_test.session VALUES ('ant', 1, 5), ('ant', 2, 6), ('bat', 1, NULL)",
        f"""CREATE TABLE values_test.scan (animal varchar(30), session int, image {blob},
        PRIMARY KEY (animal, session),
        FOREIGN KEY (animal, session) REFERENCES values_test.session (subject, session))""",
        f"INSERT INTO values_test.scan VALUES ('ant', 1, {bytes_}), ('ant', 2, NULL)",
        f"""CREATE TABLE values_test.big (n int PRIMARY KEY, half int, day date, note varchar(40),
        weight {double})""",
        f"""INSERT INTO values_test.big
        SELECT seq, CASE WHEN seq % 2 = 0 THEN seq / 2 END, '2026-01-01', 'note', seq * 0.5 FROM {series}""",
        "ANALYZE values_test.big" if postgresql else "ANALYZE TABLE values_test.big",
    ]


@pytest.fixture(scope="module", params=["postgresql", "mysql"])
def database(request: pytest.FixtureRequest) -> Any:
    settings = settings_for(request.param, request)
    postgresql = request.param == "postgresql"
    drop = "DROP SCHEMA IF EXISTS values_test CASCADE" if postgresql else "DROP DATABASE IF EXISTS values_test"
    execute(settings, drop, *statements(postgresql))
    made = Database(settings)
    yield made
    made.close()
    execute(settings, drop)


def catalogue(database: Database) -> Catalogue:
    return database.run(lambda connection: read_catalogue(connection, database.dialect, ["values_test"]))


def values(database: Database, table: str, column: str, begins: str = "", size: int = 50) -> Any:
    known = catalogue(database)
    found = known.table("values_test", table)
    assert found is not None
    return database.run(lambda connection: values_of(connection, known, found, column, begins, size))


def rows_of(database: Database, table: str) -> TableRows:
    found = catalogue(database).table("values_test", table)
    assert found is not None
    return TableRows(found, database.dialect)


def test_a_foreign_key_takes_the_values_of_where_it_begins(database: Database) -> None:
    # The animal of a scan is the subject of its session, which is a subject.
    found = values(database, "scan", "animal")
    assert found.of == ("values_test", "subject")
    assert sorted(found.values) == ["Cat", "ant", "b%t", "bat"]
    assert not found.more
    assert set(values(database, "scan", "session").values) == {1, 2}
    assert values(database, "scan", "session").of == ("values_test", "session")


def test_they_are_narrowed_and_bounded(database: Database) -> None:
    assert values(database, "session", "subject", "b").values in (("b%t", "bat"), ("bat", "b%t"))
    assert values(database, "session", "subject", "b%").values == ("b%t",)
    assert values(database, "scan", "session", "2").values == (2,)
    few = values(database, "session", "subject", size=2)
    assert (len(few.values), few.more) == (2, True)
    with pytest.raises(PageError, match="no value of session"):
        values(database, "scan", "session", "soon")


def test_an_enum_has_its_members_and_other_columns_nothing(database: Database) -> None:
    assert values(database, "subject", "sex").values == ("F", "M", "it's")
    assert values(database, "subject", "sex", "IT").values == ("it's",)
    assert values(database, "session", "o%d").values == ()
    with pytest.raises(PageError, match="no column"):
        values(database, "session", "nope")


def test_the_size_of_a_value_is_told_by_the_database(database: Database) -> None:
    rows = rows_of(database, "scan")
    seen: list[str] = []

    def size(connection: Connection) -> int | None:
        event.listen(connection, "before_cursor_execute", lambda *arguments: seen.append(arguments[2]))
        return size_of(connection, rows, "image", "animal = 'ant' AND session = 1")

    assert database.run(size) == 5000
    assert all("length" in statement.lower() for statement in seen)
    assert database.run(lambda c: size_of(c, rows, "image", "animal = 'ant' AND session = 2")) is None
    for wrong in ("animal = 'ant'", "animal = 'gone'", ""):
        with pytest.raises(PageError):
            database.run(lambda c, wrong=wrong: size_of(c, rows, "image", wrong))


STORED = '''
import json
import sys
from pathlib import Path

import numpy as np

root = Path(sys.argv[1])
for name in ("store", "cache", "stage"):
    (root / name).mkdir()
dj.config["stores"] = {"raw": {"protocol": "file", "location": str(root / "store"), "stage": str(root / "stage")}}
dj.config["cache"] = str(root / "cache")
dj.config["safemode"] = False
dj.errors._switch_filepath_types(True)
schema = dj.Schema("djlab_stored")


@schema
class Recording(dj.Manual):
    definition = """
    recording : int
    ---
    trace = null : blob@raw   # the samples
    notes = null : attach@raw
    movie = null : filepath@raw
    inside = null : longblob
    """


(root / "notes.txt").write_bytes(b"n" * 321)
(root / "stage/day").mkdir()
(root / "stage/day/movie.bin").write_bytes(b"m" * 4567)
samples = np.random.default_rng(1).random(1000)
Recording.insert1(dict(recording=1, trace=samples, notes=str(root / "notes.txt"),
                       movie=str(root / "stage/day/movie.bin"), inside=samples))
Recording.insert1(dict(recording=2))
packed = len(dj.blob.pack(samples))
registered = {row["size"] for row in schema.external["raw"].fetch(as_dict=True)}
print(json.dumps({"packed": packed, "registered": sorted(registered)}))
'''


def test_of_what_datajoint_0_14_keeps_in_a_store_the_size_is_what_it_registered(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    settings = settings_for("mysql", request)
    execute(settings, "DROP DATABASE IF EXISTS djlab_stored")
    printed = run_datajoint(settings, STORED, str(tmp_path), python=legacy_python(), folder=tmp_path)
    told = json.loads(printed.strip().splitlines()[-1])
    made = Database(settings)
    catalogue = made.run(lambda connection: read_catalogue(connection, made.dialect, ["djlab_stored"]))
    table = catalogue.table("djlab_stored", "recording")
    assert table is not None
    rows = TableRows(table, made.dialect)
    names = ("trace", "notes", "movie", "inside")

    def sizes(recording: int) -> dict[str, int | None]:
        where = f"recording = {recording}"
        return {name: made.run(lambda c, name=name: size_of(c, rows, name, where)) for name in names}

    found, empty = sizes(1), sizes(2)
    made.close()
    execute(settings, "DROP DATABASE djlab_stored")
    assert found == {"trace": told["packed"], "notes": 321, "movie": 4567, "inside": told["packed"]}
    assert told["registered"] == sorted({321, 4567, told["packed"]})
    assert empty == dict.fromkeys(names)


def look(database: Database, table: str, column: str, restriction: str = "") -> Profile:
    rows = rows_of(database, table)
    return database.run(lambda connection: profile(connection, rows, column, restriction))


def test_a_small_table_is_profiled_whole(database: Database) -> None:
    sex = look(database, "subject", "sex")
    assert (sex.rows, sex.sampled, sex.nulls, sex.distinct) == (4, False, 1, 2)
    assert sex.common == (("F", 2), ("M", 1))
    assert (sex.least, sex.most) == ("F", "M")
    odd = look(database, "session", "o%d")
    assert (odd.rows, odd.nulls, odd.distinct) == (3, 1, 2)
    assert odd.bars == ((1, "5", "6"), (1, "6", "6"))
    image = look(database, "scan", "image")
    assert image.distinct is None
    assert image.nulls == (1 if database.dialect == "postgresql" else None)


def test_a_large_table_is_sampled_all_over(database: Database) -> None:
    half = look(database, "big", "half")
    assert half.sampled
    assert 4000 <= half.rows <= 5000
    assert half.nulls is not None
    assert abs(half.nulls / half.rows - 0.5) < 0.05
    assert len(half.bars) == 20
    counts = [count for count, _, _ in half.bars]
    assert min(counts) > 0
    assert int(half.most) > 0.9 * ROWS / 2  # type: ignore[arg-type]
    day = look(database, "big", "day")
    assert day.common[0][0] == "2026-01-01"
    assert day.distinct == 1
    assert float(look(database, "big", "weight").bars[0][1]) < ROWS * 0.01


def test_a_restriction_that_leaves_few_rows_is_read_whole(database: Database) -> None:
    some = look(database, "big", "n", "half < 100")
    assert (some.rows, some.sampled, some.distinct) == (100, False, 100)
    assert some.common == ()
    with pytest.raises(PageError):
        look(database, "big", "n", "nope = 1")


def test_counting_ends_where_it_is_told_to(database: Database) -> None:
    rows = rows_of(database, "big")
    assert database.run(lambda c: rows.count(c, "", 1000)) == 1000
    assert database.run(lambda c: rows.count(c, "half < 100", 1000)) == 100

"""The catalogue of tables that DataJoint itself declared."""

from __future__ import annotations

from typing import Any

import pytest
from live import run_datajoint, settings_for
from sqlalchemy import event

from djlab.database.catalogue import Catalogue, read_catalogue, split_comment
from djlab.database.connection import Database
from djlab.database.counts import count_rows
from djlab.database.settings import ConnectionSettings

DECLARE = """
import datajoint as dj
dj.config.stores["main"] = {"protocol": "file", "location": "/tmp"}
one, two = dj.Schema("cat_one"), dj.Schema("cat_two")

@one
class Subject(dj.Manual):
    definition = '''
    # Animals: of the lab
    species : enum('M:x','F')
    subject_id : int32   # number: of the animal
    ---
    born = null : date
    note = "100" : varchar(40) # free
    raw = null : <blob@main>
    '''

@two
class Session(dj.Manual):
    definition = '''
    -> Subject.proj(animal='subject_id')
    session : int16
    '''

Subject.insert([("M:x", n, None, "a", None) for n in range(5)])
"""


@pytest.fixture(params=["postgresql", "mysql"], scope="module")
def settings(request: pytest.FixtureRequest) -> ConnectionSettings:
    found = settings_for(request.param, request)
    run_datajoint(found, DECLARE)
    return found


@pytest.fixture
def database(settings: ConnectionSettings) -> Any:
    made = Database(settings)
    yield made
    made.close()


def read(database: Database, *schemas: str) -> Catalogue:
    return database.run(lambda connection: read_catalogue(connection, database.dialect, schemas))


def test_tables_columns_and_keys(database: Database) -> None:
    catalogue = read(database, "cat_one", "cat_two", "not_there")
    subject, session = catalogue.table("cat_one", "subject"), catalogue.table("cat_two", "session")
    assert subject is not None
    assert session is not None
    assert subject.comment == "Animals: of the lab"
    assert subject.primary_key == ("species", "subject_id")
    assert session.primary_key == ("species", "animal", "session")
    columns = {column.name: column for column in subject.columns}
    assert (columns["subject_id"].declared, columns["subject_id"].comment) == ("int32", "number: of the animal")
    assert columns["species"].members == ("M:x", "F")
    assert (columns["raw"].declared, columns["raw"].to_column().kind) == ("<blob@main>", "json")
    assert (columns["born"].nullable, columns["note"].nullable) == (True, False)
    assert columns["note"].to_column().length == 40
    (key,) = session.foreign_keys
    assert (key.target, key.columns, key.target_columns) == (
        ("cat_one", "subject"),
        ("species", "animal"),
        ("species", "subject_id"),
    )
    assert catalogue.children()[("cat_one", "subject")][0][0] is session


def test_three_queries_and_one_for_the_counts(database: Database) -> None:
    seen: list[str] = []
    database.run(lambda connection: connection.exec_driver_sql("SELECT 1"))
    event.listen(database._engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    catalogue = read(database, "cat_one", "cat_two")
    assert len(seen) == 3
    names = [name for name in catalogue.tables if not name[1].startswith("~")]
    counts = database.run(lambda connection: count_rows(connection, database.dialect, names))
    assert len(seen) == 4
    assert counts == {("cat_one", "subject"): 5, ("cat_two", "session"): 0}


def test_foreign_keys_from_outside_are_known(database: Database) -> None:
    catalogue = read(database, "cat_one")
    assert ("cat_two", "session") not in catalogue.tables
    assert read(database).tables == {}


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        (":int32:the id", ("int32", "the id")),
        (":<object@main>:path", ("<object@main>", "path")),
        (":enum('a:b','c'):side", ("enum('a:b','c')", "side")),
        (":varchar(40):", ("varchar(40)", "")),
        ("plain: text", (None, "plain: text")),
        (None, (None, "")),
    ],
)
def test_the_declared_type_in_a_comment(comment: str | None, expected: tuple[str | None, str]) -> None:
    assert split_comment(comment) == expected

"""No difference on what DataJoint has just declared, and every seeded change found."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pymysql
import pytest
from corpus.wheels import cache
from live import execute, run_datajoint, settings_for

from djlab import pipeline
from djlab.database.catalogue import read_catalogue, read_indexes
from djlab.database.connection import Database
from djlab.database.drift import TableDrift, read_drift
from djlab.database.settings import ConnectionSettings

pytestmark = pytest.mark.database

BOTH = [
    "int",
    "INT",
    "integer",
    "smallint",
    "bigint",
    "float",
    "decimal(6,2)",
    "decimal( 6 , 2 )",
    "numeric(5,1)",
    "varchar(30)",
    "VARCHAR( 30 )",
    "char(4)",
    "date",
    "datetime",
    "timestamp",
    "time",
    "enum('a','b')",
    "enum( 'a', 'b' )",
    "enum('it''s','b:c')",
    "json",
]
MYSQL = [
    "tinyint",
    "int unsigned",
    "smallint unsigned",
    "bigint unsigned",
    "mediumint",
    "double",
    "year",
    "longblob",
    "BLOB",
    "blob",
    "mediumblob",
    "int(11)",
    "tinyint(1)",
    "datetime(3)",
    "uuid",
]
MODERN = [
    "int8",
    "int16",
    "int32",
    "int64",
    "float32",
    "float64",
    "bool",
    "uuid",
    "bytes",
    "datetime(3)",
    "<blob>",
    "<blob@main>",
    "<object@main>",
    "<npy@main>",
    "<attach@main>",
    "<hash@main>",
    "<filepath@main>",
    "<attach>",
]
LEGACY = ["blob@main", "attach@main", "filepath@main", "attach", "bool", "boolean"]
DEFAULTS = [
    ("int", "null"),
    ("int", "0"),
    ("int", "-3"),
    ("float", "1.50"),
    ("varchar(20)", '""'),
    ("varchar(20)", '"it is"'),
    ("varchar(20)", "'x'"),
    ("varchar(20)", "NULL"),
    ("enum('a','b')", "'b'"),
    ("date", "'2026-01-02'"),
    ("decimal(6,2)", "1.5"),
    ("timestamp", "CURRENT_TIMESTAMP"),
    ("datetime", "CURRENT_TIMESTAMP"),
]
SEEDED = [
    ("postgresql", "ALTER TABLE {t} ADD COLUMN extra int", "alterable"),
    ("postgresql", "ALTER TABLE {t} DROP COLUMN note", "alterable"),
    ("postgresql", "ALTER TABLE {t} ALTER COLUMN note TYPE varchar(31)", "alterable"),
    ("postgresql", "ALTER TABLE {t} ALTER COLUMN note DROP NOT NULL", "alterable"),
    ("postgresql", "ALTER TABLE {t} ALTER COLUMN note SET DEFAULT 'y'", "alterable"),
    ("postgresql", "COMMENT ON COLUMN {t}.note IS 'other'", "comment"),
    ("postgresql", "COMMENT ON TABLE {t} IS 'other'", "comment"),
    ("postgresql", "ALTER TABLE {t} DROP CONSTRAINT {fk}", "not-alterable"),
    ("postgresql", "CREATE INDEX ON {t} (note)", "not-alterable"),
    ("postgresql", "DROP INDEX {i}", "not-alterable"),
    (
        "postgresql",
        "CREATE TYPE djlab_drift.more AS ENUM ('l', 'r', 'U'); ALTER TABLE {t} ALTER COLUMN side DROP DEFAULT; "
        "ALTER TABLE {t} ALTER COLUMN side TYPE djlab_drift.more USING side::text::djlab_drift.more",
        "alterable",
    ),
    (
        "postgresql",
        "CREATE TYPE djlab_drift.turned AS ENUM ('r', 'l'); ALTER TABLE {t} ALTER COLUMN side DROP DEFAULT; "
        "ALTER TABLE {t} ALTER COLUMN side TYPE djlab_drift.turned USING side::text::djlab_drift.turned",
        "not-alterable",
    ),
    ("mysql", "ALTER TABLE {t} ADD COLUMN extra int", "alterable"),
    ("mysql", "ALTER TABLE {t} DROP COLUMN note", "alterable"),
    ("mysql", "ALTER TABLE {t} MODIFY note varchar(31) NOT NULL DEFAULT 'x' COMMENT 'text'", "alterable"),
    ("mysql", "ALTER TABLE {t} MODIFY note varchar(30) DEFAULT 'x' COMMENT 'text'", "alterable"),
    ("mysql", "ALTER TABLE {t} MODIFY note varchar(30) NOT NULL DEFAULT 'y' COMMENT 'text'", "alterable"),
    ("mysql", "ALTER TABLE {t} MODIFY note varchar(30) NOT NULL DEFAULT 'x' COMMENT 'other'", "comment"),
    ("mysql", "ALTER TABLE {t} COMMENT 'other'", "comment"),
    ("mysql", "ALTER TABLE {t} MODIFY side enum('l','r','U') NOT NULL DEFAULT 'l'", "alterable"),
    ("mysql", "ALTER TABLE {t} MODIFY side enum('r','l') NOT NULL DEFAULT 'l'", "alterable"),
    ("mysql", "ALTER TABLE {t} DROP FOREIGN KEY {fk}", "not-alterable"),
    ("mysql", "CREATE UNIQUE INDEX more ON {t} (note)", "not-alterable"),
    ("mysql", "DROP INDEX {i} ON {t}", "not-alterable"),
]
CHANGED = {
    "sex": ("enum('F','M','U')", "enum('F','M','U','X')"),
    "known": ("enum('x','F','M')", "enum('x','y')"),  # a type that another table of the schema has made
    "word": ("varchar(9)", "enum('v','w')"),
    "plain": ("enum('F','M','U')", "varchar(9)"),
    "number": ("varchar(9)", "decimal(6,2)"),
    "day": ("varchar(10)", "date"),
    "more": ("decimal(6,2)", "decimal(8,3)"),
    "quoted": ("enum('it''s','v')", "enum('it''s','w')"),
}
"""Attributes whose type the source changes after the declaration."""
VALUES = {"sex": "F", "word": "v", "plain": "F", "number": "1.5", "day": "2026-01-02"}
"""Defaults that both types take."""
DECLARE = """
import os, sys
import datajoint as dj
os.environ["DJ_SUPPORT_FILEPATH_MANAGEMENT"] = "TRUE"
sys.path.insert(0, ".")
stores = {"main": {"protocol": "file", "location": "/tmp"}}
if hasattr(dj.config, "stores"):
    dj.config.stores.update(stores)
else:
    dj.config["stores"] = {"main": {"protocol": "file", "location": "/tmp", "stage": "/tmp"}}
    dj.config["enable_python_native_blobs"] = True
import many.types
"""


def source(backend: str, line: str) -> str:
    """A module with a table per type, a table per default, keys of many kinds and foreign keys of all forms."""
    types = BOTH + (MYSQL if backend == "mysql" else []) + (MODERN if line == "2" else LEGACY)
    if line == "2" and backend == "mysql":
        types = [type_ for type_ in types if type_ != "uuid"] + ["uuid"]
    parts = ["import datajoint as dj", 'schema = dj.Schema("djlab_drift")']
    number = "int32" if line == "2" else "int"

    def table(name: str, definition: str, tier: str = "Manual") -> None:
        body = "\n".join(f"    {text}" for text in definition.splitlines())
        parts.append(f'@schema\nclass {name}(dj.{tier}):\n    definition = """\n{body}\n    """')

    for place, type_ in enumerate(types):
        table(f"T{place}", f"# table: {place}\na : {number}  # the key: of it\n---\nv : {type_}  # value of `{place}`")
        # One spelling of each type is enough for keys and foreign keys.
        if not re.search(r"blob|<|attach|filepath|json|bytes|timestamp|[A-Z]|\( | \(|integer|numeric", type_):
            table(f"K{place}", f"v : {type_}\n---\n")
            table(f"R{place}", f"-> K{place}\n---\n")
    lines = "\n".join(f"d{place} = {value} : {type_}" for place, (type_, value) in enumerate(DEFAULTS))
    table("Defaults", f"a : {number}\n---\n{lines}")
    table("Parent", f"parent : {number}  # a parent\nkind : enum('x','y')\n---\n")
    # Indexes: declared ones, one that serves a foreign key too, and those that foreign keys bring by themselves.
    table("Indexed", f"a : {number}\n---\nb : {number}\nc : varchar(8)\nindex (b)\nunique index(c, b)  # both")
    table("Served", f"-> Parent\nq : {number}\n---\n-> [unique] Indexed\nw : {number}\nindex (kind, parent)\nindex(w)")
    table("Alone", f"a : {number}\n---\n-> [nullable, unique] Parent\n-> Indexed.proj(z='a')\nindex (z)")
    for place in range(13):
        table(
            f"Child{place}",
            f"# a child\n-> Parent\nown : {number}\n---\n-> [nullable] Parent.proj(other='parent', okind='kind')\n"
            "note = \"x\" : varchar(30)  # text\nside = \"l\" : enum('l','r')\nindex (own, okind)",
        )
    table("Changed", changed(0, number))
    return "\n\n\n".join(parts) + "\n"


def changed(form: int, number: str) -> str:
    """The definition of ``Changed`` before (0) and after (1) its types are changed; after, two attributes more."""
    lines = []
    for name, types in CHANGED.items():
        value = f" = '{VALUES[name]}'" if name in VALUES else ""
        lines.append(f"{name}{value} : {types[form]}  # of {name}")
    lines += ["extra = 'g' : enum('g','h')  # of extra", "needed : varchar(9)  # without a default"] * form
    lines.append(f"strict : {number}" if form else f"strict = null : {number}")
    return f"a : {number}\n---\n" + "\n".join(lines)


def python_of(line: str) -> str:
    if line == "2":
        return sys.executable
    python = cache() / f"datajoint-0.14.10-py{sys.version_info[0]}{sys.version_info[1]}" / "bin/python"
    if not python.exists():
        pytest.skip("needs DataJoint 0.14.10, which tests/pipeline installs into the test cache")
    return str(python)


@pytest.fixture(params=["postgresql 2", "mysql 2", "mysql 0.14"], scope="module")
def declared(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[ConnectionSettings, pipeline.Pipeline]]:
    backend, line = request.param.split()
    settings = settings_for(backend, request)
    root = tmp_path_factory.mktemp("drift")
    package = root / "many"
    package.mkdir()
    (root / "pyproject.toml").write_text('[project]\nname = "many"\n')
    (package / "__init__.py").write_text("")
    (package / "types.py").write_text(source(backend, line))
    drop = "DROP SCHEMA IF EXISTS djlab_drift" + (" CASCADE" if backend == "postgresql" else "")
    execute(settings, drop)
    run_datajoint(settings, DECLARE, python=python_of(line), folder=root)
    yield settings, pipeline.read(root)
    execute(settings, drop)


def drifts(settings: ConnectionSettings, model: Any) -> list[TableDrift]:
    database = Database(settings)
    try:
        return database.run(lambda c: read_drift(c, database.dialect, model))
    finally:
        database.close()


def test_no_difference_on_what_was_just_declared(declared: Any) -> None:
    settings, model = declared
    found = drifts(settings, model)
    assert len(found) > 60
    wrong = [table for table in found if table.kind != "same"]
    assert not wrong, json.dumps([[t.id, t.kind, [d.message for d in t.differences]] for t in wrong], indent=1)


def test_every_seeded_change_is_found(declared: Any) -> None:
    settings, model = declared
    database = Database(settings)
    catalogue = database.run(lambda c: read_catalogue(c, database.dialect, ["djlab_drift"]))
    indexes = database.run(lambda c: read_indexes(c, database.dialect, ["djlab_drift"]))
    database.close()
    seeded = [(change, kind) for backend, change, kind in SEEDED if backend == settings.backend]
    for place, (change, _) in enumerate(seeded):
        child = catalogue.table("djlab_drift", f"child{place}")
        assert child is not None
        key = child.foreign_keys[0].name
        fk = f'"{key}"' if settings.backend == "postgresql" else f"`{key}`"
        own = next(index.name for index in indexes[child.name] if index.columns == ("own", "okind"))
        index = f'djlab_drift."{own}"' if settings.backend == "postgresql" else f"`{own}`"
        execute(settings, change.format(t=f"djlab_drift.child{place}", fk=fk, i=index))
    last = f"child{len(seeded)}"
    execute(settings, "CREATE TABLE djlab_drift.stray (a int)", f"DROP TABLE djlab_drift.{last}")
    found = {item.table: item for item in drifts(settings, model)}
    for place, (change, kind) in enumerate(seeded):
        assert found[f"child{place}"].kind == kind, (change, found[f"child{place}"])
    assert (found["stray"].kind, found[last].kind) == ("only-in-database", "only-in-code")
    # What the ALTER says is what it takes.
    for place, (_, kind) in enumerate(seeded):
        if kind == "alterable":
            execute(settings, *found[f"child{place}"].alter)
    after = {item.table: item for item in drifts(settings, model)}
    for place, (change, kind) in enumerate(seeded):
        if kind == "alterable":
            assert after[f"child{place}"].kind in ("same", "comment"), (change, after[f"child{place}"])


def test_every_statement_for_a_changed_source_works(declared: Any, tmp_path: Path) -> None:
    """The source changes, as people change it: what is printed is run, and no difference is left, with rows in it."""
    settings, model = declared
    root = tmp_path / "changed"
    shutil.copytree(model.root, root)
    file = root / "many/types.py"
    number = "int32" if "a : int32" in file.read_text() else "int"
    before, after = ("\n".join(f"    {line}" for line in changed(form, number).splitlines()) for form in (0, 1))
    assert before in file.read_text()
    file.write_text(file.read_text().replace(before, after))
    execute(settings, "INSERT INTO djlab_drift.changed (a, known, quoted, more) VALUES (1, 'x', 'it''s', 1.25)")
    (found,) = (item for item in drifts(settings, pipeline.read(root)) if item.table == "changed")
    assert found.kind == "alterable"
    assert {d.attribute for d in found.differences if d.kind == "alterable"} == {*CHANGED, "extra", "needed", "strict"}
    assert "needed is only in the source, and rows that are there need a value for it" in {
        d.message for d in found.differences
    }
    values = {"needed": "'v'", "strict": "7"}
    wanted = re.compile(r"/\* where there are rows, first (UPDATE .* SET .(\w+). = )<value>( .*) \*/")
    for statement in found.alter:
        if (first := wanted.match(statement)) is None:
            execute(settings, statement)
            continue
        with pytest.raises((psycopg.Error, pymysql.Error)):
            execute(settings, statement)
        execute(settings, f"{first[1]}{values.pop(first[2])}{first[3]}", statement)
    assert not values
    (again,) = (item for item in drifts(settings, pipeline.read(root)) if item.table == "changed")
    assert again.kind == "same", [again.differences, found.alter]

"""What DataJoint itself says where a rule reports an error that is no matter of parsing: asked of 2.x, run for real."""

from __future__ import annotations

import importlib
import json
import logging
import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import datajoint as dj
import pytest
from checks.test_oracle_0_14 import NAMES_OF
from datajoint.adapters import get_adapter
from datajoint.declare import declare
from datajoint.dependencies import Dependencies
from datajoint.errors import DataJointError
from servers import MariaDB

from djlab.checks.datajoint_names import NAMES
from djlab.checks.rules.djl104 import MYSQL, POSTGRESQL
from djlab.checks.rules.djl209 import refused_by_postgresql
from djlab.checks.rules.djl604 import _NEW as REMOVED

pytestmark = pytest.mark.skipif(dj.__version__ < "2", reason="the proofs are DataJoint 2.x's own messages")
REFUSED = [
    "int unsigned",
    "smallint unsigned",
    "tinyint",
    "tinyint(1)",
    "mediumint",
    "double",
    "year",
    "longblob",
    "mediumtext",
    "int(11)",
]
ACCEPTED = ["int", "integer", "smallint", "bigint", "text", "int32", "float64", "decimal(5,2)", "date", "time"]


@pytest.fixture(autouse=True)
def quiet() -> None:
    logging.getLogger("datajoint").setLevel(logging.CRITICAL)


@pytest.mark.parametrize(("backend", "limit"), [("mysql", MYSQL), ("postgresql", POSTGRESQL)])
def test_djl104_names_are_as_long_as_the_backend_allows(backend: str, limit: int) -> None:
    adapter = get_adapter(backend)

    def make(length: int) -> None:
        name = ".".join(adapter.quote_identifier(part) for part in ("schema", "x" * length))
        declare(name, "a : int32", {}, adapter)

    make(limit)
    with pytest.raises(DataJointError, match="exceeds the max length"):
        make(limit + 1)


def test_djl205_the_empty_name_is_no_store() -> None:
    config = dj.Config() if hasattr(dj, "Config") else importlib.import_module("datajoint.settings").Config()
    config.stores = {"default": "main", "main": {"protocol": "file", "location": "/data"}}
    assert config.get_store_spec("main")["protocol"] == "file"
    with pytest.raises(DataJointError, match="Storage '' is requested but not configured in stores"):
        config.get_store_spec("")


def test_djl303_foreign_keys_form_no_circle() -> None:
    one, two = "`s`.`one`", "`s`.`two`"

    def load(*keys: tuple[str, str]) -> None:
        """Read a graph with these foreign keys, given as parent and child, from a catalogue."""
        catalogue = {
            "primary": [(one, "a"), (two, "a")],
            "foreign": [
                {
                    "constraint_name": f"{parent} {child}",
                    "referencing_table": child,
                    "referenced_table": parent,
                    "column_name": "a",
                    "referenced_column_name": "a",
                }
                for parent, child in keys
            ],
        }
        adapter = SimpleNamespace(
            load_primary_keys_sql=lambda *_: "primary", load_foreign_keys_sql=lambda *_: "foreign", quote_string=repr
        )
        connection: Any = SimpleNamespace(adapter=adapter, schemas={"s": None}, query=lambda sql, **_: catalogue[sql])
        Dependencies(connection).load()

    load((one, two))
    with pytest.raises(DataJointError, match="DataJoint can only work with acyclic dependencies"):
        load((one, two), (two, one))


def test_djl405_a_table_without_parents_has_no_keys() -> None:
    class Recording(dj.Imported):
        _key_source = None

        def parents(self, **_: Any) -> list[Any]:  # type: ignore[override]
            return []

    with pytest.raises(DataJointError, match="must have dependencies from its primary key for auto-populate to work"):
        _ = Recording().key_source


def test_djl407_populate_refuses_to_run_inside_make() -> None:
    class Filtered(dj.Computed):
        connection = SimpleNamespace(in_transaction=True)  # type: ignore[assignment]

    with pytest.raises(DataJointError, match="Populate cannot be called during a transaction"):
        Filtered().populate()


@pytest.mark.parametrize("name", REMOVED)
def test_djl604_the_name_is_gone(name: str) -> None:
    with pytest.raises(AttributeError):
        getattr(dj, name)


def test_djl219_the_names_are_those_that_datajoint_has() -> None:
    asked = subprocess.run([sys.executable, "-W", "ignore", "-c", NAMES_OF], capture_output=True, text=True, check=True)
    assert set(json.loads(asked.stdout)) == NAMES["2"]
    with pytest.raises(AttributeError, match="module 'datajoint' has no attribute 'computed'"):
        dj.computed  # noqa: B018


@pytest.fixture(scope="module")
def on_mariadb(mariadb: MariaDB) -> Any:
    instance = dj.Instance(
        host=mariadb.host, port=mariadb.port, user=mariadb.user, password=mariadb.password, backend="mysql"
    )
    yield instance.Schema("proofs")
    instance.connection.close()


def test_djl208_mysql_refuses_double_quotes(on_mariadb: Any) -> None:
    class Single(dj.Manual):
        definition = "a : int32\n---\nsex : enum('M', 'F')"

    class Double(dj.Manual):
        definition = 'a : int32\n---\nsex : enum("M", "F")'

    on_mariadb(Single)
    with pytest.raises(Exception, match="syntax"):
        on_mariadb(Double)


def test_djl207_is_no_error_while_the_refusal_is_out_of_reach(on_mariadb: Any) -> None:
    """The check of ``AutoPopulate`` is hidden by that of ``Table``, which comes before it: the table is declared."""

    class Source(dj.Manual):
        definition = "a : int32"

    class Own(dj.Computed):
        definition = "-> Source\nunit_id : int32"

    on_mariadb(Source)
    on_mariadb(Own, context={"Source": Source})
    assert Own.primary_key == ["a", "unit_id"]


def test_djl602_a_native_blob_takes_no_array(on_mariadb: Any) -> None:
    class Raw(dj.Manual):
        definition = "a : int32\n---\nraw : longblob"

    table = on_mariadb(Raw)()
    table.insert1({"a": 1, "raw": b"bytes"})
    with pytest.raises(DataJointError, match="stores raw bytes, but a value of type `list` was given"):
        table.insert1({"a": 2, "raw": [1, 2]})


@pytest.mark.parametrize(
    ("definition", "message"),
    [
        ("a : int32  # 5 % of it", "not enough arguments for format string"),
        ('# the "best"\na : int32', "syntax"),
        ("a : int32  # at the end \\", "syntax"),
        ("a : json", "used in key specification without a key length"),
        ("a : <blob>", "used in key specification without a key length"),
        ("a : int32\n---\nindex (b)", "Key column 'b' doesn't exist"),
        ("-> [nulable] Source\nb : int32", 'Invalid foreign key option "NULABLE"'),
        (None, "must implement the property"),
    ],
)
def test_definitions_that_the_database_refuses(definition: str | None, message: str, on_mariadb: Any) -> None:
    """DJL213, DJL215, DJL216, DJL201 and DJL217, each with the message that proves it."""
    source = on_mariadb(type("Source", (dj.Manual,), {"definition": "a : int32"}))
    table = type("Refused", (dj.Manual,), {} if definition is None else {"definition": definition})
    with pytest.raises(Exception, match=message):
        on_mariadb(table, context={"Source": source})


def test_djl213_what_is_let_pass_is_declared(on_mariadb: Any) -> None:
    text = '# 5 %% of \'all\'\na : int32  # the "number", one of {1, 2}\n---\nb = "5%%" : varchar(8)'
    assert on_mariadb(type("Escaped", (dj.Manual,), {"definition": text})).primary_key == ["a"]


def test_djl218_a_part_is_not_decorated(on_mariadb: Any) -> None:
    with pytest.raises(DataJointError, match="The schema decorator should not be applied to Part tables"):
        on_mariadb(type("Lonely", (dj.Part,), {"definition": "a : int32"}))


@pytest.fixture(scope="module")
def on_postgres(postgres: Any) -> Any:
    import psycopg

    with psycopg.connect(
        host=postgres.host,
        port=postgres.port,
        user=postgres.user,
        password=postgres.password,
        dbname=postgres.database,
        autocommit=True,
    ) as connection:
        yield connection


@pytest.mark.parametrize("type_", [*REFUSED, *ACCEPTED])
def test_djl209_is_what_postgresql_refuses(type_: str, on_postgres: Any) -> None:
    import psycopg

    sql, *_ = declare('"proofs"."x"', f"a : int32\n---\nb : {type_}", {}, get_adapter("postgresql"))
    on_postgres.execute('create schema if not exists "proofs"')
    try:
        on_postgres.execute(sql.replace("%%", "%"))
    except psycopg.Error as error:
        refused = f"{type(error).__name__}: {error}"
    else:
        refused = ""
        on_postgres.execute('drop table "proofs"."x"')
    assert bool(refused) == refused_by_postgresql(type_), refused

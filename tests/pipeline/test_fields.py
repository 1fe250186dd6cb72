"""Every field of `djlab inspect --json` that the source gives, on one module in which each says something."""

from __future__ import annotations

from typing import Any

import pytest

from djlab.pipeline import read
from djlab.pipeline.serialise import to_data

LAB = '''"""Who works here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import datajoint as dj

if TYPE_CHECKING:
    from . import later

PREFIX = "lab_"
schema = dj.Schema(f"{PREFIX}people", create_tables=True)
plain = dj.VirtualModule("plain", "other_schema")


@schema
class User(dj.Lookup):
    """Everybody with a key."""

    definition = """
    # users of the lab
    user : varchar(20)  # login: as in the directory
    ---
    full_name = "a : b # c" : varchar(60)  # with a default that looks like more
    since = CURRENT_TIMESTAMP : timestamp
    room = null : int32
    unique index (full_name, since)
    index(room)
    """
    contents = [["anna", "Anna", None, None]]


@schema
class Setup(dj.Manual):
    definition = """
    ---
    volts : decimal(5, 2)
    mode = 'a' : enum('a', 'b')  # how
    """

    def measure(self):
        from . import later

        return later
'''

LATER = '''import datajoint as dj

from . import lab
from .lab import User

schema = dj.schema()
schema.activate(lab.PREFIX + "later")


@schema
class Scan(dj.Entry):
    definition = """
    -> User
    scan : int32 auto_increment
    ---
    -> [nullable, unique] lab.User.proj(checker='user')  # who looked
    -> plain.Rig
    raw : <blob@main>
    old : external-archive
    blob : longblob
    note = null : <attach>
    file : filepath@shared
    """

    class Plane(dj.Part):
        definition = """
        -> master
        plane : uint8
        """


@schema
class Copy(dj.Ingest):
    definition = """
    (source) -> Scan(scan)
    """
    key_source = Scan & "scan > 0"

    def make(self, key):
        return None


@schema
class Sum(dj.Compute):
    definition = """
    -> Scan.Plane
    ---
    total = 0 : float64
    """

    def make_fetch(self, key):
        return (1,)

    def make_compute(self, key, one):
        return (one,)

    def make_insert(self, key, one):
        self.insert1(key)
'''


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Any:
    root = tmp_path_factory.mktemp("fields")
    package = root / "src" / "workflow"
    package.mkdir(parents=True)
    (root / "pyproject.toml").write_text('[project]\nname = "fields"\ndependencies = ["datajoint>=2.3"]\n')
    (package / "__init__.py").write_text("")
    (package / "lab.py").write_text(LAB)
    (package / "later.py").write_text(LATER)
    return to_data(read(root))


def table(data: Any, name: str) -> Any:
    return next(found for found in data["tables"] if found["id"] == name)


def test_modules(data: Any) -> None:
    lab, later = data["modules"][1:]
    assert (lab["name"], lab["path"], lab["error"], lab["docstring"]) == (
        "workflow.lab",
        "src/workflow/lab.py",
        None,
        "Who works here.",
    )
    assert lab["schemas"] == [
        {"variable": "schema", "name": "lab_people", "expression": "f'{PREFIX}people'", "kind": "constant", "line": 13},
        {"variable": "plain", "name": "other_schema", "expression": "'other_schema'", "kind": "virtual", "line": 14},
    ]
    assert [item for item in lab["imports"] if item["module"] != "workflow"] == [
        {"module": "workflow.later", "line": 10, "scope": "type-checking"},
        {"module": "workflow.later", "line": 43, "scope": "function"},
    ]
    assert later["schemas"] == [
        {"variable": "schema", "name": "lab_later", "expression": "", "kind": "deferred", "line": 6}
    ]


def test_edges(data: Any) -> None:
    edges = {(edge["from"], edge["to"]): edge for edge in data["module_edges"]}
    assert edges["workflow.later", "workflow.lab"] == {
        "from": "workflow.later",
        "to": "workflow.lab",
        "imports": True,
        "foreign_keys": 2,
    }


def test_a_lookup_table(data: Any) -> None:
    user = table(data, "workflow.lab:User")
    assert {name: user[name] for name in ("class", "tier", "master", "schema", "table", "line", "comment")} == {
        "class": "User",
        "tier": "Lookup",
        "master": None,
        "schema": "lab_people",
        "table": "#user",
        "line": 18,
        "comment": "users of the lab",
    }
    assert user["docstring"] == "Everybody with a key."
    assert user["definition"].splitlines()[2].strip() == "user : varchar(20)  # login: as in the directory"
    assert user["primary_key"] == ["user"]
    assert user["methods"] == ["contents"]
    assert user["warnings"] == []
    assert user["indexes"] == [
        {"attributes": ["full_name", "since"], "unique": True, "line": 28},
        {"attributes": ["room"], "unique": False, "line": 29},
    ]
    assert user["attributes"] == [
        attribute("user", "varchar(20)", 23, key=True, comment="login: as in the directory"),
        attribute("full_name", "varchar(60)", 25, default="a : b # c", comment="with a default that looks like more"),
        attribute("since", "timestamp", 26, default="CURRENT_TIMESTAMP"),
        attribute("room", "int32", 27, default="null", nullable=True),
    ]


def test_a_singleton(data: Any) -> None:
    setup = table(data, "workflow.lab:Setup")
    assert setup["primary_key"] == []
    assert [(found["name"], found["type"], found["default"], found["comment"]) for found in setup["attributes"]] == [
        ("volts", "decimal(5, 2)", None, ""),
        ("mode", "enum('a', 'b')", "a", "how"),
    ]


def test_foreign_keys_codecs_and_stores(data: Any) -> None:
    scan = table(data, "workflow.later:Scan")
    assert (scan["tier"], scan["table"], scan["schema"]) == ("Manual", "scan", "lab_later")
    assert scan["primary_key"] == ["user", "scan"]
    said = ("expression", "target", "resolution", "key", "nullable", "unique", "renames", "line")
    assert [tuple(key[name] for name in said) for key in scan["foreign_keys"]] == [
        ("User", "workflow.lab:User", "exact", True, False, False, {}, 13),
        ("lab.User.proj(checker='user')", "workflow.lab:User", "exact", False, True, True, {"checker": "user"}, 16),
        ("plain.Rig", None, "unresolved", False, False, False, {}, 17),
    ]
    assert [(a["name"], a["type"], a["store"], a["nullable"], a["from"]) for a in scan["attributes"]] == [
        ("user", "varchar(20)", None, False, "workflow.lab:User"),
        ("scan", "int32 auto_increment", None, False, None),
        ("checker", "varchar(20)", None, True, "workflow.lab:User"),
        ("raw", "<blob@main>", "main", False, None),
        ("old", "external-archive", "archive", False, None),
        ("blob", "longblob", None, False, None),
        ("note", "<attach>", None, True, None),
        ("file", "filepath@shared", "shared", False, None),
    ]
    assert len(scan["warnings"]) == 1
    plane = table(data, "workflow.later:Scan.Plane")
    assert (plane["master"], plane["tier"], plane["table"]) == ("workflow.later:Scan", "Part", "scan__plane")
    assert plane["primary_key"] == ["user", "scan", "plane"]


def test_names_of_2_3_and_what_is_overridden(data: Any) -> None:
    copy, sums = table(data, "workflow.later:Copy"), table(data, "workflow.later:Sum")
    assert (copy["tier"], copy["table"], copy["methods"]) == ("Imported", "_copy", ["key_source", "make"])
    assert (sums["tier"], sums["table"]) == ("Computed", "__sum")
    assert sums["methods"] == ["make_fetch", "make_compute", "make_insert"]
    assert sums["attributes"][-1]["default"] == "0"


def attribute(name: str, type_: str, line: int, **told: Any) -> dict[str, Any]:
    usual = {"key": False, "nullable": False, "default": None, "comment": "", "store": None, "from": None}
    return {"name": name, "type": type_, "line": line, **usual, **told}

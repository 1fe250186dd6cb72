"""Names that DataJoint, Python and the databases accept."""

from __future__ import annotations

import pytest
from datajoint.utils import from_camel_case

from djlab.scaffold.names import check_attribute, check_class, check_module, check_schema, snake_case, table_name
from djlab.scaffold.paths import reserved_on_windows


@pytest.mark.parametrize("name", ["Session", "S", "Scan2P", "EEG"])
def test_classes_that_are_fine(name: str) -> None:
    assert check_class(name, "Manual") is None


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "Give the table a name"),
        ("session", "Session"),
        ("my_table", "MyTable"),
        ("Ma\u00dfe", "CamelCase"),
        ("None", "word of Python"),
        ("2Photon", "Photon"),
        ('A"; DROP', "CamelCase"),
    ],
)
def test_classes_that_are_not(name: str, reason: str) -> None:
    assert reason in (check_class(name, "Manual") or "")


def test_length_counts_the_tier_prefix_and_the_master() -> None:
    name = "A" + "a" * 61
    assert check_class(name, "Manual") is None
    assert "named ~~a" in (check_class(name, "Imported") or ""), "the queue of its jobs has two characters more"
    assert check_class(name[:-1], "Imported") is None
    assert "64 characters" in (check_class(name, "Computed") or "")
    assert check_class("Channel", "Part", "_recording") is None
    assert "database allows 63" in (check_class("Channel", "Part", "_" + "a" * 60) or "")


@pytest.mark.parametrize(
    ("name", "table"), [("Session", "session"), ("Scan2P", "scan2_p"), ("EEGData", "e_e_g_data"), ("A1b2C", "a1b2_c")]
)
def test_table_names_are_datajoints_own(name: str, table: str) -> None:
    assert snake_case(name) == table == from_camel_case(name)


def test_prefixes() -> None:
    assert [table_name("Scan", tier) for tier in ("Manual", "Lookup", "Imported", "Computed")] == [
        "scan",
        "#scan",
        "_scan",
        "__scan",
    ]
    assert table_name("Frame", "Part", "_scan") == "_scan__frame"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "Give the module a name"),
        ("Ephys", "ephys"),
        ("my module", "my_module"),
        ("import", "word of Python"),
        ("statistics", "standard library"),
        ("nul", "Windows"),
        ("datajoint", "another meaning"),
        ("../x", "lowercase"),
        ("_private", "private"),
        ("a" * 64, "64 characters"),
    ],
)
def test_modules_that_are_not_fine(name: str, reason: str) -> None:
    assert reason in (check_module(name) or "")


@pytest.mark.parametrize(
    ("name", "reason"),
    [("Ephys", "ephys"), ("pg_data", "server"), ("mysql", "server"), ("a-b", "a_b"), ("a" * 64, "63")],
)
def test_schemas_that_are_not_fine(name: str, reason: str) -> None:
    assert reason in (check_schema(name) or "")


def test_names_that_are_fine() -> None:
    assert check_module("ephys_2p") is None
    assert check_schema("lab_ephys") is None
    assert check_attribute("session_id") is None


@pytest.mark.parametrize("name", ["_hidden", "Upper", "a b", "a" * 64, ""])
def test_attributes_that_are_not_fine(name: str) -> None:
    assert check_attribute(name)


def test_windows_names() -> None:
    assert reserved_on_windows("NUL.py")
    assert reserved_on_windows("com1")
    assert not reserved_on_windows("console.py")

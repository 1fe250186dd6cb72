"""How columns are told."""

import pytest

from djlab.database.columns import spelled


@pytest.mark.parametrize(
    ("stored", "told"),
    [
        ("integer", "int32"),
        ("int(11)", "int32"),
        ("bigint", "int64"),
        ("bigint unsigned", "int64 unsigned"),
        ("character varying(32)", "varchar(32)"),
        ("numeric(5,2)", "decimal(5,2)"),
        ("timestamp(3) without time zone", "datetime(3)"),
        ("varchar(32)", "varchar(32)"),
        ("date", "date"),
        ("enum('a','b')", "enum('a','b')"),
        ("year(4)", "year(4)"),
    ],
)
def test_types_of_inherited_attributes_are_spelled_as_definitions_spell_them(stored: str, told: str) -> None:
    assert spelled(stored) == told

"""A column of cells is its cells one by one, however it is looked at."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import pytest

from djlab.database.cells import SAFE_INTEGER, cell, cells
from djlab.database.columns import Column, Kind

COLUMNS: list[tuple[Kind, list[Any]]] = [
    ("integer", [1, -SAFE_INTEGER, SAFE_INTEGER, None]),
    ("integer", [1, SAFE_INTEGER + 1, None, -SAFE_INTEGER - 1]),
    ("integer", [None, None]),
    ("integer", []),
    ("float", [1.5, None, -0.0]),
    ("float", [1.5, math.inf, -math.inf]),
    ("float", [math.nan, 1.0]),
    ("float", [1e308, 1e308, 1e308]),
    ("float", [2**60, 1.5]),
    ("bool", [1, 0, None]),
    ("decimal", [Decimal("1.50"), "1.5", None]),
    ("text", ["short", None, ""]),
    ("text", ["long enough to be cut", "short"]),
    ("text", ["lone \ud800", "café", "short"]),
    ("text", ["short", b"bytes"]),
    ("uuid", ["00000000000000000000000000000001", None]),
    ("json", [{"a": 1}, None, "text"]),
    ("binary", [True, None, False]),
]


@pytest.mark.parametrize(("kind", "values"), COLUMNS)
def test_a_column_is_its_cells(kind: Kind, values: list[Any]) -> None:
    column = Column(name="c", type=kind, kind=kind, key=False, nullable=True, comment="", members=(), length=None)
    assert list(cells(column, values, 12)) == [cell(column, value, 12) for value in values]
    assert [type(one) for one in cells(column, tuple(values), 12)] == [type(cell(column, one, 12)) for one in values]

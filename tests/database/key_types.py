"""Every type that a key may have, with a strategy of its values: what the tests of pages draw from."""

from __future__ import annotations

import datetime as dt
import string
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

letters = st.text(alphabet="aAäÄbBßzZ019 .%_'\"\\?`😀" + string.ascii_letters, max_size=8)
ascii_letters = st.text(alphabet=string.ascii_letters + string.digits + " %'\\", max_size=8)
members = ("zeta", "alpha", "it's", "Mid %s", "beta")
MEMBERS = "'zeta','alpha','it''s','Mid %s','beta'"
moments = st.datetimes(dt.datetime(1971, 1, 1), dt.datetime(2037, 1, 1))
times = st.times()


def integers(bits: int, signed: bool = True) -> st.SearchStrategy[int]:
    top = 2 ** (bits - 1)
    return st.integers(-top, top - 1) if signed else st.integers(0, 2 * top - 1)


def decimals(digits: int, places: int) -> st.SearchStrategy[Decimal]:
    top = Decimal(10) ** (digits - places) - 1
    return st.decimals(-top, top, places=places)


POSTGRES: dict[str, st.SearchStrategy[Any]] = {
    "smallint": integers(16),
    "integer": integers(32),
    "bigint": integers(64),
    "numeric(20,6)": decimals(20, 6),
    "numeric": st.decimals(allow_nan=False, allow_infinity=False, places=12, min_value=-(10**20), max_value=10**20),
    "real": st.floats(width=32),
    "double precision": st.floats(),
    "varchar(20)": letters,
    'varchar(20) COLLATE "C"': letters,
    "char(8)": letters,
    "boolean": st.booleans(),
    "date": st.dates(),
    "timestamp": st.datetimes(),
    "timestamp(3)": st.datetimes(),
    "timestamptz": moments,
    "time": times,
    "uuid": st.uuids(),
    "enum_0a1b": st.sampled_from(members),
}

MARIADB: dict[str, st.SearchStrategy[Any]] = {
    "tinyint": integers(8),
    "mediumint": integers(24),
    "tinyint(1)": st.integers(0, 1),
    "smallint unsigned": integers(16, signed=False),
    "int": integers(32),
    "bigint": integers(64),
    "bigint unsigned": integers(64, signed=False),
    "decimal(20,6)": decimals(20, 6),
    "decimal(65,30)": decimals(38, 9),
    "float": st.floats(width=32, allow_nan=False, allow_infinity=False),
    "double": st.floats(allow_nan=False, allow_infinity=False),
    "varchar(20) COLLATE utf8mb4_general_ci": letters,
    "varchar(20) COLLATE utf8mb4_unicode_ci": letters,
    "varchar(20) COLLATE utf8mb4_bin": letters,
    "varchar(20) COLLATE utf8mb4_uca1400_ai_ci": letters,
    "varchar(20) CHARACTER SET latin1": ascii_letters,
    "char(8) COLLATE utf8mb4_general_ci": letters,
    f"enum({MEMBERS})": st.sampled_from(members),
    "date": st.dates(),
    "datetime": st.datetimes(),
    "datetime(6)": st.datetimes(),
    "timestamp(6)": moments,
    "time(3)": times,
    "year": st.integers(1901, 2155),
    "binary(16)": st.uuids().map(lambda value: value.bytes),
}

"""One value of a row as JSON: bounded, exact, and never more than a text to whoever shows it."""

from __future__ import annotations

import json
import math
import uuid
from collections.abc import Sequence
from decimal import Decimal
from types import NoneType
from typing import Any

from djlab.database.columns import Column

Cell = None | bool | int | float | str | dict[str, Any]
"""``None`` is NULL. A number that JavaScript cannot hold exactly is a text. ``{"text", "truncated": true}`` is the
beginning of a longer text. Of a binary column: ``True`` a value that was not read, ``False`` not looked at."""

SAFE_INTEGER = 2**53 - 1


def cell(column: Column, value: Any, text_limit: int) -> Cell:
    """The cell of a value as a driver gave it."""
    if column.kind == "binary":
        return True if value else None
    if value is None:
        return None
    if column.kind == "bool":
        return bool(value)
    if isinstance(value, int):
        return value if abs(value) <= SAFE_INTEGER else str(value)
    if isinstance(value, float):
        return (
            value if math.isfinite(value) else "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
        )
    return bounded(_text(column, value), text_limit)


def cells(column: Column, values: Sequence[Any], text_limit: int) -> Sequence[Cell]:
    """The cells of one column, as :func:`cell` gives them."""
    if column.kind == "binary":
        return [True if value else None for value in values]
    if _are_cells(column, values, text_limit):
        return values
    return [cell(column, value, text_limit) for value in values]


def _are_cells(column: Column, values: Sequence[Any], text_limit: int) -> bool:
    """Whether these values are their cells: nearly all columns are, and one look at them costs less than many."""
    if column.kind in ("bool", "uuid"):
        return False
    types = set(map(type, values))
    if NoneType in types:
        types.remove(NoneType)
        values = [value for value in values if value is not None]
    if not types:
        return True
    if types == {int}:
        return bool(max(map(abs, values)) <= SAFE_INTEGER)
    if types == {float}:
        # Not finite as soon as one of them is not; a sum of finite ones that overflows costs a closer look.
        return math.isfinite(sum(values))
    return types == {str} and max(map(len, values)) <= text_limit and "".join(values).isascii()


def _text(column: Column, value: Any) -> str:
    if isinstance(value, (bytes, bytearray, memoryview)):
        return "0x" + bytes(value)[:64].hex()
    if column.kind == "uuid":
        try:
            return str(uuid.UUID(str(value)))
        except ValueError:
            return str(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def bounded(text: str, limit: int) -> str | dict[str, Any]:
    """The text, or its beginning, marked as such."""
    # JSON carries a lone surrogate, the browser's text encoder does not.
    text = text.encode("utf-8", "replace").decode("utf-8")
    return text if len(text) <= limit else {"text": text[:limit], "truncated": True}

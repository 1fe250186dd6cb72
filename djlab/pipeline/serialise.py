"""The dataclasses of the model as plain data."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any


@cache
def _names(kind: type) -> tuple[tuple[str, str], ...]:
    return tuple((field.name, field.name.rstrip("_")) for field in fields(kind) if field.metadata.get("data", True))


def to_data(value: Any) -> Any:
    """Any dataclass of the model as dictionaries, lists and plain values; trailing underscores of names are dropped."""
    if isinstance(value, (str, int, float, bool)) or value is None:
        return value
    if isinstance(value, (tuple, list, frozenset, set)):
        items = sorted(value) if isinstance(value, (frozenset, set)) else value
        return [to_data(item) for item in items]
    if isinstance(value, dict):
        return {key: to_data(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {shown: to_data(getattr(value, name)) for name, shown in _names(type(value))}
    return str(value)

"""What the database keeps of a value in a store, in few words: ``raw_x.npy · 96.1 kB · main``.

DataJoint's codecs for stores keep JSON in the database. The page makes the same text (``src/grid/reference.ts``).
"""

from __future__ import annotations

import json
import math
from typing import Any

from djlab.database.columns import Column


def reference_text(column: Column, text: str) -> str | None:
    """The text of a cell; ``None`` for a column of another type, and for a text that tells of no value in a store."""
    if not column.is_reference:
        return None
    try:
        data = json.loads(text)
    except ValueError:
        return None
    if not isinstance(data, dict) or not isinstance(data.get("path"), str):
        return None
    path = data["path"].rstrip("/")
    name = path if column.type.startswith("<filepath") else path.rsplit("/", 1)[-1]
    shape, dtype = data.get("shape"), data.get("dtype")
    files, size, store = _number(data.get("item_count")), _number(data.get("size")), data.get("store")
    parts = (
        # What is found by its hash has no name of its own.
        "" if isinstance(data.get("hash"), str) else name + ("/" if data.get("is_dir") is True else ""),
        f"{dtype} ({', '.join(map(str, shape))})" if isinstance(shape, list) and isinstance(dtype, str) else "",
        "" if files is None else "1 file" if files == 1 else f"{files} files",
        "" if size is None else _bytes(size),
        store if isinstance(store, str) else "",
    )
    return " · ".join(part for part in parts if part)


def _bytes(size: int) -> str:
    if size < 1000:
        return "1 byte" if size == 1 else f"{size} bytes"
    units, unit = ["kB", "MB", "GB", "TB"], 1000
    while len(units) > 1 and size >= unit * 1000:
        unit *= 1000
        units.pop(0)
    return f"{math.floor(size * 10 / unit + 0.5) / 10:.15g} {units[0]}"


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None

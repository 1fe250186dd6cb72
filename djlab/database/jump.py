"""An approximate place among ordered rows, found without reading those before it.

The values at the two ends of the first column are read from its index, and the place is interpolated between them; a
column with few values leads on to the next one, within one value of it. On PostgreSQL the histogram of the statistics
is used where there is one, so that skew does not matter. What is found is a key to begin behind, never an offset, so
the page that follows is a true page of the order wherever it lies.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from djlab.database import dialect as sql
from djlab.database.columns import Column
from djlab.database.pages import Request, Source, equal, full_order, reference

Run = Callable[[str, Sequence[Any]], Sequence[Sequence[Any]]]
"""Runs a statement and gives its rows."""


@dataclass(slots=True)
class Learned:
    """What earlier jumps in a table found out, by column: PostgreSQL's view of its statistics costs several times as
    much as the page that it leads to, the ends of the key about as much. Keep it for as long as some seconds: places
    are approximate, so ends that have moved a little since serve as well."""

    histograms: dict[str, list[str]] = field(default_factory=dict)
    ends: dict[str, tuple[str, str]] = field(default_factory=dict)


LEVELS = 3
FINE = 1000
"""A first column with this many values is fine enough: within one of them nobody could tell the place."""
CHARACTERS = 4
_ZERO = dt.datetime(1, 1, 1)
_ALPHABETS = (
    "0123456789",
    "0123456789abcdef",
    "0123456789abcdefghijklmnopqrstuvwxyz",
    "".join(map(chr, range(0x20, 0x7F))),
)


def place(run: Run, source: Source, request: Request, fraction: float, learned: Learned) -> tuple[str | None, ...]:
    """Values of the first columns of the order behind which about ``fraction`` (0 to 1) of the rows have passed.

    Empty where nothing can be said, which is the place of the first row. ``learned`` is of the source; it is added to.
    Raises ``PageError`` for an order that the source does not have.
    """
    fraction = min(max(fraction, 0.0), 1.0)
    ordering = [(source.column(name), descending) for name, descending in full_order(source, request)]
    found: list[str] = []
    for level, (column, descending) in enumerate(ordering[:LEVELS]):
        bounds: list[str] = []
        if level == 0 and not request.where:
            if column.name not in learned.histograms:
                learned.histograms[column.name] = _histogram(run, source, column)
            bounds = learned.histograms[column.name]
        if len(bounds) > 2:
            inner = len(bounds) - 1
            at = 1 - fraction if descending else fraction
            return (bounds[round(at * inner)],)
        whole = level == 0 and not request.where
        ends = learned.ends.get(column.name) if whole else None
        if ends is None:
            ends = _ends(run, source, request, ordering[:level], found, column)
            if ends is None:
                break
            if whole:
                learned.ends[column.name] = ends
        first, last = reversed(ends) if descending else ends
        value, rest = _between(column, first, last, fraction)
        if value is None:
            break
        if rest is None or level == len(ordering) - 1 or _is_fine(column, *ends):
            return (*found, value)
        found.append(value)
        fraction = rest
    return tuple(found)


def _ends(
    run: Run, source: Source, request: Request, above: list[tuple[Column, bool]], values: list[str], column: Column
) -> tuple[str, str] | None:
    """The smallest and the largest value of the column among the rows with these values of the columns above."""
    name = reference(source, column)
    conditions = [*request.where, *(equal(source, one, value) for (one, _), value in zip(above, values, strict=True))]
    if column.nullable:
        conditions.append((f"{name} IS NOT NULL", ()))
    where = " WHERE " + " AND ".join(f"({text})" for text, _ in conditions) if conditions else ""
    parameters = tuple(value for _, bound in conditions for value in bound)
    kept = sql.kept(column, name, source.dialect)
    ends = ", ".join(
        f"(SELECT {kept} FROM {source.from_} AS t{where} ORDER BY {name}{way} LIMIT 1)"  # noqa: S608 - quoted
        for way in ("", " DESC")
    )
    least, most = map(sql.text_of, run(f"SELECT {ends}", parameters * 2)[0])
    return None if least is None or most is None else (least, most)


def _histogram(run: Run, source: Source, column: Column) -> list[str]:
    """Values between which PostgreSQL's statistics see equally many rows; empty where there are none."""
    if source.dialect != "postgresql" or source.name is None:
        return []
    rows = run(
        "SELECT CAST(CAST(histogram_bounds AS text) AS text[]) FROM pg_stats "
        "WHERE schemaname = %s AND tablename = %s AND attname = %s AND most_common_vals IS NULL AND NOT inherited",
        (*source.name, column.name),
    )
    return [str(value) for value in rows[0][0]] if rows and rows[0][0] else []


def _is_fine(column: Column, first: str, last: str) -> bool:
    """Whether the column has so many values that it alone tells the place."""
    return column.kind == "integer" and abs(int(last) - int(first)) >= FINE


def _between(column: Column, first: str, last: str, fraction: float) -> tuple[str | None, float | None]:
    """The value at this part of the way, and how far it is through that one value where it stands for many rows."""
    if column.kind in ("integer", "bool"):
        low, high = int(first), int(last)
        step = 1 if high >= low else -1
        exact = fraction * (abs(high - low) + 1)
        slot = min(int(exact), abs(high - low))
        return str(low + step * slot), min(exact - slot, 1.0)
    if column.kind == "enum":
        return _member(column, first, last, fraction)
    if first == last:
        return first, fraction
    try:
        return _interpolated(column, first, last, fraction), None
    except (ValueError, ArithmeticError, OverflowError):
        return None, None


def _member(column: Column, first: str, last: str, fraction: float) -> tuple[str | None, float | None]:
    if first not in column.members or last not in column.members:
        return None, None
    low, high = column.members.index(first), column.members.index(last)
    step = 1 if high >= low else -1
    exact = fraction * (abs(high - low) + 1)
    slot = min(int(exact), abs(high - low))
    return column.members[low + step * slot], min(exact - slot, 1.0)


def _interpolated(column: Column, first: str, last: str, fraction: float) -> str:
    if column.kind == "float":
        low, high = float(first), float(last)
        return repr(low + (high - low) * fraction)
    if column.kind == "decimal":
        least, most = Decimal(first), Decimal(last)
        value = least + (most - least) * Decimal(repr(fraction))
        return format(value.quantize(least if abs(least.as_tuple().exponent) else Decimal(1)), "f")  # type: ignore[arg-type]
    if column.kind == "date":
        return _moment(first, last, fraction).date().isoformat()
    if column.kind == "datetime":
        return _moment(first, last, fraction).isoformat(" ")
    if column.kind == "uuid":
        least_id, most_id = uuid.UUID(first).int, uuid.UUID(last).int
        between = uuid.UUID(int=least_id + int((most_id - least_id) * Decimal(repr(fraction))))
        return str(between) if "-" in first else between.hex
    return _text(first, last, fraction)


def _moment(first: str, last: str, fraction: float) -> dt.datetime:
    low, high = (dt.datetime.fromisoformat(_padded(text)) - _ZERO for text in (first, last))
    return _ZERO + low + (high - low) * fraction


def _padded(text: str) -> str:
    """Python 3.10 reads fractions of three or six digits only."""
    whole, dot, fraction = text.partition(".")
    return f"{whole}.{fraction:0<6}" if dot else text


def _text(first: str, last: str, fraction: float) -> str:
    """A text between two, by the characters after what both begin with."""
    same = 0
    while same < min(len(first), len(last)) and first[same] == last[same]:
        same += 1
    ends = [text[same : same + CHARACTERS] for text in (first, last)]
    # Most keys are written in few characters, and no key lies at the others.
    alphabet = next((letters for letters in _ALPHABETS if set("".join(ends)) <= set(letters)), None)
    if alphabet is None:
        return first[:same] + (ends[0] if fraction < 0.5 else ends[1])
    base = len(alphabet) + 1
    low, high = (_number(text, alphabet) for text in ends)
    value = low + int((high - low) * Decimal(repr(fraction)))
    characters = ""
    for _ in range(CHARACTERS):
        value, rank = divmod(value, base)
        characters = (alphabet[rank - 1] if rank else "") + characters
    return first[:same] + characters


def _number(text: str, alphabet: str) -> int:
    number = 0
    for position in range(CHARACTERS):
        rank = alphabet.index(text[position]) + 1 if position < len(text) else 0
        number = number * (len(alphabet) + 1) + rank
    return number

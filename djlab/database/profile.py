"""What the values of one column look like: how many are NULL, how many differ, how they are spread.

A table of few rows is read whole. Of a larger one samples are read at places that are spread over the key, so the cost
does not grow with the table; what is told then is told of the sample.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from djlab.database.cells import Cell
from djlab.database.columns import Column
from djlab.database.tables import RowsRequest, TableRows

WHOLE = 5000
"""Rows up to which a table is read whole."""
PLACES = 20
AT_EACH = 250
BARS = 20
COMMON = 12
_PAGE = 1000
_TEXT = 200


@dataclass(frozen=True, slots=True)
class Profile:
    """Of the ``rows`` that were looked at, all there are unless ``sampled``.

    ``distinct`` is ``None`` where values are not read (blobs, JSON). ``bars`` are number, from, to (exclusive but for
    the last) of a histogram, for what can be measured; ``common`` are the most frequent values with their numbers.
    """

    rows: int
    sampled: bool
    nulls: int | None
    distinct: int | None
    least: Cell
    most: Cell
    bars: tuple[tuple[int, str, str], ...]
    common: tuple[tuple[Cell, int], ...]

    def to_data(self) -> dict[str, Any]:
        """The profile as JSON."""
        return {
            "rows": self.rows,
            "sampled": self.sampled,
            "nulls": self.nulls,
            "distinct": self.distinct,
            "least": self.least,
            "most": self.most,
            "bars": [{"count": count, "from": low, "to": high} for count, low, high in self.bars],
            "common": [{"value": value, "count": count} for value, count in self.common],
        }


def profile(connection: Connection, table: TableRows, name: str, restriction: str) -> Profile:
    """The profile of a column among the rows that fulfil a restriction.

    Raises ``PageError`` for a column or a restriction that does not fit.
    """
    column = table.source.column(name)
    values, sampled = _sample(connection, table, name, restriction)
    if column.kind == "binary":
        known = None if table.dialect == "mysql" else sum(value is None for value in values)
        return Profile(len(values), sampled, known, None, None, None, (), ())
    nulls = sum(value is None for value in values)
    texts = [value["text"] + "…" if isinstance(value, dict) else value for value in values if value is not None]
    if column.kind == "json":
        return Profile(len(values), sampled, nulls, None, None, None, (), ())
    counted = Counter(texts)
    ordered = sorted(counted, key=lambda value: _measured(column, value, str(value)))
    common = tuple(sorted(counted.items(), key=lambda item: (-item[1], str(item[0]))))[:COMMON]
    return Profile(
        len(values),
        sampled,
        nulls,
        len(counted),
        ordered[0] if ordered else None,
        ordered[-1] if ordered else None,
        _bars(column, texts),
        # Where every value is another one, the first few of them say nothing.
        common if common and common[0][1] > 1 else (),
    )


def _sample(connection: Connection, table: TableRows, name: str, restriction: str) -> tuple[list[Any], bool]:
    def page(**asked: Any) -> Any:
        return table.page(connection, RowsRequest(restriction=restriction, columns=(name,), text_limit=_TEXT, **asked))

    estimate = table.table.estimate
    found: list[Any] = []
    if not table.source.key:
        got = page(size=_PAGE)
        return [row[0] for row in got.rows], len(got.rows) == _PAGE
    # A restriction may leave few rows of many: only reading tells.
    if estimate is None or estimate <= WHOLE * 2 or restriction.strip():
        cursor = None
        while len(found) < WHOLE:
            got = page(size=_PAGE, cursor=cursor)
            found += [row[0] for row in got.rows]
            cursor = got.next
            if cursor is None:
                return found, False
        found = []
    for place in range(PLACES):
        got = page(size=AT_EACH, at=place / (PLACES - 1), backwards=False)
        found += [row[0] for row in got.rows]
    return found, True


def _bars(column: Column, texts: Sequence[Any]) -> tuple[tuple[int, str, str], ...]:
    if column.kind not in ("integer", "float", "decimal", "date", "datetime") or not texts:
        return ()
    numbers = [number for number in (_number(column, text) for text in texts) if number is not None]
    if not numbers:
        return ()
    low, high = min(numbers), max(numbers)
    if low == high:
        return ((len(numbers), _label(column, low), _label(column, high)),)
    span = high - low
    if not math.isfinite(span):
        return ()
    whole = column.kind in ("integer", "date")
    unit = 86400 if column.kind == "date" else 1
    bars = min(BARS, round(span / unit) + 1) if whole else BARS
    # The last bar of whole numbers holds its number, too.
    width = (span + unit if whole else span) / bars
    counts = Counter(min(int((number - low) / width), bars - 1) for number in numbers)
    edges = list(_edges(low, width, bars))
    return tuple(
        (counts[bar], _label(column, edges[bar]), _label(column, edges[bar + 1] if bar < bars - 1 else high))
        for bar in range(bars)
    )


def _edges(low: float, width: float, bars: int) -> Iterator[float]:
    return (low + width * bar for bar in range(bars + 1))


def _measured(column: Column, value: Any, text: str) -> tuple[int, Any, str]:
    """A key to sort by: numbers by size, an enum by its members, the rest as texts."""
    if column.kind == "enum":
        return (0, column.members.index(text) if text in column.members else -1, text)
    number = _number(column, value)
    return (1, 0.0, text) if number is None else (0, number, text)


def _number(column: Column, value: Any) -> float | None:
    try:
        if column.kind in ("integer", "float", "decimal", "bool"):
            number = float(Decimal(str(value)))
            return number if math.isfinite(number) else None
        if column.kind == "date":
            return (dt.date.fromisoformat(str(value)) - dt.date(1970, 1, 1)).days * 86400.0
        if column.kind == "datetime":
            whole = str(value).partition("+")[0].partition(".")[0]
            return (dt.datetime.fromisoformat(whole) - dt.datetime(1970, 1, 1)).total_seconds()
    except (ValueError, ArithmeticError):
        pass
    return None


def _label(column: Column, number: float) -> str:
    if column.kind in ("date", "datetime"):
        moment = dt.datetime(1970, 1, 1) + dt.timedelta(seconds=number)
        return moment.date().isoformat() if column.kind == "date" else moment.isoformat(" ", "seconds")
    if column.kind == "integer":
        return str(math.ceil(number))
    return f"{number:.6g}"

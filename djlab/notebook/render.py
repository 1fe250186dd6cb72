"""Rows as an HTML table and as plain text, for readers without djlab: all values are text, and bounded."""

from __future__ import annotations

import html

from djlab.database.cells import Cell
from djlab.database.columns import Column
from djlab.database.pages import Page
from djlab.notebook.reference import reference_text

PLAIN_WIDTH = 24

# Bidirectional controls and other invisible ones: in running text they would reorder what stands beside them.
_INVISIBLE = (
    *range(0x20),
    *range(0x7F, 0xA0),
    0x061C,
    0x200E,
    0x200F,
    *range(0x2028, 0x202F),
    *range(0x2066, 0x206A),
)
_VISIBLE = {code: f"\\u{code:04x}" for code in _INVISIBLE}


def to_html(title: str, comment: str, page: Page, note: str) -> str:
    """A table; every value is escaped and kept apart from its neighbours' writing direction."""
    head = "".join(_html_head(column) for column in page.columns)
    body = "".join(f"<tr>{_html_row(page, row)}</tr>" for row in page.rows)
    caption = f"<b><bdi>{_escape(title)}</bdi></b> <bdi>{_escape(comment)}</bdi>"
    table = f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f"{table}<p>{_escape(note)}</p>" if note else table


def to_text(title: str, page: Page, note: str) -> str:
    """A table in fixed width."""
    cells = [[_plain(column, value) for column, value in zip(page.columns, row, strict=True)] for row in page.rows]
    names = [("*" if column.key else "") + visible(column.name) for column in page.columns]
    widths = [max([len(name), *(len(row[at]) for row in cells)]) for at, name in enumerate(names)]

    def line(texts: list[str]) -> str:
        return "  ".join(text.ljust(width) for text, width in zip(texts, widths, strict=True)).rstrip()

    lines = [visible(title), line(names), line(["-" * width for width in widths]), *map(line, cells)]
    return "\n".join([*lines, note] if note else lines)


def cell_text(column: Column, value: Cell) -> str:
    """A cell that is not NULL as text; what was not read shows its type."""
    if column.kind == "binary":
        return column.type if column.type.startswith("<") else f"<{column.type}>"
    if isinstance(value, dict):
        return f"{value['text']}…"
    told = reference_text(column, value) if isinstance(value, str) else None
    return str(value) if told is None else told


def _html_head(column: Column) -> str:
    hint = _escape(": ".join(part for part in (column.type, column.comment) if part))
    name = f"<bdi>{_escape(column.name)}</bdi>"
    return f'<th scope="col" title="{hint}">{f"<u>{name}</u>" if column.key else name}</th>'


def _html_row(page: Page, row: tuple[Cell, ...]) -> str:
    return "".join(f"<td>{_html_cell(column, value)}</td>" for column, value in zip(page.columns, row, strict=True))


def _html_cell(column: Column, value: Cell) -> str:
    return "<em>NULL</em>" if value is None else f"<bdi>{_escape(cell_text(column, value))}</bdi>"


def _plain(column: Column, value: Cell) -> str:
    text = "NULL" if value is None else visible(cell_text(column, value))
    return text if len(text) <= PLAIN_WIDTH else text[: PLAIN_WIDTH - 1] + "…"


def _escape(text: str) -> str:
    return html.escape(visible(text))


def visible(text: str) -> str:
    """The text with everything that cannot be seen written out."""
    return text if text.isprintable() else text.translate(_VISIBLE)

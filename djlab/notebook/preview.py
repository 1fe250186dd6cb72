"""What a displayed expression becomes: the first rows for djlab's grid, an HTML table and plain text beside it.

The first rows are all that a saved notebook keeps, so they are few and their cells short; how many is a setting,
because rows can be patient data.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from datajoint.expression import QueryExpression

from djlab.database.pages import PROTOCOL, Page, Request
from djlab.notebook import expressions, render

MIME_TYPE = "application/vnd.djlab.preview.v1+json"
MAX_COLUMNS = 50
TEXT_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows of an expression. ``rows`` are those that may be stored; ``more`` says that there are others."""

    title: str
    comment: str
    page: Page
    column_count: int
    more: bool
    handle: str

    def bundle(self) -> dict[str, Any]:
        """The MIME bundle of a displayed cell."""
        return {
            MIME_TYPE: self.to_data(),
            "text/html": render.to_html(self.title, self.comment, self.page, self._note()),
            "text/plain": render.to_text(self.title, self.page, self._note()),
        }

    def to_data(self) -> dict[str, Any]:
        """The payload of djlab's MIME type: see ``docs/architecture/contracts.md``."""
        return {
            "protocol": PROTOCOL,
            "title": self.title,
            "comment": self.comment,
            "columns": [column.to_data() for column in self.page.columns],
            "column_count": self.column_count,
            "rows": [list(row) for row in self.page.rows],
            "more": self.more,
            "handle": self.handle,
        }

    def _note(self) -> str:
        parts = []
        if self.more:
            parts.append("… more rows" if self.page.rows else "rows are not stored")
        elif not self.page.rows:
            parts.append("no rows")
        if self.column_count > len(self.page.columns):
            parts.append(f"{len(self.page.columns)} of {self.column_count} columns")
        return ", ".join(parts)


def preview(expression: QueryExpression, rows: int, handle: str) -> Preview:
    """The first rows of an expression: one SELECT (and DataJoint's own queries where it has no heading yet).

    ``rows`` is the number of rows to keep; with 0 none is read at all.
    """
    names = _names(expression)
    request = Request(size=max(rows, 1), columns=names, text_limit=TEXT_LIMIT)
    if rows:
        page = expressions.page(expression, request)
    else:
        source = expressions.source_of(expression)
        page = Page(tuple(source.column(name) for name in names), (), None, None)
    return Preview(
        title=expressions.title(expression),
        comment=expressions.comment(expression),
        page=replace(page, next=None, previous=None),
        column_count=len(expression.heading.names),
        more=page.next is not None or not rows,
        handle=handle,
    )


def _names(expression: QueryExpression) -> tuple[str, ...]:
    """The columns of a preview: the key, then the others in their order, bounded."""
    names, key = list(expression.heading.names), set(expression.heading.primary_key)
    if len(names) <= MAX_COLUMNS:
        return tuple(names)
    return tuple([name for name in names if name in key] + [name for name in names if name not in key])[:MAX_COLUMNS]

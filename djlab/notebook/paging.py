"""The comm ``djlab.pages.v1``: the page asks this kernel for further rows of an expression that it displayed.

Request ``{"id", "handle", "type": "page", "size", "order": [[name, descending], …], "cursor", "backwards"}`` or
``{"id", "handle", "type": "count"}``; the answer bears the same ``id`` and ``page``, ``count`` or ``error``
(``{"reason": "gone" | "request" | "database", "message"}``).
"""

from __future__ import annotations

from typing import Any

from datajoint.expression import QueryExpression

from djlab.database.pages import MAX_ROWS, PROTOCOL, PageError, Request
from djlab.notebook import expressions
from djlab.notebook.handles import Handles
from djlab.notebook.lost import ConnectionLostError, connected

TARGET = "djlab.pages.v1"
MAX_COLUMNS = 1000
MAX_CELLS = 20_000
TEXT_LIMIT = 500


def answer(handles: Handles[QueryExpression], message: Any) -> dict[str, Any]:
    """The answer to one message of the page. Never raises: what goes wrong is part of the answer."""
    asked: dict[str, Any] = message if isinstance(message, dict) else {}
    reply: dict[str, Any] = {"id": asked.get("id"), "protocol": PROTOCOL}
    expression = handles.get(asked.get("handle"))
    if expression is None:
        return reply | _error("gone", "The kernel no longer holds this expression. Run the cell again.")
    try:
        if asked.get("type") == "page":
            return reply | {"page": connected(expression.connection, lambda: _page(expression, asked))}
        if asked.get("type") == "count":
            return reply | {"count": connected(expression.connection, lambda: expressions.count(expression))}
    except (PageError, TypeError, ValueError) as error:
        return reply | _error("request", str(error))
    except ConnectionLostError as error:
        return reply | _error("database", str(error))
    except Exception as error:
        return reply | _error("database", f"{type(error).__name__}: {error}")
    return reply | _error("request", "The kernel knows the requests 'page' and 'count'.")


def _page(expression: QueryExpression, asked: dict[str, Any]) -> dict[str, Any]:
    return expressions.page(expression, _request(expression, asked)).to_data()


def _request(expression: QueryExpression, asked: dict[str, Any]) -> Request:
    names = tuple(expression.heading.names)[:MAX_COLUMNS]
    size = max(1, min(int(asked.get("size", 100)), MAX_ROWS, MAX_CELLS // max(len(names), 1)))
    order = asked.get("order") or []
    cursor = asked.get("cursor")
    return Request(
        size=size,
        columns=names,
        order=tuple((str(name), bool(descending)) for name, descending in order),
        cursor=None if cursor is None else str(cursor),
        backwards=bool(asked.get("backwards")),
        text_limit=TEXT_LIMIT,
    )


def _error(reason: str, message: str) -> dict[str, Any]:
    return {"error": {"reason": reason, "message": message[:2000]}}

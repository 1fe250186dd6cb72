"""Routes of the rows of one table: pages, exact counts, related tables."""

from __future__ import annotations

from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado import web

from djlab.server import rows
from djlab.server.handlers.database import COUNT_SECONDS, DatabaseHandler
from djlab.server.roots import RefusedError

NAME_LIMIT = 300
COLUMN_LIMIT = 5000
TEXT_LIMIT = 100_000
MOST = 1_000_000
VALUES = 500


class TableHandler(DatabaseHandler):
    """What routes of one table share."""

    @staticmethod
    def name_of(body: dict[str, Any]) -> tuple[str, str]:
        """Schema and table. Raises RefusedError (400)."""
        return _name(body, "schema"), _name(body, "table")

    @staticmethod
    def restriction_of(body: dict[str, Any]) -> str:
        """The restriction, empty by default. Raises RefusedError (400)."""
        text = body.get("restriction", "")
        if not isinstance(text, str):
            raise RefusedError(400, "restriction must be a text.", "restriction")
        return text


class RowsHandler(TableHandler):
    """``POST database/rows``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        from djlab.database.pages import MAX_ROWS
        from djlab.database.tables import RowsRequest

        body = self.body()
        root = await self.root_of_body(body)
        columns = body.get("columns")
        if columns is not None and not (
            isinstance(columns, list)
            and 0 < len(columns) <= COLUMN_LIMIT
            and all(isinstance(name, str) for name in columns)
        ):
            raise RefusedError(400, "columns must be a list of names.", "columns")
        size = _whole(body.get("size", 100), 1, MAX_ROWS, "size")
        cursor, at = body.get("cursor"), body.get("at")
        if cursor is not None and not isinstance(cursor, str):
            raise RefusedError(400, "cursor must be a text.", "cursor")
        if at is not None and (isinstance(at, bool) or not isinstance(at, (int, float)) or not 0 <= at <= 1):
            raise RefusedError(400, "at must be a number from 0 to 1.", "at")
        asked = RowsRequest(
            restriction=self.restriction_of(body),
            columns=None if columns is None else tuple(columns),
            order=_order(body.get("order", [])),
            cursor=cursor,
            backwards=body.get("backwards") is True,
            size=size,
            at=None if at is None else float(at),
            text_limit=_whole(body.get("text_limit", 500), 1, TEXT_LIMIT, "text_limit"),
        )
        run = self.databases.run(root, rows.Rows(self.name_of(body), asked))
        self.reply(await self.while_connected(run))


class RowCountHandler(TableHandler):
    """``POST database/rows/count``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        body = self.body()
        root = await self.root_of_body(body)
        most = body.get("most")
        bound = None if most is None else _whole(most, 1, MOST, "most")
        work = rows.RowCount(self.name_of(body), self.restriction_of(body), bound)
        seconds = COUNT_SECONDS if bound is None else None
        self.reply(await self.while_connected(self.databases.run(root, work, seconds=seconds)))


class CellSizeHandler(TableHandler):
    """``POST database/rows/size``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        body = self.body()
        root = await self.root_of_body(body)
        work = rows.CellSize(self.name_of(body), _name(body, "column"), self.restriction_of(body))
        # MySQL and MariaDB read a value to tell its size.
        self.reply(await self.while_connected(self.databases.run(root, work, seconds=COUNT_SECONDS)))


class ProfileHandler(TableHandler):
    """``POST database/profile``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        body = self.body()
        root = await self.root_of_body(body)
        work = rows.ColumnProfile(self.name_of(body), _name(body, "column"), self.restriction_of(body))
        self.reply(await self.while_connected(self.databases.run(root, work)))


class ValuesHandler(TableHandler):
    """``POST database/values``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        from djlab.database.names import schemas_of

        body = self.body()
        root = await self.root_of_body(body)
        begins = body.get("begins", "")
        if not isinstance(begins, str) or len(begins) > NAME_LIMIT:
            raise RefusedError(400, "begins must be a short text.", "begins")
        followed = await self.hub.project(root)
        work = rows.ColumnValues(
            self.name_of(body),
            _name(body, "column"),
            begins,
            _whole(body.get("size", 50), 1, VALUES, "size"),
            schemas_of(followed.session.pipeline),
        )
        self.reply(await self.while_connected(self.databases.run(root, work)))


class RelatedHandler(TableHandler):
    """``POST database/related``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        from djlab.database.names import schemas_of

        body = self.body()
        root = await self.root_of_body(body)
        followed = await self.hub.project(root)
        work = rows.Related(self.name_of(body), schemas_of(followed.session.pipeline))
        self.reply(await self.while_connected(self.databases.run(root, work)))


def _name(body: dict[str, Any], key: str) -> str:
    name = body.get(key)
    if not isinstance(name, str) or not 0 < len(name) <= NAME_LIMIT:
        raise RefusedError(400, f"{key} must be a name.", key)
    return name


def _whole(value: object, least: int, most: int, key: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise RefusedError(400, f"{key} must be a whole number.", key)
    return min(max(value, least), most)


def _order(value: object) -> tuple[tuple[str, bool], ...]:
    if isinstance(value, list) and len(value) <= 20:
        pairs = [pair for pair in value if isinstance(pair, list) and len(pair) == 2]
        if len(pairs) == len(value) and all(isinstance(a, str) and isinstance(b, bool) for a, b in pairs):
            return tuple((name, descending) for name, descending in pairs)
    raise RefusedError(400, "order must be a list of [column, descending].", "order")

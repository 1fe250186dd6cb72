"""Routes of cascades: what a delete would take, and where rows came from. They read only."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_server.auth.decorator import authorized
from tornado import web

from djlab.server import cascades
from djlab.server.handlers.database import COUNT_SECONDS
from djlab.server.handlers.rows import TableHandler
from djlab.server.roots import RefusedError

if TYPE_CHECKING:
    from djlab.database.cascade import Question

TABLES = 50
"""Tables of one request for numbers at most."""


class _CascadeHandler(TableHandler):
    async def asked(self) -> tuple[Path, dict[str, Any], Question]:
        """The project, the request and its question. Raises RefusedError (400)."""
        from djlab.database.cascade import Question

        body = self.body()
        root = await self.root_of_body(body)
        direction, integrity = body.get("direction", "downstream"), body.get("integrity", "enforce")
        if direction not in ("downstream", "upstream"):
            raise RefusedError(400, "direction must be downstream or upstream.", "direction")
        if integrity not in ("enforce", "cascade"):
            raise RefusedError(400, "integrity must be enforce or cascade.", "integrity")
        return root, body, Question(self.name_of(body), self.restriction_of(body), direction, integrity)


class CascadeHandler(_CascadeHandler):
    """``POST database/cascade``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        root, _, question = await self.asked()
        followed = await self.hub.project(root)
        work = cascades.Tables(followed.session.pipeline, question)
        self.reply(await self.while_connected(self.databases.run(root, work, seconds=COUNT_SECONDS)))


class CascadeCountHandler(_CascadeHandler):
    """``POST database/cascade/count``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        root, body, question = await self.asked()
        named = body.get("tables")
        if not (
            isinstance(named, list)
            and 0 < len(named) <= TABLES
            and all(
                isinstance(pair, list) and len(pair) == 2 and all(isinstance(n, str) for n in pair) for pair in named
            )
        ):
            raise RefusedError(400, f"tables must be a list of 1 to {TABLES} pairs of schema and table.", "tables")
        work = cascades.Counts(question, [(schema, table) for schema, table in named])
        self.reply(await self.while_connected(self.databases.run(root, work, seconds=COUNT_SECONDS)))

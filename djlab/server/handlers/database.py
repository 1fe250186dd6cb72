"""Routes of the live database: the connection and its consent, what the catalogue knows, exact counts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from jupyter_server.auth.decorator import authorized
from tornado import web

from djlab.server import live
from djlab.server.databases import Databases
from djlab.server.handlers.base import DJLabHandler
from djlab.server.roots import RefusedError

Result = TypeVar("Result")
ID_LIMIT = 5000
COUNT_SECONDS = 120.0


class DatabaseHandler(DJLabHandler):
    """What the database routes share. A request whose client goes away cancels what it asked the database."""

    _task: asyncio.Task[Any] | None = None

    @property
    def databases(self) -> Databases:
        return self.djlab.databases

    async def root_of_query(self) -> Path:
        """The project that the query names."""
        return await self.hub.compute(self.roots.project, self.text("root"))

    async def root_of_body(self, body: dict[str, Any]) -> Path:
        """The project that the body names."""
        named = body.get("root")
        if not isinstance(named, str):
            raise RefusedError(400, "root must be a text.", "root")
        return await self.hub.compute(self.roots.project, named)

    async def while_connected(self, work: Awaitable[Result]) -> Result:
        """The result of the work, which is cancelled when the client goes away."""
        self._task = asyncio.ensure_future(work)
        try:
            result: Result = await self._task
            return result
        except asyncio.CancelledError:
            raise RefusedError(499, "The request was cancelled.", "cancelled") from None
        finally:
            self._task = None

    def on_connection_close(self) -> None:
        """Cancels what the request asked for."""
        if self._task is not None:
            self._task.cancel()
        super().on_connection_close()

    async def reply_state(self, root: Path) -> None:
        """Answers with the state of the connection."""
        state = await self.databases.state(root)
        own = await self.databases.aside(partial(live.embedded_data, root))
        self.reply({**state, "embedded": {**own, "writable": self.roots.is_writable(root)}})


class StateHandler(DatabaseHandler):
    """``GET database?root=``."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        await self.reply_state(await self.root_of_query())


class ConnectHandler(DatabaseHandler):
    """``POST database/connect``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        root = await self.root_of_body(self.body())
        await self.while_connected(self.databases.connect(root))
        await self.reply_state(root)


class DisconnectHandler(DatabaseHandler):
    """``POST database/disconnect``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        root = await self.root_of_body(self.body())
        await self.databases.disconnect(root)
        await self.reply_state(root)


class ConsentHandler(DatabaseHandler):
    """``POST database/consent``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        body = self.body()
        root = await self.root_of_body(body)
        allow = body.get("allow")
        if not isinstance(allow, bool):
            raise RefusedError(400, "allow must be true or false.", "allow")
        if allow:
            await self._give(root, body)
        else:
            await self._revoke(root)
        await self.reply_state(root)

    async def _give(self, root: Path, body: dict[str, Any]) -> None:
        from djlab.database import consent
        from djlab.database.errors import DatabaseError

        settings = (await self.databases.access(root)).settings
        seen = {name: body.get(name) for name in ("backend", "host", "port", "user")}
        asked = {
            "backend": settings.backend,
            "host": settings.host,
            "port": settings.port,
            "user": settings.user,
        }
        if seen != asked:
            raise RefusedError(409, "The project's connection has changed meanwhile. Look at it again.", "changed")
        try:
            await self.databases.aside(partial(consent.give, consent.Target.of(root, settings)))
        except DatabaseError as error:
            raise RefusedError(500, str(error), "write") from error

    async def _revoke(self, root: Path) -> None:
        from djlab.database import consent
        from djlab.database.errors import DatabaseError

        try:
            await self.databases.aside(partial(consent.revoke, root))
        except DatabaseError as error:
            raise RefusedError(500, str(error), "write") from error
        await self.databases.disconnect(root)


class EmbeddedHandler(DatabaseHandler):
    """``POST database/embedded``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        from djlab.database import embedded
        from djlab.database.errors import EmbeddedError

        body = self.body()
        root = await self.root_of_body(body)
        action = body.get("action")
        if action not in ("start", "stop"):
            raise RefusedError(400, "action must be start or stop.", "action")
        if not self.roots.is_writable(root):
            raise RefusedError(
                403,
                "djlab writes below the server's root folder only. Start JupyterLab there: "
                f"{self.roots.start_command(root)}",
                "not-writable",
            )
        told: dict[str, Any] = {"settings": None, "message": "", "exports": []}
        try:
            if action == "start":
                told = await self.databases.aside(partial(live.start_embedded, root))
                self.databases.resume(root)
            else:
                await self.databases.disconnect(root)
                await self.databases.aside(partial(embedded.stop, root))
        except EmbeddedError as error:
            raise RefusedError(409, str(error), "embedded") from error
        self.reply(told)


class TablesHandler(DatabaseHandler):
    """``GET database/tables?root=``."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        root = await self.root_of_query()
        followed = await self.hub.project(root)
        work = live.Tables(followed.session.pipeline)
        self.reply(await self.while_connected(self.databases.run(root, work)))


class StatusHandler(DatabaseHandler):
    """``GET database/status?root=``."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        root = await self.root_of_query()
        followed = await self.hub.project(root)
        stale = await self.databases.aside(partial(live.stale_seconds, root))
        work = live.StatusOf(followed.session.pipeline, stale)
        self.reply(await self.while_connected(self.databases.run(root, work)))


class TracebackHandler(DatabaseHandler):
    """``POST database/traceback``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        body = self.body()
        root = await self.root_of_body(body)
        key, key_hash = body.get("key"), body.get("key_hash")
        if not (isinstance(key, dict) or (key is None and isinstance(key_hash, str))):
            raise RefusedError(400, "key must be an object, or key_hash a text.", "key")
        if key is not None and not all(isinstance(value, (str, int, float)) for value in key.values()):
            raise RefusedError(400, "The values of key must be texts or numbers.", "key")
        followed = await self.hub.project(root)
        table = next((one for one in followed.session.pipeline.tables if one.id == body.get("id")), None)
        if table is None:
            raise RefusedError(404, "The project has no such table.", "missing")
        work = live.TracebackOf((table.schema or "", table.table), key, key_hash)
        self.reply(await self.while_connected(self.databases.run(root, work)))


class DriftHandler(DatabaseHandler):
    """``GET database/drift?root=``."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        root = await self.root_of_query()
        followed = await self.hub.project(root)
        work = live.Drift(followed.session.pipeline)
        self.reply(await self.while_connected(self.databases.run(root, work)))


class CountHandler(DatabaseHandler):
    """``POST database/count``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        body = self.body()
        root = await self.root_of_body(body)
        ids, key = body.get("tables"), body.get("call")
        if not isinstance(ids, list) or not all(isinstance(name, str) for name in ids) or len(ids) > ID_LIMIT:
            raise RefusedError(400, f"tables must be a list of at most {ID_LIMIT:,} table ids.", "tables")
        if key is not None and not (isinstance(key, str) and 0 < len(key) <= 100):
            raise RefusedError(400, "call must be a short text.", "call")
        followed = await self.hub.project(root)
        work = live.Counts(followed.session.pipeline, ids)
        run = self.databases.run(root, work, seconds=COUNT_SECONDS, key=key)
        self.reply(await self.while_connected(run))


class CancelHandler(DatabaseHandler):
    """``POST database/cancel``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        body = self.body()
        root = await self.root_of_body(body)
        key = body.get("call")
        if not isinstance(key, str):
            raise RefusedError(400, "call must be a text.", "call")
        self.reply({"cancelled": await self.databases.cancel(root, key)})

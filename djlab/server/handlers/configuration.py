"""Routes of the configuration: the settings explained, and the test of a store."""

from __future__ import annotations

import asyncio
from functools import partial

from jupyter_server.auth.decorator import authorized
from tornado import web

from djlab.server import configuration
from djlab.server.handlers.base import DJLabHandler
from djlab.server.roots import RefusedError

TESTS = 2
"""Tests of stores that run at the same time; each may take its whole time limit."""
_testing = asyncio.Semaphore(TESTS)


class ConfigurationHandler(DJLabHandler):
    """``GET configuration?root=``."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        root = await self.hub.compute(self.roots.project, self.text("root"))
        followed = await self.hub.project(root)
        self.reply(await followed.run(configuration.explained))


class StoreTestHandler(DJLabHandler):
    """``POST configuration/test``. The body repeats where the user agreed to go."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        from djlab.config.probing import probe_store

        body = self.body()
        named, store, seen = (body.get(key) for key in ("root", "store", "target"))
        if not isinstance(named, str) or not isinstance(store, str) or not isinstance(seen, str):
            raise RefusedError(400, "root, store and target must be texts.", "store")
        root = await self.hub.compute(self.roots.project, named)
        followed = await self.hub.project(root)
        specification = await followed.run(partial(configuration.specification_of, name=store, seen=seen))
        if _testing.locked():
            raise RefusedError(503, "Other stores are being tested. Try again when they have answered.", "busy")
        async with _testing:
            found = await self.djlab.databases.aside(partial(probe_store, specification))
        self.reply({"outcome": found.outcome, "message": found.message})

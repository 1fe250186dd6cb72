"""Routes that read: which projects there are, what one holds, the text of a module, what the dialogs offer."""

from __future__ import annotations

from functools import partial

from jupyter_server.auth.decorator import authorized
from tornado import web

from djlab.server import answers
from djlab.server.handlers.base import DJLabHandler
from djlab.server.roots import RefusedError


class ProjectsHandler(DJLabHandler):
    """``GET projects?path=``."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        folder = await self.hub.compute(self.roots.folder, self.text("path", ""))
        app = self.djlab
        found = await self.hub.compute(answers.list_projects, self.roots, folder, app.project_depth, app.project_limit)
        self.reply(found)


class ProjectHandler(DJLabHandler):
    """``GET project?root=&since=&fresh=``."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        since = self._since()
        root = await self.hub.compute(self.roots.project, self.text("root"))
        fresh = self._fresh()
        followed = await self.hub.project(root)
        if fresh:
            await followed.read_anew()
        facts = {
            "writable": self.roots.is_writable(root),
            "contents_path": self.roots.contents_path(root),
            "watching": followed.watching,
            "watching_reason": followed.watching_reason,
        }
        self.send(await followed.run(partial(answers.project_answer, facts=facts, since=since)))

    def _fresh(self) -> bool:
        text = self.text("fresh", "false")
        if text not in ("true", "false"):
            raise RefusedError(400, "fresh must be true or false.", "fresh")
        return text == "true"

    def _since(self) -> int | None:
        text = self.text("since", "")
        if not text:
            return None
        if not text.isascii() or not text.isdigit() or len(text) > 18:
            raise RefusedError(400, "since must be a revision number.", "since")
        return int(text)


class SourceHandler(DJLabHandler):
    """``GET source?root=&path=``."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        root = await self.hub.compute(self.roots.project, self.text("root"))
        followed = await self.hub.project(root)
        path = self.text("path")
        self.reply(await followed.run(partial(answers.source, path=path)))


class OptionsHandler(DJLabHandler):
    """``GET options?root=``."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        root = await self.hub.compute(self.roots.project, self.text("root"))
        followed = await self.hub.project(root)
        self.reply(await followed.run(answers.options))

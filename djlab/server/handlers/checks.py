"""Routes of the checks: findings about a text that is open in an editor, and the page of a rule."""

from __future__ import annotations

from functools import partial
from pathlib import PurePosixPath

from jupyter_server.auth.decorator import authorized
from tornado import web

from djlab.server import answers
from djlab.server.handlers.base import DJLabHandler, id_of
from djlab.server.roots import RefusedError

CELL_LIMIT = 2_000
"""Most code cells of one notebook that are looked at."""


class CheckHandler(DJLabHandler):
    """``POST check``. The text is read, never written and never executed."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        body = self.body()
        named, path, text, cells = (body.get(key) for key in ("root", "path", "text", "cells"))
        if not isinstance(named, str) or not isinstance(path, str) or not _is_relative(path):
            raise RefusedError(400, "root and path must be texts, path relative to the root.", "path")
        if (text is None) == (cells is None):
            raise RefusedError(400, "One of text and cells must be given.", "text")
        root = await self.hub.compute(self.roots.project, named)
        followed = await self.hub.project(root)
        if isinstance(text, str):
            work = partial(answers.check_text, path=path, text=text)
        elif cells is not None and _is_texts(cells):
            work = partial(answers.check_cells, path=path, cells=cells)
        else:
            raise RefusedError(400, f"text must be a text, cells a list of at most {CELL_LIMIT} texts.", "text")
        self.reply(await followed.run(work))


class RuleHandler(DJLabHandler):
    """``GET rules/{name}``."""

    @web.authenticated
    @authorized
    async def get(self, name: str) -> None:
        self.reply(await self.hub.compute(answers.rule, id_of(name)))


def _is_relative(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return bool(parts) and not path.startswith("/") and ".." not in parts and "\0" not in path and len(path) < 4096


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and len(value) <= CELL_LIMIT and all(isinstance(item, str) for item in value)

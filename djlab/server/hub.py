"""The open projects of the server."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

from djlab.server.following import Changed, Followed

Result = TypeVar("Result")


class Hub:
    """Opens projects when they are asked for and follows at most ``limit`` of them, those asked for last.

    All reading happens in two threads of its own: the event loop never waits for a disk, and other extensions never
    wait for djlab.
    """

    def __init__(
        self,
        on_change: Changed,
        log: logging.Logger | logging.LoggerAdapter[logging.Logger],
        *,
        limit: int = 8,
        poll_seconds: float = 2.0,
        watch: bool = True,
    ) -> None:
        self._on_change = on_change
        self._log = log
        self._limit = limit
        self._poll_seconds = poll_seconds
        self._watch = watch
        self._executor = ThreadPoolExecutor(2, thread_name_prefix="djlab")
        self._open: OrderedDict[Path, asyncio.Task[Followed]] = OrderedDict()
        self.is_closed = False

    async def compute(self, work: Callable[..., Result], *arguments: object) -> Result:
        """The result of a function that may wait for the disk."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, partial(work, *arguments))

    async def project(self, root: Path) -> Followed:
        """The followed project at a resolved root; the first call opens it.

        Raises OSError when the folder cannot be read.
        """
        task = self._open.get(root)
        if task is None:
            task = self._open[root] = asyncio.create_task(self._start(root))
        self._open.move_to_end(root)
        try:
            followed = await asyncio.shield(task)
        except Exception:
            if self._open.get(root) is task:
                del self._open[root]
            raise
        await self._close_surplus()
        return followed

    async def close(self) -> None:
        """Stops all watching and ends the threads."""
        self.is_closed = True
        tasks = list(self._open.values())
        self._open.clear()
        for task in tasks:
            await self._close_one(task)
        self._executor.shutdown(wait=False, cancel_futures=True)

    async def _start(self, root: Path) -> Followed:
        session = await self.compute(_open_session, root)
        followed = Followed(
            session, self._executor, self._on_change, self._log, poll_seconds=self._poll_seconds, watch=self._watch
        )
        followed.start()
        return followed

    async def _close_surplus(self) -> None:
        while len(self._open) > self._limit:
            _, task = self._open.popitem(last=False)
            await self._close_one(task)

    async def _close_one(self, task: asyncio.Task[Followed]) -> None:
        if not task.done():
            task.cancel()
        try:
            followed = await task
        except (asyncio.CancelledError, Exception):
            return
        await followed.close()


def _open_session(root: Path):  # type: ignore[no-untyped-def]
    from djlab.project.session import ProjectSession

    return ProjectSession(root)

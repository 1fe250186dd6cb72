"""One open project of the server: its session, kept up to date by watching its files."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Coroutine, Iterable
from concurrent.futures import Executor
from contextlib import aclosing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from djlab.server.watching import UnwatchableError, Watched, changes

if TYPE_CHECKING:
    from djlab.project.session import ProjectSession

Changed = Callable[[Path, int, frozenset[str]], None]
Watching = Literal["events", "polling"]
Result = TypeVar("Result")

CALM = 0.25
"""Seconds after a burst until the project is checked, so that the pages are told what changed first."""
SHORT_CALM = 0.03
"""The same after a save, where checking it takes so long that the pages are told what changed without the findings."""
AT_ONCE = 0.05
"""Seconds that checking a save may take for its findings to be told together with what changed."""
SETTLE = 0.7
"""Seconds of quiet after a burst until the project is compared with the disk once more, so that nothing is missed."""


class Followed:
    """The session of one project. All work on it runs in an executor, one call at a time.

    ``on_change`` is called on the event loop with the root, the new revision and the names of the changed modules.
    """

    def __init__(
        self,
        session: ProjectSession,
        executor: Executor,
        on_change: Changed,
        log: logging.Logger | logging.LoggerAdapter[logging.Logger],
        *,
        poll_seconds: float = 2.0,
        watch: bool = True,
    ) -> None:
        self.session = session
        self.root = session.root
        self.watching: Watching = "events" if watch else "polling"
        self.watching_reason = "" if watch else "watching is switched off in the server's configuration"
        self._executor = executor
        self._on_change = on_change
        self._log = log
        self._poll_seconds = poll_seconds
        self._watch = watch
        self._lock = asyncio.Lock()
        self._checking = asyncio.Lock()
        self._check_waits = False
        self._check_seconds = 0.0
        self._check_follows_save = False
        self._stop = asyncio.Event()
        self._watched: tuple[Watched, tuple[Path, ...], asyncio.Event] | None = None
        self._task: asyncio.Task[None] | None = None
        self._settling: asyncio.TimerHandle | None = None
        self._calming: asyncio.TimerHandle | None = None
        self._refreshing: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Begins to follow the files."""
        self._task = asyncio.create_task(self._follow())

    async def close(self) -> None:
        """Stops following; the session stays as it is."""
        self._stop.set()
        if self._settling is not None:
            self._settling.cancel()
        if self._calming is not None:
            self._calming.cancel()
            self._end_calm()
        tasks = [task for task in (self._task, *self._refreshing) if task is not None]
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task

    async def run(self, work: Callable[[ProjectSession], Result]) -> Result:
        """The result of a function of the session, computed in the executor while nothing else changes the session."""
        async with self._lock:
            return await asyncio.get_running_loop().run_in_executor(self._executor, work, self.session)

    async def refresh(self, paths: Iterable[str] | None = None) -> None:
        """Goes to the state of the disk: after changes of these paths, or after comparing the whole project with it."""
        known = None if paths is None else list(paths)
        await self._go_on(lambda session: session.update(known))

    async def read_anew(self) -> None:
        """Goes to the state of the disk by reading every file again, as a user asks who does not believe the page."""
        await self._go_on(lambda session: session.read_anew())
        self._check_beside()

    async def _take_save(self, paths: Collection[str]) -> None:
        """Goes to the state of the disk after a save, findings included where they are found soon enough."""
        if self._check_seconds > AT_ONCE or self._checking.locked() or not self.session.is_checked:
            self._check_follows_save = True
            self._stay_calm(SHORT_CALM)
            await self.refresh(paths)
            return

        def step(session: ProjectSession) -> frozenset[str]:
            modules = session.update(paths)
            began = time.monotonic()
            session.check()
            self._check_seconds = time.monotonic() - began
            return modules

        self._stay_calm(CALM)
        async with self._checking:
            await self._go_on(step)

    async def _go_on(self, step: Callable[[ProjectSession], frozenset[str]]) -> None:
        def update(session: ProjectSession) -> tuple[int, int, frozenset[str]]:
            before = session.revision
            modules = step(session)
            return before, session.revision, modules

        before, after, modules = await self.run(update)
        if after != before:
            self._on_change(self.root, after, modules)

    async def _follow(self) -> None:
        while not self._stop.is_set():
            if not Path(self.root).is_dir():
                # Deleted or moved: there is nothing to watch until it comes back, by a checkout, say.
                await asyncio.sleep(self._poll_seconds)
                continue
            try:
                if self._watch:
                    await self._follow_events()
                else:
                    await self._follow_by_polling()
            except UnwatchableError as error:
                self.watching, self.watching_reason = "polling", str(error)
                self._log.warning("djlab looks every %s s for changes of %s: %s", self._poll_seconds, self.root, error)
                await self._follow_by_polling(rounds=15)
            except asyncio.CancelledError:
                raise
            except NotADirectoryError:
                # Deleted or moved while its files were read.
                await asyncio.sleep(self._poll_seconds)
            except Exception:
                self._log.exception("djlab could not follow %s; it tries again", self.root)
                await asyncio.sleep(self._poll_seconds)

    async def _follow_events(self) -> None:
        """Follows until what has to be watched is another set of folders."""
        folders = self.session.package_folders
        watched = await self.run(lambda session: Watched.of(session.root, folders, session.outside_folders))
        again = asyncio.Event()
        self._watched = (watched, folders, again)
        async with aclosing(changes(watched, self._read_ahead, again)) as bursts:
            self._settle(0.05)
            async for paths in bursts:
                self.watching, self.watching_reason = "events", ""
                if self.session.is_save(paths):
                    await self._take_save(paths)
                else:
                    self._stay_calm(CALM)
                    await self.refresh(paths)
                self._settle(SETTLE)
                if watched.is_broken_by(paths) or self.session.package_folders != folders or watched.lacks():
                    return

    async def _follow_by_polling(self, rounds: int = 0) -> None:
        done = 0
        while not self._stop.is_set() and (not rounds or done < rounds):
            await self._compare_and_check()
            await asyncio.sleep(self._poll_seconds)
            done += 1

    def _settle(self, seconds: float) -> None:
        if self._settling is not None:
            self._settling.cancel()
        self._settling = asyncio.get_running_loop().call_later(seconds, self._compare)

    async def _read_ahead(self, paths: Collection[str]) -> None:
        await self.run(lambda session: session.read_ahead(paths))

    def _stay_calm(self, seconds: float) -> None:
        """Keeps the check and the garbage collector, either of which takes as long, from what the pages wait for."""
        if self._calming is None:
            from djlab.pipeline import pause  # not at the top: JupyterLab's start does without the pipeline

            pause.begin()
            self._calming = asyncio.get_running_loop().call_later(seconds, self._end_calm)

    def _end_calm(self) -> None:
        from djlab.pipeline import pause

        self._calming = None
        pause.end()
        if not self._stop.is_set():
            self._check_beside()

    def _check_beside(self) -> None:
        """Brings the findings up to date while the next changes are already taken in; at most one check waits."""
        if not self._check_waits:
            self._check_waits = True
            self._in_background(self._check())

    async def _check(self) -> None:
        """Brings the findings up to date, while further changes are already taken in."""
        async with self._checking:
            self._check_waits = False
            work = await self.run(lambda session: session.pending_check())
            if work is None:
                return
            began = time.monotonic()
            findings = await asyncio.get_running_loop().run_in_executor(self._executor, work)
            if self._check_follows_save:
                # What checking all of it took at first, or after a burst, says nothing of the next save.
                self._check_follows_save, self._check_seconds = False, time.monotonic() - began

            def take(session: ProjectSession) -> tuple[int, int]:
                before = session.revision
                session.take_findings(findings)
                return before, session.revision

            before, after = await self.run(take)
        if after != before:
            self._on_change(self.root, after, frozenset())

    async def _compare_and_check(self) -> None:
        # A project that was deleted keeps its last state.
        with suppress(NotADirectoryError):
            await self.refresh()
            self._watch_what_is_there()
            await self._check()

    def _watch_what_is_there(self) -> None:
        """Has the watch begin anew where it began while the project's folders were still being written.

        Nobody tells of what happens in a folder that came up before the watch and was not seen by it: a project that is
        removed and copied anew at once, or a checkout.
        """
        if self._watched is not None:
            watched, folders, again = self._watched
            if self.session.package_folders != folders or watched.lacks():
                again.set()

    def _compare(self) -> None:
        self._in_background(self._compare_and_check())

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._refreshing.add(task)
        task.add_done_callback(self._refreshing.discard)

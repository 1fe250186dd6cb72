"""The live databases of the open projects: who may connect, threads of their own, calls that can be cancelled.

Nothing of it runs on the event loop or in the threads that read projects, so a slow or absent database costs neither
JupyterLab nor the panel anything.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from djlab.server.roots import RefusedError

if TYPE_CHECKING:
    from djlab.database.access import Access
    from djlab.database.connection import Call, Database, Work
    from djlab.database.errors import LiveError, Reason

Result = TypeVar("Result")
State = Literal["unconfigured", "consent", "disconnected", "connected", "failed"]

STATUS: dict[Reason, int] = {
    "unconfigured": 409,
    "incomplete": 409,
    "consent": 409,
    "disconnected": 409,
    "clear-text": 409,
    "login": 502,
    "unreachable": 502,
    "busy": 503,
    "timeout": 504,
    "cancelled": 499,
    "permission": 403,
    "missing": 404,
    "query": 502,
}
IDLE_SECONDS = 120.0
ALLOWED_SECONDS = 1.0
"""For how long the settings and the consent of a project are not looked up again."""
WAITING = 200
"""Calls of one project that wait for a session at most."""


@dataclass(slots=True)
class Live:
    """The database of one project and the threads that ask it."""

    database: Database
    executor: ThreadPoolExecutor
    failure: LiveError | None = None
    wanted: bool = True
    calls: dict[str, Call] = field(default_factory=dict)
    waiting: int = 0


class Databases:
    """Keeps one :class:`djlab.database.connection.Database` per project root."""

    def __init__(
        self,
        log: logging.Logger | logging.LoggerAdapter[logging.Logger],
        *,
        production: Sequence[str],
        statement_seconds: float,
        sessions: int,
    ) -> None:
        self._log = log
        self._production = tuple(production)
        self._statement_seconds = statement_seconds
        self._sessions = sessions
        self._live: dict[Path, Live] = {}
        self._off: set[Path] = set()
        self._accesses: dict[Path, tuple[float, Access]] = {}
        self._aside = ThreadPoolExecutor(4, thread_name_prefix="djlab-aside")
        self._reaper: asyncio.TimerHandle | None = None

    async def access(self, root: Path) -> Access:
        """What is configured for the project at ``root`` and whether djlab may connect."""
        return await self.aside(partial(_access, root, self._production))

    async def state(self, root: Path) -> dict[str, Any]:
        """What ``GET database`` answers. Connects to nothing."""
        access = await self.access(root)
        live = self._current(root, access)
        return state_data(access, live, root in self._off)

    async def run(
        self,
        root: Path,
        work: Callable[[Database], Work[Result]],
        *,
        seconds: float | None = None,
        key: str | None = None,
    ) -> Result:
        """What the work gives; ``work`` gets the database and makes what ``Database.run`` takes.

        Connects if need be. ``key`` is a name under which :meth:`cancel` finds the call; a task that is cancelled
        cancels its statement. Raises RefusedError with the reason of the failure.
        """
        from djlab.database.connection import Call
        from djlab.database.errors import DatabaseError, LiveError

        access = self._allowed(root)
        if access is None:
            access = await self.access(root)
            try:
                access.demand()
            except LiveError as error:
                raise refused(error) from None
            self._accesses[root] = time.monotonic(), access
        if root in self._off:
            raise RefusedError(
                409, "The database was disconnected in the panel. Connect it again there.", "disconnected"
            )
        live = self._open(root, access)
        if live.waiting >= WAITING:
            raise RefusedError(503, "Too many questions wait for the database already.", "busy")
        call = Call()
        if key is not None:
            live.calls[key] = call
        live.waiting += 1
        try:
            database = live.database
            future = asyncio.get_running_loop().run_in_executor(
                live.executor, partial(database.run, work(database), seconds=seconds, call=call)
            )
            try:
                result = await asyncio.shield(future)
            except asyncio.CancelledError:
                future.add_done_callback(lambda done: done.cancelled() or done.exception())
                await self._cancel(call)
                raise
            live.failure = None
            return result
        except LiveError as error:
            if error.reason in ("unreachable", "login", "busy", "clear-text", "incomplete"):
                live.failure = error
            self._log.debug("djlab: the database of %s: %s", root, error.reason)
            raise refused(error) from None
        except DatabaseError as error:
            raise RefusedError(400, str(error), "request") from None
        finally:
            live.waiting -= 1
            if key is not None:
                live.calls.pop(key, None)
            self._reap_later()

    async def cancel(self, root: Path, key: str) -> bool:
        """Cancels the call of that name; whether there was one."""
        live = self._live.get(root)
        call = live.calls.get(key) if live is not None else None
        if call is None:
            return False
        await self._cancel(call)
        return True

    async def connect(self, root: Path) -> None:
        """Makes a session. Raises RefusedError as :meth:`run` does."""
        self._off.discard(root)
        self._accesses.pop(root, None)
        await self.run(root, lambda _: lambda connection: connection.exec_driver_sql("SELECT 1").scalar())

    def resume(self, root: Path) -> None:
        """Takes back a :meth:`disconnect`; connects to nothing."""
        self._off.discard(root)

    async def disconnect(self, root: Path) -> None:
        """Cancels what runs, ends the sessions, and connects no more until :meth:`connect`."""
        self._off.add(root)
        await self._close(root)

    async def aside(self, work: Callable[[], Result]) -> Result:
        """The result of a function that may wait for the disk or for a process, in threads that no query uses."""
        return await asyncio.get_running_loop().run_in_executor(self._aside, work)

    async def close(self) -> None:
        """Ends everything."""
        if self._reaper is not None:
            self._reaper.cancel()
        for root in list(self._live):
            await self._close(root)
        self._aside.shutdown(wait=False, cancel_futures=True)

    def _allowed(self, root: Path) -> Access | None:
        """What was found a moment ago, where djlab may connect: a scroll bar asks for many pages in a second."""
        at, access = self._accesses.get(root, (0.0, None))
        return access if time.monotonic() - at < ALLOWED_SECONDS else None

    def _current(self, root: Path, access: Access) -> Live | None:
        live = self._live.get(root)
        return live if live is not None and live.database.settings == access.settings else None

    def _open(self, root: Path, access: Access) -> Live:
        from djlab.database.connection import Database, Limits

        live = self._current(root, access)
        if live is None:
            if (before := self._live.pop(root, None)) is not None:
                self._aside.submit(_end, before)
            limits = Limits(statement_seconds=self._statement_seconds, sessions=self._sessions)
            live = self._live[root] = Live(
                Database(access.settings, limits),
                ThreadPoolExecutor(self._sessions, thread_name_prefix="djlab-database"),
            )
        return live

    async def _cancel(self, call: Call) -> None:
        with suppress(Exception):
            await asyncio.shield(self.aside(call.cancel))

    async def _close(self, root: Path) -> None:
        self._accesses.pop(root, None)
        live = self._live.pop(root, None)
        if live is not None:
            for call in list(live.calls.values()):
                await self._cancel(call)
            await self.aside(partial(_end, live))

    def _reap_later(self) -> None:
        if self._reaper is None:
            self._reaper = asyncio.get_running_loop().call_later(IDLE_SECONDS / 2, self._reap)

    def _reap(self) -> None:
        """Ends the sessions of databases that nobody asked for a while."""
        self._reaper = None
        for live in self._live.values():
            if not live.waiting and time.monotonic() - live.database.used > IDLE_SECONDS:
                self._aside.submit(live.database.close)
            elif live.database.sessions:
                self._reap_later()


def state_data(access: Access, live: Live | None, off: bool) -> dict[str, Any]:
    """The state of a connection as JSON; never a password."""
    settings = access.settings
    state: State
    if not settings.configured:
        state = "unconfigured"
    elif access.consent == "needed":
        state = "consent"
    elif live is not None and live.failure is not None:
        state = "failed"
    elif live is not None and live.database.facts is not None and not off:
        state = "connected"
    else:
        state = "disconnected"
    facts = live.database.facts if live is not None else None
    failure = live.failure if live is not None else None
    told = settings.configured
    return {
        "state": state,
        "off": off,
        "backend": settings.backend if told else None,
        "host": settings.host if told else None,
        "port": settings.port if told else None,
        "user": settings.user if told else None,
        "database": settings.database if told else None,
        "source": settings.sources.get("host"),
        "consent": access.consent,
        "production": told and access.production,
        "server": facts.version if facts is not None else None,
        "encrypted": facts.encrypted if facts is not None else None,
        "message": str(failure) if failure is not None else "",
        "reason": failure.reason if failure is not None else "",
        "problems": list(settings.problems),
    }


def refused(error: LiveError) -> RefusedError:
    """The answer to a request that the database does not answer."""
    return RefusedError(STATUS[error.reason], str(error), error.reason)


def _access(root: Path, production: Iterable[str]) -> Access:
    from djlab.database.access import access_to
    from djlab.database.settings import connection_settings

    return access_to(root, connection_settings(root), production)


def _end(live: Live) -> None:
    live.executor.shutdown(wait=False, cancel_futures=True)
    live.database.close()

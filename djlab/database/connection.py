"""The live database of a project: a small pool of read-only sessions, work that can be cancelled, one retry.

``Database.run(work)`` hands a SQLAlchemy connection to ``work`` and gives what it returns. Everything is read-only, so
work that a dead server interrupted is simply done again, once, on a new session.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import psycopg
import pymysql
from sqlalchemy import Connection, create_engine, exc

from djlab.database import connecting, watchdog
from djlab.database.columns import Dialect
from djlab.database.errors import LiveError
from djlab.database.failures import explain, is_lost
from djlab.database.settings import ConnectionSettings

Result = TypeVar("Result")
Work = Callable[[Connection], Result]
AGAIN_SECONDS = 0.2
"""Before a session that was lost while it was made is tried again."""


@dataclass(frozen=True, slots=True)
class Limits:
    """``statement_seconds`` is the server's limit for one statement; ``grace_seconds`` how much longer this side waits
    before it gives up a server that says nothing; ``sessions`` how many there are at most."""

    connect_seconds: float = 10.0
    statement_seconds: float = 10.0
    grace_seconds: float = 3.0
    sessions: int = 4


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """What a session told: ``version`` for people, whether the server is a MariaDB, whether the session uses TLS."""

    version: str
    mariadb: bool
    encrypted: bool


class Call:
    """One piece of work, from the outside: it may be cancelled from any thread, at any time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._session: Any = None
        self._settings: ConnectionSettings | None = None
        self.cancelled = False
        self.severed = False

    def cancel(self, seconds: float = 3.0) -> None:
        """Stops the work, at the server too. Waits for the server to hear it, ``seconds`` at most."""
        with self._lock:
            self.cancelled = True
            if self._session is not None and self._settings is not None:
                connecting.cancel(self._session, self._settings, seconds)

    def sever(self) -> None:
        """Gives up a server that does not answer."""
        self.severed = True
        session, settings = self._session, self._settings
        if session is not None and settings is not None:
            connecting.sever(session, settings)

    def _begin(self, session: Any, settings: ConnectionSettings) -> None:
        with self._lock:
            if self.cancelled:
                raise LiveError("cancelled", "The query was cancelled.")
            self._session, self._settings = session, settings

    def _end(self) -> None:
        with self._lock:
            self._session = None


class Database:
    """The sessions of one project on its database. Nothing is connected before the first :meth:`run`.

    Thread-safe. Who made it closes it.
    """

    def __init__(self, settings: ConnectionSettings, limits: Limits | None = None) -> None:
        self.settings = settings
        self.limits = limits or Limits()
        self.facts: ServerFacts | None = None
        self.used = time.monotonic()
        self._engine = create_engine(
            "postgresql+psycopg://" if settings.backend == "postgresql" else "mysql+pymysql://",
            creator=self._connect,
            isolation_level="AUTOCOMMIT",
            pool_size=self.limits.sessions,
            max_overflow=0,
            pool_timeout=self.limits.statement_seconds + self.limits.grace_seconds,
            pool_recycle=1800,
            pool_use_lifo=True,
            pool_reset_on_return=None,  # every statement is a transaction of its own
            hide_parameters=True,
        )

    def __repr__(self) -> str:
        return f"Database({self.settings.backend}, {self.settings.host}:{self.settings.port})"

    @property
    def dialect(self) -> Dialect:
        """Whose SQL the server speaks."""
        return "postgresql" if self.settings.backend == "postgresql" else "mysql"

    def run(self, work: Work[Result], *, seconds: float | None = None, call: Call | None = None) -> Result:
        """What ``work`` makes of a read-only connection. It may be called twice, so it should change nothing else.

        ``seconds`` is the server's limit for each statement (default: ``limits.statement_seconds``). Raises
        :class:`LiveError` with a reason, ``cancelled`` after ``call.cancel()``; what else ``work`` raises goes through.
        """
        call = call or Call()
        self.used = time.monotonic()
        try:
            try:
                return self._once(work, seconds, call)
            except exc.DBAPIError as error:
                if not (error.connection_invalidated or is_lost(error)) or call.cancelled or call.severed:
                    raise
                # The pool holds sessions of the same dead server.
                self._engine.dispose()
                return self._once(work, seconds, call)
        except (exc.DBAPIError, exc.TimeoutError, LiveError) as error:
            raise self._explained(error, call) from None
        finally:
            self.used = time.monotonic()

    def close(self) -> None:
        """Ends the sessions that nobody uses. The next :meth:`run` makes new ones."""
        self._engine.dispose()

    @property
    def sessions(self) -> int:
        """How many sessions are open."""
        pool: Any = self._engine.pool
        return int(pool.checkedin() + pool.checkedout())

    def _once(self, work: Work[Result], seconds: float | None, call: Call) -> Result:
        with self._engine.connect() as connection:
            session = connection.connection.dbapi_connection
            call._begin(session, self.settings)
            limit = seconds or self.limits.statement_seconds
            alarm = watchdog.after(limit + self.limits.grace_seconds, call.sever)
            try:
                if limit != self.limits.statement_seconds:
                    connecting.limit_statements(session, self.settings, limit)
                result = work(connection)
                if limit != self.limits.statement_seconds:
                    connecting.limit_statements(session, self.settings, self.limits.statement_seconds)
            except BaseException:
                if limit != self.limits.statement_seconds:
                    connection.invalidate()
                raise
            finally:
                alarm.off()
                call._end()
                # A cancellation that comes late must not meet the next statement of this session.
                if call.cancelled and not connection.invalidated:
                    connection.invalidate()
            return result

    def _connect(self) -> Any:
        limits, begun = self.limits, time.monotonic()
        try:
            session = connecting.connect(self.settings, limits.connect_seconds, limits.statement_seconds)
        except (psycopg.OperationalError, pymysql.MySQLError) as error:
            # One more try for a server that let go of a session while it was made, but not for one that says nothing.
            if not is_lost(error) or time.monotonic() - begun > limits.connect_seconds / 2:
                raise
            time.sleep(AGAIN_SECONDS)
            session = connecting.connect(self.settings, limits.connect_seconds, limits.statement_seconds)
        self.facts = _facts(session, self.settings)
        return session

    def _explained(self, error: Exception, call: Call) -> LiveError:
        if call.cancelled:
            return LiveError("cancelled", "The query was cancelled.")
        where = f"{self.settings.host}:{self.settings.port}"
        if call.severed:
            return LiveError("timeout", f"The database at {where} did not answer in time and was given up.")
        in_session = isinstance(error, exc.DBAPIError) and (error.statement is not None or error.connection_invalidated)
        found = explain(error, self.settings, in_session=in_session)
        if found.reason == "cancelled":
            # PostgreSQL stops a statement in the same way for its time limit.
            return LiveError("timeout", f"The statement took longer than the time limit at {where} and was stopped.")
        return found


def _facts(session: Any, settings: ConnectionSettings) -> ServerFacts:
    encrypted = connecting.is_encrypted(session, settings)
    if settings.backend == "postgresql":
        version = session.info.parameter_status("server_version") or "?"
        return ServerFacts(f"PostgreSQL {version.split()[0]}", False, encrypted)
    mariadb = connecting.is_mariadb(session)
    version = str(session.get_server_info())
    number = version.removeprefix("5.5.5-").partition("-")[0]
    return ServerFacts(f"{'MariaDB' if mariadb else 'MySQL'} {number}", mariadb, encrypted)

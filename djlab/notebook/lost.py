"""A kernel's connection that its database server closed, after a restart or a long pause.

DataJoint connects again by itself where it recognises that (``Connection.query`` and ``translate_error`` of MySQL's
adapter and of 0.14.10). The PostgreSQL adapter of 2.3.5 recognises it only by an SQLSTATE, which psycopg2 does not
give for a connection that is closed: there every later query of the kernel fails. ``Connection.connect()`` mends the
connection that the tables hold; ``dj.conn(reset=True)`` makes another one, which imported tables do not use.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import datajoint as dj
from datajoint.errors import LostConnectionError

T = TypeVar("T")


class ConnectionLostError(Exception):
    """The connection is closed and was not made again; the message says what to do."""


def connected(connection: Any, read: Callable[[], T]) -> T:
    """What ``read`` gives, asked a second time over a new connection where the server had closed the first.

    ``read`` changes nothing. Connects again under the conditions of DataJoint's own ``Connection.query``: not within
    a transaction, whose rest would be applied alone, and not where ``database.reconnect`` is off. Raises
    ``ConnectionLostError`` where it did not, and whatever ``read`` raises.
    """
    try:
        return read()
    except Exception as error:
        if not _is_closed(connection, error):
            raise
        if getattr(connection, "_in_transaction", False):
            raise ConnectionLostError(
                "The database server closed this kernel's connection within a transaction, which it took back. "
                "Run `dj.conn().connect(); dj.conn().cancel_transaction()` or restart the kernel."
            ) from error
        if not _may_reconnect():
            raise ConnectionLostError(
                "The database server closed this kernel's connection. Run `dj.conn().connect()` or restart the kernel."
            ) from error
        try:
            connection.connect()
        except Exception as refusal:
            raise ConnectionLostError(
                "The database server closed this kernel's connection and cannot be reached again: "
                f"{str(refusal).strip()[:1000]}\nStart the server and run this cell again. If its address "
                "or password changed, restart the kernel."
            ) from refusal
        return read()


def _is_closed(connection: Any, error: Exception) -> bool:
    """Whether it is the connection that failed, as the driver's own connection has it."""
    if isinstance(error, LostConnectionError):
        return True
    driver = getattr(connection, "_conn", None)
    closed = getattr(driver, "closed", None)  # psycopg2: 0 while open
    if closed is not None:
        return bool(closed)
    return getattr(driver, "open", True) is False  # PyMySQL


def _may_reconnect() -> bool:
    try:
        return bool(dj.config["database.reconnect"])
    except KeyError:
        return True

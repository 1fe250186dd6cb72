"""The drivers' errors in the words of this room: what, where, what to do, and no secret."""

from __future__ import annotations

import re
from typing import Any

import psycopg
import pymysql
from sqlalchemy import exc

from djlab.database.errors import LiveError, Reason
from djlab.database.settings import ConnectionSettings

_MYSQL: dict[int, Reason] = {
    1040: "busy",
    1203: "busy",
    1226: "busy",
    1044: "permission",
    1045: "login",
    1698: "login",
    1142: "permission",
    1143: "permission",
    1227: "permission",
    1370: "permission",
    1049: "missing",
    1051: "missing",
    1054: "missing",
    1146: "missing",
    1176: "missing",
    1205: "timeout",
    1317: "cancelled",
    1969: "timeout",
    3024: "timeout",
    1053: "unreachable",
    1129: "unreachable",
    1158: "unreachable",
    1159: "unreachable",
    1160: "unreachable",
    1161: "unreachable",
    1927: "unreachable",
    2002: "unreachable",
    2003: "unreachable",
    2005: "unreachable",
    2006: "unreachable",
    2013: "unreachable",
    2014: "unreachable",
    2026: "unreachable",
}
_SQLSTATE: dict[str, Reason] = {
    "28": "login",
    "08": "unreachable",
    "53300": "busy",
    "53400": "busy",
    "57014": "cancelled",
    "55P03": "timeout",
    "57P": "unreachable",
    "42501": "permission",
    "3D000": "missing",
    "3F000": "missing",
    "42P01": "missing",
    "42703": "missing",
}
# While a session is being made libpq gives no SQLSTATE, only the server's words.
_WORDS: tuple[tuple[str, Reason], ...] = (
    ("too many clients", "busy"),
    ("too many connections", "busy"),
    ("connection slots are reserved", "busy"),
    ("password authentication failed", "login"),
    ("no password supplied", "login"),
    ("no pg_hba.conf entry", "login"),
    ("permission denied for database", "permission"),
    ("does not exist", "missing"),
)
_LOST = {1053, 1158, 1159, 1160, 1161, 1927, 2006, 2013}
_LOST_WORDS = ("server closed the connection unexpectedly", "is starting up", "is shutting down", "reset by peer")
_ADVICE: dict[Reason, str] = {
    "busy": "Another try later may succeed.",
    "login": "Check user and password (djlab config shows where they come from).",
    "permission": "Ask the database's administrator for SELECT on it.",
    "timeout": "The statement was stopped by the time limit.",
    "missing": "It may have been dropped or renamed since the catalogue was read.",
    "unreachable": "Check that the server runs and can be reached from here.",
}


def explain(error: BaseException, settings: ConnectionSettings, *, in_session: bool) -> LiveError:
    """The error of a driver or of SQLAlchemy. ``in_session`` says that a session had been made already."""
    if isinstance(error, LiveError):
        return error
    original: Any = error.orig if isinstance(error, exc.DBAPIError) and error.orig is not None else error
    if isinstance(original, LiveError):
        return original
    if isinstance(error, exc.TimeoutError):
        place = f"{settings.host}:{settings.port}"
        return LiveError("busy", f"All sessions on the database at {place} wait for answers. Try again later.")
    reason = _reason(original, in_session)
    where = f"{settings.host}:{settings.port}"
    told = _told(original, settings)
    advice = _ADVICE.get(reason, "")
    if reason == "unreachable" and settings.host.startswith("/"):
        advice += " The project's own PostgreSQL is started by djlab db start."
    if not told.endswith(("?", "!")):
        told += "."
    if reason == "unreachable":
        return LiveError(reason, f"The database at {where} does not answer: {told} {advice}")
    if reason == "busy":
        return LiveError(reason, f"The database at {where} takes no further connection: {told} {advice}")
    return LiveError(reason, f"{told} {advice}".strip())


def is_lost(error: BaseException) -> bool:
    """Whether a server that was there ended the session, or the making of one: it stops, starts, has too much to do."""
    original: Any = error.orig if isinstance(error, exc.DBAPIError) and error.orig is not None else error
    if isinstance(original, pymysql.MySQLError):
        return bool(original.args) and original.args[0] in _LOST
    if isinstance(original, psycopg.OperationalError):
        state, text = original.sqlstate or "", str(original)
        return state.startswith("57P") or any(words in text for words in _LOST_WORDS)
    return False


def _reason(error: Any, in_session: bool) -> Reason:
    if isinstance(error, (TimeoutError, psycopg.errors.ConnectionTimeout)):
        return "unreachable"
    if isinstance(error, pymysql.MySQLError):
        code = error.args[0] if error.args and isinstance(error.args[0], int) else 0
        return _MYSQL.get(code, "query" if in_session and code else "unreachable")
    state = getattr(error, "sqlstate", None)
    if state:
        return next((reason for start, reason in _SQLSTATE.items() if state.startswith(start)), "query")
    text = str(error)
    for words, reason in _WORDS:
        if words in text:
            return reason
    lost = isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError, OSError))
    return "unreachable" if lost or not in_session else "query"


def _told(error: Any, settings: ConnectionSettings) -> str:
    """The server's own words, shortened, in one line, without the password."""
    diagnosis = getattr(getattr(error, "diag", None), "message_primary", None)
    if diagnosis is None and isinstance(error, pymysql.MySQLError) and len(error.args) > 1:
        diagnosis = error.args[1]
    # libpq puts what it asks on a line of its own.
    text = re.sub(r"\n\s+(?=[A-Z])", ". ", str(diagnosis if diagnosis is not None else error).strip())
    text = re.sub(r"\s+", " ", text).rstrip(".")
    if settings.password:
        text = text.replace(settings.password, "***")
    return text[:300] or type(error).__name__

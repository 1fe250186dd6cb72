"""What can go wrong between djlab and a database, in words for the person who reads it."""

from __future__ import annotations

from typing import Literal

Reason = Literal[
    "unconfigured",
    "incomplete",
    "consent",
    "disconnected",
    "unreachable",
    "login",
    "clear-text",
    "busy",
    "timeout",
    "cancelled",
    "permission",
    "missing",
    "query",
]


class DatabaseError(Exception):
    """Base of all errors of this room. The message says what, where and what to do."""


class EmbeddedError(DatabaseError):
    """The project's own PostgreSQL cannot be made, started or stopped."""


class NotInstalledError(EmbeddedError):
    """The optional package that brings PostgreSQL is missing."""


class VersionMismatchError(EmbeddedError):
    """The data were written by a PostgreSQL of another major version than the installed ones."""


class LiveError(DatabaseError):
    """A database that was asked gives no answer. ``reason`` is a word for programs; the message holds no secret."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason: Reason = reason

"""What can go wrong between djlab and a database, in words for the person who reads it."""

from __future__ import annotations


class DatabaseError(Exception):
    """Base of all errors of this room. The message says what, where and what to do."""


class EmbeddedError(DatabaseError):
    """The project's own PostgreSQL cannot be made, started or stopped."""


class NotInstalledError(EmbeddedError):
    """The optional package that brings PostgreSQL is missing."""


class VersionMismatchError(EmbeddedError):
    """The data were written by a PostgreSQL of another major version than the installed ones."""

"""Handles: how the page names an expression that lives in this kernel.

A handle is random, so a stored output of another kernel names nothing here, and it is all that a stored output holds
beside its rows: no code, no SQL, no expression.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from typing import Generic, TypeVar

T = TypeVar("T")


class Handles(Generic[T]):
    """The last ``limit`` things that were given a handle."""

    def __init__(self, limit: int = 200) -> None:
        self._limit = limit
        self._held: OrderedDict[str, T] = OrderedDict()

    def mint(self, value: T) -> str:
        """A new handle for ``value``; the oldest one beyond the limit is forgotten."""
        handle = secrets.token_urlsafe(12)
        self._held[handle] = value
        while len(self._held) > self._limit:
            self._held.popitem(last=False)
        return handle

    def get(self, handle: object) -> T | None:
        """What the handle stands for, ``None`` for a forgotten or foreign one."""
        return self._held.get(handle) if isinstance(handle, str) else None

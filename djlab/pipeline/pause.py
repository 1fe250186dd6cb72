"""Spells without Python's cyclic garbage collector."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_spells = 0
_was_enabled = False


@contextmanager
def no_collection() -> Iterator[None]:
    """Without the collector, in all threads: walking the facts of a whole project costs more than it can free.

    Spells may overlap; after the last one the collector is what it was before the first.
    """
    begin()
    try:
        yield
    finally:
        end()


def begin() -> None:
    """Begins a spell that :func:`end` ends."""
    global _spells, _was_enabled
    with _lock:
        if not _spells:
            _was_enabled = gc.isenabled()
            gc.disable()
        _spells += 1


def end() -> None:
    """Ends a spell."""
    global _spells
    with _lock:
        _spells -= 1
        if not _spells and _was_enabled:
            gc.enable()

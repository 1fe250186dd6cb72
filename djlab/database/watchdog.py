"""Calls at a time to come, by one thread for the whole process, started when it is first needed."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable


class Alarm:
    """A call to come. It costs nothing to turn it off."""

    __slots__ = ("action",)

    def __init__(self, action: Callable[[], None]) -> None:
        self.action: Callable[[], None] | None = action

    def off(self) -> None:
        """The call does not happen any more, unless it happens right now."""
        self.action = None


_order = itertools.count()
_waiting: list[tuple[float, int, Alarm]] = []
_changed = threading.Condition()
_thread: threading.Thread | None = None


def after(seconds: float, action: Callable[[], None]) -> Alarm:
    """Calls ``action`` in the watchdog's thread after so many seconds; it should be short and must not raise."""
    global _thread
    alarm = Alarm(action)
    with _changed:
        entry = (time.monotonic() + seconds, next(_order), alarm)
        heapq.heappush(_waiting, entry)
        if _thread is None or not _thread.is_alive():
            _thread = threading.Thread(target=_watch, name="djlab-watchdog", daemon=True)
            _thread.start()
        elif _waiting[0] is entry:
            _changed.notify()
    return alarm


def _watch() -> None:
    while True:
        with _changed:
            while not _waiting or _waiting[0][0] > time.monotonic():
                _changed.wait(_waiting[0][0] - time.monotonic() if _waiting else None)
            _, _, alarm = heapq.heappop(_waiting)
        action = alarm.action
        if action is not None:
            action()

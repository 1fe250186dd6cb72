"""To which databases of a project djlab may connect: remembered per user, outside the project, until revoked.

A cloned repository names its own host, and the password comes from this user's environment. So the first connection to
a (project, host, user) that project files name is made only when the user agreed to that very target.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from djlab.database.errors import DatabaseError
from djlab.database.places import write_private
from djlab.database.settings import ConnectionSettings

VARIABLE = "DJLAB_CONFIG_DIR"
NAME = "consent.json"
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Target:
    """What is agreed to: this project may connect to this server as this user."""

    project: str
    backend: str
    host: str
    port: int
    user: str

    @classmethod
    def of(cls, root: Path, settings: ConnectionSettings) -> Target:
        return cls(str(root), settings.backend, settings.host, settings.port, settings.user or "")

    def to_data(self) -> dict[str, Any]:
        return {
            "project": self.project,
            "backend": self.backend,
            "host": self.host,
            "port": self.port,
            "user": self.user,
        }


def folder() -> Path:
    """The user's folder of djlab's own settings; nothing is made."""
    if os.environ.get(VARIABLE):
        return Path(os.environ[VARIABLE]).expanduser()
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming") / "djlab"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "djlab"


def is_given(target: Target) -> bool:
    """Whether the user agreed. What cannot be read is no consent."""
    return target in _load()


def give(target: Target) -> None:
    """Remembers that the user agreed. Raises ``DatabaseError`` when it cannot be written."""
    with _lock:
        _save([*(other for other in _load() if other != target), target])


def revoke(project: Path) -> int:
    """Forgets all that was agreed for a project; tells how many targets that were."""
    with _lock:
        before = _load()
        kept = [target for target in before if target.project != str(project)]
        if len(kept) != len(before):
            _save(kept)
        return len(before) - len(kept)


def _load() -> list[Target]:
    try:
        data = json.loads((folder() / NAME).read_text("utf-8"))
        return [Target(**entry) for entry in data["targets"]]
    except (OSError, ValueError, TypeError, KeyError):
        return []


def _save(targets: list[Target]) -> None:
    place = folder()
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        data = {"format": 1, "targets": [target.to_data() for target in targets]}
        write_private(place / NAME, json.dumps(data, indent=2) + "\n")
    except OSError as error:
        raise DatabaseError(
            f"The consent cannot be remembered in {place / NAME}: {error.strerror}. Make the folder writable, or set "
            f"{VARIABLE} to another one."
        ) from error

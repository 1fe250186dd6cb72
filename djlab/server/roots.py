"""Which folders a request may name, and where the server may write.

Reading goes up from the server's root to the project that encloses it (JupyterLab started inside ``notebooks/``).
Writing never leaves the server's root. Symlinks are resolved before anything is compared.
"""

from __future__ import annotations

import os
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path


class RefusedError(Exception):
    """A request names what it must not. ``status`` is the HTTP status, the text what the user reads."""

    def __init__(self, status: int, message: str, reason: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Roots:
    """The server's root folder, resolved, and what follows from it."""

    server: Path

    @classmethod
    def of(cls, folder: str) -> Roots:
        return cls(Path(folder).expanduser().resolve())

    def folder(self, contents_path: str) -> Path:
        """The folder that a contents path names.

        Raises RefusedError: 400 for what is no contents path, 403 for what lies outside the server's root, 404 for
        what is no folder.
        """
        if "\0" in contents_path:
            raise RefusedError(400, "The path holds a NUL character.", "path")
        place = self._resolved(self.server / contents_path.strip("/"))
        if not place.is_relative_to(self.server):
            raise RefusedError(403, f"{contents_path} lies outside the server's root folder.", "outside")
        if not place.is_dir():
            raise RefusedError(404, f"{contents_path or 'The root'} is no folder.", "missing")
        return place

    def project(self, root: str) -> Path:
        """The resolved root of a project that a request names by its absolute path.

        Raises RefusedError: 400 for no absolute path, 403 for a folder that is neither inside the server's root nor
        the project that encloses it, 404 for what is no folder.
        """
        if not root or "\0" in root or not Path(root).is_absolute():
            raise RefusedError(400, "root must be the absolute path that projects gave.", "root")
        place = self._resolved(Path(root))
        if not place.is_relative_to(self.server) and place != self.enclosing():
            raise RefusedError(403, "The project lies outside the server's root folder.", "outside")
        if not place.is_dir():
            raise RefusedError(404, "There is no such folder any more.", "missing")
        return place

    def enclosing(self) -> Path | None:
        """The project above the server's root that the root belongs to."""
        from djlab.pipeline.locate import find_project

        found = find_project(self.server)
        return None if found is None or found == self.server else found.resolve()

    def contents_path(self, place: Path) -> str | None:
        """The contents path of an absolute path, ``None`` outside the server's root."""
        resolved = self._resolved(place)
        if not resolved.is_relative_to(self.server):
            return None
        relative = resolved.relative_to(self.server).as_posix()
        return "" if relative == "." else relative

    def is_writable(self, root: Path) -> bool:
        """Whether the scaffolds may write below a project's root."""
        return self.contents_path(root) is not None and os.access(root, os.W_OK | os.X_OK)

    def start_command(self, root: Path) -> str:
        """The command that starts JupyterLab at a project's root."""
        quoted = f'"{root}"' if sys.platform == "win32" else shlex.quote(str(root))
        return f"jupyter lab {quoted}"

    def _resolved(self, place: Path) -> Path:
        try:
            return place.resolve()
        except (OSError, RuntimeError, ValueError) as error:
            raise RefusedError(400, "The path cannot be followed.", "path") from error

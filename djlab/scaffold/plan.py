"""A plan: the files that a scaffold would create or change, and what stands in its way. Making one writes nothing."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from djlab.scaffold.paths import UnsafePathError, resolve_inside

Action = Literal["create", "update", "skip"]
Kind = Literal["module", "notebook", "table", "project", "structure", "fix", "store", "stores-module", "secret"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a plan cannot be applied. ``field`` names the option to change (``table.name``), ``""`` the whole."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """One file of a plan; ``path`` is relative to the plan's root and uses ``/``.

    ``content`` is the whole text that the file will have; for a skipped file it is the text that stays. ``seen`` is the
    SHA-256 of the bytes that lay at the path when the plan was made, ``None`` where nothing did: applying refuses when
    that has changed. ``diff`` is a unified diff from the text on disk, empty for a skipped file. Where ``content``
    holds a secret, ``shown`` is what people see in its place, and ``diff`` is between such texts.
    """

    path: str
    action: Action
    content: str = field(repr=False)
    diff: str = ""
    seen: str | None = None
    mode: int = 0o644
    shown: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a scaffold would do below ``root`` (absolute).

    ``command`` is the command line that does the same, ``open`` the file to show afterwards and ``line`` the line of it
    (from 1), ``notes`` what is left to do by hand. With ``repository`` the root becomes a Git repository, unless
    it is in one.
    """

    kind: Kind
    root: str
    files: tuple[PlannedFile, ...]
    problems: tuple[Problem, ...]
    command: str
    open: str | None
    notes: tuple[str, ...] = ()
    line: int | None = None
    repository: bool = False

    @property
    def changes(self) -> tuple[PlannedFile, ...]:
        """The files that applying the plan would write."""
        return tuple(file for file in self.files if file.action != "skip")

    def to_data(self) -> dict[str, Any]:
        """The plan as plain data, in the form that the REST routes and ``djlab new --json`` give."""
        return {
            "kind": self.kind,
            "files": [
                {
                    "path": file.path,
                    "action": file.action,
                    "content": file.content if file.shown is None else file.shown,
                    "diff": file.diff,
                }
                for file in self.files
            ],
            "problems": [{"field": problem.field, "message": problem.message} for problem in self.problems],
            "command": self.command,
            "open": self.open,
            "line": self.line,
            "notes": list(self.notes),
        }


def digest(data: bytes) -> str:
    """SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def unified_diff(path: str, before: str | None, after: str) -> str:
    """A unified diff from ``before`` (``None`` for a file that is not there yet) to ``after``."""
    lines = difflib.unified_diff(
        (before or "").splitlines(keepends=True),
        after.splitlines(keepends=True),
        fromfile="/dev/null" if before is None else f"a/{path}",
        tofile=f"b/{path}",
    )
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def plan_new_file(root: Path, path: str, content: str, mode: int = 0o644) -> tuple[PlannedFile, Problem | None]:
    """Plan a file that must not exist yet.

    A file that already has the planned text is skipped, so that planning twice changes nothing; any other file at the
    path is kept and said to be in the way. Returns the planned file and that problem.
    """
    try:
        target = resolve_inside(root, path)
    except UnsafePathError as error:
        return PlannedFile(path, "skip", "", mode=mode), Problem("", str(error))
    try:
        data = target.read_bytes()
    except FileNotFoundError:
        return PlannedFile(path, "create", content, unified_diff(path, None, content), mode=mode), None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return PlannedFile(path, "skip", "", mode=mode), Problem("", f"{path} is in the way: {reason}")
    planned = PlannedFile(path, "skip", data.decode("utf-8", "replace"), seen=digest(data), mode=mode)
    if data == content.encode("utf-8"):
        return planned, None
    return planned, Problem("", f"{path} exists already and is never overwritten")


def plan_text(
    root: Path, path: str, change: Callable[[str | None], str], mode: int = 0o644
) -> tuple[PlannedFile, Problem | None]:
    """Plan another text for a file, which ``change`` makes of the present one (``None`` where there is none).

    A file that cannot be read as UTF-8 stays, and is said to be in the way; so is one for which ``change`` raises
    ValueError, with its message.
    """
    try:
        target = resolve_inside(root, path)
        data = target.read_bytes() if target.exists() else None
        # Kept as they are: newlines of another system, and a byte order mark.
        before = None if data is None else data.decode("utf-8")
        after = change(before)
    except UnicodeDecodeError:
        return PlannedFile(path, "skip", "", mode=mode), Problem("", f"{path} is not UTF-8 text")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return PlannedFile(path, "skip", "", mode=mode), Problem("", f"{path} cannot be read: {reason}")
    except ValueError as error:  # of which UnsafePathError is one
        return PlannedFile(path, "skip", "", mode=mode), Problem("", str(error))
    if data is None or before is None:
        return PlannedFile(path, "create", after, unified_diff(path, None, after), mode=mode), None
    if after == before:
        return PlannedFile(path, "skip", before, seen=digest(data), mode=mode), None
    return PlannedFile(path, "update", after, unified_diff(path, before, after), digest(data), mode), None


def first_problems(problems: Iterable[Problem | None]) -> tuple[Problem, ...]:
    """The problems among ``problems``, each once, in order."""
    return tuple(dict.fromkeys(problem for problem in problems if problem is not None))

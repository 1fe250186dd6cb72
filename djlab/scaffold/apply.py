"""Applying a plan: whole or not at all, and back again.

Every text is first written beside its target. Then new files are linked into place, which fails where something has
appeared meanwhile, and changed files are renamed into place. When one step fails, the steps before it are taken back.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from djlab.scaffold.git import Repository, init
from djlab.scaffold.paths import UnsafePathError, resolve_inside
from djlab.scaffold.plan import Plan, PlannedFile, Problem, digest

_TEMPORARY = ".djlab-tmp-"
# Applying takes seconds: a temporary file of this age (seconds) belongs to a process that was killed.
_ABANDONED = 600.0
_lock = threading.Lock()


class ApplyError(Exception):
    """The plan was not applied and nothing of it was left behind; the message says why."""


class PlanRefusedError(ApplyError):
    """The plan has problems."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{p.field}: {p.message}" if p.field else p.message for p in problems))


class StaleError(ApplyError):
    """The disk has changed since the plan was made."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that undoing left alone, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Undone:
    """``removed`` and ``restored`` are paths relative to the root."""

    removed: tuple[str, ...]
    restored: tuple[str, ...]
    kept: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """A file that was written: its SHA-256 afterwards and its bytes before (``None`` for a new file)."""

    path: str
    target: Path
    after: str
    before: bytes | None = field(repr=False)
    mode: int


@dataclass(frozen=True, slots=True)
class Applied:
    """What applying a plan wrote, relative to ``root``, and the way back; ``notes`` say what could not be done."""

    root: str
    written: tuple[str, ...]
    open: str | None
    line: int | None = None
    notes: tuple[str, ...] = ()
    _steps: tuple[_Step, ...] = field(default=(), repr=False)
    _folders: tuple[Path, ...] = field(default=(), repr=False)
    _repository: Repository | None = field(default=None, repr=False)

    def undo(self) -> Undone:
        """Take back what was written, except for files that somebody has changed, moved or removed since.

        Folders that applying made are removed when nothing else lies in them. Doing it twice does nothing more.
        """
        removed: list[str] = []
        restored: list[str] = []
        kept: list[Kept] = []
        with _lock:
            if self._repository is not None:
                _take_back_repository(self._repository, removed, kept)
            for step in reversed(self._steps):
                try:
                    reason = _why_kept(Path(self.root), step)
                    if reason is None:
                        _take_back(step)
                        (removed if step.before is None else restored).append(step.path)
                    elif reason:
                        kept.append(Kept(step.path, reason))
                except OSError as error:
                    kept.append(Kept(step.path, error.strerror or str(error)))
            _remove_folders(self._folders)
        return Undone(tuple(removed), tuple(restored), tuple(kept))


def apply(plan: Plan) -> Applied:
    """Write a plan.

    Raises :class:`PlanRefusedError` when it has problems, :class:`StaleError` when the disk has changed since it was
    made, and :class:`ApplyError` when the system refuses a write (no permission, full disk). Nothing is left behind
    then.
    """
    if plan.problems:
        raise PlanRefusedError(plan.problems)
    root = Path(plan.root)
    steps: list[_Step] = []
    folders: list[Path] = []
    temporaries: list[Path] = []
    with _lock:
        try:
            if not root.is_dir():
                folders.extend(_make_folders(root))
            staged: list[tuple[PlannedFile, Path, Path, bytes | None]] = []
            for file in plan.changes:
                target = resolve_inside(root, file.path)
                before = _check_seen(file, target)
                folders.extend(_make_folders(target.parent, _folder_mode(file)))
                _remove_abandoned(target.parent)
                temporary = _write_beside(target, file)
                temporaries.append(temporary)
                staged.append((file, target, temporary, before))
            for file, target, temporary, before in staged:
                _put(file, target, temporary)
                steps.append(_Step(file.path, target, digest(file.content.encode("utf-8")), before, file.mode))
        except BaseException as error:
            for step in reversed(steps):
                with contextlib.suppress(OSError):
                    _take_back(step)
            _remove_files(temporaries)
            _remove_folders(folders)
            if isinstance(error, UnsafePathError):
                raise ApplyError(str(error)) from error
            if isinstance(error, OSError):
                raise ApplyError(_explain(error)) from error
            raise
        _remove_files(temporaries)
        repository, reason = init(root) if plan.repository else (None, None)
    written = (*(step.path for step in steps), *((".git",) if repository else ()))
    notes = () if reason is None else (reason,)
    return Applied(str(root), written, plan.open, plan.line, notes, tuple(steps), tuple(folders), repository)


def _check_seen(file: PlannedFile, target: Path) -> bytes | None:
    """The bytes at the target, which must be those that the plan saw."""
    try:
        data = target.read_bytes()
    except FileNotFoundError:
        if file.seen is None:
            return None
        raise StaleError(f"{file.path} is gone since the plan was made; plan again") from None
    if file.seen is None:
        raise StaleError(f"{file.path} has appeared since the plan was made and is not overwritten")
    if digest(data) != file.seen:
        raise StaleError(f"{file.path} has changed since the plan was made; plan again")
    return data


def _folder_mode(file: PlannedFile) -> int:
    """A file for its owner alone lies in a folder for its owner alone."""
    return 0o777 if file.mode & 0o077 else 0o700


def _make_folders(folder: Path, mode: int = 0o777) -> list[Path]:
    made: list[Path] = []
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    try:
        for path in reversed(missing):
            path.mkdir(mode=mode)
            made.append(path)
    except OSError:
        _remove_folders(made)
        raise
    return made


def _write_beside(target: Path, file: PlannedFile) -> Path:
    temporary = target.with_name(f"{_TEMPORARY}{os.getpid()}-{secrets.token_hex(6)}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(temporary, flags, file.mode)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(file.content.encode("utf-8"))
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        _remove_files([temporary])
        raise
    return temporary


def _put(file: PlannedFile, target: Path, temporary: Path) -> None:
    """Move the finished text into place; a new file never replaces another."""
    if file.action == "update":
        _check_seen(file, target)
        with contextlib.suppress(OSError):
            temporary.chmod(target.stat().st_mode & 0o7777)
        temporary.replace(target)
        return
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise StaleError(f"{file.path} has appeared since the plan was made and is not overwritten") from None
    except OSError:
        # File systems without hard links (exFAT, some network shares): create exclusively, then fill.
        _copy_exclusively(file, target)


def _copy_exclusively(file: PlannedFile, target: Path) -> None:
    try:
        with target.open("xb") as stream:
            stream.write(file.content.encode("utf-8"))
            stream.flush()
            os.fsync(stream.fileno())
    except FileExistsError:
        raise StaleError(f"{file.path} has appeared since the plan was made and is not overwritten") from None
    except BaseException:
        _remove_files([target])
        raise
    with contextlib.suppress(OSError):
        target.chmod(file.mode)


def _why_kept(root: Path, step: _Step) -> str | None:
    """``None`` when the file is as it was written, ``""`` when there is nothing to take back, else the reason."""
    try:
        target = resolve_inside(root, step.path)
    except UnsafePathError as error:
        return str(error)
    if target != step.target:
        return "its folder is another one now"
    try:
        data = target.read_bytes()
    except FileNotFoundError:
        return "" if step.before is None else "it has been removed since"
    if digest(data) == step.after:
        return None
    if step.before is not None and data == step.before:
        return ""
    return "it has changed since"


def _take_back_repository(repository: Repository, removed: list[str], kept: list[Kept]) -> None:
    try:
        there = repository.folder.exists()
        reason = repository.take_back()
    except OSError as error:
        there, reason = True, error.strerror or str(error)
    if reason is not None:
        kept.append(Kept(".git", reason))
    elif there:
        removed.append(".git")


def _take_back(step: _Step) -> None:
    if step.before is None:
        step.target.unlink(missing_ok=True)
        return
    temporary = step.target.with_name(f"{_TEMPORARY}{os.getpid()}-{secrets.token_hex(6)}")
    try:
        # What is restored may hold a secret: nobody else reads it before it has its old mode again.
        temporary.touch(0o600, exist_ok=False)
        temporary.write_bytes(step.before)
        temporary.chmod(step.target.stat().st_mode & 0o7777)
        temporary.replace(step.target)
    finally:
        _remove_files([temporary])


def _remove_abandoned(folder: Path) -> None:
    with contextlib.suppress(OSError):
        old = time.time() - _ABANDONED
        _remove_files([path for path in folder.glob(f"{_TEMPORARY}*") if path.lstat().st_mtime < old])


def _remove_files(paths: list[Path]) -> None:
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def _remove_folders(folders: list[Path] | tuple[Path, ...]) -> None:
    for folder in sorted(folders, key=lambda path: len(path.parts), reverse=True):
        with contextlib.suppress(OSError):
            folder.rmdir()


def _explain(error: OSError) -> str:
    where = f" {error.filename}" if error.filename else ""
    return f"cannot write{where}: {error.strerror or error}; nothing has been changed"

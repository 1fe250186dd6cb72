"""Which files changed: from the operating system where it tells, by looking again where it does not."""

from __future__ import annotations

import asyncio
import errno
import os
import sys
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from watchfiles import Change, awatch

STEP = 10
"""Milliseconds without a further change after which a burst counts as over."""
DEBOUNCE = 20
"""Milliseconds after which a burst that goes on is handed over in parts."""
LONGEST = 0.2
"""Seconds after which the parts of a burst that goes on are handed over as one."""
FEW = 8
"""Files up to which a part is not worth being read ahead."""

_NETWORK = frozenset(
    (
        *("nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre", "gpfs"),
        *("beegfs", "vboxsf", "prl_fs", "drvfs", "vmhgfs", "fuse.vmhgfs-fuse", "fuse.sshfs", "fuse.s3fs"),
        *("fuse.gcsfuse", "fuse.rclone"),
    )
)
_FLAT = ("", "src", "docs", "docker", ".secrets")
_REPOSITORIES = frozenset({".git", ".hg"})
_SKIPPED = frozenset({*_REPOSITORIES, "__pycache__", "node_modules", ".ipynb_checkpoints", ".venv", "venv"})
_HIDDEN = frozenset({".git", ".hg", ".gitignore", ".secrets", ".env.example"})
_SUFFIXES = frozenset({"", ".py", ".ipynb", ".toml", ".cfg"})
_NAMES = frozenset({"datajoint.json", "dj_local_conf.json", "requirements.txt"})
_STRUCTURE = frozenset({".md", ".rst", ".txt", ".yaml", ".yml"})


class UnwatchableError(Exception):
    """The operating system will not tell about changes; the text says why."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What is watched for one project: folders with all that lies below them, and folders alone."""

    root: Path
    recursive: tuple[Path, ...]
    flat: tuple[Path, ...]

    @classmethod
    def of(cls, root: Path, package_folders: Iterable[Path], outside: Iterable[Path] = ()) -> Watched:
        """``outside`` are folders above the root that hold configuration."""
        deep = [folder for folder in (*package_folders, root / "notebooks") if folder != root and folder.is_dir()]
        flat = [root / name for name in _FLAT if (root / name).is_dir()]
        parents = [folder.parent for folder in deep if folder.parent.is_dir()]
        above = [folder for folder in outside if folder.is_dir()]
        return cls(root, tuple(sorted(set(deep))), tuple(sorted({*flat, *parents, *above})))

    def is_broken_by(self, paths: Collection[str]) -> bool:
        """Whether a watched folder itself appeared, vanished or was replaced: then the watch must start anew."""
        watched = {str(folder) for folder in (*self.recursive, *self.flat)}
        return any(path in watched or str(self.root).startswith(path + os.sep) for path in paths)

    def lacks(self) -> bool:
        """Whether a folder that would be watched has appeared since."""
        now = Watched.of(self.root, self.recursive)
        return not set(now.recursive) <= set(self.recursive) or not set(now.flat) <= set(self.flat)


def is_relevant(_: Change, path: str) -> bool:
    """Whether a change of this path can change what a project is. Editors' temporary files and caches cannot."""
    place = Path(path)
    name, folder = place.name, place.parent
    if name in _SKIPPED:
        return name in _REPOSITORIES
    if name.endswith("~") or not _SKIPPED.isdisjoint(folder.parts[-6:]):
        return False
    if folder.name == ".secrets":
        return True
    if name.startswith("."):
        return name in _HIDDEN
    return place.suffix in _SUFFIXES or name in _NAMES or place.suffix in _STRUCTURE


async def changes(
    watched: Watched, read_ahead: Callable[[Collection[str]], Awaitable[None]], again: asyncio.Event
) -> AsyncGenerator[set[str], None]:
    """Bursts of changed paths, until the generator is closed. ``again`` makes a burst of the root alone.

    Of a large burst, ``read_ahead`` gets what has come so far while more comes: a save is handed over at once, and a
    checkout as one change, of which most is read when its last file is written.

    Raises UnwatchableError where the operating system cannot watch these folders.
    """
    kind = network_file_system(watched.root)
    if kind is not None:
        raise UnwatchableError(f"the project lies on a network file system ({kind})")
    queue: asyncio.Queue[set[str] | Exception | None] = asyncio.Queue()
    stop = asyncio.Event()
    tasks = [
        asyncio.create_task(_feed(queue, folders, recursive, stop))
        for folders, recursive in ((watched.recursive, True), (watched.flat, False))
        if folders
    ]
    waker = asyncio.create_task(_wake(queue, watched.root, again))
    ended = 0

    def taken(item: set[str] | Exception | None) -> set[str]:
        nonlocal ended
        if isinstance(item, Exception):
            raise UnwatchableError(_why(item)) from item
        if item is None:
            ended += 1
        return item or set()

    try:
        while ended < len(tasks):
            whole = part = taken(await queue.get())
            began = time.monotonic()
            while part:
                if len(part) > FEW and time.monotonic() - began < LONGEST:
                    await read_ahead(part)
                part = set().union(*[taken(queue.get_nowait()) for _ in range(queue.qsize())])
                whole |= part
            if whole:
                yield whole
    finally:
        stop.set()
        waker.cancel()
        await asyncio.gather(*tasks, waker, return_exceptions=True)


async def _wake(queue: asyncio.Queue[set[str] | Exception | None], root: Path, again: asyncio.Event) -> None:
    await again.wait()
    queue.put_nowait({str(root)})


async def _feed(
    queue: asyncio.Queue[set[str] | Exception | None], folders: tuple[Path, ...], recursive: bool, stop: asyncio.Event
) -> None:
    try:
        async for found in awatch(
            *folders,
            watch_filter=is_relevant,
            debounce=DEBOUNCE,
            step=STEP,
            stop_event=stop,
            recursive=recursive,
            force_polling=False,
            ignore_permission_denied=True,
            rust_timeout=1000,
        ):
            queue.put_nowait({path for _, path in found})
        queue.put_nowait(None)
    except asyncio.CancelledError:
        raise
    except Exception as error:  # watchfiles raises OSError and errors of its own
        queue.put_nowait(error)


def network_file_system(folder: Path) -> str | None:
    """The type of the network file system that holds a folder, ``None`` for a local one or where it cannot be told."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        lines = Path("/proc/self/mounts").read_text("utf-8", "replace").splitlines()
    except OSError:
        return None
    best, kind = "", None
    for line in lines:
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        place = fields[1].replace("\\040", " ")
        if folder.is_relative_to(place) and len(place) >= len(best):
            best, kind = place, fields[2]
    return kind if kind in _NETWORK else None


def _why(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EMFILE):
        return "the system's limit of watched files is reached (fs.inotify.max_user_watches)"
    if "limit" in str(error).lower():
        return "the system's limit of watched files is reached (fs.inotify.max_user_watches)"
    if isinstance(error, FileNotFoundError):
        return "a watched folder is missing"
    return f"the operating system does not watch the project ({type(error).__name__})"

"""Which files a project's ``.gitignore`` leaves out, and which are in its repository."""

from __future__ import annotations

import fnmatch
import struct
from pathlib import Path

from djlab.checks.context import Context


def ignored(context: Context, path: str) -> bool:
    """Whether the project's own ``.gitignore`` files leave a path out; Git itself is not asked."""
    folder, _, name = path.rpartition("/")
    found = False
    for place, wanted in ((".gitignore", path), (f"{folder}/.gitignore" if folder else "", name)):
        source = context.source(place) if place else None
        for line in source.lines if source is not None else ():
            pattern = line.strip()
            if not pattern or pattern.startswith("#"):
                continue
            negated = pattern.startswith("!")
            pattern = pattern.lstrip("!").rstrip("/").removesuffix("/*").removesuffix("/**")
            anywhere = "/" not in pattern
            pattern = pattern.removeprefix("**/").removeprefix("/")
            target = wanted.rpartition("/")[2] if anywhere else wanted
            if fnmatch.fnmatchcase(target, pattern):
                found = not negated
    # .secrets may keep a .gitignore of its own, as DataJoint's save_template writes it.
    inner = context.source(f"{path}/.gitignore")
    return found or (inner is not None and "*" in (line.strip() for line in inner.lines))


MAX_INDEX = 50_000_000


def tracked_paths(repository: Path) -> tuple[str, ...]:
    """The paths in the index of a repository (its ``.git``), relative to the work tree.

    Git is not run: a repository's configuration could make it run anything. Empty where there is no index, and for the
    format's versions 1 and 5, which no Git writes by itself. The format is described in Git's ``index-format``.
    """
    try:
        file = repository / "index"
        data = file.read_bytes() if file.stat().st_size <= MAX_INDEX else b""
    except OSError:
        return ()
    if len(data) < 12 or data[:4] != b"DIRC":
        return ()
    version, count = struct.unpack(">II", data[4:12])
    if version not in (2, 3, 4):
        return ()
    found: list[str] = []
    position, before = 12, b""
    for _ in range(count):
        start = position
        position += 62
        if len(data) < position:
            break
        (flags,) = struct.unpack(">H", data[position - 2 : position])
        if version >= 3 and flags & 0x4000:
            position += 2
        if version == 4:
            cut, position = _offset(data, position)
            before = before[: len(before) - cut]
        else:
            before = b""
        end = data.find(b"\0", position)
        if end < 0:
            break
        before += data[position:end]
        found.append(before.decode("utf-8", "replace"))
        # Entries before version 4 are padded with 1 to 8 NULs to a multiple of eight bytes.
        position = end + 1 if version == 4 else start + (end - start + 8) // 8 * 8
    return tuple(found)


def _offset(data: bytes, position: int) -> tuple[int, int]:
    """An integer of variable width, as Git's pack format writes offsets, and the position behind it."""
    if position >= len(data):
        return 0, position
    byte = data[position]
    value = byte & 0x7F
    while byte & 0x80 and position + 1 < len(data):
        position += 1
        byte = data[position]
        value = ((value + 1) << 7) | (byte & 0x7F)
    return value, position + 1

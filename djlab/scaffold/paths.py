"""Paths that a plan may write: below the root, through no symbolic link that leaves it, legal on every system."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

# Device names that Windows reserves in every folder, with any extension (Microsoft: "Naming Files, Paths, and
# Namespaces").
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$")
_FORBIDDEN = re.compile(r'[<>:"|?*\\\x00-\x1f]')


class UnsafePathError(ValueError):
    """A path that djlab does not write; the message says why."""


def reserved_on_windows(name: str) -> bool:
    """Whether Windows reserves the file name (``aux``, ``nul.txt``)."""
    return bool(_RESERVED.match(name))


def check_relative(path: str) -> PurePosixPath:
    """The relative path, or :class:`UnsafePathError` when it is absolute, climbs, or is illegal on some system."""
    pure = PurePosixPath(path)
    if not path or pure.is_absolute() or not pure.parts:
        raise UnsafePathError(f"{path!r} is no path below the project's folder")
    for part in pure.parts:
        if part == "..":
            raise UnsafePathError(f"{path} climbs out of the project's folder")
        if _FORBIDDEN.search(part):
            raise UnsafePathError(f"{path!r} holds a character that file names cannot have on every system")
        if reserved_on_windows(part):
            raise UnsafePathError(f"{path}: Windows reserves the name {part!r}")
        if part != part.rstrip(". "):
            raise UnsafePathError(f"{path!r}: Windows drops a full stop or space at the end of a name")
    return pure


def resolve_inside(root: Path, path: str) -> Path:
    """The absolute path of ``path`` below ``root``, symbolic links of its folders resolved.

    Raises :class:`UnsafePathError` when a link leads out of the root, or when the path itself is a link.
    """
    pure = check_relative(path)
    base = root.resolve()
    target = base.joinpath(*pure.parts)
    if target.is_symlink():
        raise UnsafePathError(f"{path} is a symbolic link; djlab writes only plain files")
    parent = target.parent.resolve()
    if not parent.is_relative_to(base):
        raise UnsafePathError(f"{path} leaves the project's folder through a symbolic link")
    return parent / target.name

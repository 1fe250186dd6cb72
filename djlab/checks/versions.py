"""Which DataJoint a project may run on: the requirement that it states, as the two lines that the rules tell apart."""

from __future__ import annotations

import re
from functools import lru_cache

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from djlab.pipeline.types import Line

BOTH: frozenset[Line] = frozenset({"0.14", "2"})

_BEFORE_KEYS_CHANGED = tuple(f"0.{minor}.{micro}" for minor in (11, 12, 13) for micro in range(10))
_LAST_OF_OLD = tuple(f"0.14.{micro}" for micro in range(20))
_RELEASES: dict[Line, tuple[str, ...]] = {
    "0.14": (*_BEFORE_KEYS_CHANGED, *_LAST_OF_OLD),
    "2": (*(f"2.{minor}.{micro}" for minor in range(10) for micro in range(10)), "2.99"),
}
"""Releases as they are numbered; a number that was never released does no harm."""

SILENT_BLOB_RELEASES = (*(f"2.{minor}.{micro}" for minor in range(3) for micro in range(10)), "2.3.0", "2.3.1")
"""Releases that store ``str(array)`` in a ``longblob`` without a word (datajoint-python #1527)."""


def specifiers(requirement: str | None) -> SpecifierSet | None:
    """The version specifiers of ``>=2.3`` or ``datajoint[postgres]>=2.3; extra == "x"``; ``None`` if there are none."""
    if requirement is None:
        return None
    text = re.sub(r"^\s*datajoint\s*(\[[^\]]*\])?", "", requirement, flags=re.IGNORECASE)
    try:
        return SpecifierSet(text.split(";")[0].strip().strip("()"))
    except InvalidSpecifier:
        return None


@lru_cache(maxsize=64)
def admitted_lines(requirement: str | None) -> frozenset[Line]:
    """The lines of DataJoint that ``requirement`` admits; both where the project does not say."""
    wanted = specifiers(requirement)
    if wanted is None:
        return BOTH
    lines = frozenset(line for line, releases in _RELEASES.items() if any(wanted.contains(r) for r in releases))
    return lines or BOTH


@lru_cache(maxsize=64)
def admits_silent_blobs(requirement: str | None) -> bool:
    """Whether ``requirement`` admits a 2.x release that corrupts a ``longblob`` silently and says that it wants 2.x."""
    wanted = specifiers(requirement)
    if wanted is None or "0.14" in admitted_lines(requirement):
        return False
    return any(wanted.contains(release) for release in SILENT_BLOB_RELEASES)


@lru_cache(maxsize=64)
def reads_old_keys(requirement: str | None) -> bool:
    """Whether ``requirement`` admits only releases before 0.14, which read ``(new_name) -> Table``."""
    wanted = specifiers(requirement)
    if wanted is None:
        return False
    newer = (*_LAST_OF_OLD, *_RELEASES["2"])
    return any(map(wanted.contains, _BEFORE_KEYS_CHANGED)) and not any(map(wanted.contains, newer))

"""The extra of DataJoint that the protocol of a store needs, in the requirement of ``pyproject.toml``."""

from __future__ import annotations

import re
from collections.abc import Sequence

_REQUIREMENT = re.compile(r"(?P<name>\s*datajoint)\s*(?:\[(?P<extras>[^\]]*)\])?(?P<rest>\s*(?:[<>=!~;(,].*)?)", re.I)
_EXTRAS = ("azure", "gcs", "s3")


def with_extra(dependencies: object, protocol: str) -> tuple[int, str] | None:
    """Which requirement has to change for the protocol, and to what; ``None`` where none has to, or none is found."""
    if protocol not in _EXTRAS or not isinstance(dependencies, Sequence) or isinstance(dependencies, str):
        return None
    for number, line in enumerate(dependencies):
        match = _REQUIREMENT.fullmatch(line) if isinstance(line, str) else None
        if match:
            extras = [extra.strip() for extra in (match["extras"] or "").split(",") if extra.strip()]
            if protocol in (extra.lower() for extra in extras):
                return None
            return number, f"{match['name']}[{','.join([*extras, protocol])}]{match['rest']}"
    return None

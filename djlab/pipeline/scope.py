"""Where an expression stands."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from djlab.pipeline.values import ClassValue, Value

END = math.inf
"""The position after all statements of a module."""


@dataclass(slots=True)
class Scope:
    """A module up to a position; inside a function's call also its names, inside a class body the class.

    ``shared`` are the names that the function declares ``global``.
    """

    module: str
    position: float = END
    names: dict[str, Value] | None = None
    owner: ClassValue | None = None
    shared: set[str] = field(default_factory=set)

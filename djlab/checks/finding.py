"""What a rule reports, and the change that would mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]
"""``error``: DataJoint or Python would fail, or data be lost. ``warning``: likely to hurt. ``info``: worth knowing."""

Certainty = Literal["certain", "likely", "possible"]
"""``certain`` follows from the source alone; ``likely`` may miss run time; ``possible`` asks for a look."""

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A stretch of a file. Lines and columns count from 1, columns in Unicode code points; the end is exclusive.

    ``path`` is relative to the project's root and uses ``/``.
    """

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 0
    end_column: int = 0

    def __post_init__(self) -> None:
        if self.end_line == 0:
            object.__setattr__(self, "end_line", self.line)
            object.__setattr__(self, "end_column", self.column)


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text at ``place`` by ``text``."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that belong together: all are applied, or none."""

    title: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule reports.

    ``help`` is a sentence that tells a person how to mend it; ``fix`` the change that does, where one is safe.
    ``table`` and ``module`` name what it is about, ``None`` where it is about the project.
    """

    code: str
    slug: str
    severity: Severity
    certainty: Certainty
    place: Place
    message: str
    help: str | None = None
    fix: Fix | None = None
    module: str | None = None
    table: str | None = None

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        return (self.place.path, self.place.line, self.place.column, self.code, self.message)

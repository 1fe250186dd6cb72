"""Checks of texts that are open in an editor and not saved, and fixes of what a project's findings report.

A text is read like a file of the project; it is never written and never executed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from djlab.checks import Finding, Place
from djlab.checks.fixes import Changed, apply_fixes
from djlab.checks.source import Sources

if TYPE_CHECKING:
    from djlab.project.session import ProjectSession

_LINE_MAGIC = re.compile(r"^(\s*)(?:[%!].*|.*\?{1,2}\s*)$")
_WHOLE_CELL = re.compile(r"\s*%%(?!(?:time|timeit|capture|prun)\b)")
_IN_NOTEBOOKS = ("DJL1", "DJL2", "DJL304", "DJL4", "DJL501", "DJL6")
"""What can be said of cells: not how modules import each other, nor that a cell repeats a class of the project."""


@dataclass(frozen=True, slots=True)
class CellFinding:
    """A finding in a cell of a notebook; its lines count from the cell's first."""

    cell: int
    finding: Finding


def check_text(session: ProjectSession, path: str, text: str) -> tuple[Finding, ...]:
    """The findings about a module of the project with this text instead of that on disk.

    ``path`` is relative to the root. Nothing is found in a file that is no module of the pipeline.
    """
    if not any(module.path == path and module.writable for module in session.pipeline.modules):
        return ()
    return _check(session, path, text)


def check_cells(session: ProjectSession, path: str, cells: Sequence[str]) -> tuple[CellFinding, ...]:
    """The findings about the code cells of a notebook, read as one text from top to bottom.

    A cell that does not parse, or that another language runs, is left out. What a cell refers to may come from a cell
    that was run and is gone: a reference that resolves to nothing is a warning only.
    """
    starts: list[int] = []
    lines: list[str] = []
    for cell in cells:
        starts.append(len(lines) + 1)
        lines.extend(_python_lines(cell))
    found = []
    for finding in _check(session, f"{path}.py", "\n".join(lines) + "\n"):
        if not finding.code.startswith(_IN_NOTEBOOKS):
            continue
        number = max(n for n, start in enumerate(starts) if start <= max(finding.place.line, 1))
        moved = _moved(finding, starts[number] - 1)
        if finding.code == "DJL304":
            moved = replace(moved, severity="warning", certainty="possible")
        found.append(CellFinding(number, moved))
    return tuple(found)


def mend(session: ProjectSession, code: str, path: str, line: int, column: int) -> Changed | None:
    """The file with the fix of one finding applied; ``None`` where the project has no such finding any more.

    The nearest finding of the code in the file is meant, for lines may have moved since it was shown.
    """
    report = session.live_checker.check(session.subject())
    near = [f for f in report.findings if f.code == code and f.place.path == path and f.fix is not None]
    near.sort(key=lambda finding: (abs(finding.place.line - line), abs(finding.place.column - column)))
    changed = apply_fixes(near[:1], Sources(session.root).get)
    return changed[0] if len(changed) == 1 else None


def _check(session: ProjectSession, path: str, text: str) -> tuple[Finding, ...]:
    subject = session.subject()
    overlaid = subject.pipeline.with_text(path, text)
    # A text that was just saved: what is known of its file is what is asked.
    known = session.findings_of(path) if overlaid is subject.pipeline else None
    if known is not None:
        return known
    subject = replace(subject, pipeline=overlaid, texts={path: text})
    return tuple(f for f in session.live_checker.check(subject).findings if f.place.path == path)


def _python_lines(cell: str) -> list[str]:
    """The lines of a cell with IPython's own syntax taken out; blank lines where no Python is left."""
    given = cell.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if _WHOLE_CELL.match(cell):
        return [""] * len(given)
    if _parses(cell):
        return given
    plain = [_LINE_MAGIC.sub(r"\1pass", line) for line in given]
    return plain if _parses("\n".join(plain)) else [""] * len(given)


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _moved(finding: Finding, lines: int) -> Finding:
    def up(place: Place) -> Place:
        return replace(place, line=max(place.line - lines, 1), end_line=max(place.end_line - lines, 1))

    fix = finding.fix
    if fix is not None:
        fix = replace(fix, edits=tuple(replace(edit, place=up(edit.place)) for edit in fix.edits))
    return replace(finding, place=up(finding.place), fix=fix)


def findings_data(findings: Iterable[Finding]) -> list[dict[str, object]]:
    """Findings with the edits of their fixes as plain data; the path is left out, for the caller named the file."""
    return [_data(finding) for finding in findings]


def cell_findings_data(findings: Iterable[CellFinding]) -> list[dict[str, object]]:
    """As :func:`findings_data`, with the number of the cell, from 0."""
    return [{**_data(found.finding), "cell": found.cell} for found in findings]


def _data(finding: Finding) -> dict[str, object]:
    place, fix = finding.place, finding.fix
    return {
        "code": finding.code,
        "slug": finding.slug,
        "severity": finding.severity,
        "certainty": finding.certainty,
        "message": finding.message,
        "help": finding.help,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "fix": None
        if fix is None
        else {
            "title": fix.title,
            "edits": [
                {
                    "line": edit.place.line,
                    "column": edit.place.column,
                    "end_line": edit.place.end_line,
                    "end_column": edit.place.end_column,
                    "text": edit.text,
                }
                for edit in fix.edits
                if edit.place.path == place.path
            ],
        },
    }

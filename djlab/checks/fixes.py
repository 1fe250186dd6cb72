"""Fixes applied to text: they change only what their edits name, byte by byte, and leave Python that still parses."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from djlab.checks.finding import Edit, Finding
from djlab.checks.source import Source


@dataclass(frozen=True, slots=True)
class Changed:
    """A file with its fixes applied. ``findings`` are those that the new text mends."""

    source: Source
    text: str
    findings: tuple[Finding, ...]

    @property
    def path(self) -> str:
        return self.source.path

    @property
    def data(self) -> bytes:
        """The bytes to write, in the file's own encoding and with its own line ends."""
        return self.source.encode(self.text)

    def diff(self) -> str:
        """The change as a unified diff, as ``git apply`` reads it."""
        return unified_diff(self.path, self.source.text, self.text)


def apply_fixes(findings: Iterable[Finding], source_of: Callable[[str], Source | None]) -> list[Changed]:
    """Apply the fixes of the findings, the first of any two that overlap; files in the order of their paths.

    A fix whose edits span several files is applied in all of them or in none. A Python file that would no longer
    parse is left as it is.
    """
    chosen: dict[str, list[Edit]] = {}
    mended: dict[str, list[Finding]] = {}
    for finding in sorted(findings, key=lambda finding: finding.order):
        if finding.fix is None:
            continue
        edits = finding.fix.edits
        if all(_fits(edit, chosen.get(edit.place.path, []), source_of(edit.place.path)) for edit in edits):
            for edit in edits:
                chosen.setdefault(edit.place.path, []).append(edit)
                mended.setdefault(edit.place.path, []).append(finding)
    changed = []
    for path in sorted(chosen):
        source = source_of(path)
        if source is None:
            continue
        text = edit_text(source, chosen[path])
        if text != source.text and (not path.endswith(".py") or not _parses(source.text) or _parses(text)):
            changed.append(Changed(source, text, tuple(dict.fromkeys(mended[path]))))
    return changed


def edit_text(source: Source, edits: Iterable[Edit]) -> str:
    """The source's text with the edits applied; all else keeps its characters."""
    text = source.text
    for begin, end, new in sorted(((*_span(source, edit), edit.text) for edit in edits), reverse=True):
        text = text[:begin] + new + text[end:]
    return text


def unified_diff(path: str, before: str, after: str) -> str:
    """A unified diff of one file; lines without an end are marked as ``git`` marks them."""
    lines = difflib.unified_diff(_diff_lines(before), _diff_lines(after), f"a/{path}", f"b/{path}", lineterm="\n")
    return "".join(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines)


def _diff_lines(text: str) -> list[str]:
    parts = text.split("\n")
    return [part + "\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _fits(edit: Edit, others: Iterable[Edit], source: Source | None) -> bool:
    if source is None:
        return False
    begin, end = _span(source, edit)
    if not 0 <= begin <= end <= len(source.text):
        return False
    return all(end <= first or last <= begin for first, last in (_span(source, other) for other in others))


def _span(source: Source, edit: Edit) -> tuple[int, int]:
    place = edit.place
    return _offset(source, place.line, place.column), _offset(source, place.end_line, place.end_column)


def _offset(source: Source, line: int, column: int) -> int:
    if not 1 <= line <= len(source.lines) + 1:
        return -1
    before = sum(len(text) for text in source.lines[: line - 1])
    mark = 1 if line == 1 and source.text.startswith("\ufeff") else 0
    return before + mark + column - 1


def _parses(text: str) -> bool:
    try:
        ast.parse(text.removeprefix("\ufeff"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True

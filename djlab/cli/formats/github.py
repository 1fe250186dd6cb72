"""Findings as annotations of a GitHub workflow run.

Syntax and escapes after GitHub's "Workflow commands" and ``@actions/core`` (``command.ts``).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from djlab.checks import Finding

_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def render(findings: Sequence[Finding], root: Path) -> str:  # noqa: ARG001 - as all formats
    """One ``::error file=…::message`` line for each finding."""
    return "".join(_annotation(finding) + "\n" for finding in findings)


def _annotation(finding: Finding) -> str:
    place = finding.place
    properties = {
        "file": place.path,
        "line": str(place.line),
        "endLine": str(place.end_line),
        "title": f"{finding.code} {finding.slug}",
    }
    if place.line == place.end_line:
        properties["col"] = str(place.column)
        properties["endColumn"] = str(max(place.end_column, place.column))
    text = finding.message if finding.help is None else f"{finding.message}\n{finding.help}"
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{_LEVELS[finding.severity]} {listed}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

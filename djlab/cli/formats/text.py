"""Findings for a person at a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from djlab.checks import Finding
from djlab.checks.finding import SEVERITIES

_COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}


def render(findings: Sequence[Finding], root: Path) -> str:  # noqa: ARG001 - as all formats
    """One line for each finding, one for how to mend it, and a count by severity at the end."""
    lines = []
    for finding in findings:
        place = finding.place
        where = printable(f"{place.path}:{place.line}:{place.column}")
        rank = click.style(f"{finding.severity} {finding.code}", fg=_COLOURS[finding.severity], bold=True)
        lines.append(f"{click.style(where, bold=True)}: {rank} {printable(finding.message)} [{finding.slug}]")
        if finding.help:
            mark = " (djlab check --fix does)" if finding.fix else ""
            lines.append(f"    {printable(finding.help)}{mark}")
    lines.append(summary(findings))
    return "\n".join(lines) + "\n"


def summary(findings: Sequence[Finding]) -> str:
    """``2 errors, 1 warning``, or that nothing was found."""
    counts = Counter(finding.severity for finding in findings)
    parts = [
        f"{counts[severity]} {severity if severity == 'info' or counts[severity] == 1 else severity + 's'}"
        for severity in SEVERITIES
        if counts[severity]
    ]
    return ", ".join(parts) if parts else "Nothing found."


def printable(text: str) -> str:
    """The text with its control characters shown: names from a project must not steer the terminal."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)

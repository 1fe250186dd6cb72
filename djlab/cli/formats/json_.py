"""Findings as JSON, with the edits of their fixes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from djlab.checks import Finding


def render(findings: Sequence[Finding], root: Path) -> str:
    """``{"format": 1, "root", "findings": [{"code", "slug", "severity", "certainty", "path", "line", …}]}``."""
    data = {"format": 1, "root": str(root), "findings": [to_data(finding) for finding in findings]}
    return json.dumps(data, indent=2, ensure_ascii=True) + "\n"


def to_data(finding: Finding) -> dict[str, object]:
    """A finding as plain data, its place at the top level."""
    data = asdict(finding)
    place = data.pop("place")
    fix = data.pop("fix")
    if fix is not None:
        fix["edits"] = [{**edit["place"], "text": edit["text"]} for edit in fix["edits"]]
    return {**place, **data, "fix": fix}

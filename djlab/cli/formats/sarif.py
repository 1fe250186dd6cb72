"""Findings as SARIF 2.1.0, as code scanning reads it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from djlab import __version__
from djlab.checks import Finding, Fix, Place, all_rules
from djlab.checks.documentation import page

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_ROOT = "PROJECTROOT"


def render(findings: Sequence[Finding], root: Path) -> str:
    """One run of the tool ``djlab`` with its rules, the findings and, for those that have one, their fixes."""
    rules = all_rules()
    index = {rule.code: number for number, rule in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "djlab",
                "version": __version__,
                "informationUri": "https://djlab.readthedocs.io",
                "rules": [_rule(rule.code, rule.slug, rule.severity) for rule in rules],
            }
        },
        "originalUriBaseIds": {_ROOT: {"uri": root.resolve().as_uri().rstrip("/") + "/"}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, index[finding.code]) for finding in findings],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=True) + "\n"


def _rule(code: str, slug: str, severity: str) -> dict[str, Any]:
    text = page(code)
    return {
        "id": code,
        "name": "".join(part.capitalize() for part in slug.split("-")),
        "shortDescription": {"text": text.summary},
        "help": {"text": text.markdown, "markdown": text.markdown},
        "helpUri": f"https://djlab.readthedocs.io/rules/{code}",
        "defaultConfiguration": {"level": _LEVELS[severity]},
    }


def _result(finding: Finding, index: int) -> dict[str, Any]:
    message = finding.message if finding.help is None else f"{finding.message}. {finding.help}"
    # The line is left out: a finding keeps its identity when code above it moves.
    identity = "\0".join((finding.code, finding.place.path, finding.message)).encode()
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        # SARIF reads [text](link) in a plain message as a link to a location.
        "message": {"text": message.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")},
        "locations": [
            {"physicalLocation": {"artifactLocation": _artifact(finding.place), "region": _region(finding.place)}}
        ],
        "partialFingerprints": {"djlab/v1": hashlib.sha256(identity).hexdigest()},
        "properties": {"certainty": finding.certainty},
    }
    if finding.fix is not None:
        result["fixes"] = [_fix(finding.fix)]
    return result


def _fix(fix: Fix) -> dict[str, Any]:
    by_path: dict[str, list[Any]] = {}
    for edit in fix.edits:
        by_path.setdefault(edit.place.path, []).append(edit)
    return {
        "description": {"text": fix.title.replace("[", "\\[").replace("]", "\\]")},
        "artifactChanges": [
            {
                "artifactLocation": _artifact(edits[0].place),
                "replacements": [
                    {"deletedRegion": _region(edit.place), "insertedContent": {"text": edit.text}} for edit in edits
                ],
            }
            for edits in by_path.values()
        ],
    }


def _artifact(place: Place) -> dict[str, str]:
    return {"uri": quote(place.path, safe="/"), "uriBaseId": _ROOT}


def _region(place: Place) -> dict[str, int]:
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }

"""A baseline: the findings that an old project has today, so that only new ones are reported.

A finding is known by file, code and message, not by its line: code that moves does not become new.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from djlab.checks.finding import Finding

FORMAT = 1


class BaselineError(ValueError):
    """The baseline file cannot be used; the message says why and what to do."""


def write_baseline(findings: Iterable[Finding]) -> str:
    """The text of a baseline file that holds these findings."""
    counts = Counter(_key(finding) for finding in findings)
    entries = [
        {"path": path, "code": code, "message": message, "count": count}
        for (path, code, message), count in sorted(counts.items())
    ]
    return json.dumps({"format": FORMAT, "findings": entries}, indent=2, ensure_ascii=False) + "\n"


def read_baseline(file: Path) -> Counter[tuple[str, str, str]]:
    """How often each finding is known.

    Raises:
        BaselineError: the file is missing or is no baseline.
    """
    advice = "write a new one with djlab check --write-baseline"
    try:
        data: Any = json.loads(file.read_text("utf-8"))
    except OSError as error:
        raise BaselineError(f"the baseline {file} cannot be read ({error.strerror}): {advice}") from error
    except ValueError as error:
        raise BaselineError(f"the baseline {file} is not JSON ({error}): {advice}") from error
    if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("findings"), list):
        raise BaselineError(f"{file} is no baseline of format {FORMAT}: {advice}")
    known: Counter[tuple[str, str, str]] = Counter()
    for entry in data["findings"]:
        try:
            known[(str(entry["path"]), str(entry["code"]), str(entry["message"]))] += int(entry.get("count", 1))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise BaselineError(f"{file} holds an entry that is none ({entry!r}): {advice}") from error
    return known


def without_known(findings: Iterable[Finding], known: Counter[tuple[str, str, str]]) -> list[Finding]:
    """The findings that the baseline does not have."""
    left = known.copy()
    new = []
    for finding in findings:
        key = _key(finding)
        if left[key] > 0:
            left[key] -= 1
        else:
            new.append(finding)
    return new


def _key(finding: Finding) -> tuple[str, str, str]:
    return (finding.place.path, finding.code, finding.message)

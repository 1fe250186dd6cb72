"""What the checks are given about a project, and their findings in the form of the project's object."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import tomli

from djlab import checks, pipeline
from djlab.checks import StoreFact, Subject
from djlab.pipeline.model import Pipeline
from djlab.project.model import Finding

_DATAJOINT = re.compile(r"datajoint\s*(\[[^\]]*\])?\s*(?P<versions>[^;#]*)", re.IGNORECASE)


def read_subject(root: Path) -> Subject:
    """The project at ``root`` as the rules see it.

    Raises:
        NotADirectoryError: ``root`` is no folder.
    """
    return subject_of(pipeline.read(root))


def subject_of(current: Pipeline) -> Subject:
    """A pipeline with what its project's files say about DataJoint and stores."""
    root = Path(current.root)
    data = _toml(root / "pyproject.toml")
    settings = _json(root / "datajoint.json")
    stores = settings.get("stores")
    database = settings.get("database")
    return Subject(
        pipeline=current,
        datajoint=_requirement(data),
        backend=database.get("backend") if isinstance(database, dict) else None,
        stores=tuple(StoreFact(name, "datajoint.json") for name, value in stores.items() if isinstance(value, dict))
        if isinstance(stores, dict)
        else None,
    )


def to_model(findings: Iterable[checks.Finding]) -> tuple[Finding, ...]:
    """The findings as ``djlab inspect --json`` prints them."""
    return tuple(
        Finding(
            code=finding.code,
            severity=finding.severity,
            path=finding.place.path,
            line=finding.place.line,
            column=finding.place.column,
            message=finding.message,
            fix=finding.help,
            slug=finding.slug,
        )
        for finding in findings
    )


def _requirement(pyproject: dict[str, Any]) -> str | None:
    project = pyproject.get("project")
    listed = project.get("dependencies") if isinstance(project, dict) else None
    for line in listed if isinstance(listed, list) else []:
        match = _DATAJOINT.match(line) if isinstance(line, str) else None
        if match and not re.match(r"[\w.-]", match["versions"][:1] or " "):
            return match["versions"].strip() or None
    return None


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomli.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError, RecursionError):
        return {}


def _json(file: Path) -> dict[str, Any]:
    try:
        data = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}

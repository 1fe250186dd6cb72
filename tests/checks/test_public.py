"""Every error over many public pipelines stands in a committed list, with what DataJoint or Python says to it.

The pipelines are not part of the repository, and most are in no package index. ``DJLAB_PUBLIC_PIPELINES`` names a
folder with a checkout of each below its ``owner+name``, at the commit that ``public_errors.yaml`` states:

    DJLAB_PUBLIC_PIPELINES=~/pipelines pytest -m soak tests/checks/test_public.py

``DJLAB_PUBLIC_WRITE=1`` writes the list anew. A finding that DataJoint or Python does not confirm fails the test.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import datajoint
import pytest
import yaml
from checks.test_oracle import refusal
from checks.test_oracle_0_14 import ASK
from corpus import wheels
from pipeline.datajoint_parser import interpreter

from djlab.checks import Checker, Finding, Subject
from djlab.project.findings import read_subject

FILE = Path(__file__).parent / "public_errors.yaml"
FOLDER = os.environ.get("DJLAB_PUBLIC_PIPELINES", "")
LISTED: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8")) if FILE.exists() else {}
pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(not FOLDER, reason="DJLAB_PUBLIC_PIPELINES names no folder with checkouts of public pipelines"),
]
_NAMED = re.compile(r"`([^`]+)` refers to nothing")


def old_refusals(lines: list[str]) -> list[str | None]:
    """What DataJoint 0.14.10 says against each definition."""
    folder = wheels.cache() / f"datajoint-0.14.10-py{sys.version_info[0]}{sys.version_info[1]}"
    python = interpreter(folder, ["datajoint==0.14.10", "setuptools<81"])
    ran = subprocess.run([python, "-c", ASK], input=json.dumps(lines), capture_output=True, text=True, check=True)
    answers: list[str | None] = json.loads(ran.stdout)
    return answers


def _short(said: str | None) -> str | None:
    return " ".join(said.split())[:160] if said else None


def proof(finding: Finding, subject: Subject) -> str | None:
    """What Python or DataJoint 2 says, ``None`` where it does not object; for a project on 0.14 the line to ask."""
    file = subject.root / finding.place.path
    if finding.code == "DJL309":
        try:
            ast.parse(file.read_bytes())
        except SyntaxError as error:
            return f"{type(error).__name__}: {error.msg}"
        return None
    if finding.code == "DJL219":
        try:
            getattr(datajoint, finding.message.rpartition("dj.")[2].rstrip("`"))
        except AttributeError as error:
            return f"AttributeError: {error}"
        return None
    line = file.read_text("utf-8", "replace").splitlines()[finding.place.line - 1].strip()
    if finding.code == "DJL304" and _bound(file, finding):
        return None
    return line if subject.lines == {"0.14"} else _short(refusal(line))


def _bound(file: Path, finding: Finding) -> bool:
    """Whether the first name of a reference is there when the class that refers to it is made.

    A name of another module of the project is there when that module binds it (``module.Class``).
    """
    match = _NAMED.search(finding.message)
    assert match
    head, _, rest = match[1].partition(".")
    bound = _names(file, finding.place.line)
    if head not in bound:
        return "*" in bound and head not in _names(file, 10**9)
    target = bound[head]
    if not rest or not isinstance(target, str):
        return bool(rest) or target is not None
    inner = next(iter(file.parents[1].rglob(f"{target.rpartition('.')[2]}.py")), None)
    return inner is None or rest.partition(".")[0] in _names(inner, 10**9)


def _names(file: Path, before: int) -> dict[str, str | None]:
    """The names that a module binds above a line, those of imports with what they mean."""
    found: dict[str, str | None] = {}
    for node in ast.walk(ast.parse(file.read_bytes())):
        if getattr(node, "lineno", 0) >= before:
            continue
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                found[alias.asname or alias.name.partition(".")[0]] = alias.name
        elif isinstance(node, (ast.ClassDef, ast.FunctionDef)) and node.end_lineno and node.end_lineno < before:
            found[node.name] = ""
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found[node.id] = ""
    return found


def projects() -> list[Path]:
    return sorted(path for path in Path(FOLDER).iterdir() if path.is_dir() and "+" in path.name) if FOLDER else []


def roots(folder: Path) -> list[Path]:
    """The project of a repository, or those in folders of it."""
    if any((folder / name).exists() for name in ("pyproject.toml", "setup.py", "setup.cfg")):
        return [folder]
    inner = {path.parent for name in ("pyproject.toml", "setup.py") for path in folder.glob(f"*/{name}")}
    return sorted(inner) or [folder]


def errors(folder: Path) -> list[dict[str, Any]]:
    """The findings of severity error in a repository, each with its proof."""
    found: list[dict[str, Any]] = []
    old: list[dict[str, Any]] = []
    for root in roots(folder):
        subject = read_subject(root, environ={})
        for finding in Checker().check(subject).findings:
            if finding.severity == "error":
                path = (root / finding.place.path).relative_to(folder).as_posix()
                said = proof(finding, subject)
                entry = {"code": finding.code, "path": path, "line": finding.place.line, "proof": said}
                found.append(entry)
                if subject.lines == {"0.14"} and said and finding.code != "DJL309":
                    old.append(entry)
    for entry, answer in zip(old, old_refusals([entry["proof"] for entry in old]) if old else [], strict=True):
        entry["proof"] = _short(answer)
    return found


def test_every_error_is_proved_and_listed() -> None:
    found = {}
    for folder in projects():
        commit = folder.parent / f"{folder.name}.head"
        name = folder.name.replace("+", "/")
        known = LISTED.get(name, {}).get("commit", "")
        found[name] = {"commit": commit.read_text().strip() if commit.exists() else known, "errors": errors(folder)}
    unproved = [(name, entry) for name, one in found.items() for entry in one["errors"] if entry["proof"] is None]
    if os.environ.get("DJLAB_PUBLIC_WRITE") == "1":
        write(found)
    else:
        assert {name: one["errors"] for name, one in found.items()} == {
            name: LISTED[name]["errors"] for name in found if name in LISTED
        }
    assert unproved == []


def write(found: dict[str, Any]) -> None:
    lines = ["# Every finding of severity error in public pipelines; see test_public.py for how they are found."]
    for name, one in found.items():
        lines.append(f"{name}:\n  commit: {one['commit']}\n  errors:" + ("" if one["errors"] else " []"))
        lines += [f"    - {json.dumps(entry, ensure_ascii=False)}" for entry in one["errors"]]
    FILE.write_text("\n".join(lines) + "\n", "utf-8")

"""Public pipelines: every error is proved, fixes leave files that parse and change nothing else."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path
from typing import Any

import datajoint
import pytest
import yaml
from checks.test_oracle import refusal
from corpus import wheels

from djlab.checks import Checker, Finding, Settings
from djlab.checks.fixes import apply_fixes
from djlab.checks.source import Sources
from djlab.project.findings import read_subject

PROVED: dict[str, list[dict[str, Any]]] = yaml.safe_load((Path(__file__).parent / "corpus_errors.yaml").read_text())


def errors(root: Path) -> list[Finding]:
    return [f for f in Checker().check(read_subject(root, environ={})).findings if f.severity == "error"]


@pytest.mark.parametrize("name", wheels.PIPELINES)
def test_errors_are_those_that_are_proved(name: str) -> None:
    found = [(f.code, f.place.path, f.place.line) for f in errors(wheels.unzipped(name))]
    assert sorted(found) == sorted((entry["code"], entry["path"], entry["line"]) for entry in PROVED[name])


@pytest.mark.skipif(datajoint.__version__ < "2", reason="the proofs are asked of DataJoint 2.x, without a connection")
@pytest.mark.parametrize(
    ("name", "entry"),
    [(name, entry) for name, entries in PROVED.items() for entry in entries],
    ids=lambda value: value if isinstance(value, str) else f"{value['path']}-{value['line']}",
)
def test_proof(name: str, entry: dict[str, Any]) -> None:
    """Nothing in the module binds the name, and DataJoint says so to a context without it."""
    file = wheels.unzipped(name) / entry["path"]
    tree = ast.parse(file.read_bytes())
    bound = {alias.asname or alias.name for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) for alias in n.names}
    bound |= {n.name for n in ast.walk(tree) if isinstance(n, ast.ClassDef)}
    assert entry["name"] not in bound
    assert "*" not in bound
    line = file.read_text().splitlines()[entry["line"] - 1].strip()
    assert entry["proof"] in " ".join((refusal(line) or "").split())


@pytest.mark.parametrize("name", wheels.PIPELINES)
def test_fixes_change_what_they_must(name: str, tmp_path: Path) -> None:
    """Applied to a whole pipeline, the fixes leave every other byte, files that parse, and nothing to fix again."""
    root = tmp_path / "project"
    shutil.copytree(wheels.unzipped(name), root)
    checker = Checker(Settings(select=("DJL2", "DJL6")))
    for _ in range(4):
        changed = apply_fixes(checker.check(read_subject(root, environ={})).findings, Sources(root).get)
        for one in changed:
            before = (root / one.path).read_bytes()
            edits = sorted(
                (edit.place.line, edit.place.column, edit.place.end_column, edit.text)
                for finding in one.findings
                if finding.fix
                for edit in finding.fix.edits
            )
            lines = before.decode().split("\n")
            for line, begin, end, text in reversed(edits):
                lines[line - 1] = lines[line - 1][: begin - 1] + text + lines[line - 1][end - 1 :]
            assert one.data == "\n".join(lines).encode()
            ast.parse(one.data)
            (root / one.path).write_bytes(one.data)
        if not changed:
            break
    assert changed == []

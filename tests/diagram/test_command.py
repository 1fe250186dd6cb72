from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from djlab.cli import main

SUBJECT = '''
import datajoint as dj

schema = dj.Schema("subject")


@schema
class Subject(dj.Manual):
    definition = """
    subject_id : int32
    """


@schema
class Weight(dj.Manual):
    definition = """
    -> Subject
    day : date
    """
'''

SESSION = '''
import datajoint as dj
from . import subject

schema = dj.Schema("session")


@schema
class Session(dj.Manual):
    definition = """
    -> subject.Subject
    session_id : int32
    """
'''


@pytest.fixture
def project(tmp_path: Path) -> Path:
    package = tmp_path / "src" / "lab"
    package.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "lab"\n')
    (package / "__init__.py").touch()
    (package / "subject.py").write_text(SUBJECT)
    (package / "session.py").write_text(SESSION)
    return tmp_path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["diagram", *map(str, arguments)])


def test_mermaid_is_what_comes_without_options(project: Path) -> None:
    result = run(project)
    assert result.exit_code == 0
    assert result.output.startswith("flowchart LR\n")


def test_select_restricts_the_tables(project: Path) -> None:
    data = json.loads(run(project, "--select", "1+Session", "--format", "json").output)
    assert {node["label"] for node in data["nodes"]} == {"Subject", "Session"}
    assert [(edge["parent"], edge["child"]) for edge in data["edges"]] == [
        ("lab.subject:Subject", "lab.session:Session")
    ]


def test_modules_are_one_node_each(project: Path) -> None:
    data = json.loads(run(project, "--modules", "--format", "json").output)
    assert [(node["label"], node["tables"]) for node in data["nodes"]] == [("session", 1), ("subject", 2)]
    assert data["edges"][0]["kind"] == "both"


def test_some_modules_are_one_node_each(project: Path) -> None:
    data = json.loads(run(project, "--collapse", "lab.subject", "--format", "json").output)
    assert [node["label"] for node in data["nodes"]] == ["subject", "Session"]
    assert run(project, "--collapse", "lab.nobody").exit_code == 2


def test_wrong_selector_is_wrong_use(project: Path) -> None:
    result = run(project, "--select", "Nobody")
    assert result.exit_code == 2
    assert "Nobody" in result.output


def test_output_is_written(project: Path) -> None:
    target = project / "pipeline.dot"
    result = run(project, "--format", "dot", "--output", target)
    assert (result.exit_code, result.output) == (0, "")
    assert target.read_text().startswith("digraph pipeline {")


@pytest.mark.skipif(not shutil.which("dot"), reason="asks Graphviz itself, which is not installed here")
def test_svg_is_drawn(project: Path) -> None:
    assert "</svg>" in run(project, "--format", "svg", "--direction", "TB", "--theme", "dark").output


def test_svg_without_graphviz_is_refused(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    result = run(project, "--format", "svg")
    assert result.exit_code == 1
    assert "Install Graphviz" in result.output

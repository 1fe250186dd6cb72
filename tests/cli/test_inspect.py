"""`djlab inspect` as a user calls it."""

from __future__ import annotations

import json
import shutil
from inspect import signature
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from djlab.cli import COMMANDS, main

FIXTURES = Path(__file__).parent.parent / "pipeline" / "fixtures"
# Before click 8.2 the two streams are one unless that is asked for.
SPLIT = {"mix_stderr": False} if "mix_stderr" in signature(CliRunner).parameters else {}
RUNNER = CliRunner(**SPLIT)  # type: ignore[arg-type]


def inspect(*arguments: str | Path) -> Result:
    return RUNNER.invoke(main, ["inspect", *map(str, arguments)])


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FIXTURES / "reference_forms", tmp_path / "project"))


def test_a_folder_of_several_projects_is_told(project: Path) -> None:
    shutil.copytree(project, project.parent / "other")
    result = inspect(project.parent, "--json")
    assert result.exit_code == 0
    assert "2 projects lie here" in result.stderr
    assert "other, project" in result.stderr
    assert json.loads(result.stdout)["format"] == 1
    assert inspect(project).stderr == ""


def test_json_is_one_object_of_format_1(project: Path) -> None:
    result = inspect(project, "--json")

    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found["format"] == 1
    assert set(found) >= {
        "project",
        "modules",
        "tables",
        "module_edges",
        "stores",
        "notebooks",
        "structure",
        "findings",
    }
    assert found["project"]["name"] == "lab-pipeline"
    assert found["project"]["packages"] == ["flow"]
    forms = next(table for table in found["tables"] if table["id"] == "flow.forms:Forms")
    assert (forms["class"], forms["tier"], forms["table"], forms["schema"]) == ("Forms", "Manual", "forms", "forms")
    assert forms["attributes"][0]["from"] == "flow.lab:Lab"
    assert forms["foreign_keys"][1]["renames"] == {"author": "user"}
    assert found["module_edges"] == [
        {"from": "flow.forms", "to": "flow", "imports": True, "foreign_keys": 0},
        {"from": "flow.forms", "to": "flow.lab", "imports": True, "foreign_keys": 7},
    ]


def test_text_is_a_tree(project: Path) -> None:
    result = inspect(project)

    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "lab-pipeline"
    assert "flow.forms  (forms)" in lines
    assert "  Forms  manual  [lab, author, reader]" in lines
    assert "    -> flow.lab:User  (author=user)" in lines
    assert "    -> flow.lab:User  (nullable, secondary, editor=user)" in lines
    assert lines[-1] == "2 schema modules, 7 tables, 10 foreign keys"


def test_select_keeps_what_it_names(project: Path) -> None:
    found = json.loads(inspect(project, "--json", "--select", "+Pair,tier:imported Only").stdout)

    assert [table["id"] for table in found["tables"]] == ["flow.forms:Pair", "flow.forms:Only"]
    assert [module["name"] for module in found["modules"]] == ["flow.forms"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--select", "Nothing"], "names no table"),
        (["--nonsense"], "No such option"),
        (["/no/such/folder"], "does not exist"),
    ],
)
def test_wrong_use_exits_2(project: Path, arguments: list[str], words: str) -> None:
    result = inspect(*arguments, *([project] if arguments[0].startswith("--") else []))

    assert result.exit_code == 2
    assert words in result.stderr


def test_a_project_cannot_steer_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "setup.py").write_text("datajoint")
    (tmp_path / "flow.py").write_text(
        'import datajoint as dj\n\nschema = dj.schema("a\\x1b[2Jb")\n\n\n'
        '@schema\nclass A(dj.Manual):\n    definition = "x\\x07 y"\n'
    )
    output = inspect(tmp_path).output
    assert "a�[2Jb" in output
    assert not set(output) & {"\x07", "\x1b"}


def test_a_file_that_does_not_parse_is_listed() -> None:
    result = inspect(FIXTURES / "files_that_do_not_parse")

    assert result.exit_code == 0
    assert "flow/two.py:2:" in result.stdout
    assert "Python 2" in result.stdout


def test_every_command_has_help_with_an_example() -> None:
    assert CliRunner().invoke(main, ["--help"]).exit_code == 0
    for name in COMMANDS:
        result = CliRunner().invoke(main, [name, "--help"])
        assert result.exit_code == 0, result.output
    assert "Example:" in CliRunner().invoke(main, ["inspect", "--help"]).output


def test_a_key_that_cannot_be_known_whole_says_so() -> None:
    shown = inspect(FIXTURES / "broken_references").stdout
    assert "  WrongCase  manual  […, id]" in shown
    assert "  Session  manual  [lab, session]" in shown

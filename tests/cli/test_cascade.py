from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from live import execute, of_postgres

from djlab.cli import main
from djlab.database.embedded import Server

pytestmark = pytest.mark.database

SOURCE = '''import datajoint as dj

schema = dj.Schema("djlab_cli_cascade")


@schema
class Subject(dj.Manual):
    definition = """
    subject : int32
    """


@schema
class Session(dj.Manual):
    definition = """
    session : int32
    """

    class Subject(dj.Part):
        definition = """
        -> master
        -> Subject
        """
'''


def run(root: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["cascade", options[0], str(root), *options[1:]])


@pytest.fixture
def root(tmp_path: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DJLAB_CONFIG_DIR", str(tmp_path / "settings"))
    settings = of_postgres(postgres)
    execute(
        settings,
        "DROP SCHEMA IF EXISTS djlab_cli_cascade CASCADE",
        "CREATE SCHEMA djlab_cli_cascade",
        "SET search_path TO djlab_cli_cascade; CREATE TABLE subject (subject int PRIMARY KEY); "
        "CREATE TABLE session (session int PRIMARY KEY); "
        "CREATE TABLE session__subject (session int REFERENCES session, "
        "subject int REFERENCES subject, PRIMARY KEY (session, subject)); INSERT INTO subject VALUES (1), (2); "
        "INSERT INTO session VALUES (1), (2); INSERT INTO session__subject VALUES (1, 1), (2, 1)",
    )
    package = tmp_path / "lab/workflow"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "one.py").write_text(SOURCE)
    (tmp_path / "lab/pyproject.toml").write_text('[project]\nname = "lab"\n')
    for name, value in (
        ("BACKEND", "postgresql"),
        ("HOST", settings.host),
        ("PORT", str(settings.port)),
        ("USER", settings.user or ""),
        ("PASS", settings.password or ""),
        ("DATABASE_NAME", settings.database or ""),
    ):
        monkeypatch.setenv(f"DJ_{name}", value)
    return tmp_path / "lab"


def test_a_delete_and_its_refusal(root: Path) -> None:
    result = run(root, "one.Subject", "--restrict", "subject = 1")
    assert result.exit_code == 1, result.output
    assert result.stdout.splitlines() == [
        "           1  workflow.one:Subject",
        "           2  workflow.one:Session.Subject  (part of workflow.one:Session)",
        "           3  in all",
        "DataJoint would refuse: rows of the part workflow.one:Session.Subject would go, and none of its master "
        "workflow.one:Session.",
    ]
    result = run(root, "Subject", "--restrict", "subject = 1", "--masters", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["refused"] == []
    assert {table["id"]: (table["count"], table["brought"]) for table in told["tables"]} == {
        "workflow.one:Subject": (1, False),
        "workflow.one:Session": (2, True),
        "workflow.one:Session.Subject": (2, False),
    }


def test_where_rows_came_from_and_wrong_use(root: Path) -> None:
    result = run(root, "djlab_cli_cascade.session__subject", "--restrict", "session = 2", "--trace")
    assert result.exit_code == 0, result.output
    assert "3  in all" in result.stdout
    for options, message in (
        (("Nobody",), "has no table Nobody"),
        (("no.where",), "has no table no.where"),
        (("Subject", "--restrict", "x = 1"), "no column 'x'"),
        (("Subject", "--host", "elsewhere"), "--host is elsewhere"),
    ):
        result = run(root, *options)
        assert (result.exit_code, message in result.stderr) == (2, True), result.output

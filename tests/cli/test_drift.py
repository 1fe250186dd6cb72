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

schema = dj.Schema("djlab_cli_drift")


@schema
class Same(dj.Manual):
    definition = """
    a : int32
    """


@schema
class Wider(dj.Manual):
    definition = """
    a : int32
    ---
    b : varchar(20)
    """


@schema
class Coming(dj.Manual):
    definition = """
    a : int32
    """
'''


def run(root: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["drift", str(root), *options])


@pytest.fixture
def root(tmp_path: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DJLAB_CONFIG_DIR", str(tmp_path / "settings"))
    package = tmp_path / "lab/workflow"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "one.py").write_text(SOURCE)
    (tmp_path / "lab/pyproject.toml").write_text('[project]\nname = "lab"\n')
    return tmp_path / "lab"


def test_without_a_database_and_without_consent(root: Path, postgres: Server) -> None:
    result = run(root)
    assert result.exit_code == 2
    assert "No database is configured" in result.stderr
    database = {"host": "db.example.invalid", "user": "u", "password": "hush-hush", "backend": "postgresql", "port": 1}
    (root / "datajoint.json").write_text(json.dumps({"database": database}))
    result = run(root)
    assert result.exit_code == 2
    assert "when you have agreed" in result.stderr
    assert "--host db.example.invalid" in result.stderr
    assert "hush-hush" not in result.output
    assert "connects to db.example.invalid" in run(root, "--host", "other").stderr


def test_differences_by_kind(root: Path, postgres: Server) -> None:
    settings = of_postgres(postgres)
    drop = "DROP SCHEMA IF EXISTS djlab_cli_drift CASCADE"
    execute(
        settings,
        drop,
        "CREATE SCHEMA djlab_cli_drift",
        "CREATE TABLE djlab_cli_drift.same (a integer PRIMARY KEY)",
        "CREATE TABLE djlab_cli_drift.wider (a integer PRIMARY KEY, b varchar(10) NOT NULL)",
    )
    try:
        database = {
            "host": postgres.host,
            "port": postgres.port,
            "user": postgres.user,
            "password": postgres.password,
            "name": postgres.database,
            "backend": "postgresql",
        }
        (root / "datajoint.json").write_text(json.dumps({"database": database}))
        result = run(root, "--host", postgres.host)
        assert result.exit_code == 1, result.output
        assert "ALTER COLUMN" in result.stdout
        assert "TYPE varchar(20)" in result.stdout
        assert result.stdout.endswith("1 alterable, 1 only-in-code, 1 same\n")
        assert "workflow.one:Same" not in result.stdout
        assert "workflow.one:Same" in run(root, "--host", postgres.host, "--all").stdout
        execute(
            settings,
            "ALTER TABLE djlab_cli_drift.wider ALTER COLUMN b TYPE varchar(20)",
            "CREATE TABLE djlab_cli_drift.coming (a integer PRIMARY KEY)",
        )
        result = run(root, "--host", postgres.host, "--json")
        assert (result.exit_code, {t["kind"] for t in json.loads(result.stdout)["tables"]}) == (0, {"same"})
    finally:
        execute(settings, drop)

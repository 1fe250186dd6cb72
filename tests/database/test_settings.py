from __future__ import annotations

import json
from pathlib import Path

import pytest

from djlab.config import read_configuration
from djlab.database.settings import ConnectionSettings, connection_settings


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / ".git").mkdir(parents=True)
    return folder


def test_nothing_configured_is_said_to_be_so(root: Path) -> None:
    settings = connection_settings(root, {})
    assert not settings.configured
    assert (settings.backend, settings.port) == ("mysql", 3306)


def test_the_environment_wins_over_the_file_and_the_file_over_secrets(root: Path) -> None:
    (root / "datajoint.json").write_text(json.dumps({"database": {"host": "db.lab", "user": "ada", "port": 3307}}))
    (root / ".secrets").mkdir()
    (root / ".secrets" / "database.user").write_text("other\n")
    (root / ".secrets" / "database.password").write_text("s3cret\n")
    settings = connection_settings(root, {"DJ_HOST": "elsewhere"})
    assert (settings.host, settings.port, settings.user, settings.password) == ("elsewhere", 3307, "ada", "s3cret")
    assert settings.sources["host"] == "environment variable DJ_HOST"
    assert settings.sources["user"] == "datajoint.json"
    assert settings.sources["password"] == ".secrets/database.password"
    assert "s3cret" not in repr(settings)


def test_flat_keys_and_the_port_that_datajoint_would_really_use(root: Path) -> None:
    (root / "datajoint.json").write_text(json.dumps({"database.backend": "postgresql", "database.host": "h"}))
    settings = connection_settings(root, {})
    assert (settings.backend, settings.host, settings.port) == ("postgresql", "h", 3306)
    assert "3306" in " ".join(settings.problems)
    assert connection_settings(root, {"DJ_BACKEND": "postgresql"}).port == 5432


def test_the_search_stops_at_the_repository(root: Path) -> None:
    (root.parent / "datajoint.json").write_text('{"database": {"host": "above"}}')
    assert not connection_settings(root, {}).configured


def test_datajoint_0_14_files(root: Path, tmp_path: Path) -> None:
    (root / "requirements.txt").write_text("datajoint<2\n")
    (tmp_path / "home" / ".datajoint_config.json").write_text('{"database.host": "home:3310", "database.port": 1}')
    settings = connection_settings(root, {})
    assert (settings.host, settings.port, settings.from_project) == ("home", 3310, False)
    (root / "dj_local_conf.json").write_text('{"database.host": "local"}')
    settings = connection_settings(root, {})
    assert (settings.host, settings.from_project) == ("local", True)


def test_the_user_s_own_environment_is_told_from_the_project_s_files(root: Path) -> None:
    (root / "datajoint.json").write_text('{"database": {"host": "db.lab", "password": "hush-hush"}}')
    assert connection_settings(root, {}).from_project
    assert not connection_settings(root, {"DJ_HOST": "db.lab"}).from_project
    assert "hush-hush" not in repr(read_configuration(root, environ={}))


@pytest.mark.parametrize(
    ("host", "local"), [("/run/x", True), ("localhost", True), ("127.0.0.2", True), ("::1", True), ("10.0.0.1", False)]
)
def test_what_stays_on_this_computer(host: str, local: bool) -> None:
    assert ConnectionSettings(host=host).is_local is local


@pytest.mark.parametrize("text", ["{", "[]", '{"database": {"host": "h", "backend": "oracle", "port": "x"}}'])
def test_broken_files_are_problems_not_errors(root: Path, text: str) -> None:
    (root / "datajoint.json").write_text(text)
    assert connection_settings(root, {}).problems

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from djlab.cli import main
from djlab.config.explanations import SETTINGS, STORES

SECRET = "hush-hush-1234"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    import os

    for name in [name for name in os.environ if name.startswith("DJ_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    folder = tmp_path / "lab"
    folder.mkdir()
    (folder / "pyproject.toml").write_text('[project]\nname = "lab"\ndependencies = ["datajoint>=2.3"]\n')
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    return folder


def run(root: Path, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["config", str(root), *arguments])
    return result.exit_code, result.output


def settings(root: Path) -> dict[str, Any]:
    return {setting["key"]: setting for setting in json.loads(run(root, "--json")[1])["settings"]}


def messages(root: Path) -> str:
    return "\n".join(problem["message"] for problem in json.loads(run(root, "--json")[1])["problems"])


def test_a_clean_project_exits_0(root: Path) -> None:
    status, text = run(root)
    assert (status, text.splitlines()[0]) == (0, "As DataJoint 2 reads it: the project asks for datajoint>=2.3")
    assert "DataJoint would try localhost. Set database.host in datajoint.json, or DJ_HOST" in text
    (root / "datajoint.json").write_text('{"database": {"host": "db.lab"}}')
    assert "localhost" not in run(root)[1]


def test_a_password_in_the_wrong_line_is_not_shown(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {"port": SECRET, "use_tls": SECRET, "backend": SECRET, "reconnect": [SECRET], "name": {"a": SECRET}}
    for key, value in wrong.items():
        (root / "datajoint.json").write_text(json.dumps({"database": {key: value}, "jobs": {"auto_refresh": SECRET}}))
        for arguments in (("--all",), ("--json",), ("--explain", f"database.{key}")):
            assert SECRET not in run(root, *arguments)[1], key
        assert "which is not shown" in run(root)[1] or key in ("reconnect", "name")
    (root / "datajoint.json").unlink()
    monkeypatch.setenv("DJ_PORT", SECRET)
    assert SECRET not in run(root, "--all")[1]
    monkeypatch.setenv("DJ_PORT", "1234567890")
    assert "1234567890" not in run(root, "--all")[1]
    monkeypatch.delenv("DJ_PORT")
    # What people take for a backend tells nothing about them.
    (root / "datajoint.json").write_text(json.dumps({"database": {"backend": "oracle", "port": 3307}}))
    assert "oracle" in run(root)[1]
    # DataJoint 0.14 takes any value for any key.
    (root / "datajoint.json").unlink()
    (root / "pyproject.toml").write_text('[project]\nname = "lab"\ndependencies = ["datajoint<2"]\n')
    legacy = {"database.port": SECRET, "display.limit": SECRET, "external-raw": {"key": SECRET}, "my_pwd": SECRET}
    (root / "dj_local_conf.json").write_text(json.dumps(legacy))
    for arguments in (("--all",), ("--json",)):
        assert SECRET not in run(root, *arguments)[1]


def test_a_setting_explains_itself(root: Path) -> None:
    (root / "datajoint.json").write_text(json.dumps({"database": {"host": "db.lab"}}))
    status, text = run(root, "--explain", "database.host")
    assert (status, text.splitlines()[0]) == (0, SETTINGS["database.host"])
    assert "database.host = db.lab  (datajoint.json)" in text
    assert run(root, "--explain", "stores.raw.endpoint") == (0, f"{STORES['endpoint']}\n")
    status, text = run(root, "--explain", "database.hots")
    assert (status, "there is database.host" in text) == (2, True)
    assert f"      {SETTINGS['jobs.keep_completed']}" in run(root, "--all")[1]


def test_what_the_code_sets(root: Path) -> None:
    package = root / "lab"
    package.mkdir()
    host = 'import datajoint as dj\ndj.config["database.host"] = "code.lab"\n'
    (package / "__init__.py").write_text(f'{host}dj.config["database.password"] = "{SECRET}"\n')
    (package / "again.py").write_text(host)
    status, text = run(root)
    assert status == 1
    assert "database.host = code.lab  (lab/__init__.py:2, and 1 more, when it is imported)" in text
    assert "lab/__init__.py:3: lab/__init__.py gives database.password as text" in text
    assert "the project's code does" in text
    assert SECRET not in text + run(root, "--json")[1]


def test_winner_and_shadowed_sources(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "datajoint.json").write_text(
        json.dumps({"database": {"host": "file.lab"}, "jobs": {"auto_refresh": False}})
    )
    monkeypatch.setenv("DJ_HOST", "env.lab")
    monkeypatch.setenv("DJ_JOBS_AUTO_REFRESH", "true")
    found = settings(root)
    assert (found["database.host"]["value"], found["database.host"]["source"]) == ("env.lab", "DJ_HOST")
    assert found["database.host"]["shadowed"][0]["source"] == "datajoint.json"
    # The variable of this setting does not beat the file.
    assert (found["jobs.auto_refresh"]["value"], found["jobs.auto_refresh"]["source"]) == ("false", "datajoint.json")
    assert found["jobs.auto_refresh"]["shadowed"][0]["source"] == "DJ_JOBS_AUTO_REFRESH"


def test_secrets_are_masked_everywhere(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stores = {
        "s": {"protocol": "s3", "endpoint": f"//u:{SECRET}@h", "bucket": "b", "location": "", "secret_key": SECRET}
    }
    (root / "datajoint.json").write_text(json.dumps({"database.password": SECRET, "stores": stores}))
    monkeypatch.setenv("DJ_PASS", SECRET + "x")
    for arguments in ((), ("--all",), ("--json",)):
        assert SECRET not in run(root, *arguments)[1]
    assert settings(root)["database.password"]["value"] == "••••"


def test_the_port_trap(root: Path) -> None:
    (root / "datajoint.json").write_text(json.dumps({"database": {"host": "h", "backend": "postgresql"}}))
    assert "the port stays 3306" in messages(root)
    (root / "datajoint.json").write_text(json.dumps({"database": {"host": "h", "backend": "postgresql", "port": 5432}}))
    assert "3306" not in messages(root)


def test_what_is_never_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (root / "pyproject.toml").open("a") as file:
        file.write('[tool.datajoint.stores.main]\nprotocol = "file"\nlocation = "data"\n')
    (root / ".secrets").mkdir(mode=0o700)
    monkeypatch.setenv("DJ_STORES__MAIN__ACCESS_KEY", "x")
    monkeypatch.setenv("DJ_PASSWORD", "x")
    text = messages(root)
    assert "never reads [tool.datajoint.stores]" in text
    assert "DJ_STORES__MAIN__ACCESS_KEY" in text
    assert "did you mean DJ_PASS?" in text
    assert "only beside a datajoint.json" in text
    (root / "datajoint.json").write_text("{}")
    (root / ".secrets" / "datajoint.json").write_text("{}")
    (root / ".secrets" / "datajoint.json").chmod(0o600)
    assert "DataJoint does not read .secrets/datajoint.json" in messages(root)


def test_exposed_secrets(root: Path) -> None:
    path = root / "datajoint.json"
    path.write_text(json.dumps({"database": {"password": SECRET}}))
    path.chmod(0o644)
    assert "can be read by other users: chmod 600 datajoint.json" in messages(root)
    path.chmod(0o600)
    assert messages(root) == ""
    subprocess.run(["git", "add", "datajoint.json"], cwd=root, check=True)
    status, text = run(root)
    assert status == 1
    assert "tracked by Git" in text
    assert SECRET not in text


def test_a_booby_trapped_repository_runs_nothing(root: Path) -> None:
    trap = root / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {root}/sprung\n")
    trap.chmod(0o755)
    with (root / ".git/config").open("a") as file:
        file.write(f"[core]\n\tfsmonitor = {trap}\n\thooksPath = {root}\n[diff]\n\texternal = {trap}\n")
    (root / "datajoint.json").write_text(json.dumps({"database.password": "x"}))
    run(root)
    assert not (root / "sprung").exists()


def test_a_store_is_tested_after_a_word(root: Path) -> None:
    with (root / "pyproject.toml").open("a") as file:
        file.write('[tool.datajoint.stores.main]\nprotocol = "file"\nlocation = "data"\n')
        file.write('[tool.datajoint.stores.bad]\nprotocol = "s3"\nlocation = ""\n')
    refused = CliRunner().invoke(main, ["config", str(root), "--test", "main"], input="n\n")
    assert refused.exit_code == 1
    assert f"List one object of {root / 'data'}?" in refused.stderr
    status, text = run(root, "--test", "main", "--yes")
    assert (status, "there is no folder" in text) == (1, True)
    (root / "data").mkdir()
    assert run(root, "--test", "main", "--yes", "--json")[0] == 0
    assert "endpoint, bucket are missing" in run(root, "--test", "bad", "--yes")[1]
    assert run(root, "--test", "none", "--yes")[0] == 2


def test_what_is_worth_knowing_of_0_14(root: Path) -> None:
    (root / "pyproject.toml").write_text('[project]\nname = "lab"\ndependencies = ["datajoint>=0.13"]\n')
    (root / "example_dj_local_conf.json").write_text("{}")
    text = run(root)[1]
    assert "example_dj_local_conf.json is of 0.14" in text
    assert "copy it to dj_local_conf.json" in text
    (root / "notebooks").mkdir()
    (root / "notebooks" / "01.ipynb").write_text("{}")
    (root / "notebooks" / "dj_local_conf.json").write_text("{}")
    (root / "dj_local_conf.json").write_text('{"database.host": "db.lab", "loglevel": "INFO"}')
    text = run(root)[1]
    assert "loglevel = INFO  (dj_local_conf.json, as the default)" in text
    assert "notebooks/dj_local_conf.json: read only by a Python that starts in that folder" in text
    assert "a notebook in notebooks/ does not see the one in the project's folder" in text

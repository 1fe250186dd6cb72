from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from djlab.cli import main

pytestmark = pytest.mark.database


@pytest.fixture
def project(tmp_path: Path, data_dir: Path):
    root = tmp_path / "pipe"
    (root / "notebooks").mkdir(parents=True)
    (root / "pyproject.toml").write_text('[project]\nname = "pipe"\nversion = "0"\n')
    yield root
    run("stop", root)


def run(command: str, path: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["db", command, str(path), *options])


def test_start_status_stop_from_inside_the_project(project: Path) -> None:
    assert json.loads(run("status", project, "--json").stdout)["state"] == "absent"
    started = json.loads(run("start", project / "notebooks", "--json").stdout)
    assert (started["state"], started["started"], started["project"]) == ("running", True, str(project))
    assert started["settings"] == str(project / "datajoint.json")
    password = json.loads((project / "datajoint.json").read_text())["database"]["password"]
    assert password not in json.dumps(started)
    again = run("start", project)
    assert "runs already" in again.stdout
    assert password not in again.stdout
    assert run("status", project).stdout.startswith("running\n")
    assert run("stop", project).stdout == "PostgreSQL stopped.\n"
    assert run("status", project).stdout.startswith("stopped\n")
    assert run("stop", project).stdout == "No embedded server runs for this project.\n"


def test_a_configured_database_is_refused_with_exit_code_1(project: Path) -> None:
    (project / "datajoint.json").write_text('{"database": {"host": "db.lab"}}')
    refused = run("start", project)
    assert refused.exit_code == 1
    assert "already connects to the mysql server db.lab" in refused.output


def test_a_tracked_file_is_not_edited_and_what_to_export_is_printed(project: Path) -> None:
    (project / "datajoint.json").write_text("{}")
    for command in (["init", "--quiet"], ["add", "datajoint.json"]):
        subprocess.run(["git", *command], cwd=project, check=True)
    started = run("start", project)
    assert started.exit_code == 0, started.output
    assert "tracked by Git" in started.stdout
    assert (project / "datajoint.json").read_text() == "{}"
    exports = "\n".join(line for line in started.stdout.splitlines() if line.startswith("export DJ_"))
    # What a shell makes of these lines is what DataJoint connects with.
    code = "import datajoint as dj; print(dj.conn().query('SELECT current_user').fetchone())"
    done = subprocess.run(
        ["sh", "-c", f'{exports}\n"$0" -c "$1"', sys.executable, code], capture_output=True, text=True, cwd=project
    )
    assert "('djlab',)" in done.stdout, done.stderr


def test_wrong_use_is_exit_code_2(tmp_path: Path) -> None:
    assert run("start", tmp_path / "absent").exit_code == 2

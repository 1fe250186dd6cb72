"""Existing projects are brought to the standard structure without touching what is there."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
import tomli
import yaml
from click.testing import CliRunner

from djlab.cli.new import command
from djlab.pipeline import read
from djlab.project.structure import missing_of
from djlab.scaffold import OptionError, Plan, apply, plan_structure

MODULE = '''import datajoint as dj
{imports}
schema = dj.Schema("{name}")


@schema
class {name_}(dj.Manual):
    definition = """
    {key}
    ---
    image : <blob@main>
    """
'''


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A package of two modules, and nothing around it but a file of the user's."""
    package = tmp_path / "old lab" / "src" / "flow"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "animal.py").write_text(
        MODULE.format(imports="", name="animal", name_="Animal", key="animal_id : int32")
    )
    (package / "beh.py").write_text(
        MODULE.format(imports="from . import animal\n", name="lab_beh", name_="Run", key="-> animal.Animal")
    )
    (tmp_path / "old lab" / "README.md").write_text("mine\n")
    return tmp_path / "old lab"


def plan(root: Path, **options: object) -> Plan:
    pipeline = read(root)
    return plan_structure(root, options, missing_of(root, pipeline), pipeline=pipeline)


def digests(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*")
        if path.is_file()
    }


def test_what_is_missing_is_added_and_what_is_there_stays(project: Path) -> None:
    before = digests(project)
    planned = plan(project)
    assert planned.problems == ()
    assert {file.action for file in planned.files} == {"create"}
    assert digests(project) == before
    apply(planned)
    after = digests(project)
    assert {path: after[path] for path in before} == before
    missing = missing_of(project, read(project))
    assert missing == ()
    assert planned.notes == ("git init makes the project a repository; nothing is committed",)
    assert (project / ".git/HEAD").is_file()
    # A second run finds nothing more to do.
    assert plan(project).changes == ()


def test_the_additions_speak_of_the_project_itself(project: Path) -> None:
    apply(plan(project))
    config = tomli.loads((project / "pyproject.toml").read_text())
    assert config["project"]["name"] == "old-lab"
    assert "m_animal --> m_beh" in (project / "docs/index.md").read_text()
    compose = yaml.safe_load((project / "docker/docker-compose.yaml").read_text())
    assert compose["services"]["worker"]["command"] == "python -m flow.worker"
    conftest = (project / "tests/conftest.py").read_text()
    assert "SCHEMAS = ['animal', 'lab_beh']" in conftest or 'SCHEMAS = ["animal", "lab_beh"]' in conftest
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=project,
        env={"PATH": "/usr/bin:/bin", "HOME": str(project), "PYTHONPATH": str(project / "src")},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert "3 passed" in done.stdout, done.stdout + done.stderr


def test_additions_are_chosen_one_by_one(project: Path) -> None:
    planned = plan(project, only=["LICENSE"], author="Ada", license="BSD-3-Clause")
    assert [file.path for file in planned.files] == ["LICENSE"]
    assert "Ada" in planned.files[0].content
    assert planned.command == "djlab new structure --only LICENSE --license BSD-3-Clause --author Ada"
    # The file is there already, so that the same command again changes nothing.
    assert plan(project, only=["README.md"]).problems == ()
    assert [problem.field for problem in plan(project, only=["../x"]).problems] == ["only"]
    with pytest.raises(OptionError):
        plan(project, only="LICENSE")


def test_without_a_choice_nothing_is_planned(project: Path) -> None:
    planned = plan(project, only=[])
    assert planned.files == ()
    assert [problem.field for problem in planned.problems] == ["only"]


def test_a_repository_is_made_and_taken_back_unless_it_has_been_used(project: Path) -> None:
    applied = apply(plan(project, only=[".git"]))
    assert applied.written == (".git",)
    assert applied.undo().removed == (".git",)
    assert not (project / ".git").exists()
    applied = apply(plan(project, only=[".git", "LICENSE"]))
    subprocess.run(["git", "-C", str(project), "add", "README.md"], check=True)
    undone = applied.undo()
    assert undone.removed == ("LICENSE",)
    assert [(kept.path, kept.reason) for kept in undone.kept] == [(".git", "it has been used since")]
    assert (project / ".git/index").is_file()


def test_secrets_get_a_folder_that_git_ignores(project: Path) -> None:
    (project / "datajoint.json").write_text("{}")
    assert ".secrets" in missing_of(project, read(project))
    apply(plan(project, only=[".secrets", ".git"]))
    folder = project / ".secrets"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / ".gitignore").stat().st_mode & 0o777 == 0o600
    (folder / "database.password").write_text("secret")
    shown = subprocess.run(
        ["git", "-C", str(project), "status", "--porcelain", "-uall"], capture_output=True, text=True, check=True
    )
    assert ".secrets" not in shown.stdout
    assert "datajoint.json" in shown.stdout


def test_docker_says_what_the_image_would_lack(project: Path) -> None:
    (project / "pyproject.toml").write_text('[project]\nname = "old"\noptional-dependencies = 3\n')
    notes = plan(project, only=["docker/Dockerfile"]).notes
    assert "docker/Dockerfile copies LICENSE, notebooks: add what is missing" in notes
    assert any("the extras docker, lab" in note for note in notes)


def test_modules_of_the_same_name_are_told_apart(project: Path) -> None:
    inner = project / "src/flow/v1"
    inner.mkdir()
    (inner / "__init__.py").write_text("")
    (inner / "beh.py").write_text(MODULE.format(imports="", name="v1_beh", name_="Rest", key="rest_id : int32"))
    text = plan(project, only=["docs/index.md"]).files[0].content
    assert "m_animal --> m_flow.beh\n" in text
    assert '    m_flow.v1.beh["flow.v1.beh"]\n' in text


def test_packages_of_scripts_beside_it_do_not_hide_the_package(project: Path) -> None:
    scripts = project / "a_scripts"
    scripts.mkdir()
    (scripts / "__init__.py").write_text("")
    (scripts / "mend.py").write_text("import datajoint as dj\n")
    assert not [path for path in missing_of(project, read(project)) if path.startswith("src/")]


def test_a_flat_project_is_not_moved(tmp_path: Path) -> None:
    package = tmp_path / "flow"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "animal.py").write_text(
        MODULE.format(imports="", name="animal", name_="Animal", key="animal_id : int32")
    )
    planned = plan(tmp_path)
    paths = {file.path for file in planned.files}
    assert "LICENSE" in paths
    assert not any(path.startswith(("src", "docker", "tests")) for path in paths)
    assert "src/flow: the schema modules lie elsewhere, and djlab never moves code" in planned.notes


def test_the_command_line_shows_and_writes(project: Path) -> None:
    runner = CliRunner()
    shown = runner.invoke(command, ["structure", "-C", str(project), "--only", "LICENSE", "--dry-run"])
    assert shown.exit_code == 0, shown.output
    assert "create  LICENSE" in shown.output
    assert not (project / "LICENSE").exists()
    assert runner.invoke(command, ["structure", "-C", str(project), "--only", "LICENSE"]).exit_code == 0
    assert (project / "LICENSE").exists()
    assert runner.invoke(command, ["structure", "-C", str(project), "--only", "nothing"]).exit_code == 1
    everything = runner.invoke(command, ["structure", "-C", str(project)])
    assert everything.exit_code == 0, everything.output
    assert missing_of(project, read(project)) == ()

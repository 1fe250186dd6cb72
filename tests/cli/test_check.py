"""`djlab check` and `djlab rule`, as a user runs them."""

from __future__ import annotations

import json
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import CliRunner, Result

from djlab.checks import Edit, Finding, Fix, Place, all_rules
from djlab.cli import main
from djlab.cli.formats import github, sarif

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "tests/checks/sarif-schema-2.1.0.json").read_text("utf-8"))
MODULE = '''import datajoint as dj

schema = dj.Schema("subject")


@schema
class Subject(dj.Manual):
    definition = """
    subject_id : int32
    ---
    raw : object@main  # "ü" [x](y) 100%%
    """
'''


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "demo"\ndependencies = ["datajoint>=2.3"]\n')
    package = tmp_path / "src" / "workflow"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "subject.py").write_text(MODULE, "utf-8")
    (tmp_path / ".git").mkdir()
    (tmp_path / "LICENSE").touch()
    (tmp_path / "README.md").touch()
    return tmp_path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_text(project: Path) -> None:
    result = run("check", project)
    assert result.exit_code == 1
    assert "src/workflow/subject.py:11:11: error DJL202 DataJoint 2 has no type `object@main`" in result.stdout
    assert result.stdout.endswith("1 error\n")


def test_nothing_found(project: Path) -> None:
    result = run("check", project, "--select", "DJL3")
    assert (result.exit_code, result.stdout) == (0, "Nothing found.\n")


def test_one_file(project: Path) -> None:
    assert run("check", project / "src/workflow/subject.py").exit_code == 1
    assert run("check", project / "src/workflow/__init__.py").exit_code == 0


def test_json(project: Path) -> None:
    data = json.loads(run("check", project, "--json").stdout)
    (finding,) = data["findings"]
    assert (finding["code"], finding["path"], finding["line"]) == ("DJL202", "src/workflow/subject.py", 11)
    assert finding["fix"]["edits"][0]["text"] == "<object@main>"


ODD = Finding(
    code="DJL202",
    slug="unsupported-type",
    severity="error",
    certainty="certain",
    place=Place("src/a b,c%:#ü.py", 3, 1, 3, 4),
    message="`in[t](x)\r\n::error::` is 100% odd",
    help="Write [x](y)",
    fix=Fix("[x](y)", (Edit(Place("src/a b,c%:#ü.py", 3, 1, 3, 4), "x"),)),
)


@pytest.mark.parametrize("odd", [False, True])
def test_sarif_is_valid(project: Path, odd: bool) -> None:
    text = sarif.render([ODD], project) if odd else run("check", project, "--format", "sarif").stdout
    data = json.loads(text)
    jsonschema.Draft4Validator(SCHEMA).validate(data)
    assert text.isascii()
    (result,) = data["runs"][0]["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert re.fullmatch(r"[A-Za-z0-9/._~%-]+", uri)
    assert result["ruleId"] == data["runs"][0]["tool"]["driver"]["rules"][result["ruleIndex"]]["id"]
    assert "](" not in result["message"]["text"].replace("\\](", "")


def test_github_escapes(project: Path) -> None:
    (line,) = github.render([ODD], project).splitlines()
    assert line.startswith("::error file=src/a b%2Cc%25%3A#ü.py,line=3,endLine=3,")
    assert line.endswith("::`in[t](x)%0D%0A::error::` is 100%25 odd%0AWrite [x](y)")


def test_terminal_is_not_steered(project: Path) -> None:
    (project / "src/workflow/subject.py").write_text(MODULE.replace("object@main", "x\\x1b[2Jy"), "utf-8")
    assert "\x1b" not in run("check", project).stdout


def test_diff_changes_nothing(project: Path) -> None:
    result = run("check", project, "--diff")
    assert result.exit_code == 1
    assert "-    raw : object@main  #" in result.stdout
    assert "+    raw : <object@main>  #" in result.stdout
    assert (project / "src/workflow/subject.py").read_text("utf-8") == MODULE


def test_diff_is_what_git_applies(project: Path) -> None:
    diff = run("check", project, "--diff").stdout
    subprocess.run(["git", "apply", "-"], input=diff.encode(), cwd=project, check=True)
    assert (project / "src/workflow/subject.py").read_text("utf-8") == MODULE.replace("object@main", "<object@main>")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_fix_keeps_bytes(project: Path, newline: str, mark: str) -> None:
    file = project / "src/workflow/subject.py"
    before = (mark + MODULE).replace("\n", newline).encode()
    file.write_bytes(before)
    file.chmod(0o750)
    result = run("check", project, "--fix")
    assert result.exit_code == 0, result.output
    assert file.read_bytes() == before.replace(b"object@main", b"<object@main>")
    assert stat.S_IMODE(file.stat().st_mode) == 0o750
    assert sorted(path.name for path in file.parent.glob("*.py")) == ["__init__.py", "subject.py"]


def test_fix_stays_in_the_project(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "subject.py"
    outside.write_text(MODULE, "utf-8")
    file = project / "src/workflow/subject.py"
    file.unlink()
    file.symlink_to(outside)
    run("check", project, "--fix")
    assert outside.read_text("utf-8") == MODULE


def test_wrong_use(project: Path) -> None:
    assert run("check", project, "--select", "DJL9").exit_code == 2
    assert run("check", project / "nothing").exit_code == 2
    (project / "pyproject.toml").write_text('[tool.djlab.check]\nselekt = ["DJL3"]\n')
    result = run("check", project)
    assert result.exit_code == 2
    assert "selekt" in result.stderr


def test_settings(project: Path) -> None:
    pyproject = project / "pyproject.toml"
    text = pyproject.read_text()
    pyproject.write_text(text + '[tool.djlab.check]\nignore = ["DJL2"]\n')
    assert run("check", project).exit_code == 0
    pyproject.write_text(text + '[tool.djlab.check.per-file-ignores]\n"src/workflow/*.py" = ["DJL202"]\n')
    assert run("check", project).exit_code == 0
    pyproject.write_text(text + '[tool.djlab.check.severity]\nDJL202 = "info"\n')
    assert run("check", project).exit_code == 0


def test_baseline(project: Path) -> None:
    file = project / "baseline.json"
    assert run("check", project, "--baseline", file, "--write-baseline").exit_code == 0
    assert run("check", project, "--baseline", file).exit_code == 0
    source = project / "src/workflow/subject.py"
    source.write_text("# moved\n" + MODULE, "utf-8")
    assert run("check", project, "--baseline", file).exit_code == 0
    source.write_text(MODULE.replace("    ---\n", "    ---\n    other : object@main\n"), "utf-8")
    result = run("check", project, "--baseline", file)
    assert result.exit_code == 1
    assert result.stdout.count("DJL202") == 1
    file.write_text("{}")
    assert run("check", project, "--baseline", file).exit_code == 2


def test_rule_pages() -> None:
    listed = run("rule").stdout
    for rule in all_rules():
        assert f"{rule.code}  " in listed
        page = run("rule", rule.slug).stdout
        assert page.startswith(f"# {rule.code}: {rule.slug}\n")
    assert run("rule", "DJL999").exit_code == 2


def test_pre_commit_hook_as_git_runs_it(project: Path) -> None:
    """The hook's entry, run as pre-commit runs one of language system: at the root of the repository."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert hook["language"] == "system"
    assert hook["pass_filenames"] is False
    assert re.search(hook["files"], "src/workflow/subject.py")
    djlab = Path(sys.executable).parent / "djlab"
    command = [str(djlab), *hook["entry"].split()[1:]]
    assert subprocess.run(command, cwd=project, capture_output=True).returncode == 1
    assert subprocess.run([*command, "--fix"], cwd=project, capture_output=True).returncode == 0


def test_action_as_a_runner_runs_it(project: Path) -> None:
    """The action's check step, with the variables that a runner sets."""
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    step = next(step for step in action["runs"]["steps"] if step["name"] == "Check")
    bash = shutil.which("bash")
    assert bash
    environment = {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "DJLAB_PATH": str(project),
        "DJLAB_SELECT": "",
        "DJLAB_SARIF": str(project / "djlab.sarif"),
    }
    done = subprocess.run([bash, "-e", "-c", step["run"]], env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=src/workflow/subject.py,line=11,")
    jsonschema.Draft4Validator(SCHEMA).validate(json.loads((project / "djlab.sarif").read_text()))


def test_a_folder_without_a_pipeline_is_not_clean(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["check", str(tmp_path)])
    assert result.exit_code == 2
    assert "holds no schema module, so nothing was checked" in result.output

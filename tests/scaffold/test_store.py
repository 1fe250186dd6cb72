"""Stores and secrets: planned, shown without secrets, applied, undone."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import tomli

from djlab.config import read_configuration
from djlab.config.report import report
from djlab.scaffold import apply, movable_secrets, plan_secret, plan_store, plan_stores_module

SECRET = "hush-hush-1234"
PYPROJECT = """\
# what we are
[build-system]
requires = ["hatchling"]   # builds

[project]
name = 'lab'
dependencies = ["datajoint>=2.3"]

[tool.ruff]
line-length = 99
"""
MAIN = 'protocol = "file"\nlocation = "data"\n'
INLINE = 'main = { protocol = "file", location = "data" }\n'
STYLES = {
    "none": PYPROJECT,
    "tables": f"{PYPROJECT}\n[tool.datajoint.stores.main] # here\n{MAIN}\n[tool.mypy] # below\nstrict = true\n",
    "dotted": f"{PYPROJECT}\n[tool.datajoint]\nstores.{INLINE}",
    "section": f'{PYPROJECT}\n[tool.datajoint.stores]\ndefault = "main"\n[tool.datajoint.stores.main]\n{MAIN}',
    "inline": f"{PYPROJECT}\n[tool.datajoint.stores]\n{INLINE}",
    "windows": f"{PYPROJECT}\n[tool.datajoint.stores.main]\n{MAIN}".replace("\n", "\r\n"),
}
SETTINGS = {"endpoint": "s3.lab", "bucket": "b", "location": "x", "secure": "true"}
S3 = {"name": "raw", "protocol": "s3", "settings": SETTINGS}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    package = tmp_path / "src/workflow"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text('"""The pipeline."""\n\nfrom . import lab\n')
    (package / "lab.py").write_text("import datajoint as dj\n\nschema = dj.Schema('lab')\n")
    (tmp_path / ".git").mkdir()
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    return tmp_path


@pytest.mark.parametrize("style", STYLES)
def test_a_store_is_added_and_changed_in_the_file_s_own_style(root: Path, style: str) -> None:
    file = root / "pyproject.toml"
    file.write_bytes(STYLES[style].encode())
    before = tomli.loads(STYLES[style])
    plan = plan_store(root, {**S3, "default": True, "module": False})
    assert plan.problems == ()
    assert file.read_bytes().decode() == STYLES[style]
    applied = apply(plan)
    text = file.read_bytes().decode()
    # Every line that was there is there still, but for the extra that the protocol needs.
    kept = [line for line in STYLES[style].splitlines() if not line.startswith("dependencies")]
    assert [line for line in kept if line not in text.splitlines()] in (
        [],
        ['default = "main"'],
        ['main = { protocol = "file", location = "data" }'],
    )
    assert 'dependencies = ["datajoint[s3]>=2.3"]' in text
    stores = tomli.loads(text)["tool"]["datajoint"]["stores"]
    assert stores.pop("raw") == {"protocol": "s3", "endpoint": "s3.lab", "bucket": "b", "location": "x", "secure": True}
    assert stores.pop("default") == "raw"
    old = before.get("tool", {}).get("datajoint", {}).get("stores", {})
    assert stores == {name: spec for name, spec in old.items() if name != "default"}
    if style == "windows":
        assert "\n" not in text.replace("\r\n", "")
    if old:
        change = {"name": "main", "protocol": "file", "settings": {"location": "elsewhere", "subfolding": "[2, 2]"}}
        apply(plan_store(root, {**change, "module": False}))
        stores = tomli.loads(file.read_bytes().decode())["tool"]["datajoint"]["stores"]
        assert stores["main"] == {"protocol": "file", "location": "elsewhere", "subfolding": [2, 2]}
        back = plan_store(root, {"name": "main", "settings": {"location": "data", "subfolding": ""}, "module": False})
        apply(back)
        assert tomli.loads(file.read_bytes().decode())["tool"]["datajoint"]["stores"]["main"] == old["main"]
        return
    assert applied.undo().restored == ("pyproject.toml",)
    assert file.read_bytes().decode() == STYLES[style]


def test_the_module_comes_with_the_first_store_and_makes_it_effective(root: Path) -> None:
    plan = plan_store(root, {"name": "main", "settings": {"location": "data"}})
    assert [(file.path, file.action) for file in plan.files] == [
        ("pyproject.toml", "update"),
        ("src/workflow/_stores.py", "create"),
        ("src/workflow/__init__.py", "update"),
    ]
    applied = apply(plan)
    init = (root / "src/workflow/__init__.py").read_text()
    assert init.index("apply_stores()") < init.index("from . import lab")
    (store,) = read_configuration(root, [root / "src/workflow"], {}, root / "nobody").stores
    assert store.effective, store.reason
    # DataJoint itself has the store when the package is imported.
    (root / "src/workflow/lab.py").write_text("")
    program = "import workflow, datajoint, json; print(json.dumps(datajoint.config.stores))"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], cwd=root / "src", capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout)["main"] == {"protocol": "file", "location": str(root / "data")}
    (root / "data").rmdir()
    assert len(applied.undo().restored) == 2
    assert not (root / "src/workflow/_stores.py").exists()


def test_a_second_store_leaves_the_default_and_the_look_of_the_file(root: Path) -> None:
    file = root / "pyproject.toml"
    first = 'dependencies = [\n    "datajoint[postgres]>=2.3",  # ours\n    "numpy",\n]'
    tail = f"\n[tool.datajoint.stores.main]\n{MAIN}\n[tool.mypy]\nstrict = true\n"
    file.write_text(PYPROJECT.replace('dependencies = ["datajoint>=2.3"]', first) + tail)
    apply(plan_store(root, S3))
    text = file.read_text()
    assert '    "datajoint[postgres,s3]>=2.3",  # ours\n' in text
    assert tomli.loads(text)["tool"]["datajoint"]["stores"]["default"] == "main"
    lines = text.splitlines()
    for number, line in enumerate(lines[1:], 1):
        if line.startswith("["):
            assert not lines[number - 1] or lines[number - 1].startswith("#"), text
    assert "\n\n\n" not in text
    found = read_configuration(root, [root / "src/workflow"], {}, root / "nobody")
    assert found.default_store == "main"
    # Written by hand, without a default: the module takes the first.
    file.write_text(text.replace('default = "main"\n', ""))
    (root / "src/workflow/lab.py").write_text("")
    program = "import workflow, datajoint; print(datajoint.config.stores['default'])"
    command = [sys.executable, "-W", "ignore", "-c", program]
    done = subprocess.run(command, cwd=root / "src", capture_output=True, text=True, check=True)
    assert done.stdout.split()[-1] == "main"
    assert read_configuration(root, [root / "src/workflow"], {}, root / "nobody").default_store == "main"


def test_the_module_goes_below_docstring_and_future(root: Path) -> None:
    init = root / "src/workflow/__init__.py"
    init.write_text('# ours\n"""Doc."""\nfrom __future__ import annotations\nimport os\n')
    apply(plan_stores_module(root, {}))
    assert init.read_text().startswith(
        '# ours\n"""Doc."""\nfrom __future__ import annotations\n\nfrom workflow._stores import apply_stores\n\n'
        "apply_stores()\nimport os"
    )
    assert "already" in plan_stores_module(root, {}).problems[0].message
    init.write_text("def broken(:\n")
    assert "no Python" in plan_stores_module(root, {}).problems[0].message


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"name": "1x"}, "name"),
        ({"name": "bad-name", "settings": {"location": "x"}}, "name"),
        ({"name": "default"}, "name"),
        ({"name": "a", "protocol": "ftp"}, "protocol"),
        ({"name": "a", "protocol": "s3", "settings": {"endpoint": "h", "location": ""}}, "settings.bucket"),
        ({"name": "a", "settings": {"location": "x", "bucket": "b"}}, "settings.bucket"),
        ({"name": "a", "protocol": "s3", "settings": {"secret_key": SECRET}}, "settings.secret_key"),
        ({"name": "a", "settings": {"location": "x", "token_length": "long"}}, "settings.token_length"),
        ({"name": "a", "protocol": "s3", "settings": {"endpoint": f"http://u:{SECRET}@h"}}, "settings.endpoint"),
    ],
)
def test_what_datajoint_would_refuse_is_a_problem_of_its_field(root: Path, options: dict, field: str) -> None:
    plan = plan_store(root, options)
    assert field in [problem.field for problem in plan.problems]
    assert SECRET not in json.dumps(plan.to_data()) or field == "settings.endpoint"


def test_broken_and_absent_files_are_problems(root: Path) -> None:
    (root / "pyproject.toml").write_text("[project\n")
    assert "cannot be edited" in plan_store(root, {"name": "a", "settings": {"location": "x"}}).problems[0].message
    (root / "pyproject.toml").unlink()
    assert "no pyproject.toml" in plan_store(root, {"name": "a", "settings": {"location": "x"}}).problems[0].message


@pytest.mark.parametrize("nested", [True, False])
def test_a_password_moves_to_the_secrets_and_back(root: Path, nested: bool) -> None:
    file = root / "datajoint.json"
    spec = {"protocol": "s3", "endpoint": "h", "bucket": "b", "location": "", "secret_key": SECRET + "-store"}
    data = {"database": {"host": "h", "password": SECRET}} if nested else {"database.password": SECRET}
    text = json.dumps({**data, "stores": {"s": spec}}, indent=4)
    file.write_text(text)
    file.chmod(0o640)
    (root / ".gitignore").write_text("*.pyc")
    assert movable_secrets(root) == [("database.password", "datajoint.json"), ("stores.s.secret_key", "datajoint.json")]
    plan = plan_secret(root, {"key": "database.password"})
    assert SECRET not in json.dumps(plan.to_data()) + repr(plan)
    assert [file.path for file in plan.files] == [".gitignore", ".secrets/database.password", "datajoint.json"]
    applied = apply(plan)
    assert SECRET not in repr(applied)
    assert (root / ".gitignore").read_text() == "*.pyc\n.secrets/\n"
    secret = root / ".secrets/database.password"
    assert (secret.read_text(), stat.S_IMODE(secret.stat().st_mode)) == (SECRET, 0o600)
    assert stat.S_IMODE(secret.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    left = json.loads(file.read_text())
    assert left["stores"] == {"s": spec}
    assert "password" not in json.dumps(left)
    loaded = read_configuration(root, [], {}, root / "nobody").loaded
    assert (loaded.values["database.password"], loaded.winner["database.password"]) == (
        SECRET,
        ".secrets/database.password",
    )
    assert not [problem for problem in report(root, [], {}, root / "nobody").problems if "password" in problem.message]
    applied.undo()
    assert file.read_text() == text
    assert not secret.parent.exists()


def test_a_store_s_secret_moves_out_of_pyproject(root: Path) -> None:
    section = '\n[tool.datajoint.stores.s]  # ours\nprotocol = "s3"\nendpoint = "h"\nbucket = "b"\nlocation = ""\n'
    (root / "pyproject.toml").write_text(PYPROJECT + section + f'secret_key = "{SECRET}"\naccess_key = "a"\n')
    shown = json.dumps(plan_store(root, {**S3, "module": False}).to_data())
    assert SECRET not in shown
    plan = plan_secret(root, {"key": "stores.s.secret_key"})
    assert SECRET not in json.dumps(plan.to_data())
    apply(plan)
    assert (root / "pyproject.toml").read_text() == PYPROJECT + section + 'access_key = "a"\n'
    assert (root / ".secrets/stores.s.secret_key").read_text() == SECRET


def test_what_cannot_be_moved_is_said(root: Path) -> None:
    (root / "datajoint.json").write_text(json.dumps({"database.password": SECRET, "database.user": "u"}))
    for key in ("database.user", "../x", "stores.a/b.token", "stores.a.token"):
        (problem,) = plan_secret(root, {"key": key}).problems
        assert problem.field == "key"
    (root / ".secrets").mkdir(0o700)
    (root / ".secrets/database.password").write_text("another")
    assert "another value" in plan_secret(root, {"key": "database.password"}).problems[0].message
    (root / "pyproject.toml").write_text(PYPROJECT.replace("datajoint>=2.3", "datajoint<2"))
    assert "0.14" in plan_secret(root, {"key": "database.password"}).problems[0].message

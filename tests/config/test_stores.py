from __future__ import annotations

import json
from pathlib import Path

import pytest

from djlab.config import read_configuration

PYPROJECT = (
    '[project]\nname = "lab"\ndependencies = ["datajoint>=2.3"]\n[tool.datajoint.stores.main]\nprotocol = "file"\n'
)
BRIDGE = 'PLACE = "pyproject.toml"\ndef apply_stores():\n    pass\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    package = tmp_path / "src/workflow"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (tmp_path / ".git").mkdir()
    (tmp_path / "pyproject.toml").write_text(PYPROJECT + 'location = "data"\n')
    return tmp_path


def stores(root: Path, environ: dict[str, str] | None = None) -> dict[str, tuple[str, bool]]:
    found = read_configuration(root, [root / "src/workflow"], environ or {}, root / "nobody")
    return {store.name: (store.source, store.effective) for store in found.stores}


def test_datajoint_never_reads_pyproject(root: Path) -> None:
    assert stores(root) == {"main": ("pyproject.toml", False)}


def test_a_package_may_apply_pyproject(root: Path) -> None:
    (root / "src/workflow/_stores.py").write_text(BRIDGE)
    assert stores(root) == {"main": ("pyproject.toml", False)}
    (root / "src/workflow/__init__.py").write_text("from ._stores import apply_stores\n\napply_stores()\n")
    assert stores(root) == {"main": ("pyproject.toml", True)}


def test_the_variable_replaces_all_stores_of_the_file(root: Path) -> None:
    spec = {"protocol": "file", "location": "/data"}
    (root / "datajoint.json").write_text(json.dumps({"stores": {"raw": spec}}))
    assert stores(root)["raw"] == ("datajoint.json", True)
    found = stores(root, {"DJ_STORES": json.dumps({"other": spec})})
    assert (found["raw"], found["other"]) == (("datajoint.json", False), ("DJ_STORES", True))


def test_misspelt_keys_are_named_and_secrets_are_not_shown(root: Path) -> None:
    text = (
        '[tool.datajoint.stores.s]\nprotocol = "s3"\nendpont = "x"\nbucket = "b"\nlocation = ""\nsecret_key = "hush"\n'
    )
    (root / "pyproject.toml").write_text(text)
    (store,) = read_configuration(root, [], {}, root / "nobody").stores
    assert "key endpont is not known: did you mean endpoint?" in store.problems
    assert "hush" not in repr(store)


@pytest.mark.parametrize(
    ("name", "text"), [("pyproject.toml", '[project]\nname = "x\n'), ("datajoint.json", '{"a": 1,\n}')]
)
def test_broken_files_are_problems_with_a_line(root: Path, name: str, text: str) -> None:
    (root / name).write_text(text)
    (problem,) = read_configuration(root, [], {}, root / "nobody").problems
    assert (problem.path, problem.line) == (name, 2)

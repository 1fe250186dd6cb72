"""Stores that a project's code sets count as configured, and what only the run tells is no problem."""

from __future__ import annotations

from pathlib import Path

import pytest

from djlab.project import ProjectSession
from djlab.project.findings import make_checker, read_subject
from djlab.project.model import Store

TABLE = """
@schema
class Recording(dj.Manual):
    definition = '''
    recording : int32
    ---
    raw : <blob@raw>
    '''
"""


@pytest.fixture
def module(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "lab"\ndependencies = ["datajoint>=2.3"]\n')
    path = tmp_path / "src" / "lab" / "rig.py"
    path.parent.mkdir(parents=True)
    (path.parent / "__init__.py").touch()
    return path


def write(module: Path, code: str) -> None:
    module.write_text(f'import datajoint as dj\n\nschema = dj.Schema("rig")\n{code}\n{TABLE}')


def stores(root: Path) -> dict[str, Store]:
    return {store.name: store for store in ProjectSession(root).project.stores}


def codes(root: Path) -> set[str]:
    return {finding.code for finding in make_checker(root).check(read_subject(root)).findings}


@pytest.mark.parametrize(
    ("code", "effective", "reason"),
    [
        ('dj.config["stores"]["raw"] = dict(protocol="file")', True, "once src/lab/rig.py:4 is imported"),
        ('dj.config["stores"] = {"raw": {}, "cold": {}}', True, "once src/lab/rig.py:4 is imported"),
        ('def up():\n    dj.config["stores"]["raw"] = RAW', None, "once the function at src/lab/rig.py:5 is called"),
        ('dj.config["stores"] = read_stores()', None, "src/lab/rig.py:4 sets stores whose names only the run tells"),
    ],
)
def test_a_store_set_in_code_is_no_problem(module: Path, code: str, effective: bool | None, reason: str) -> None:
    write(module, code)
    root = module.parents[2]
    raw = stores(root)["raw"]
    assert (raw.source, raw.effective, raw.problems) == ("src/lab/rig.py", effective, ())
    assert raw.reason.endswith(reason)
    assert "DJL206" not in codes(root)


def test_another_store_than_those_of_the_code_is_told_by_panel_and_checks(module: Path) -> None:
    write(module, 'dj.config["stores"]["row"] = {}')
    root = module.parents[2]
    assert stores(root)["raw"].problems == ("used but configured nowhere: did you mean row?",)
    assert "DJL206" in codes(root)


def test_where_no_file_configures_stores_neither_panel_nor_checks_complain(module: Path) -> None:
    write(module, "")
    root = module.parents[2]
    raw = stores(root)["raw"]
    assert (raw.source, raw.effective, raw.problems) == (None, None, ())
    assert raw.reason == "the store raw is used, and no file here configures a store"
    assert "DJL206" not in codes(root)


def test_a_session_follows_the_code(module: Path) -> None:
    write(module, "")
    session = ProjectSession(module.parents[2])
    write(module, 'dj.config["stores"]["raw"] = {}')
    session.update([module])
    session.check()
    (raw,) = session.project.stores
    assert raw.effective is True
    write(module, "")
    session.update([module])
    session.check()
    assert session.project.stores[0].effective is None

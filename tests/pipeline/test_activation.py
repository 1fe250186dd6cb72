"""Schemas of elements that ask for another one to be activated first (as element-array-ephys does)."""

from __future__ import annotations

from pathlib import Path

import pytest

from djlab import pipeline

PROBE = """
import datajoint as dj

schema = dj.schema()


def activate(schema_name):
    schema.activate(schema_name)


@schema
class Probe(dj.Manual):
    definition = "probe : int"
"""
EPHYS = """
import datajoint as dj

from . import probe

schema = dj.schema()


def activate(schema_name, *, linking_module=None):
    if not probe.schema.is_activated():
        raise RuntimeError("Please activate the `probe` schema first.")
    schema.activate(schema_name, add_objects=linking_module)


@schema
class Insertion(dj.Manual):
    definition = "-> probe.Probe"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "rig"\ndependencies = ["datajoint"]\n')
    for name, text in (("__init__", ""), ("probe", PROBE), ("ephys", EPHYS)):
        (tmp_path / "element").mkdir(exist_ok=True)
        (tmp_path / "element" / f"{name}.py").write_text(text)
    return tmp_path


def schemas(root: Path) -> dict[str, str | None]:
    return {table.id: table.schema for table in pipeline.read(root).tables}


def test_a_workflow_activates_them_in_order(root: Path) -> None:
    (root / "flow").mkdir()
    (root / "flow" / "__init__.py").touch()
    (root / "flow" / "pipeline.py").write_text(
        "import datajoint as dj\n\nfrom element import ephys, probe\n\n"
        'probe.activate("x_probe")\nephys.activate("x_ephys", linking_module=__name__)\n'
    )
    assert schemas(root) == {"element.ephys:Insertion": "x_ephys", "element.probe:Probe": "x_probe"}


def test_the_element_alone_has_its_tables(root: Path) -> None:
    assert schemas(root) == {"element.ephys:Insertion": "{schema_name}", "element.probe:Probe": "{schema_name}"}

"""A diagram as the output of a cell."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from djlab.notebook import diagram
from djlab.notebook.embedding import MIME_TYPE

LAB = '''
import datajoint as dj

schema = dj.Schema("lab")


@schema
class Person(dj.Manual):
    definition = """
    # <b>who</b>
    person : varchar(32)
    """


@schema
class Visit(dj.Manual):
    definition = """
    -> Person
    visit : int32
    ---
    -> [nullable] Person.proj(host='person')
    """

    class Note(dj.Part):
        definition = """
        -> master
        """
'''
WORK = '''
import datajoint as dj
from . import lab

schema = dj.Schema("work")


@schema
class Report(dj.Computed):
    definition = """
    -> lab.Visit
    """


@schema
class Person(dj.Manual):
    definition = """
    worker : int32
    """
'''


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    package = tmp_path / "lab-project" / "src" / "flow"
    package.mkdir(parents=True)
    root = package.parent.parent
    (root / "pyproject.toml").write_text('[project]\nname = "lab-project"\ndependencies = ["datajoint"]\n')
    (package / "__init__.py").write_text("")
    (package / "lab.py").write_text(LAB)
    (package / "work.py").write_text(WORK)
    (root / "notebooks").mkdir()
    monkeypatch.chdir(root / "notebooks")
    return root


def test_the_project_around_the_notebook_is_shown(project: Path) -> None:
    bundle = diagram()._repr_mimebundle_(include=None, exclude=None)
    payload = json.loads(json.dumps(bundle[MIME_TYPE]))
    assert payload["protocol"] == 1
    assert payload["project"] == {"root": str(project.resolve()), "name": "lab-project"}
    assert [table["id"] for table in payload["tables"]] == [
        "flow.lab:Person",
        "flow.lab:Visit",
        "flow.lab:Visit.Note",
        "flow.work:Report",
        "flow.work:Person",
    ]
    assert payload["view"] == {"direction": "LR"}
    assert payload["tables"][1]["foreign_keys"][1]["renames"] == {"host": "person"}
    assert "definition" not in payload["tables"][0]
    assert payload["tables"][0]["attributes"] == []


def test_other_readers_get_a_table_and_text(project: Path) -> None:
    bundle = diagram(project)._repr_mimebundle_()
    assert "<bdi>Visit.Note</bdi>" in bundle["text/html"]
    assert "Diagram of lab-project: 5 tables" in bundle["text/plain"]
    assert "flowchart LR" in bundle["text/plain"]


@pytest.mark.usefixtures("project")
def test_a_table_is_shown_with_what_is_near() -> None:
    payload = diagram("Report", downstream=None).payload()
    assert payload["view"] == {
        "direction": "LR",
        "focus": "flow.work:Report",
        "upstream": 1,
        "downstream": None,
    }
    assert [table["id"] for table in payload["tables"]] == ["flow.lab:Visit", "flow.work:Report"]


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("name", ["lab.Person", "flow.lab:Person", "flow.lab.Person"])
def test_a_name_may_hold_the_module(name: str) -> None:
    assert diagram(name).payload()["view"]["focus"] == "flow.lab:Person"


@pytest.mark.usefixtures("project")
def test_a_selector_and_the_modules_belong_to_the_view() -> None:
    payload = diagram(select="+Report", modules=True, attributes=True).payload()
    assert payload["view"]["select"] == "+Report"
    assert payload["view"]["base"] == "modules"
    assert "flow.work:Person" not in {table["id"] for table in payload["tables"]}
    assert payload["tables"][0]["attributes"][0]["name"] == "person"


@pytest.mark.usefixtures("project")
def test_errors_say_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match=r"several tables 'Person': flow.lab:Person, flow.work:Person"):
        diagram("Person")
    with pytest.raises(ValueError, match="has no table 'Nobody'"):
        diagram("Nobody")
    with pytest.raises(ValueError, match="select: `Nobody` names no table"):
        diagram(select="Nobody")
    with pytest.raises(NotADirectoryError, match="There is no folder"):
        diagram("no/such/folder")
    with pytest.raises(TypeError, match="Give a project's folder"):
        diagram(3)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match="No DataJoint project encloses"):
        diagram("Report")


def test_a_class_names_its_table(project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    module = type(sys)("flow.lab")
    module.__file__ = str(project / "src" / "flow" / "lab.py")
    monkeypatch.setitem(sys.modules, "flow.lab", module)
    visit = type("Visit", (), {"__module__": "flow.lab"})
    monkeypatch.chdir(tmp_path)
    assert diagram(visit).payload()["view"]["focus"] == "flow.lab:Visit"
    assert diagram(visit()).payload()["view"]["focus"] == "flow.lab:Visit"


def test_neither_datajoint_nor_the_project_is_imported(project: Path) -> None:
    code = (
        "import sys; from djlab.notebook import diagram; diagram()._repr_mimebundle_(); "
        "print(sorted({'datajoint', 'flow', 'flow.lab'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"

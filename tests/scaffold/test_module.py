"""New schema modules and starter notebooks, planned in projects of every layout."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from djlab.database.embedded import Server
from djlab.pipeline import read
from djlab.scaffold import OptionError, apply, plan_module, plan_notebook
from djlab.scaffold.cycles import find_cycle
from djlab.scaffold.layout import own_schema_modules

SUBJECT = '''import datajoint as dj

schema = dj.Schema("subject")


@schema
class Subject(dj.Manual):
    definition = """
    subject_id : int32
    """
'''
SESSION = '''import datajoint as dj

{imports}

schema = dj.Schema("session")


@schema
class Session(dj.Manual):
    definition = """
    -> {subject}
    session_id : int32
    """
'''


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def project(root: Path, folder: str, imports: str, subject: str = "subject.Subject", dependency: str = "") -> Path:
    return write(
        root,
        {
            "pyproject.toml": f"[project]\nname = 'p'\ndependencies = ['datajoint{dependency}']\n",
            f"{folder}/__init__.py": "",
            f"{folder}/subject.py": SUBJECT,
            f"{folder}/session.py": SESSION.format(imports=imports, subject=subject),
        },
    )


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return project(tmp_path, "src/workflow", "from . import subject")


def module_text(root: Path, **options: Any) -> str:
    plan = plan_module(root, options)
    assert plan.problems == ()
    ast.parse(plan.files[0].content)
    return plan.files[0].content


def test_the_module_is_what_the_reader_expects(book: Path) -> None:
    plan = plan_module(
        book,
        {
            "name": "ephys",
            "schema": "lab_ephys",
            "upstream": ["workflow.session:Session"],
            "table": {"name": "Recording", "tier": "Manual"},
        },
    )
    assert [(file.path, file.action) for file in plan.files] == [
        ("src/workflow/ephys.py", "create"),
        ("notebooks/01-ephys.ipynb", "create"),
    ]
    assert plan.open == "src/workflow/ephys.py"
    apply(plan)
    pipeline = read(book)
    (module,) = [module for module in pipeline.modules if module.name == "workflow.ephys"]
    assert [schema.name for schema in module.schemas] == ["lab_ephys"]
    (table,) = [table for table in pipeline.tables if table.module == "workflow.ephys"]
    assert (table.id, table.tier) == ("workflow.ephys:Recording", "Manual")
    assert table.primary_key == ("subject_id", "session_id", "recording_id")
    assert [key.resolution for key in table.foreign_keys] == ["exact"]
    assert not table.warnings


def test_the_same_again_changes_nothing(book: Path) -> None:
    options = {"name": "ephys", "upstream": ["workflow.subject"], "table": {"name": "Probe"}}
    apply(plan_module(book, options))
    again = plan_module(book, options)
    assert again.problems == ()
    assert [file.action for file in again.files] == ["skip", "skip"]


@pytest.mark.parametrize(
    ("folder", "imports", "subject", "expected"),
    [
        ("src/workflow", "from . import subject", "subject.Subject", "from . import session\n"),
        ("workflow", "from workflow import subject", "subject.Subject", "from workflow import session\n"),
        (
            "src/lab/pipeline",
            "from lab.pipeline import subject",
            "subject.Subject",
            "from lab.pipeline import session\n",
        ),
        ("src/workflow", "from .subject import Subject", "Subject", "from .session import Session\n"),
        ("workflow", "from workflow.subject import Subject", "Subject", "from workflow.session import Session\n"),
    ],
)
def test_layout_and_imports_follow_the_project(
    tmp_path: Path, folder: str, imports: str, subject: str, expected: str
) -> None:
    root = project(tmp_path, folder, imports, subject)
    if folder == "src/a/b":
        write(root, {"src/a/__init__.py": ""})
    package = folder.removeprefix("src/").replace("/", ".")
    plan = plan_module(root, {"name": "ephys", "upstream": [f"{package}.session:Session"], "table": {"name": "Probe"}})
    assert plan.problems == ()
    assert plan.files[0].path == f"{folder}/ephys.py"
    assert expected in plan.files[0].content
    assert f"-> {'Session' if subject == 'Subject' else 'session.Session'}\n" in plan.files[0].content


def test_computed_tables_take_their_key_from_upstream(book: Path) -> None:
    table = {"name": "Spikes", "tier": "Computed"}
    text = module_text(book, name="spikes", upstream=["workflow.session:Session"], table=table)
    assert "spikes_id" not in text
    assert "def make(self, key):" in text
    refused = plan_module(book, {"name": "spikes", "upstream": ["workflow.session"], "table": table})
    assert [problem.field for problem in refused.problems] == ["upstream"]


def test_types_are_those_of_the_projects_datajoint(tmp_path: Path) -> None:
    old = project(tmp_path, "workflow", "from . import subject", dependency=">=0.14,<2")
    for name in ("subject", "session"):
        path = old / f"workflow/{name}.py"
        path.write_text(path.read_text().replace("int32", "int"))
    assert "probe_id : int  #" in module_text(old, name="probe", table={"name": "Probe"})


def test_a_key_that_would_meet_an_inherited_one_gets_another_name(book: Path) -> None:
    text = module_text(book, name="visit", upstream=["workflow.session:Session"], table={"name": "Session"})
    assert "visit_session_id : int32" in text


@pytest.mark.parametrize(
    ("options", "field", "word"),
    [
        ({"name": ""}, "name", "snake_case"),
        ({"name": "Ephys"}, "name", "ephys"),
        ({"name": "subject"}, "name", "exists already"),
        ({"name": "random"}, "name", "standard library"),
        ({"name": "../x"}, "name", "lowercase"),
        ({"name": "ephys", "schema": "subject"}, "schema", "workflow.subject"),
        ({"name": "ephys", "schema": "A"}, "schema", "lowercase"),
        ({"name": "ephys", "table": {"name": "a_b"}}, "table.name", "AB"),
        ({"name": "ephys", "upstream": ["workflow.nothing"]}, "upstream", "workflow.nothing"),
        ({"name": "ephys", "upstream": ["workflow.subject:Nobody"]}, "upstream", "Nobody"),
        ({"name": "ephys", "package": "elsewhere"}, "package", "elsewhere"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(book: Path, options: dict[str, Any], field: str, word: str) -> None:
    plan = plan_module(book, options)
    assert word in " ".join(problem.message for problem in plan.problems if problem.field == field), plan.problems


def test_a_cycle_is_found_and_shown(book: Path) -> None:
    pipeline = read(book)
    assert find_cycle(pipeline, "workflow.subject", ["workflow.session"]) == [
        "workflow.subject",
        "workflow.session",
        "workflow.subject",
    ]
    assert find_cycle(pipeline, "workflow.session", ["workflow.subject"]) == []
    assert find_cycle(pipeline, "workflow.session", ["workflow.session"]) == ["workflow.session"] * 2


def test_a_cycle_that_is_there_already_refuses_no_further_use_of_an_import(book: Path) -> None:
    subject = book / "src/workflow/subject.py"
    subject.write_text(subject.read_text() + "\n\ndef late():\n    from . import session\n\n    return session\n")
    pipeline = read(book)
    assert find_cycle(pipeline, "workflow.session", ["workflow.subject"]) == []
    assert find_cycle(pipeline, "workflow.subject", ["workflow.session"]) != [], "an import in a function is not enough"


@pytest.mark.parametrize(
    "options",
    [{}, {"name": 1}, {"name": "x", "upstream": "y"}, {"name": "x", "wrong": 1}, {"name": "x", "notebook": "no"}, []],
)
def test_options_of_the_wrong_type_are_a_wrong_request(book: Path, options: Any) -> None:
    with pytest.raises(OptionError):
        plan_module(book, options)


def test_a_project_without_packages_says_what_to_do(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": "[project]\nname = 'p'\n"})
    plan = plan_module(tmp_path, {"name": "ephys"})
    assert "djlab new project" in plan.problems[0].message


def test_the_command_does_the_same(book: Path) -> None:
    options = {
        "name": "ephys",
        "schema": "lab",
        "upstream": ["workflow.subject:Subject"],
        "table": {"name": "Probe", "tier": "Lookup"},
        "notebook": False,
    }
    assert plan_module(book, options).command == (
        "djlab new module ephys --schema lab --upstream workflow.subject:Subject --table Probe --tier Lookup "
        "--no-notebook"
    )


def test_notebooks_are_valid_numbered_and_kept(book: Path) -> None:
    write(book, {"notebooks/07-old.ipynb": "{}", "notebooks/notes.txt": ""})
    plan = plan_notebook(book, {"module": "workflow.session"})
    assert [file.path for file in plan.files] == ["notebooks/08-session.ipynb"]
    notebook = nbformat.reads(plan.files[0].content, as_version=4)
    nbformat.validate(notebook)
    sources = [cell.source for cell in notebook.cells]
    assert "from workflow import session" in sources
    assert any("session.Session.insert" in source for source in sources)
    apply(plan)
    (book / "notebooks/08-session.ipynb").write_text(json.dumps({"mine": True}))
    again = plan_notebook(book, {"module": "workflow.session"})
    assert again.problems == ()
    assert [file.action for file in again.files] == ["skip"]


def test_a_notebook_of_no_module_is_refused(book: Path) -> None:
    assert [problem.field for problem in plan_notebook(book, {"module": "workflow.nobody"}).problems] == ["module"]


BORROWER = """import datajoint as dj

from . import subject


@subject.schema
class Weight(dj.Manual):
    definition = \"\"\"
    -> subject.Subject
    ---
    weight : float32
    \"\"\"


@subject.schema
class Diet(dj.Lookup):
    definition = \"\"\"
    diet : varchar(16)
    \"\"\"
"""


def test_the_notebook_of_a_module_without_a_schema_of_its_own_runs(
    book: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(book, {"src/workflow/care.py": BORROWER})
    plan = plan_notebook(book, {"module": "workflow.care"})
    assert plan.problems == ()
    for name, value in {
        "DJ_BACKEND": "postgresql",
        "DJ_HOST": str(postgres.host),
        "DJ_PORT": str(postgres.port),
        "DJ_USER": postgres.user,
        "DJ_PASS": postgres.password,
        "DJ_DATABASE_NAME": postgres.database,
        "PYTHONPATH": str(book / "src"),
    }.items():
        monkeypatch.setenv(name, value)
    notebook = nbformat.reads(plan.files[0].content, as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(book)}}).execute()
    shown = json.dumps([cell.get("outputs") for cell in notebook.cells])
    assert [name for name in ("Weight", "Diet", "Subject") if name in shown] == ["Weight", "Diet"]


def test_a_module_without_a_schema_of_its_own_is_upstream_of_others(book: Path) -> None:
    write(book, {"src/workflow/care.py": BORROWER})
    assert [module.name for module in own_schema_modules(read(book))] == [
        "workflow.care",
        "workflow.session",
        "workflow.subject",
    ]


def test_a_bare_name_of_a_module_is_enough_where_it_is_unique(book: Path) -> None:
    full = plan_module(book, {"name": "ephys", "upstream": ["workflow.session:Session", "workflow.subject"]})
    bare = plan_module(book, {"name": "ephys", "upstream": ["session:Session", "subject"]})
    assert (bare.problems, bare.files) == ((), full.files)
    assert plan_notebook(book, {"module": "session"}).files == plan_notebook(book, {"module": "workflow.session"}).files
    write(book, {"src/workflow/old/__init__.py": "", "src/workflow/old/session.py": SUBJECT})
    for name, meant in {
        "session": "workflow.old.session or workflow.session",
        "workflow.sesion": "workflow.session",
        "session:Session": "workflow.session:Session",
        "subject:Subjct": "workflow.subject:Subject",
    }.items():
        (problem,) = plan_module(book, {"name": "ephys", "upstream": [name]}).problems
        assert problem.message == f"The project has no module or table {name}; did you mean {meant}?"
    (problem,) = plan_notebook(book, {"module": "nothing"}).problems
    assert problem.message == "The project has no module nothing"

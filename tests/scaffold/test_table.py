"""New tables and parts: insertions only, references that resolve, and refusals at the field that has to change."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from djlab.cli.new import command as new
from djlab.database.embedded import Server
from djlab.pipeline import read
from djlab.pipeline.model import Table
from djlab.scaffold import Plan, ProjectOptions, apply, plan_project, plan_table
from djlab.scaffold.render import definition
from djlab.scaffold.table_options import ForeignKeyOptions

SUBJECT = '''"""Subjects."""

import datajoint as dj

schema = dj.Schema("subject")


@schema
class Subject(dj.Manual):
    definition = """
    subject_id : int32
    """


@schema
class Probe(dj.Lookup):
    definition = """
    probe : varchar(32)
    """

    class Shank(dj.Part):
        definition = """
        -> master
        shank : int16
        """

    def helper(self):
        return 1


def main():
    pass
'''


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "p"
    apply(plan_project(root, ProjectOptions(name="my-pipeline")))
    return root


def small(root: Path, **modules: str) -> Path:
    (root / "src/lab").mkdir(parents=True)
    (root / "pyproject.toml").write_text('[project]\nname = "lab"\ndependencies = ["datajoint>=2.3"]\n')
    (root / "src/lab/__init__.py").write_text("")
    for name, text in modules.items():
        (root / f"src/lab/{name}.py").write_bytes(text.encode())
    return root


def only_inserted(before: str, after: str) -> bool:
    """Whether ``before`` is ``after`` with some characters left out."""
    characters = iter(after)
    return all(character in characters for character in before)


def plan(root: Path, **options: Any) -> Plan:
    return plan_table(root, options)


def made(root: Path, **options: Any) -> Table:
    """Apply and give the table as the reader sees it; checks that nothing else changed."""
    chosen = plan(root, **options)
    assert chosen.problems == ()
    (file,) = chosen.files
    before = (root / file.path).read_bytes().decode()
    apply(chosen)
    after = (root / file.path).read_bytes().decode()
    assert only_inserted(before, after)
    removed = [line for line in file.diff.splitlines() if line.startswith("-") and not line.startswith("---")]
    last = before.replace("\r\n", "\n").rpartition("\n")[2]  # a missing newline at the end is put in
    assert all(" import " in line or line[1:].rstrip("\r\n") == last for line in removed), removed
    name = options["name"]
    table = next(table for table in read(root).tables if table.class_ in (name, f"{table.class_[: -len(name)]}{name}"))
    assert table.warnings == ()
    assert chosen.line is not None
    assert "definition" in after.replace("\r\n", "\n").split("\n")[chosen.line - 1]
    return table


def problems(root: Path, **options: Any) -> dict[str, str]:
    return {problem.field: problem.message for problem in plan(root, **options).problems}


def test_a_computed_table_gets_its_import_and_stays_formatted(project: Path) -> None:
    keys = [{"target": "workflow.subject:Subject"}, {"target": "workflow.processing:FilterParameters"}]
    table = made(project, module="workflow.processing", name="Spikes", tier="Computed", foreign_keys=keys)
    assert [(key.target, key.resolution) for key in table.foreign_keys] == [
        ("workflow.subject:Subject", "exact"),
        ("workflow.processing:FilterParameters", "exact"),
    ]
    assert table.methods == ("make",)
    text = (project / "src/workflow/processing.py").read_text()
    assert "from . import acquisition, subject\n" in text
    for command in (["check"], ["format", "--check"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "."], cwd=project, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout
    again = plan(project, module="workflow.processing", name="Spikes", tier="Computed", foreign_keys=keys)
    assert again.problems == ()
    assert [file.action for file in again.files] == ["skip"]


def test_keys_renamings_parts_and_stores(project: Path) -> None:
    table = made(
        project,
        module="workflow.subject",
        name="Litter",
        comment='What """a" \\ litter is',
        key=["litter_id : int32  # counts from 1"],
        attributes=["scan : <object@main>", "weight = null : float64  # (g)"],
        foreign_keys=[
            {"target": "workflow.subject:Subject", "renames": {"mother": "subject_id"}},
            {"target": "workflow.subject:Subject", "key": False, "nullable": True, "renames": {"father": "subject_id"}},
        ],
        parts=["Pup"],
    )
    assert table.comment == 'What """a" \\ litter is'
    assert table.primary_key == ("mother", "litter_id")
    assert {attribute.name: attribute.nullable for attribute in table.attributes} == {
        "mother": False,
        "litter_id": False,
        "father": True,
        "scan": False,
        "weight": True,
    }
    part = next(table for table in read(project).tables if table.class_.endswith("Pup"))
    assert part.primary_key == ("mother", "litter_id", "pup_id")


@pytest.mark.parametrize(
    ("tier", "make", "methods"),
    [("Imported", "make", {"make"}), ("Computed", "three-part", {"make_fetch", "make_compute", "make_insert"})],
)
def test_skeletons_of_make(project: Path, tier: str, make: str, methods: set[str]) -> None:
    keys = [{"target": "workflow.acquisition:Session"}]
    table = made(project, module="workflow.analysis", name="Behaviour", tier=tier, make=make, foreign_keys=keys)
    assert set(table.methods) == methods


def test_a_part_goes_below_the_last_part_of_its_master(project: Path) -> None:
    part = made(project, master="workflow.acquisition:Recording", name="Marker", key=["marker : int32"])
    assert part.id == "workflow.acquisition:Recording.Marker"
    assert part.primary_key == ("subject_id", "session_id", "marker")
    text = (project / "src/workflow/acquisition.py").read_text()
    assert text.index("class Channel") < text.index("class Marker") < text.index("def make")
    made(project, master="workflow.subject:Subject", name="Nickname")
    assert problems(project, master="workflow.acquisition:Recording", name="Channel") == {
        "name": "Recording has a Channel already"
    }
    assert "master" in problems(project, master="workflow.acquisition:Recording.Channel", name="Deeper")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", [True, False])
def test_newlines_and_byte_order_marks_stay(tmp_path: Path, newline: str, mark: str, end: bool) -> None:
    other = 'import datajoint as dj\n\nschema = dj.Schema("session")' + ("\n" if end else "")
    root = small(
        tmp_path / "p",
        subject=(mark + SUBJECT).replace("\n", newline),
        session=(mark + other).replace("\n", newline),
    )
    made(root, module="lab.session", name="Session", foreign_keys=[{"target": "lab.subject:Subject"}], key=["n : int8"])
    data = (root / "src/lab/session.py").read_bytes()
    assert (b"\r\n" in data) == (newline == "\r\n")
    assert data.count(b"\n") == data.count(newline.encode())
    made(root, master="lab.subject:Probe", name="Site")
    made(root, module="lab.subject", name="Room", tier="Lookup")
    text = (root / "src/lab/subject.py").read_bytes().decode()
    assert text.index("class Shank") < text.index("class Site") < text.index("def helper")
    assert text.index("class Probe") < text.index("class Room") < text.index("def main")


@pytest.mark.parametrize(
    ("imports", "expected", "expression"),
    [
        ("from . import subject", "from . import subject\n", "subject.Subject"),
        ("from . import aaa, zzz", "from . import aaa, subject, zzz\n", "subject.Subject"),
        ("from . import (\n    aaa,\n    zzz,\n)", "    aaa,\n    subject,\n    zzz,\n", "subject.Subject"),
        ("from . import (\n    aaa,\n    bbb\n)", "    bbb,\n    subject\n)", "subject.Subject"),
        ("from . import subject as s", "from . import subject as s\n", "s.Subject"),
        ("from .subject import Subject", "from .subject import Subject\n", "Subject"),
        ("from .subject import Subject as Animal", "as Animal\n", "Animal"),
        ("import lab.subject", "import lab.subject\n", "lab.subject.Subject"),
        ("from lab import subject", "from lab import subject\n", "subject.Subject"),
        ("", "import datajoint as dj\n\nfrom . import subject\n", "subject.Subject"),
        ("from .zzz import x", "from .subject import Subject\nfrom .zzz import x\n", "Subject"),
    ],
)
def test_imports_that_are_there_are_used_and_others_are_added(
    tmp_path: Path, imports: str, expected: str, expression: str
) -> None:
    before = f'import datajoint as dj\n{imports}\n\nschema = dj.Schema("session")\n'
    root = small(tmp_path / "p", subject=SUBJECT, session=before, aaa="", bbb="", zzz="x = 1\n")
    chosen = plan(root, module="lab.session", name="Session", foreign_keys=[{"target": "lab.subject:Subject"}])
    assert chosen.problems == ()
    content = chosen.files[0].content
    assert only_inserted(before, content)
    assert expected in content
    assert f"-> {expression}\n" in content
    ast.parse(content)


def test_a_name_that_the_module_uses_is_not_imported_over(tmp_path: Path) -> None:
    before = 'import datajoint as dj\n\nschema = dj.Schema("session")\nsubject = 1\n'
    root = small(tmp_path / "p", subject=SUBJECT, session=before)
    table = made(root, module="lab.session", name="Session", foreign_keys=[{"target": "lab.subject:Subject"}])
    assert table.foreign_keys[0].expression == "lab_subject.Subject"


def test_a_cycle_is_refused_and_shown(project: Path) -> None:
    keys = [{"target": "workflow.analysis:EventRate"}]
    found = problems(project, module="workflow.subject", name="Late", foreign_keys=keys)
    assert found["foreign_keys"] == "That closes a cycle: workflow.subject → workflow.analysis → workflow.subject"


@pytest.mark.parametrize(
    ("options", "field", "message"),
    [
        ({"name": "bad_name"}, "name", "e.g. BadName"),
        ({"name": "Subject"}, "name", "has a Subject already"),
        ({"name": "S" + "a" * 70}, "name", "the database allows 63"),
        ({"name": "X", "module": "workflow.nothing"}, "module", "no module"),
        ({"name": "X", "module": "workflow.worker"}, "module", "no schema"),
        ({"name": "X", "key": ["Bad : int32"]}, "key.0", "Not an attribute"),
        ({"name": "X", "key": ["a : int32\nb : int32"]}, "key.0", "one attribute a line"),
        ({"name": "X", "key": ["a = null : int32"]}, "key.0", "nullable"),
        ({"name": "X", "key": ["a : int32", "a : int8"]}, "key.1", "already"),
        ({"name": "X", "key": ["a : int999"]}, "key.0", "DataJoint 2 knows no type int999; the nearest is int"),
        ({"name": "X", "key": ["a : varchar"]}, "key.0", "the nearest is varchar(255)"),
        ({"name": "X", "attributes": ["a : flaot64"]}, "attributes.0", "the nearest is float64"),
        ({"name": "X", "key": ["a : <blob>"]}, "key.0", "cannot be stored"),
        ({"name": "X", "attributes": ["a : object@main"]}, "attributes.0", "Write <object@main>"),
        ({"name": "X", "attributes": ["a : <object@other>"]}, "attributes.0", "stores: main"),
        ({"name": "X", "attributes": ["a : <object@>"]}, "attributes.0", "Name the store"),
        ({"name": "X", "attributes": ["class : int32"]}, "attributes.0", "word of Python"),
        ({"name": "X", "attributes": ["-> Subject"]}, "attributes.0", "not an attribute"),
        ({"name": "X", "foreign_keys": [{"target": "nothing"}]}, "foreign_keys.0", "no table"),
        ({"name": "X", "tier": "Computed"}, "foreign_keys", "upstream"),
        ({"name": "X", "parts": ["bad"]}, "parts", "e.g. Bad"),
        ({"name": "X", "parts": ["Y", "Y"]}, "parts", "once"),
        ({"name": "X", "comment": ": no"}, "comment", "colon"),
        ({"name": "X", "master": "workflow.subject:Nothing"}, "master", "no table"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(project: Path, options: dict[str, Any], field: str, message: str) -> None:
    found = problems(project, **{"module": "workflow.subject", **options})
    assert message in found[field]


def test_foreign_keys_that_cannot_be(project: Path) -> None:
    def of(*keys: dict[str, Any]) -> dict[str, str]:
        keys = tuple({"target": "workflow.subject:Subject", **key} for key in keys)
        return problems(project, module="workflow.subject", name="X", foreign_keys=list(keys))

    assert "nullable" in of({"nullable": True})["foreign_keys.0"]
    assert "twice" in of({}, {})["foreign_keys.1"]
    assert "no key attribute" in of({"renames": {"a": "sex"}})["foreign_keys.0"]
    assert "letters" in of({"renames": {"Bad": "subject_id"}})["foreign_keys.0"]
    own = {"module": "workflow.subject", "name": "X", "foreign_keys": [{"target": "workflow.subject:Subject"}]}
    assert "already" in problems(project, **own, key=["subject_id : int32"])["key.0"]
    computed = {"name": "X", "tier": "Computed", "key": ["a : int32"]}
    assert "of their own" in problems(project, **{**own, **computed})["key.0"]


def test_the_longest_name_depends_on_the_server(project: Path) -> None:
    name = "S" + "a" * 63
    assert "name" in problems(project, module="workflow.subject", name=name)
    (project / "datajoint.json").write_text('{"database": {"backend": "mysql"}}')
    assert problems(project, module="workflow.subject", name=name) == {}
    assert "65" in problems(project, module="workflow.subject", name=name + "a")["name"]


def test_modules_that_cannot_be_added_to(tmp_path: Path) -> None:
    two = 'import datajoint as dj\na = dj.Schema("a")\nb = dj.Schema("b")\n'
    latin = '# coding: latin-1\nimport datajoint as dj\nschema = dj.Schema("x")\n# \xe9\n'
    root = small(tmp_path / "p", two=two, broken='import datajoint as dj\nschema = dj.Schema("x")\n', latin="")
    (root / "src/lab/latin.py").write_bytes(latin.encode("latin-1"))
    assert "several schemas" in problems(root, module="lab.two", name="X")["module"]
    assert "UTF-8" in problems(root, module="lab.latin", name="X")["module"]
    state = read(root)
    (root / "src/lab/broken.py").write_text("def (:\n")
    stale = plan_table(root, {"module": "lab.broken", "name": "X"}, pipeline=state)
    assert "line 1" in stale.problems[0].message


@given(st.text(max_size=60))
def test_every_text_comes_out_of_a_definition_as_it_went_in(text: str) -> None:
    clean = text.strip().replace("\r", " ").replace("\n", " ").encode("utf-8", "ignore").decode()
    assert ast.literal_eval(f'"""\n{definition(clean)}\n"""') == f"\n{clean}\n"


def test_foreign_keys_as_one_word_of_the_command_line() -> None:
    for text in ("a.b:C", "a.b:C,secondary,nullable,unique,new=old,x=y"):
        assert ForeignKeyOptions.from_text(text).to_text() == text


def test_the_command_that_a_plan_names_makes_the_same_plan(project: Path) -> None:
    import shlex

    options: dict[str, Any] = {
        "module": "workflow.processing",
        "name": "Spikes",
        "tier": "Computed",
        "comment": 'It\'s "quoted" {{ so }}',
        "attributes": ["count : int32  # 'how many'"],
        "foreign_keys": [{"target": "workflow.subject:Subject", "renames": {"animal": "subject_id"}}],
        "parts": ["Spike"],
        "make": "three-part",
    }
    first = plan(project, **options)
    words = shlex.split(first.command)
    assert words[:2] == ["djlab", "new"]
    ran = CliRunner().invoke(new, [*words[2:], "--directory", str(project), "--dry-run", "--json"])
    assert ran.exit_code == 0, ran.output
    assert json.loads(ran.output)["files"] == first.to_data()["files"]
    refused = CliRunner().invoke(new, ["table", "workflow.subject", "bad", "--directory", str(project)])
    assert refused.exit_code == 1
    wrong = CliRunner().invoke(new, ["table", "m", "X", "--foreign-key", "a,b", "--directory", str(project)])
    assert wrong.exit_code == 2


def test_modules_and_tables_may_be_named_by_their_last_part(project: Path) -> None:
    options = {"name": "Litter", "foreign_keys": [{"target": "acquisition:Session"}]}
    whole = {"name": "Litter", "foreign_keys": [{"target": "workflow.acquisition:Session"}]}
    assert plan(project, module="analysis", **options) == plan(project, module="workflow.analysis", **whole)
    part = plan(project, master="subject:Subject", name="Tag")
    assert part == plan(project, master="workflow.subject:Subject", name="Tag")
    assert part.command == "djlab new part workflow.subject:Subject Tag"
    for named, message in [
        ({"module": "analisis"}, "The project has no module analisis"),
        ({"module": "workflow.analisis"}, "no module workflow.analisis; did you mean workflow.analysis?"),
        ({"master": "subject:Subjekt"}, "no table workflow.subject:Subjekt; did you mean workflow.subject:Subject?"),
        ({"master": "acquisition:Recording.Channel"}, "is a part itself: parts go into workflow.acquisition:Recording"),
    ]:
        (problem,) = plan(project, name="Litter", **named).problems
        assert message in problem.message
    keys = [{"target": "subject:Subjekt"}]
    assert (
        "did you mean workflow.subject:Subject?"
        in problems(project, module="analysis", name="Litter", foreign_keys=keys)["foreign_keys.0"]
    )


@pytest.mark.database
def test_datajoint_declares_what_was_written(project: Path, postgres: Server, tmp_path: Path) -> None:
    """Every tier, a part, renamed and nullable keys and a store, declared by DataJoint itself."""
    keys = [{"target": "workflow.subject:Subject", "renames": {"mother": "subject_id"}}]
    father = {"target": "workflow.subject:Subject", "key": False, "nullable": True, "renames": {"father": "subject_id"}}
    made(project, module="workflow.subject", name="Litter", foreign_keys=[*keys, father], key=["litter : int32"])
    made(project, module="workflow.subject", name="Colour", tier="Lookup")
    made(project, module="workflow.subject", name="Room", attributes=["plan : <object@main>"], parts=["Shelf"])
    made(project, module="workflow.processing", name="Pups", tier="Computed", make="three-part", parts=["Pup"],
         foreign_keys=[{"target": "workflow.subject:Litter"}])  # fmt: skip
    program = (
        "from workflow import subject, processing\n"
        "print(sorted(subject.schema.list_tables() + processing.schema.list_tables()))\n"
        "print(processing.Pups.primary_key, processing.Pups.Pup.primary_key)\n"
    )
    variables = {name: value for name, value in os.environ.items() if not name.startswith("DJ_")}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        cwd=project,
        env={
            **variables,
            "PYTHONPATH": str(project / "src"),
            "DJ_BACKEND": "postgresql",
            "DJ_HOST": postgres.host,
            "DJ_PORT": str(postgres.port),
            "DJ_USER": postgres.user,
            "DJ_PASS": postgres.password,
            "DJ_DATABASE_NAME": postgres.database,
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    for table in ("litter", "#colour", "room", "room__shelf", "__pups", "__pups__pup"):
        assert f"'{table}'" in done.stdout
    assert "['mother', 'litter'] ['mother', 'litter', 'pup_id']" in done.stdout

"""The smallest project in the standard structure: two modules, one foreign key between them."""

from pathlib import Path

from djlab.pipeline import read
from djlab.pipeline.serialise import to_data

SUBJECT = '''import datajoint as dj

schema = dj.Schema("subject")


@schema
class Subject(dj.Manual):
    """An animal."""

    definition = """
    # animals of the lab
    subject_id : int32  # ear tag
    ---
    subject_name = null : varchar(100)
    """
'''
ACQUISITION = '''import datajoint as dj

from . import subject

schema = dj.Schema("acquisition")


@schema
class Session(dj.Manual):
    definition = """
    -> subject.Subject  # whose session
    session_id : int32
    ---
    raw : <object@main>
    """
'''


def project(folder: Path) -> Path:
    package = folder / "src" / "workflow"
    package.mkdir(parents=True)
    (folder / "pyproject.toml").write_text('[project]\nname = "my-pipeline"\ndependencies = ["datajoint>=2.3"]\n')
    (package / "__init__.py").write_text("")
    (package / "subject.py").write_text(SUBJECT)
    (package / "acquisition.py").write_text(ACQUISITION)
    return folder


def test_modules_tables_and_the_edge(tmp_path: Path) -> None:
    pipeline = read(project(tmp_path))

    assert pipeline.packages == ("workflow",)
    assert [module.name for module in pipeline.modules] == ["workflow", "workflow.acquisition", "workflow.subject"]
    assert [table.id for table in pipeline.tables] == ["workflow.acquisition:Session", "workflow.subject:Subject"]
    (edge,) = to_data(pipeline.module_edges)
    assert edge == {"from": "workflow.acquisition", "to": "workflow.subject", "imports": True, "foreign_keys": 1}


def test_a_table_in_full(tmp_path: Path) -> None:
    session, subject = read(project(tmp_path)).tables

    assert (subject.table, subject.tier, subject.schema, subject.line) == ("subject", "Manual", "subject", 7)
    assert (subject.comment, subject.docstring, subject.definition_line) == ("animals of the lab", "An animal.", 10)
    assert [(a.name, a.key, a.nullable, a.default, a.comment, a.line) for a in subject.attributes] == [
        ("subject_id", True, False, None, "ear tag", 12),
        ("subject_name", False, True, "null", "", 14),
    ]
    assert session.primary_key == ("subject_id", "session_id")
    assert [(a.name, a.from_, a.store) for a in session.attributes] == [
        ("subject_id", "workflow.subject:Subject", None),
        ("session_id", None, None),
        ("raw", None, "main"),
    ]
    (key,) = session.foreign_keys
    assert (key.expression, key.target, key.resolution, key.line) == (
        "subject.Subject",
        "workflow.subject:Subject",
        "exact",
        11,
    )


def test_reread_takes_in_a_change_a_new_and_a_vanished_file(tmp_path: Path) -> None:
    pipeline = read(project(tmp_path))
    package = tmp_path / "src" / "workflow"

    (package / "subject.py").write_text(SUBJECT.replace("subject_id", "animal_id"))
    pipeline = pipeline.reread([package / "subject.py"])
    assert pipeline.tables[0].primary_key == ("animal_id", "session_id")

    (package / "lab.py").write_text(SUBJECT.replace("Subject", "Lab"))
    pipeline = pipeline.reread([package / "lab.py"])
    assert "workflow.lab:Lab" in [table.id for table in pipeline.tables]

    (package / "lab.py").unlink()
    pipeline = pipeline.reread([package / "lab.py"])
    assert "workflow.lab:Lab" not in [table.id for table in pipeline.tables]


def test_a_file_that_stops_parsing_keeps_its_last_tables(tmp_path: Path) -> None:
    pipeline = read(project(tmp_path))
    path = tmp_path / "src" / "workflow" / "subject.py"

    path.write_text(SUBJECT + "\ndef half(:\n")
    pipeline = pipeline.reread([path])

    (module,) = [module for module in pipeline.modules if module.error]
    assert module.error is not None
    assert (module.name, module.error.line) == ("workflow.subject", 17)
    assert "workflow.subject:Subject" in [table.id for table in pipeline.tables]

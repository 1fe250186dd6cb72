"""Whatever happens to the files, the session ends where reading everything anew ends."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from djlab import pipeline
from djlab.project import ProjectSession, inspect, live

HEAD = "import datajoint as dj\n{imports}\nschema = dj.Schema('{name}')\n"
TABLE = '''

@schema
class {name}(dj.Manual):
    definition = """
    {keys}
    ---
    note : varchar({width})
    """
'''
MODULES = ("subject", "session", "probe", "sub/deep")
NAMES = st.sampled_from(MODULES)


def source(name: str, parent: str | None, width: int) -> str:
    imports = f"from workflow import {parent}" if parent else ""
    keys = f"-> {parent}.{parent.title()}" if parent else f"{Path(name).name}_id : int"
    head = HEAD.format(imports=imports, name=name.replace("/", "_"))
    return head + TABLE.format(name=Path(name).name.title(), keys=keys, width=width)


class Files(RuleBasedStateMachine):
    """Edits, renames, deletions and checkouts of a project, told to the session or only found by it."""

    def __init__(self) -> None:
        super().__init__()
        import tempfile

        self.root = Path(tempfile.mkdtemp()).resolve()
        self.package = self.root / "src" / "workflow"
        (self.package / "sub").mkdir(parents=True)
        (self.root / "pyproject.toml").write_text('[project]\nname = "p"\ndependencies = ["datajoint>=2"]\n')
        (self.package / "__init__.py").write_text("")
        (self.package / "sub/__init__.py").write_text("")
        (self.package / "subject.py").write_text(source("subject", None, 1))
        self.session = ProjectSession(self.root, {})
        self.told: set[str] = set()
        self.first = self.session.project, self.session.revision

    def teardown(self) -> None:
        shutil.rmtree(self.root)

    def path(self, name: str) -> Path:
        return self.package / f"{name}.py"

    def tell(self, *paths: Path) -> None:
        self.told.update(map(str, paths))

    @rule(name=NAMES, parent=st.sampled_from([None, "subject", "session"]), width=st.integers(1, 99))
    def write(self, name: str, parent: str | None, width: int) -> None:
        self.path(name).parent.mkdir(exist_ok=True)
        self.path(name).write_text(source(name, None if parent == name else parent, width))
        self.tell(self.path(name))

    @rule(name=NAMES, width=st.integers(1, 99))
    def replace_atomically(self, name: str, width: int) -> None:
        if not self.path(name).parent.is_dir():
            return
        temporary = self.path(name).with_name(".~new")
        temporary.write_text(source(name, None, width))
        temporary.replace(self.path(name))
        self.tell(temporary, self.path(name))

    @rule(name=NAMES)
    def delete(self, name: str) -> None:
        self.path(name).unlink(missing_ok=True)
        self.tell(self.path(name))

    @rule(old=NAMES, new=NAMES)
    def rename(self, old: str, new: str) -> None:
        if self.path(old).exists() and self.path(new).parent.is_dir():
            self.path(old).replace(self.path(new))
            self.tell(self.path(old), self.path(new))

    @rule()
    def remove_the_folder(self) -> None:
        shutil.rmtree(self.package / "sub", ignore_errors=True)
        self.tell(self.package / "sub")

    @rule(width=st.integers(1, 99))
    def check_out(self, width: int) -> None:
        for name in MODULES:
            self.path(name).parent.mkdir(exist_ok=True)
            self.path(name).write_text(source(name, None if name == "subject" else "subject", width))
        self.tell(self.package)

    @rule(name=NAMES)
    def write_a_notebook(self, name: str) -> None:
        folder = self.root / "notebooks"
        folder.mkdir(exist_ok=True)
        text = f'{{"cells": [{{"cell_type": "code", "source": "from workflow import {Path(name).name}"}}]}}'
        (folder / "01.ipynb").write_text(text)
        self.tell(folder / "01.ipynb")

    @rule(store=st.sampled_from(["main", "raw"]))
    def configure(self, store: str) -> None:
        text = f'[project]\nname = "{store}"\n[tool.datajoint.stores.{store}]\nprotocol = "file"\n'
        (self.root / "pyproject.toml").write_text(text)
        self.tell(self.root / "pyproject.toml")

    @rule()
    def told_of_changes(self) -> None:
        self.session.update(self.told)
        self.told.clear()
        self.compare()

    @rule()
    def looks_itself(self) -> None:
        self.session.update()
        self.told.clear()
        self.compare()

    def compare(self) -> None:
        now, fresh = self.session.project, ProjectSession(self.root, {}).project
        assert now.modules == fresh.modules
        assert now.tables == fresh.tables
        assert now == fresh

    @invariant()
    def a_delta_leads_from_the_first_state_to_this(self) -> None:
        before, revision = self.first
        delta = self.session.delta(revision)
        assert delta is not None
        changed = {module.name for module in delta.modules}
        modules = {m.name: m for m in before.modules if m.name not in delta.removed_modules}
        modules.update({m.name: m for m in delta.modules})
        gone = {*delta.removed_tables, *(t.id for t in before.tables if t.module in {*changed, *delta.removed_modules})}
        tables = {t.id: t for t in before.tables if t.id not in gone}
        tables.update({t.id: t for t in delta.tables})
        assert modules == {m.name: m for m in self.session.project.modules}
        assert tables == {t.id: t for t in self.session.project.tables}
        for part in ("module_edges", "cycles", "stores", "notebooks", "structure", "findings"):
            told = getattr(delta, part)
            assert (getattr(before, part) if told is None else told) == getattr(self.session.project, part)


Files.TestCase.settings = settings(
    max_examples=20, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
TestFiles = Files.TestCase


@pytest.fixture
def root(tmp_path: Path) -> Path:
    package = tmp_path / "src/workflow"
    package.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "p"\ndependencies = ["datajoint>=2"]\n')
    (package / "__init__.py").write_text("")
    for name in ("subject", "probe"):
        (package / f"{name}.py").write_text(source(name, None, 1))
    return tmp_path.resolve()


def test_a_file_that_stops_parsing_keeps_its_tables(root: Path) -> None:
    session = ProjectSession(root, {})
    path = root / "src/workflow/subject.py"
    path.write_text(path.read_text() + "\ndef (:\n")
    assert session.update([path]) == {"workflow.subject"}
    module = next(module for module in session.project.modules if module.name == "workflow.subject")
    assert module.error is not None
    assert {table.id for table in session.project.tables} == {"workflow.subject:Subject", "workflow.probe:Probe"}
    path.write_text(source("subject", None, 2))
    session.update([path])
    session.check()
    assert session.project == inspect(root, {})


def test_what_is_written_while_all_is_read_is_not_lost(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkout writes `pyproject.toml` among the modules: the rest comes while the project is read anew."""
    session = ProjectSession(root, {})
    late = root / "src/workflow/session.py"
    read = pipeline.read

    def read_meanwhile(*arguments: Any, **options: Any) -> pipeline.Pipeline:
        found = read(*arguments, **options)
        late.write_text(source("session", None, 1))
        return found

    monkeypatch.setattr(pipeline, "read", read_meanwhile)
    settings_file = root / "pyproject.toml"
    settings_file.write_text(settings_file.read_text() + "\n")
    session.update([settings_file])
    monkeypatch.undo()
    session.update()
    assert "workflow.session" in {module.name for module in session.project.modules}


def test_reading_anew_does_not_trust_stamps(root: Path) -> None:
    session = ProjectSession(root, {})
    session.check()
    path = root / "src/workflow/subject.py"
    status = path.stat()
    # A type that DataJoint does not know: a finding that was not there before.
    path.write_text(path.read_text().replace("varchar(1)", "varcher(1)"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert session.update() == frozenset()
    assert session.read_anew() == {"workflow.subject"}
    session.check()
    assert session.project == inspect(root, {})


def test_only_one_file_that_was_read_and_is_there_is_a_save(root: Path) -> None:
    session = ProjectSession(root)
    known, other = sorted(str(path) for path in root.resolve().rglob("*.py"))[-2:]
    assert session.is_save([known])
    assert not session.is_save([known, other])
    assert not session.is_save([known + ".new.py"])
    Path(known).unlink()
    assert not session.is_save([known])


def test_what_is_known_of_a_saved_text_is_what_a_check_of_it_finds(root: Path) -> None:
    session = ProjectSession(root, {})
    path = root / "src/workflow/subject.py"
    path.write_text(path.read_text().replace("varchar(1)", "varcher(1)"))
    session.update([path])
    name, text = "src/workflow/subject.py", path.read_text()
    assert session.findings_of(name) is None
    found = live.check_text(session, name, text)
    session.check()
    assert session.findings_of(name) == found == live.check_text(session, name, text)
    assert "DJL202" in {finding.code for finding in found}
    assert live.check_text(session, name, text.replace("varcher", "varchar")) != found
    path.write_text(text + "\n")
    session.update([path])
    assert session.findings_of(name) is None


def test_nothing_changed_is_no_new_revision(root: Path) -> None:
    session = ProjectSession(root, {})
    revision = session.revision
    (root / "src/workflow/subject.py").touch()
    assert session.update([root / "src/workflow/subject.py"]) == frozenset()
    assert session.revision == revision
    session.check()
    checked = session.revision
    session.check()
    assert session.revision == checked
    delta = session.delta(revision)
    assert delta is not None
    assert (delta.modules, delta.tables) == ((), ())


def test_unknown_revisions_have_no_delta(root: Path) -> None:
    session = ProjectSession(root, {})
    assert session.delta(session.revision - 1) is None
    assert session.delta(session.revision + 1) is None


def test_a_folder_is_needed(root: Path) -> None:
    with pytest.raises(NotADirectoryError):
        inspect(root / "pyproject.toml")

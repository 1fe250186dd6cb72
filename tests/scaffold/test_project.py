"""New projects: their files, and that they really run, untouched."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
import tomli
import yaml
from nbclient import NotebookClient
from servers import MariaDB

from djlab.pipeline import read
from djlab.scaffold import ProjectOptions, apply, plan_project
from djlab.scaffold.project_options import StoreOptions

AWKWARD = "A \"quoted\" one\nwith '''three''' and {{ braces }} \\ and é"


def make(root: Path, **options: Any) -> Path:
    plan = plan_project(root, ProjectOptions(name="my-pipeline", **options))
    assert plan.problems == ()
    apply(plan)
    return root


def run(project: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    variables = {name: value for name, value in os.environ.items() if not name.startswith("DJ_")}
    return subprocess.run(
        [sys.executable, *command],
        cwd=project,
        env={**variables, "PYTHONPATH": str(project / "src"), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("new") / "my-pipeline", demo=True)


def test_the_standard_structure_is_complete(project: Path) -> None:
    listed = """
        LICENSE README.md pyproject.toml .gitignore
        src/workflow/__init__.py src/workflow/_stores.py src/workflow/worker.py
        src/workflow/subject.py src/workflow/acquisition.py src/workflow/processing.py src/workflow/analysis.py
        notebooks/01-data-entry.ipynb notebooks/02-analysis.ipynb
        docs/index.md docs/usage.md docs/reference.md
        docker/Dockerfile docker/docker-compose.yaml docker/.env.example
        tests/test_pipeline.py
    """
    for path in listed.split():
        assert (project / path).is_file(), path
    assert (project / ".git").is_dir()
    assert not list((project / ".git").glob("hooks/*"))


def test_the_reader_finds_a_graph_without_problems(project: Path) -> None:
    pipeline = read(project)
    assert pipeline.cycles == ()
    assert [table.id for table in pipeline.tables if table.warnings] == []
    assert {(edge.from_, edge.to) for edge in pipeline.module_edges if edge.foreign_keys} == {
        ("workflow.acquisition", "workflow.subject"),
        ("workflow.processing", "workflow.acquisition"),
        ("workflow.analysis", "workflow.processing"),
        ("workflow.analysis", "workflow.subject"),
    }
    stored = {(a.name, a.type) for table in pipeline.tables for a in table.attributes if a.store}
    assert stored == {("raw", "<object@main>"), ("signal", "<npy@main>"), ("mean_shape", "<blob@main>")}


def test_its_own_tests_pass_without_any_service(project: Path) -> None:
    done = run(project, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"\b9 passed", done.stdout)
    assert "skipped" not in done.stdout


@pytest.mark.database
def test_its_own_tests_pass_on_mariadb(tmp_path: Path, empty_mariadb: MariaDB) -> None:
    project = make(tmp_path / "my-pipeline", backend="mysql", demo=True)
    address = {"DJ_BACKEND": "mysql", "DJ_HOST": empty_mariadb.host, "DJ_PORT": str(empty_mariadb.port)}
    account = {"DJ_USER": empty_mariadb.user, "DJ_PASS": empty_mariadb.password}
    done = run(project, "-m", "pytest", "-q", "-p", "no:cacheprovider", **address, **account)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"\b9 passed", done.stdout)
    assert "skipped" not in done.stdout


@pytest.mark.parametrize("command", [("ruff", "check"), ("ruff", "format", "--check"), ("mypy",)])
def test_linters_and_types_are_quiet(project: Path, command: tuple[str, ...]) -> None:
    done = run(project, "-m", *command)
    assert done.returncode == 0, done.stdout + done.stderr


RECORD_AGAIN = """
import os, sys
os.chdir(sys.argv[1])
from workflow import acquisition
key = {"subject_id": 1, "session_id": 1}
(acquisition.Recording & key).delete(prompt=False)
acquisition.Recording.populate(key)
assert len(acquisition.Recording & key) == 1
"""


def stored_files(project: Path) -> list[Path]:
    """The files below the project that are neither its sources nor what Python and the tools leave behind."""
    own = {"src", "tests", "docs", "docker"}
    found = [path.relative_to(project) for path in project.rglob("*") if path.is_file()]
    return [
        path
        for path in found
        if len(path.parts) > 1
        and path.parts[0] not in own
        and path.suffix != ".ipynb"
        and not any(part.startswith((".", "__")) for part in path.parts)
    ]


@pytest.mark.database
def test_worker_and_notebooks_run_on_a_database_with_passwords(project: Path, data_dir: Path) -> None:
    """The embedded server asks for passwords; the worker fills all tables, then both notebooks execute in order."""
    from djlab.database import embedded
    from djlab.database.local_config import start_for

    start_for(project)
    try:
        loaded = run(project, "-m", "workflow.demo_data")
        assert loaded.returncode == 0, loaded.stderr
        worked = run(project, "-m", "workflow.worker", "--once", "--processes", "2")
        # The demo data have one session whose recording is empty: its job fails on purpose.
        assert worked.returncode == 1, worked.stderr
        made = [json.loads(line) for line in worked.stderr.splitlines() if line.startswith("{")]
        events = [(entry["table"], entry["subject_id"]) for entry in made if entry["event"] == "made"]
        assert {table for table, _ in events} == {
            "acquisition.Recording",
            "processing.Filtered",
            "processing.Events",
            "analysis.EventRate",
            "analysis.SubjectSummary",
        }
        (failed,) = (entry for entry in made if entry["event"] == "failed")
        assert (failed["table"], failed["session_id"]) == ("acquisition.Recording", 99)
        assert "is empty" in failed["error"]
        assert len(made) - len(events) - 1 == sum(entry["event"] in ("started", "stopped") for entry in made)
        nothing = run(project, "-m", "workflow.worker", "--only", "processing.Nothing")
        assert nothing.returncode == 2
        assert "no such table" in nothing.stderr
        stored = stored_files(project)
        assert len(stored) > 2 * 12
        for folder in (project, project / "notebooks"):
            again = run(project, "-c", RECORD_AGAIN, str(folder))
            assert again.returncode == 0, again.stderr
        # Whoever inserts, wherever it was started: the store is one folder, below the project's root.
        assert len(stored_files(project)) >= len(stored)
        assert {path.parts[0] for path in stored_files(project)} == {"data"}
        os.environ["PYTHONPATH"] = str(project / "src")
        outputs = []
        for path in sorted((project / "notebooks").glob("*.ipynb")):
            notebook = nbformat.read(path, as_version=4)
            NotebookClient(notebook, timeout=240, resources={"metadata": {"path": str(path.parent)}}).execute()
            assert all(cell.get("execution_count") for cell in notebook.cells if cell.cell_type == "code")
            outputs.append(nbformat.writes(notebook))
        assert "is empty" in outputs[1], "the job that failed is to be seen"
        assert {path.parts[0] for path in stored_files(project)} == {"data"}
    finally:
        os.environ.pop("PYTHONPATH", None)
        embedded.stop(project)


@pytest.mark.parametrize("profile", ["book", "datajoint-2", "sub-package"])
@pytest.mark.parametrize("backend", ["mysql", "postgresql"])
def test_every_profile_can_be_read(tmp_path: Path, profile: Any, backend: Any) -> None:
    store = StoreOptions("main", "s3", (("endpoint", "s3.example.org"), ("bucket", "b"), ("location", "raw")))
    root = make(tmp_path / "p", profile=profile, backend=backend, stores=(store,), description=AWKWARD, author=AWKWARD)
    document = tomli.loads((root / "pyproject.toml").read_text())
    assert document["project"]["description"] == " ".join(AWKWARD.split())
    compose = yaml.safe_load((root / "docker/docker-compose.yaml").read_text())
    assert {"db", "objects", "bucket", "worker", "jupyter"} <= set(compose["services"])
    stores = json.loads(compose["services"]["worker"]["environment"]["DJ_STORES"])
    assert stores["main"]["bucket"] == "${OBJECTS_BUCKET:-pipeline}"
    if profile == "datajoint-2":
        assert json.loads((root / "datajoint.json").read_text())["stores"]["main"]["endpoint"] == "s3.example.org"
        assert "datajoint.json" not in (root / ".gitignore").read_text().splitlines()
    else:
        assert document["tool"]["datajoint"]["stores"]["main"]["endpoint"] == "s3.example.org"
    package = "workflow.pipeline" if profile == "sub-package" else "workflow"
    pipeline = read(root)
    assert {module.name for module in pipeline.modules if module.schemas} == {
        f"{package}.{name}" for name in ("subject", "acquisition", "processing", "analysis")
    }
    for path in root.rglob("*.py"):
        compile(path.read_text(), str(path), "exec")


def test_own_modules_make_a_chain(tmp_path: Path) -> None:
    root = make(tmp_path / "p", modules=("animal", "imaging_session"), package="lab", docker=False)
    pipeline = read(root)
    assert [table.id for table in pipeline.tables] == ["lab.animal:Animal", "lab.imaging_session:ImagingSession"]
    assert [key.target for table in pipeline.tables for key in table.foreign_keys] == ["lab.animal:Animal"]
    assert not (root / "docker").exists()


def test_a_second_run_changes_nothing_and_keeps_edits(tmp_path: Path) -> None:
    root = make(tmp_path / "p")
    (root / "README.md").write_text("mine\n")
    (root / "docs/usage.md").unlink()
    plan = plan_project(root, ProjectOptions(name="my-pipeline"))
    assert plan.problems == ()
    assert [file.path for file in plan.changes] == ["docs/usage.md"]
    apply(plan)
    assert (root / "README.md").read_text() == "mine\n"


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"name": "-x"}, "name"),
        ({"name": "x", "package": "Bad"}, "package"),
        ({"name": "x", "package": "json"}, "package"),
        ({"name": "x", "modules": ["worker"]}, "modules"),
        ({"name": "x", "modules": ["a", "a"]}, "modules"),
        ({"name": "x", "stores": []}, "stores"),
        ({"name": "x", "stores": [{"name": "main", "protocol": "ftp"}]}, "stores"),
        ({"name": "x", "stores": [{"name": "main", "protocol": "s3", "bucket": "b"}]}, "stores"),
        ({"name": "x", "stores": [{"name": "main", "location": "d", "region": "eu"}]}, "stores"),
        ({"name": "x", "stores": [{"name": "default", "location": "d"}]}, "stores"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(tmp_path: Path, options: dict[str, Any], field: str) -> None:
    plan = plan_project(tmp_path / "p", options)
    assert field in {problem.field for problem in plan.problems}
    assert plan.files == ()

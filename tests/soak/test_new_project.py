"""A new project in an environment of its own, untouched: tests, linters, notebooks, worker, documentation, wheel."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from servers import MariaDB

from djlab.database import embedded
from djlab.scaffold import ProjectOptions, apply, plan_project

pytestmark = [pytest.mark.soak, pytest.mark.database, pytest.mark.timeout(900)]
TOOLS = Path(sys.executable).parent


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("DJ_", "PYTHON", "VIRTUAL"))}
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**variables, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}"
    return done.stdout


def venv(folder: Path, *packages: str, cwd: Path) -> Path:
    uv = shutil.which("uv", path=f"{TOOLS}{os.pathsep}{os.environ['PATH']}")
    assert uv, "uv belongs to the development environment"
    run(uv, "venv", "--quiet", "--python", sys.executable, folder, cwd=cwd)
    run(uv, "pip", "install", "--quiet", "--python", folder / "bin/python", *packages, cwd=cwd)
    return folder / "bin"


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that the system user of the database may pass through, where root runs the tests; pytest's is closed."""
    folder = Path(tempfile.mkdtemp(prefix="djp"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def database(backend: str, project: Path, request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """The environment of a connection to a server that has none of the project's schemas."""
    if backend == "mysql":
        mariadb: MariaDB = request.getfixturevalue("empty_mariadb")
        account = {"DJ_USER": mariadb.user, "DJ_PASS": mariadb.password}
        yield {"DJ_BACKEND": "mysql", "DJ_HOST": mariadb.host, "DJ_PORT": str(mariadb.port), **account}
        return
    server = embedded.start(project)
    try:
        yield {
            "DJ_BACKEND": "postgresql",
            "DJ_HOST": server.host,
            "DJ_PORT": str(server.port),
            "DJ_USER": server.user,
            "DJ_PASS": server.password,
            "DJ_DATABASE_NAME": server.database,
        }
    finally:
        embedded.stop(project)


@pytest.mark.parametrize(
    ("profile", "backend"),
    [("book", "postgresql"), ("datajoint-2", "postgresql"), ("sub-package", "postgresql"), ("book", "mysql")],
)
def test_everything_that_a_new_project_promises(
    place: Path, profile: Any, backend: Any, data_dir: Path, request: pytest.FixtureRequest
) -> None:
    project = place / "my-pipeline"
    apply(plan_project(project, ProjectOptions(name="my-pipeline", profile=profile, backend=backend)))
    programs = venv(place / "venv", "-e", ".[dev,docs]", cwd=project)
    assert not list((place / "venv").rglob("site-packages/djlab")), "the project must not need djlab"

    tested = run(programs / "pytest", "-q", "-rs", cwd=project)
    assert "9 passed" in tested
    assert "SKIPPED" not in tested
    run(programs / "ruff", "check", ".", cwd=project)
    run(programs / "ruff", "format", "--check", ".", cwd=project)
    run(programs / "mypy", cwd=project)
    assert "Nothing found" in run(TOOLS / "djlab", "check", ".", cwd=project)
    run(programs / "sphinx-build", "-W", "-q", "docs", "site", cwd=project)
    reference = (project / "site/reference.html").read_text()
    assert "animals that take part" in reference
    words = " ".join(re.sub(r"<[^>]+>", "", reference).split())
    assert "What the rig wrote in a session" in words, "the definitions belong to the reference"
    assert 'class="mermaid"' in (project / "site/index.html").read_text()

    with database(backend, project, request) as where:
        if backend == "mysql":
            assert "9 passed" in run(programs / "pytest", "-q", cwd=project, **where)
        for notebook in ("01-data-entry", "02-analysis"):
            path = f"notebooks/{notebook}.ipynb"
            run(programs / "jupyter", "execute", "--inplace", path, cwd=project, **where)
        made = run(programs / "python", "-m", "workflow.worker", "--once", cwd=project, **where)
        assert '"event": "failed"' not in made

    run(programs / "python", "-m", "build", "--wheel", cwd=project)
    (wheel,) = (project / "dist").glob("*.whl")
    installed = venv(place / "other", str(wheel), cwd=place)
    stores = json.dumps({"main": {"protocol": "file", "location": str(place)}})
    program = "import workflow, datajoint as dj; print(dj.config.stores['main']['location'])"
    shown = run(installed / "python", "-W", "ignore", "-c", program, cwd=place, DJ_STORES=stores)
    assert str(place) in shown

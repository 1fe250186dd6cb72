"""The kernel side beside DataJoint 0.14.10, which most laboratories have, on MariaDB."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from servers import MariaDB

from djlab.notebook.preview import MIME_TYPE

pytestmark = pytest.mark.database

ROOT = Path(__file__).parents[2]
# 0.14 imports pkg_resources, which later setuptools have no more.
REQUIREMENTS = ["datajoint==0.14.10", "setuptools<81", "ipython", "ipykernel"]


@pytest.fixture(scope="session")
def legacy_python(pytestconfig: pytest.Config) -> Path:
    """A Python with DataJoint 0.14.10; made once and kept in pytest's cache."""
    folder = Path(pytestconfig.cache.mkdir("datajoint-0.14.10")) / "venv"
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    done = folder / "installed"
    if not done.exists():
        uv = [sys.executable, "-m", "uv"]
        subprocess.run([*uv, "venv", "--clear", "--python", sys.executable, folder], check=True)
        subprocess.run([*uv, "pip", "install", "--python", python, *REQUIREMENTS], check=True)
        done.touch()
    return python


@pytest.fixture(scope="session")
def shown(legacy_python: Path, mariadb: MariaDB, tmp_path_factory: pytest.TempPathFactory) -> Any:
    arguments = [mariadb.host, str(mariadb.port), mariadb.user, mariadb.password]
    ran = subprocess.run(
        [legacy_python, Path(__file__).parent / "legacy" / "show.py", *arguments],
        cwd=tmp_path_factory.mktemp("legacy"),
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout.splitlines()[-1])


def test_a_connection_that_the_server_closed_is_made_again(shown: Any) -> None:
    # when idle, within a transaction (DataJoint 0.14 notices itself that it is lost), and after that
    assert shown["lost"] == [True, True, True]


def test_a_displayed_cell_is_one_bounded_select(shown: Any) -> None:
    assert shown["version"] == "0.14.10"
    for display in (shown["table"], *shown["displays"]):
        assert set(display["bundle"]) == {MIME_TYPE, "text/html", "text/plain"}
        assert len(display["queries"]) == 1, display["queries"]
        assert display["queries"][0].startswith("SELECT ")
        assert display["queries"][0].endswith(" LIMIT 11")
        assert "DISTINCT" not in display["queries"][0]


def test_the_payload_tells_types_and_reads_no_blob(shown: Any) -> None:
    data = shown["table"]["bundle"][MIME_TYPE]
    assert data["title"] == "Subject"
    assert [(column["name"], column["kind"], column["key"]) for column in data["columns"]] == [
        ("subject_id", "integer", True),
        ("sex", "enum", True),
        ("name", "text", False),
        ("image", "binary", False),
        ("tag", "uuid", False),
        ("weight", "decimal", False),
    ]
    assert data["rows"][1] == [1, "F", "animal 1", False, "00000000-0000-0000-0000-000000000001", None]
    assert "`image`" not in shown["table"]["queries"][0]
    assert "<img" not in shown["table"]["bundle"]["text/html"]


def test_pages_make_the_whole_table_in_any_order(shown: Any) -> None:
    assert shown["walk"] == {"ids": list(range(40)), "count": 40}
    assert sorted(shown["sorted"]["ids"]) == list(range(20))
    assert shown["sorted"]["ids"][:3] == [9, 8, 7]

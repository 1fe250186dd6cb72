"""A real Jupyter Server with djlab, token and XSRF check on, over a folder with a small project."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

FILES = {
    "pyproject.toml": '[project]\nname = "small-lab"\ndependencies = ["datajoint>=2.3"]\n'
    '[tool.datajoint.stores.main]\nprotocol = "file"\nlocation = "data"\n',
    "src/workflow/__init__.py": "",
    "src/workflow/subject.py": '''import datajoint as dj

schema = dj.Schema("subject")


@schema
class Subject(dj.Manual):
    definition = """
    subject_id : int32
    ---
    species : varchar(40)
    """
''',
    "src/workflow/session.py": '''import datajoint as dj

from . import subject

schema = dj.Schema("session")


@schema
class Session(dj.Manual):
    definition = """
    -> subject.Subject
    session_id : int32
    ---
    raw : <object@main>
    """
''',
    "notebooks/01-entry.ipynb": '{"cells": [{"cell_type": "code", "source": ["from workflow import subject"]}]}',
}


def write_project(root: Path) -> Path:
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def jp_server_config() -> dict[str, Any]:
    return {
        "ServerApp": {
            "jpserver_extensions": {"djlab": True},
            "allow_unauthenticated_access": False,
            "disable_check_xsrf": False,
        },
        "DJLab": {"poll_seconds": 0.3},
    }


@pytest.fixture
def project(jp_root_dir: Path) -> Path:
    """The root of a project inside the server's root folder."""
    root = write_project(jp_root_dir / "lab")
    yield root.resolve()
    shutil.rmtree(root, ignore_errors=True)

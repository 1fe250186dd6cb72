"""What the project's code gives to dj.config, found without running it."""

from __future__ import annotations

from pathlib import Path

import pytest

from djlab.config.assigned import assignments


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('dj.config["database.host"] = "h"', [("database.host", "h", "", "module")]),
        ("dj.config.database.port = 3307", [("database.port", 3307, "", "module")]),
        ("import datajoint\ndatajoint.config.safemode = False", [("safemode", False, "", "module")]),
        ("from datajoint import config as c\nc['loglevel'] = 'DEBUG'", [("loglevel", "DEBUG", "", "module")]),
        ("def f():\n    dj.config['safemode'] = flag", [("safemode", None, "flag", "function")]),
        ("if x:\n    dj.config['stores']['raw'] = RAW", [("stores.raw", None, "RAW", "module")]),
        ("dj.config['stores'] = {'raw': {'secret_key': 's'}}", [("stores", {"raw": None}, "", "module")]),
        ("dj.config['custom'] = dict()", [("custom", {}, "", "module")]),
        ("dj.config[key] = 1", [("…", 1, "", "module")]),
        (
            "dj.config.update({'safemode': True, **more})",
            [("safemode", True, "", "module"), ("*", None, "more", "module")],
        ),
        ("dj.config['custom'].update({'a': 1})", [("custom.a", 1, "", "module")]),
        ("dj.config.update(settings())", [("*", None, "settings()", "module")]),
        ("dj.config.load('conf.json')", [("*", "conf.json", "", "module")]),
        (
            "dj.config['database.user'] = os.getenv('LAB_USER')",
            [("database.user", None, "os.getenv('LAB_USER')", "module")],
        ),
        ("dj.config['database.user'] = login('ada', 'hush')", [("database.user", None, "", "module")]),
        ("os.environ['DJ_HOST'] = 'h'", [("DJ_HOST", "h", "", "module")]),
        ("os.environ.setdefault('DJ_PORT', '1')", [("DJ_PORT", "1", "", "module")]),
        ("os.environ['HOME'] = 'DJ_'", []),
        ("os.environ.update(more)  # DJ_", []),
        ("with dj.config(safemode=False):\n    pass", []),
        ("print(dj.config['database.host'])", []),
        ("other.config['database.host'] = 'h'", []),
    ],
)
def test_forms(tmp_path: Path, code: str, expected: list[tuple[object, ...]]) -> None:
    file = tmp_path / "one.py"
    file.write_text(f"import os\nimport datajoint as dj\n{code}\n")
    found = [(one.key, one.value, one.expression, one.scope) for one in assignments(tmp_path, [file])]
    assert found == expected


def test_broken_files_cost_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import datajoint as dj\ndj.config[\n")
    (tmp_path / "b.py").write_bytes(b"datajoint config \xff")
    (tmp_path / "c.py").write_text("import datajoint as dj\ndj.config['safemode'] = True\n")
    files = [tmp_path / name for name in ("a.py", "b.py", "none.py", "c.py")]
    assert [(one.path, one.line) for one in assignments(tmp_path, files)] == [("c.py", 2)]

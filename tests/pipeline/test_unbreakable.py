"""Whatever a file holds, reading it ends, quickly and without an exception, and costs that file only."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest

from djlab.pipeline import read
from djlab.pipeline.locate import find_projects
from djlab.pipeline.serialise import to_data
from djlab.pipeline.source import read_source

from .fuzz import broken_source, nested, sound_sources

SOUND = """import datajoint as dj

schema = dj.schema("sound")


@schema
class Sound(dj.Manual):
    definition = "id : int"
"""


def project(folder: Path, sources: dict[str, bytes]) -> Path:
    package = folder / "flow"
    package.mkdir(exist_ok=True)
    (folder / "pyproject.toml").write_text('[project]\nname = "flow"\ndependencies = ["datajoint"]\n')
    (package / "__init__.py").write_text("")
    (package / "sound.py").write_text(SOUND)
    for name, data in sources.items():
        (package / name).write_bytes(data)
    return folder


def fuzz(folder: Path, seeds: range) -> None:
    """Read every broken source alone, then all of them as modules of one project."""
    sources = sound_sources()
    project(folder, {})
    pipeline = read(folder)
    for seed in seeds:
        data = broken_source(random.Random(seed), sources)
        began = time.process_time()
        path = folder / "flow" / f"case{seed % 50}.py"
        path.write_bytes(data)
        facts = read_source(data)
        if seed % 10 == 0:
            pipeline = pipeline.reread([path])
            assert "flow.sound:Sound" in [table.id for table in pipeline.tables], seed
        assert time.process_time() - began < 1, seed
        if facts.error:
            assert facts.error.line >= 1, seed
            assert facts.error.message, seed
        if seed % 200 == 0:
            to_data(pipeline)
    read(folder)


def test_two_thousand_broken_sources(tmp_path: Path) -> None:
    fuzz(tmp_path, range(2000))


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_hundred_thousand_broken_sources(tmp_path: Path) -> None:
    fuzz(tmp_path, range(2000, 102_000))


@pytest.mark.parametrize("seed", range(150))
def test_nesting_ends(tmp_path: Path, seed: int) -> None:
    pipeline = read(project(tmp_path, {"deep.py": nested(random.Random(seed))}))
    assert "flow.sound:Sound" in [table.id for table in pipeline.tables]


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        (b"import datajoint\nx = 1\x00\n", 1, "null"),
        (b"# -*- coding: utf-8 -*-\nname = '\xe4'\n", 2, "utf-8"),
        (b"import datajoint\n\nprint 'hello'\n", 3, "Python 2"),
        (b"try:\n    pass\nexcept IOError, error:\n    pass\n", 3, "Python 2"),
        (b"x = (1,\n", 1, "never closed"),
        (b"x = " + b"(" * 5000, 1, "nested"),
        (b"x = f'" + b"{a}" * 30_000 + b"'\n", 1, "20,000 fields"),
        (b"x = '" + b"a" * 2_000_000 + b"'\n", 1, "2,000,0"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, source: bytes, line: int, words: str) -> None:
    pipeline = read(project(tmp_path, {"bad.py": source}))

    (module,) = [module for module in pipeline.modules if module.error]
    assert module.name == "flow.bad"
    assert module.error is not None
    assert (module.error.line, words in module.error.message) == (line, True), module.error


def test_latin_1_with_its_line_is_read(tmp_path: Path) -> None:
    source = "# -*- coding: latin-1 -*-\n" + SOUND.replace("id : int", "id : int  # größe")
    pipeline = read(project(tmp_path, {"latin.py": source.encode("latin-1")}))

    (table,) = [table for table in pipeline.tables if table.module == "flow.latin"]
    assert table.attributes[0].comment == "größe"


def test_folders_that_cannot_matter_are_skipped(tmp_path: Path) -> None:
    root = project(tmp_path, {})
    for name in (".venv", "env", "node_modules/x", "build/lib", ".git/hooks", "venv-3.11"):
        folder = root / name / "flow2"
        folder.mkdir(parents=True)
        (folder / "other.py").write_text(SOUND)
    (root / "venv-3.11" / "pyvenv.cfg").write_text("home = /usr\n")
    (root / "flow" / "loop").symlink_to(root, target_is_directory=True)
    (root / "flow" / "gone.py").symlink_to(root / "nowhere.py")
    (root / "flow" / "self.py").symlink_to(root / "flow" / "self.py")
    (root / ".git" / "config").write_text("[core]\n\tfsmonitor = touch " + str(root / "touched") + "\n")
    (root / "setup.cfg").write_bytes(b"\xff\x00[[[\noptions\n")
    (root / "setup.py").write_text("package_dir = (\n")

    pipeline = read(root)

    assert [table.id for table in pipeline.tables] == ["flow.sound:Sound"]
    assert [module.name for module in pipeline.modules] == ["flow", "flow.sound"]
    assert not (root / "touched").exists()


@pytest.mark.parametrize(
    "text",
    [b"\xff\xfe\x00", b"[project\n", b"tool = 3\nproject = []\n", b"[tool]\nsetuptools = 3\n", b"a = " + b"[" * 3000],
)
def test_malformed_metadata_is_no_metadata(tmp_path: Path, text: bytes) -> None:
    root = project(tmp_path, {})
    (root / "pyproject.toml").write_bytes(text)
    (root / "dj_local_conf.json").write_bytes(text)

    assert [table.id for table in read(root).tables] == ["flow.sound:Sound"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root and Windows read folders of any mode")
def test_unreadable_folders_are_left_out(tmp_path: Path) -> None:
    root = project(tmp_path, {})
    closed = root / "closed"
    closed.mkdir(mode=0)
    try:
        assert [table.id for table in read(root).tables] == ["flow.sound:Sound"]
    finally:
        closed.chmod(0o700)


def test_many_unrelated_files_cost_no_parse(tmp_path: Path) -> None:
    root = project(tmp_path, {})
    data = root / "data"
    for number in range(200):
        folder = data / f"run{number}"
        folder.mkdir(parents=True)
        for name in range(10):
            (folder / f"frame{name}.tif").touch()
    scripts = root / "plots"
    scripts.mkdir()
    for number in range(100):
        (scripts / f"plot{number}.py").write_text("x = (\n")

    pipeline = read(root)

    assert [module.name for module in pipeline.modules] == ["flow", "flow.sound"]
    assert find_projects(root) == [root]


def test_no_folder_is_the_only_error(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError, match="nowhere"):
        read(tmp_path / "nowhere")
    assert read(tmp_path).tables == ()

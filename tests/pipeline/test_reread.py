"""Reading what changed gives the model that reading everything gives."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from djlab.pipeline import Pipeline, read
from djlab.pipeline.serialise import to_data

FIXTURES = Path(__file__).parent / "fixtures"
PROJECTS = sorted(path.parent for path in FIXTURES.glob("*/expected.json"))
Edit = Callable[[list[str], random.Random], None]


def _drop(lines: list[str], random_: random.Random) -> None:
    del lines[random_.randrange(len(lines))]


def _double(lines: list[str], random_: random.Random) -> None:
    at = random_.randrange(len(lines))
    lines.insert(at, lines[at])


def _blank(lines: list[str], random_: random.Random) -> None:
    lines.insert(random_.randrange(len(lines) + 1), "")


def _swap(lines: list[str], random_: random.Random) -> None:
    one, other = random_.randrange(len(lines)), random_.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]


def _attribute(lines: list[str], random_: random.Random) -> None:
    places = [number for number, line in enumerate(lines) if " : " in line or "->" in line]
    if places:
        at = random_.choice(places)
        indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
        lines.insert(at, f"{indent}extra{random_.randrange(9)} : int  # more")


def _rename(lines: list[str], random_: random.Random) -> None:
    at = random_.randrange(len(lines))
    words = lines[at].split(" ")
    word = random_.randrange(len(words))
    words[word] = random_.choice(("Lab", "Session", "lab", "None", words[word] + "x", "dj.Manual"))
    lines[at] = " ".join(words)


EDITS: tuple[Edit, ...] = (_drop, _double, _blank, _swap, _attribute, _attribute, _rename)


def _data(pipeline: Pipeline) -> Any:
    return json.loads(json.dumps(to_data(pipeline)))


@pytest.mark.parametrize("project", PROJECTS, ids=lambda path: path.name)
def test_reread_is_read(project: Path, tmp_path: Path) -> None:
    expected = json.loads((project / "expected.json").read_text())
    shutil.copytree(project, tmp_path / "copy")
    root = tmp_path / "copy" / expected.get("root", "")
    installed = [tmp_path / "copy" / folder for folder in expected.get("installed", ())]
    files = sorted(path for path in root.rglob("*.py") if path.name != "setup.py")
    kept = {path: path.read_text() for path in files}
    random_ = random.Random(project.name)
    pipeline = read(root, installed=installed)
    compared = 0
    for _ in range(60):
        path = random_.choice([path for path in files if kept[path]])
        lines = kept[path].split("\n") if random_.random() < 0.5 else path.read_text().split("\n")
        random_.choice(EDITS)(lines, random_)
        path.write_text("\n".join(lines))
        pipeline = pipeline.reread([path])
        fresh = read(root, installed=installed)
        if any(module.error for module in fresh.modules):
            path.write_text(kept[path])  # while a file is broken, its last tables stay: nothing to compare
            pipeline = pipeline.reread([path])
            continue
        assert _data(pipeline) == _data(fresh)
        compared += 1
    assert compared > 5 or any(module.error for module in read(project / expected.get("root", "")).modules)


# Every fourth, and the one whose files do not parse.
SOME = sorted({*PROJECTS[::4], FIXTURES / "files_that_do_not_parse"})


@pytest.mark.parametrize("project", SOME, ids=lambda path: path.name)
@pytest.mark.parametrize("ahead", [False, True], ids=["", "ahead"])
def test_many_files_at_once(project: Path, ahead: bool, tmp_path: Path) -> None:
    expected = json.loads((project / "expected.json").read_text())
    shutil.copytree(project, tmp_path / "copy")
    root = tmp_path / "copy" / expected.get("root", "")
    installed = [tmp_path / "copy" / folder for folder in expected.get("installed", ())]
    kept = {path: path.read_text() for path in sorted(root.rglob("*.py")) if path.name != "setup.py"}
    random_ = random.Random(project.name)
    pipeline = read(root, installed=installed)
    good: dict[Path, str] = {}
    _note_good(good, kept, root, pipeline)
    for _ in range(12):
        files = random_.sample(sorted(kept), random_.randrange(1, len(kept) + 1))
        for path in files:
            lines = kept[path].split("\n")
            if random_.random() < 0.2:
                path.unlink(missing_ok=True)
                continue
            random_.choice((_blank, _attribute, _drop))(lines, random_)
            path.write_text("\n".join(lines) if random_.random() < 0.6 else kept[path])
            if ahead:
                pipeline.read_ahead([path])
        pipeline = pipeline.reread(files)
        fresh = read(root, installed=installed)
        _note_good(good, kept, root, fresh)
        assert _errors(pipeline) == _errors(fresh)
        assert _without_errors(pipeline) == _without_errors(_as_last_good(root, installed, good, fresh))


def _note_good(good: dict[Path, str], paths: Iterable[Path], root: Path, fresh: Pipeline) -> None:
    """Note the last text of each file that parsed; a file that went away begins anew."""
    broken = {root / path for path in _errors(fresh)}
    for path in paths:
        if not path.exists():
            good.pop(path, None)
        elif path not in broken:
            good[path] = path.read_text()


def _as_last_good(root: Path, installed: list[Path], good: dict[Path, str], fresh: Pipeline) -> Pipeline:
    """What reading everything says where the files that do not parse have the last text that did."""
    broken = {path: path.read_text() for path in good if str(path.relative_to(root)) in _errors(fresh)}
    if not broken:
        return fresh
    for path in broken:
        path.write_text(good[path])
    found = read(root, installed=installed)
    for path, text in broken.items():
        path.write_text(text)
    return found


def _errors(pipeline: Pipeline) -> dict[str, Any]:
    return {module.path: module.error for module in pipeline.modules if module.error is not None}


def _without_errors(pipeline: Pipeline) -> Any:
    data = _data(pipeline)
    for module in data["modules"]:
        module["error"] = None
    return data


def test_a_circle_of_foreign_keys_that_comes_is_cut_where_reading_everything_cuts_it(tmp_path: Path) -> None:
    text = """
import datajoint as dj
{imports}
schema = dj.Schema("{name}")


@schema
class {table}(dj.Manual):
    definition = '''
    {key}
    '''
"""
    subject, session, probe = (tmp_path / "flow" / f"{name}.py" for name in ("subject", "session", "probe"))
    subject.parent.mkdir()
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "flow"\n')
    (subject.parent / "__init__.py").write_text("")
    plain = text.format(imports="", name="subject", table="Subject", key="subject_id : int")
    from_subject = {"imports": "from flow import subject", "key": "-> subject.Subject"}
    subject.write_text(plain)
    session.write_text(text.format(name="session", table="Session", **from_subject))
    probe.write_text(text.format(name="probe", table="Probe", **from_subject))
    pipeline = read(tmp_path)
    imports, key = "from flow import session", "-> session.Session"
    for circle in (
        text.format(imports=imports, name="subject", table="Subject", key=key),
        text.format(imports=imports, name="subject", table="Subject", key=f"subject_id : int\n    {key}"),
        plain,
    ):
        subject.write_text(circle)
        pipeline = pipeline.reread([subject])
        assert _data(pipeline) == _data(read(tmp_path))
        subject.write_text("# moved\n" + circle)
        pipeline = pipeline.reread([subject])
        assert _data(pipeline) == _data(read(tmp_path))


def test_reread_without_a_change_is_the_same(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "reference_forms", tmp_path / "copy")
    pipeline = read(tmp_path / "copy")
    again = pipeline.reread(sorted((tmp_path / "copy" / "flow").glob("*.py")))
    assert again == pipeline
    assert again.tables is pipeline.tables


@pytest.mark.parametrize("values", [("1", "1.0"), ("1", "True"), ("0.0", "False"), ("1.0", "1")])
def test_equal_constants_of_other_types_are_a_change(values: tuple[str, str], tmp_path: Path) -> None:
    text = """
import datajoint as dj

VERSION = {}
schema = dj.Schema(f"lab_{{VERSION}}")


@schema
class Rig(dj.Manual):
    definition = "rig : int"
"""
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'lab'\n")
    file = tmp_path / "lab.py"
    file.write_text(text.format(values[0]))
    pipeline = read(tmp_path)
    assert pipeline.tables[0].schema == f"lab_{values[0]}"
    file.write_text(text.format(values[1]))
    assert pipeline.reread([file]).tables[0].schema == f"lab_{values[1]}"


def test_a_pipeline_that_was_not_read_cannot_be_read_again() -> None:
    with pytest.raises(ValueError, match="not read from a folder"):
        Pipeline("/nowhere").reread(["x"])

"""Selections, neighbourhoods and paths."""

from __future__ import annotations

from pathlib import Path

import pytest

from djlab.pipeline import Pipeline, read
from djlab.pipeline.query import SelectorError, neighbourhood, path_between, select

SOURCES = {
    "lab": '''
@schema
class Lab(dj.Lookup):
    definition = """
    lab : varchar(16)
    """


@schema
class User(dj.Lookup):
    definition = """
    user : varchar(16)
    """
''',
    "session": '''
@schema
class Session(dj.Manual):
    definition = """
    -> lab.Lab
    session : int
    ---
    -> [nullable] lab.User
    raw : <object@main>
    """

    class Note(dj.Part):
        definition = """
        -> master
        note : int
        """
''',
    "ephys": '''
@schema
class Recording(dj.Imported):
    definition = """
    -> session.Session
    """


@schema
class Spikes(dj.Computed):
    definition = """
    -> Recording
    ---
    spikes : <blob@main>
    local : <blob@>
    """
''',
}
EVERYTHING = {"lab:Lab", "lab:User", "session:Session", "session:Session.Note", "ephys:Recording", "ephys:Spikes"}


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    root = tmp_path_factory.mktemp("project")
    (root / "pyproject.toml").write_text('[project]\nname = "flow"\ndependencies = ["datajoint"]\n')
    package = root / "src" / "flow"
    package.mkdir(parents=True)
    for name, source in SOURCES.items():
        head = f'import datajoint as dj\n\nfrom . import lab, session\n\nschema = dj.Schema("db_{name}")\n'
        Path(package / f"{name}.py").write_text(head + source)
    return read(root)


@pytest.mark.parametrize(
    ("selector", "wanted"),
    [
        ("Session", {"session:Session"}),
        ("session", {"session:Session"}),
        ("flow.session:Session", {"session:Session"}),
        ("flow.session.Session", {"session:Session"}),
        ("Session.Note", {"session:Session.Note"}),
        ("S*", {"session:Session", "session:Session.Note", "ephys:Spikes"}),
        ("+Session", {"session:Session", "lab:Lab", "lab:User"}),
        ("Session+", {"session:Session", "session:Session.Note", "ephys:Recording", "ephys:Spikes"}),
        ("Session+1", {"session:Session", "session:Session.Note", "ephys:Recording"}),
        ("1+Spikes", {"ephys:Spikes", "ephys:Recording"}),
        ("2+Recording+1", {"lab:Lab", "lab:User", "session:Session", "ephys:Recording", "ephys:Spikes"}),
        ("tier:computed", {"ephys:Spikes"}),
        ("tier:compute", {"ephys:Spikes"}),
        ("tier:lookup tier:part", {"lab:Lab", "lab:User", "session:Session.Note"}),
        ("module:ephys", {"ephys:Recording", "ephys:Spikes"}),
        ("module:flow.lab", {"lab:Lab", "lab:User"}),
        ("schema:db_lab", {"lab:Lab", "lab:User"}),
        ("store:main", {"session:Session", "ephys:Spikes"}),
        ("store:default", {"ephys:Spikes"}),
        ("attribute:note", {"session:Session.Note"}),
        ("table:__spikes", {"ephys:Spikes"}),
        ("+Spikes,module:session", {"session:Session"}),
        ("+Spikes,module:session tier:lookup,User", {"session:Session", "lab:User"}),
        ("+tier:imported", {"ephys:Recording", "session:Session", "lab:Lab", "lab:User"}),
        ("*", EVERYTHING),
    ],
)
def test_a_selector_names(pipeline: Pipeline, selector: str, wanted: set[str]) -> None:
    assert select(pipeline, selector) == {f"flow.{name}" for name in wanted}


@pytest.mark.parametrize(
    ("selector", "words"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("Nothing", "`Nothing` names no table"),
        ("Sesion+2", r"`Sesion` names no table: did you mean `Session`?"),
        ("lab.Usr", r"`lab.Usr` names no table: did you mean `lab.User`?"),
        ("module:ephis", r"`module:ephis` names no table: did you mean `module:ephys`?"),
        ("ephys", r"`ephys` names no table: did you mean `module:ephys`?"),
        ("schema:lab", r"did you mean `schema:db_lab` or `Lab` or `module:lab`?"),
        ("store:mian", r"`store:mian` names no table: did you mean `store:main`?"),
        ("tier:compted", r"`tier:compted` names no table: did you mean `tier:computed`?"),
        ("attribute:sesion", r"did you mean `attribute:session`?"),
        ("Nothing*", r"`Nothing\*` names no table$"),
        ("Spikes,Lab", r"no table is in all of these at once: `Spikes`, `Lab`"),
        ("teir:computed", "`teir:` is no selector: did you mean `tier:computed`?"),
        ("colour:red", "`colour:` is no selector: use one of tier:"),
        ("++", "cannot read"),
        (",", "nothing stands"),
        ("Session++", "cannot read"),
    ],
)
def test_a_selector_that_is_wrong_says_why(pipeline: Pipeline, selector: str, words: str) -> None:
    with pytest.raises(SelectorError, match=words.replace("+", r"\+")):
        select(pipeline, selector)


def test_neighbourhoods_and_paths(pipeline: Pipeline) -> None:
    assert neighbourhood(pipeline, ["flow.ephys:Spikes"], up=None) >= {"flow.lab:Lab", "flow.lab:User"}
    assert path_between(pipeline, "flow.lab:User", "flow.ephys:Spikes") == (
        "flow.lab:User",
        "flow.session:Session",
        "flow.ephys:Recording",
        "flow.ephys:Spikes",
    )
    assert path_between(pipeline, "flow.ephys:Spikes", "flow.lab:User")[0] == "flow.ephys:Spikes"
    assert path_between(pipeline, "flow.lab:User", "flow.lab:Lab") == ()
    with pytest.raises(KeyError):
        neighbourhood(pipeline, ["flow.lab:Nobody"])

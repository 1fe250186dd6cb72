"""DataJoint itself as the judge of definitions without foreign keys: it parses them with no database."""

from __future__ import annotations

import logging
from pathlib import Path

import datajoint
import pytest
from checks.cases import Case, read_cases, wrap
from datajoint.declare import prepare_declare
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from djlab.checks import Checker, Settings
from djlab.project.findings import read_subject

pytestmark = pytest.mark.skipif(
    datajoint.__version__ < "2", reason="the oracle is the declaration parser of DataJoint 2.x, without a connection"
)

CASES = [
    case
    for case in read_cases()
    if case.definition is not None and case.oracle and "->" not in case.definition and case.datajoint == ">=2.3"
]
DECLARATION = Settings(select=("DJL103", "DJL201", "DJL202", "DJL203", "DJL204", "DJL210", "DJL211", "DJL212"))


def refusal(definition: str) -> str | None:
    """What DataJoint says against a definition, or ``None``."""
    from datajoint.adapters import get_adapter

    logging.getLogger("datajoint").setLevel(logging.CRITICAL)
    try:
        prepare_declare(definition, {}, get_adapter("mysql"))
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}-{case.name}")
def test_datajoint_agrees(case: Case) -> None:
    """A case that fails with an error is refused by DataJoint; one that passes is not."""
    assert case.definition is not None
    said = refusal(case.definition)
    if case.fails and case.rule in DECLARATION.select:
        assert said is not None
    elif not case.fails:
        assert said is None


# Each part is right more often than wrong: a definition with one mistake tells more than one with five. Codecs that a
# package may bring are left out: djlab only warns of them.
NAMES = st.sampled_from(["subject_id", "weight", "index", "a2", "unique", "b", "c", "Weight", "_x", "2a", "a-b"])
RIGHT = """int32 int float32 float64 double varchar(20) char(3) enum('a','b') enum("a","b") bool uuid json bytes date
    datetime datetime(3) time timestamp longblob blob text decimal decimal(3,2) <blob> <blob@main> <object@main>
    <attach> tinyint(1) Int32 INT"""
WRONG = """int24 varchar char(3 boolean <object> <npy> object@main blob@main attach <> < # x:y int32) int@ double(3
    year( string timestampx"""
TYPES = st.one_of(
    st.sampled_from(RIGHT.split()), st.sampled_from([*WRONG.split(), "bigint unsigned", "int unsigned x"])
)
DEFAULTS = st.sampled_from(
    ["", "", "", " = null", " = 3", ' = "a"', " = 'a:b'", ' = "#"', " = CURRENT_TIMESTAMP", " = "]
)
COMMENTS = st.sampled_from(["", "", "  # a comment", "  # b", " # 'c' :", "#", "  # :x", ' # "a', " x"])
LINES = st.one_of(
    st.builds(lambda n, d, t, c: f"{n}{d} : {t}{c}", NAMES, DEFAULTS, TYPES, COMMENTS),
    st.sampled_from(["---", "-----", "# comment", "", "index(weight)", "unique index (weight)  # c", "index(a", "___"]),
)


@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(LINES, min_size=1, max_size=3))
def test_errors_are_datajoints(lines: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Any definition: djlab reports an error exactly where DataJoint refuses the table."""
    definition = "\n".join(["key_id : int32", *lines]) + "\n"
    root = tmp_path_factory.mktemp("project")
    write(root, definition)
    subject = read_subject(root, environ={})
    errors = [f for f in Checker(DECLARATION).check(subject).findings if f.severity == "error"]
    said = refusal(definition)
    assert bool(errors) == (said is not None), (definition, said, [finding.message for finding in errors])


def write(root: Path, definition: str) -> None:
    (root / "pyproject.toml").write_text('[project]\nname = "demo"\ndependencies = ["datajoint>=2.3"]\n')
    (root / "demo").mkdir()
    (root / "demo" / "subject.py").write_text(wrap(definition))

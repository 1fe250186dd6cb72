"""DataJoint 0.14.10 as the judge of the fixtures of projects below 2: it reads definitions with no database."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from checks.cases import Case, read_cases
from corpus import wheels
from pipeline.datajoint_parser import interpreter

from djlab.checks.datajoint_names import NAMES

CASES = [
    case
    for case in read_cases()
    if case.definition is not None and "->" not in case.definition and case.oracle and case.datajoint == "<2"
]
DECLARATION = ("DJL103", "DJL201", "DJL202", "DJL203", "DJL211", "DJL212", "DJL213", "DJL214")
NAMES_OF = """
import json, pkgutil
import datajoint
names = {*dir(datajoint), *getattr(datajoint, "__all__", ())}
names |= {module.name for module in pkgutil.iter_modules(datajoint.__path__)}
print(json.dumps(sorted(name for name in names if name[0] != "_")))
"""
ASK = """
import json, sys
from datajoint.declare import declare
answers = []
for definition in json.load(sys.stdin):
    try:
        sql, *_ = declare("`s`.`t`", definition, {})
        sql.format(database="s")
    except Exception as error:
        answers.append(f"{type(error).__name__}: {error}")
    else:
        answers.append(None)
print(json.dumps(answers))
"""


@pytest.fixture(scope="module")
def said() -> dict[str, str | None]:
    """By case, what DataJoint 0.14.10 says against its definition."""
    folder = wheels.cache() / f"datajoint-0.14.10-py{sys.version_info[0]}{sys.version_info[1]}"
    python = interpreter(folder, ["datajoint==0.14.10", "setuptools<81"])
    texts = json.dumps([case.definition for case in CASES])
    ran = subprocess.run([python, "-c", ASK], input=texts, capture_output=True, text=True, check=True)
    return {f"{case.rule}-{case.name}": answer for case, answer in zip(CASES, json.loads(ran.stdout), strict=True)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}-{case.name}")
def test_datajoint_agrees(case: Case, said: dict[str, str | None]) -> None:
    """A case that fails with an error is refused; one that passes is not."""
    answer = said[f"{case.rule}-{case.name}"]
    if case.fails and case.rule in DECLARATION and case.severity in (None, "error"):
        assert answer is not None
    elif not case.fails:
        assert answer is None


def test_the_names_of_djl219_are_those_that_datajoint_has() -> None:
    folder = wheels.cache() / f"datajoint-0.14.10-py{sys.version_info[0]}{sys.version_info[1]}"
    python = interpreter(folder, ["datajoint==0.14.10", "setuptools<81"])
    ran = subprocess.run([python, "-c", NAMES_OF], capture_output=True, text=True, check=True)
    assert set(json.loads(ran.stdout)) == NAMES["0.14"]

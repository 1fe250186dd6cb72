"""A workflow over published elements, against what DataJoint 0.14.10 declares of it on MariaDB."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from corpus import wheels
from corpus.headings import differences
from pipeline.datajoint_parser import interpreter
from servers import MariaDB

from djlab.pipeline import Pipeline, read
from djlab.pipeline.serialise import to_data

HERE = Path(__file__).parent
WORKFLOW = HERE / "workflow"


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return read(WORKFLOW, installed=[wheels.unzipped(name) for name in wheels.ELEMENTS])


@pytest.mark.database
def test_the_model_says_what_datajoint_declares(pipeline: Pipeline, mariadb: MariaDB, tmp_path: Path) -> None:
    folder = wheels.cache() / f"datajoint-0.14.10-py{sys.version_info[0]}{sys.version_info[1]}"
    python = interpreter(folder, ["datajoint==0.14.10", "setuptools<81"])
    folders = [WORKFLOW / "src", *map(wheels.unzipped, wheels.ELEMENTS)]
    truth, found = tmp_path / "truth.json", tmp_path / "found.json"
    account = [mariadb.host, str(mariadb.port), mariadb.user, mariadb.password]
    declared = subprocess.run(
        [python, HERE / "declare.py", *account, "element_workflow", truth, *folders],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert declared.returncode == 0, declared.stderr
    found.write_text(json.dumps(to_data(pipeline) | {"format": 1}))

    score = subprocess.run(
        [sys.executable, HERE / "score.py", truth, found, "--min", "0.99", "--misses", "10"],
        capture_output=True,
        text=True,
    )

    assert score.returncode == 0, score.stdout + score.stderr
    assert score.stdout.splitlines()[-1].split()[-1] == "1.0000", score.stdout
    truths = json.loads(truth.read_text())
    assert len(truths["tables"]) > 100
    tables = {table["id"]: table for table in to_data(pipeline)["tables"]}
    assert not [text for id_, heading in truths["headings"].items() for text in differences(tables[id_], heading)]


def test_activated_elements_are_read_only_modules(pipeline: Pipeline) -> None:
    modules = {module.name: module for module in pipeline.modules}
    ephys = modules["element_array_ephys.ephys_no_curation"]

    assert not ephys.writable
    assert Path(ephys.path).is_absolute()
    assert [(schema.name, schema.kind) for schema in ephys.schemas] == [("{database.prefix}ephys", "deferred")]
    assert modules["element_workflow.core"].writable
    assert "element_array_ephys.ephys_acute" not in modules, "a variant that nothing activates"


def test_what_activation_supplies_is_linked(pipeline: Pipeline) -> None:
    tables = {table.id: table for table in pipeline.tables}
    keys = {
        (table, key.expression): (key.target, key.resolution)
        for table in ("element_array_ephys.ephys_no_curation:ProbeInsertion", "element_calcium_imaging.scan:Scan")
        for key in tables[table].foreign_keys
    }
    assert keys == {
        ("element_array_ephys.ephys_no_curation:ProbeInsertion", "Session"): (
            "element_session.session_with_datetime:Session",
            "linked",
        ),
        ("element_array_ephys.ephys_no_curation:ProbeInsertion", "probe.Probe"): (
            "element_array_ephys.probe:Probe",
            "linked",
        ),
        ("element_calcium_imaging.scan:Scan", "Session"): ("element_session.session_with_datetime:Session", "linked"),
        ("element_calcium_imaging.scan:Scan", "Equipment"): ("element_workflow.reference:Rig", "linked"),
        ("element_calcium_imaging.scan:Scan", "AcquisitionSoftware"): (
            "element_calcium_imaging.scan:AcquisitionSoftware",
            "exact",
        ),
    }

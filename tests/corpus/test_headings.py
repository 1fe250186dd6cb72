"""Every attribute of three public pipelines, as DataJoint 0.14.10 declares them on MariaDB."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from corpus import wheels
from corpus.headings import differences
from pipeline.datajoint_parser import interpreter
from servers import running_mariadb

from djlab.pipeline import read
from djlab.pipeline.serialise import to_data

pytestmark = [pytest.mark.soak, pytest.mark.database, pytest.mark.timeout(600)]

REPLACED = {
    # `SpyglassAnalysis` replaces the definitions of these classes when they are declared.
    "spyglass.common.common_nwbfile:AnalysisNwbfile: comment",
}


@pytest.mark.parametrize(
    ("name", "package", "tables"),
    [("spyglass", "spyglass", 277), ("nwb-datajoint", "nwb_datajoint", 52), ("pose-pipeline", "pose_pipeline", 50)],
)
def test_the_model_has_the_headings_that_datajoint_declares(
    name: str, package: str, tables: int, tmp_path: Path
) -> None:
    folder = wheels.cache() / f"datajoint-0.14.10-py{sys.version_info[0]}{sys.version_info[1]}"
    python = interpreter(folder, ["datajoint==0.14.10", "setuptools<81"])
    out = tmp_path / "truth.json"
    with running_mariadb() as server:
        account = [server.host, str(server.port), server.user, server.password]
        declared = subprocess.run(
            [python, Path(__file__).parent / "declare.py", *account, package, out, wheels.unzipped(name)],
            capture_output=True,
            text=True,
            cwd=tmp_path,
        )
    assert declared.returncode == 0, declared.stderr

    headings = json.loads(out.read_text())["headings"]
    said = {table["id"]: table for table in to_data(read(wheels.unzipped(name)))["tables"]}
    found = [text for id_, heading in headings.items() for text in differences(said[id_], heading)]

    assert not [text for text in found if text.partition(" is ")[0] not in REPLACED]
    assert len(headings) == tables

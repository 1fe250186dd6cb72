"""Progress, jobs and errors beside what DataJoint itself says of the same tables."""

from __future__ import annotations

import ast
import json
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import wide
from corpus.wheels import cache
from live import execute, run_datajoint, settings_for
from sqlalchemy import event

from djlab import pipeline
from djlab.database.connection import Database, Limits
from djlab.database.reproduce import reproduce_cell
from djlab.database.status import GROUPS, ErrorSample, Status, read_status
from djlab.database.traceback import read_traceback

pytestmark = pytest.mark.database
MODULE = '''
import datajoint as dj

schema = dj.Schema("djlab_status")


@schema
class Subject(dj.Manual):
    definition = """
    subject : INT
    """


@schema
class Method(dj.Lookup):
    definition = """
    method : varchar(20)
    """
    contents = [("fast",), ("it's",)]


@schema
class Session(dj.Manual):
    definition = """
    -> Subject
    day : date
    """


@schema
class Analysis(dj.Computed):
    definition = """
    -> Session
    -> Method
    ---
    score : FLOAT
    """

    def make(self, key):
        if key["subject"] == 2:
            raise ValueError(f"no data for subject {key['subject']}")
        self.insert1({**key, "score": 1.0})


@schema
class Renamed(dj.Computed):
    definition = """
    -> Subject.proj(first="subject")
    -> Subject.proj(second="subject")
    """

    def make(self, key):
        self.insert1(key)


@schema
class Own(dj.Imported):
    definition = """
    -> Subject
    """

    @property
    def key_source(self):
        return Subject & "subject > 1"

    def make(self, key):
        self.insert1(key)
'''
FILL = """
import json, sys
sys.path.insert(0, "src")
from lab import one
one.Subject.insert([(n,) for n in range(5)], skip_duplicates=True)
one.Session.insert([(n, f"2026-01-0{n + 1}") for n in range(4)], skip_duplicates=True)
one.Analysis.populate(reserve_jobs=True, suppress_errors=True)
one.Renamed.populate({"first": 1}, max_calls=3)
one.Own.populate()
print(json.dumps({t.__name__: t.progress(display=False) for t in (one.Analysis, one.Renamed)}))
"""


STALE = """
INSERT INTO djlab_status.{table} (subject, day, method, status, priority, reserved_time, duration, host, pid) VALUES
(0, '2030-01-01', 'fast', 'reserved', 5, CURRENT_TIMESTAMP - INTERVAL {two_hours}, NULL, 'near', 1),
(0, '2030-01-02', 'fast', 'reserved', 5, CURRENT_TIMESTAMP, NULL, 'near', 2),
(0, '2030-01-03', 'fast', 'reserved', 5, CURRENT_TIMESTAMP, NULL, 'near', 2),
(0, '2030-01-04', 'fast', 'success', 5, NULL, 2, 'near', 2),
(0, '2030-01-05', 'fast', 'success', 5, NULL, 4, 'near', 2)
"""
LEGACY_STALE = """
INSERT INTO djlab_status.`~jobs` (table_name, key_hash, status, host, pid, user, timestamp) VALUES
('__analysis', '1', 'reserved', 'near', 1, 'u', CURRENT_TIMESTAMP - INTERVAL 2 HOUR),
('__analysis', '2', 'reserved', 'near', 2, 'u', CURRENT_TIMESTAMP),
('__analysis', '3', 'reserved', 'near', 2, 'u', CURRENT_TIMESTAMP)
"""


def write_project(root: Path, legacy: bool) -> Path:
    package = root / "src/lab"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    types = {"INT": "int", "FLOAT": "float"} if legacy else {"INT": "int32", "FLOAT": "float64"}
    text = MODULE
    for name, type_ in types.items():
        text = text.replace(f": {name}", f": {type_}")
    (package / "one.py").write_text(text)
    (root / "pyproject.toml").write_text('[project]\nname = "lab"\n')
    return root


def unpack(data: bytes) -> bytes:
    """The text of a blob of DataJoint's (``datajoint/blob.py``), which the page reads in TypeScript."""
    if data.startswith(b"ZL123\0"):
        data = zlib.decompress(data[14:])
    assert data[:5] == b"dj0\0\5"
    return data[13:]


def legacy_python() -> str:
    folder = cache() / f"datajoint-0.14.10-py{sys.version_info[0]}{sys.version_info[1]}"
    python = folder / "bin/python"
    if not python.exists():
        pytest.skip("needs DataJoint 0.14.10, which tests/pipeline installs into the test cache")
    return str(python)


@pytest.fixture(params=["postgresql 2", "mysql 2", "mysql 0.14"])
def found(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Status, Any, list[str], list[Any]]]:
    backend, line = request.param.split()
    settings = settings_for(backend, request)
    drop = "DROP SCHEMA IF EXISTS djlab_status" + (" CASCADE" if backend == "postgresql" else "")
    execute(settings, drop)
    root = write_project(tmp_path, line == "0.14")
    python = legacy_python() if line == "0.14" else sys.executable
    printed = run_datajoint(settings, FILL, python=python, folder=root).strip().splitlines()[-1]
    postgres = backend == "postgresql"
    table, hours = ('"~~analysis"', "'2 hours'") if postgres else ("`~~analysis`", "2 HOUR")
    execute(settings, LEGACY_STALE if line == "0.14" else STALE.format(table=table, two_hours=hours))
    database = Database(settings)
    statements: list[str] = []
    event.listen(database._engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    model = pipeline.read(root)
    status = database.run(lambda connection: read_status(connection, database, model, stale_seconds=3600))
    during = list(statements)
    by_id = {table.id: (table.schema or "", table.table) for table in model.tables}
    packed = [
        database.run(
            lambda connection, name=by_id[group.id], job=job: read_traceback(  # type: ignore[misc]
                connection, database.dialect, name, job.key, job.key_hash
            )
        )
        for group in status.errors
        for job in group.samples
    ]
    yield status, json.loads(printed), during, packed
    database.close()
    execute(settings, drop)


def test_status_is_what_datajoint_says(found: Any, request: pytest.FixtureRequest) -> None:
    status, progress, statements, packed = found
    tables = {table.id.partition(":")[2]: table for table in status.tables}
    for name, (remaining, total) in progress.items():
        assert (tables[name].remaining, tables[name].total) == (remaining, total), name
        assert 0 < remaining < total
    assert (tables["Own"].custom, tables["Own"].total) == (True, None)
    analysis = tables["Analysis"]
    assert analysis.jobs is not None
    assert (analysis.jobs.counts["error"], analysis.jobs.counts["reserved"]) == (2, 3)
    assert (analysis.jobs.stale, analysis.jobs.workers) == (1, 2)
    assert 7100 < (analysis.jobs.oldest_seconds or 0) < 7400
    if "0.14" in request.node.name:
        assert analysis.eta_seconds is None  # 0.14 keeps no durations
    else:
        assert analysis.mean_seconds == 3.0
        assert analysis.eta_seconds == 3.0 * (analysis.remaining or 0) / 2
    assert all(table.declared and not table.problem for table in status.tables)
    assert len(status.errors) == 1
    (group,) = status.errors
    assert (group.id, group.count) == ("lab.one:Analysis", 2)
    assert group.message == "ValueError: no data for subject 2"
    keys = [sample.key for sample in group.samples]
    if "0.14" in request.node.name:
        assert keys == [None, None]
        assert all(len(sample.key_hash or "") == 32 for sample in group.samples)
    else:
        keys.sort(key=lambda key: key["method"])
        assert keys == [{"subject": 2, "day": "2026-01-03", "method": method} for method in ("fast", "it's")]
    assert status.queries <= 7
    assert not any("error_stack" in statement for statement in statements)
    assert len(packed) == 2
    for data in packed:
        text = unpack(data).decode()
        assert text.startswith("Traceback (most recent call last)")
        assert text.endswith("ValueError: no data for subject 2\n")


def test_the_cell_holds_values_as_literals_only() -> None:
    model = pipeline.read(Path(__file__).parents[2] / "ui-tests/fixtures/small")
    (table,) = [table for table in model.tables if table.id.endswith(":Summary")]
    hostile = "x'); import os; os.system('touch /tmp/pwned') #\n"
    cell = reproduce_cell(table, None, ErrorSample({"subject_id": 1, "name": hostile}, None, None, "", ""))
    tree = ast.parse(cell)
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert names == {"key", "session"}
    key = next(node.value for node in tree.body if isinstance(node, ast.Assign))
    assert ast.literal_eval(key) == {"subject_id": 1, "name": hostile}


@pytest.mark.parametrize(("number", "budget"), [(200, 10), pytest.param(1000, 20, marks=pytest.mark.soak)])
def test_the_number_of_queries_hardly_grows(
    number: int, budget: int, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    settings = settings_for("postgresql", request)
    wide.declare(settings, number)
    database = Database(settings, Limits(statement_seconds=60))
    statements: list[str] = []
    database.run(lambda connection: connection.exec_driver_sql("SELECT 1"))
    event.listen(database._engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    model = pipeline.read(wide.write_source(tmp_path, number))
    try:
        status = database.run(lambda connection: read_status(connection, database, model))
    finally:
        database.close()
        wide.drop(settings, number)
    assert len(status.tables) == number
    computed = [table for table in status.tables if table.tier == "Computed"]
    assert all(table.total is not None and not table.problem for table in computed)
    assert sum(table.jobs.counts["error"] for table in computed if table.jobs) == len(computed)
    assert len(status.errors) == min(len(computed), GROUPS)
    assert status.truncated is (len(computed) > GROUPS)
    assert len(statements) == status.queries
    assert status.queries <= budget

"""Small projects, one for each way in which real pipelines make reading hard, with what the model says of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from djlab.pipeline import Pipeline, read
from djlab.pipeline.model import Table

PROJECTS = sorted(path.parent for path in (Path(__file__).parent / "fixtures").glob("*/expected.json"))


def _of_tables(say: Callable[[Table], Any]) -> Callable[[Pipeline], dict[str, Any]]:
    return lambda pipeline: {table.id: say(table) for table in pipeline.tables}


SAYS: dict[str, Callable[[Pipeline], Any]] = {
    "tables": lambda pipeline: sorted(table.id for table in pipeline.tables),
    "edges": _of_tables(lambda table: [[key.expression, key.target, key.resolution] for key in table.foreign_keys]),
    "keys": _of_tables(lambda table: [[key.expression, key.key, key.nullable] for key in table.foreign_keys]),
    "primary_key": _of_tables(lambda table: list(table.primary_key)),
    "attributes": _of_tables(lambda table: [attribute.name for attribute in table.attributes]),
    "nullable": _of_tables(lambda table: [attribute.name for attribute in table.attributes if attribute.nullable]),
    "stores": _of_tables(lambda table: {a.name: a.store for a in table.attributes if a.store is not None}),
    "indexes": _of_tables(lambda table: [[list(index.attributes), index.unique] for index in table.indexes]),
    "renames": _of_tables(lambda table: [key.renames for key in table.foreign_keys]),
    "lines": _of_tables(lambda table: table.line),
    "tiers": _of_tables(lambda table: table.tier),
    "table_names": _of_tables(lambda table: table.table),
    "table_schemas": _of_tables(lambda table: table.schema),
    "schemas": lambda pipeline: {
        module.name: [[schema.variable, schema.name, schema.kind] for schema in module.schemas]
        for module in pipeline.modules
    },
    "errors": lambda pipeline: {module.name: module.error.line for module in pipeline.modules if module.error},
    "cycles": lambda pipeline: [
        [cycle.kind, [[step.from_, step.to, step.path, step.line] for step in cycle.steps]] for cycle in pipeline.cycles
    ],
    "read_only": lambda pipeline: [module.name for module in pipeline.modules if not module.writable],
}
WHOLE = {"tables", "errors", "cycles", "read_only"}


@pytest.mark.parametrize("project", PROJECTS, ids=lambda path: path.name)
def test_the_model_says(project: Path) -> None:
    expected = json.loads((project / "expected.json").read_text())
    installed = [project / folder for folder in expected.pop("installed", ())]
    pipeline = read(project / expected.pop("root", ""), installed=installed)
    warned = expected.pop("warned", [])
    reasons = expected.pop("reasons", {})
    messages = expected.pop("messages", {})

    for subject, wanted in expected.items():
        found = SAYS[subject](pipeline)
        if subject == "tables":
            wanted = sorted(wanted)
        if subject not in WHOLE:
            found = {name: found.get(name) for name in wanted}
        assert found == wanted, subject
    tables = {table.id: table for table in pipeline.tables}
    for name in warned:
        assert tables[name].warnings, name
    for name, words in reasons.items():
        assert any(words in key.reason for key in tables[name].foreign_keys), name
    for module in pipeline.modules:
        if module.name in messages:
            assert module.error is not None
            assert messages[module.name] in module.error.message


@pytest.mark.parametrize("project", PROJECTS, ids=lambda path: path.name)
def test_every_unresolved_reference_has_a_reason(project: Path) -> None:
    for table in read(project).tables:
        for key in table.foreign_keys:
            assert bool(key.reason) == (key.resolution == "unresolved"), key
            assert (key.target is None) == (key.resolution == "unresolved"), key

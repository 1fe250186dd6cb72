"""No difference on what DataJoint has just declared: fixture projects, and tables drawn from a seed."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from database.generated_tables import module
from database.test_drift import drifts, python_of
from live import execute, run_datajoint, settings_for

from djlab import pipeline
from djlab.database.settings import ConnectionSettings

pytestmark = pytest.mark.database

FIXTURES = Path(__file__).parents[1] / "pipeline/fixtures"
BROWSER = Path(__file__).parents[2] / "ui-tests/fixtures"
PREFIX = "dd{}_"
GENERATED = 20
# Each project in a process of its own that is forked from one which has imported DataJoint: their packages have the
# same names. Schemas get a prefix, because their schemas have, too.
DECLARE = """
import importlib, json, os, pkgutil, sys, traceback
import datajoint as dj
stores = {name: {"protocol": "file", "location": "/tmp"} for name in ("main", "raw")}
if hasattr(dj.config, "stores"):
    dj.config.stores.update(stores)
    # What 0.14 calls so, that 2.x gets to see the definitions of projects which were written for 0.14.
    dj.schema = dj.schemas.Schema = dj.Schema
    dj.create_virtual_module = lambda name, schema, **more: dj.VirtualModule(name, schema, **more)
else:
    dj.config["enable_python_native_blobs"] = True
    dj.config["stores"] = stores
    dj.config["custom"] = {"database.prefix": ""}
failed = {}
for number, (root, packages) in enumerate(json.loads(sys.argv[1])):
    read, write = os.pipe()
    child = os.fork()
    if not child:
        told = {}
        try:
            sys.path[:0] = [root, os.path.join(root, "src")]
            prefix, activate = f"dd{number}_", dj.Schema.activate
            def prefixed(self, name=None, *args, **kwargs):
                if name is not None and not name.startswith(prefix):
                    name = prefix + name
                return activate(self, name, *args, **kwargs)
            dj.Schema.activate = prefixed
            names = []
            for package in packages:
                try:
                    found = importlib.import_module(package)
                    below = pkgutil.walk_packages(getattr(found, "__path__", []), package + ".", lambda _: None)
                    names += [module.name for module in below]
                except BaseException as error:
                    told[package] = repr(error)[:200]
            for name in names:
                try:
                    importlib.import_module(name)
                except BaseException as error:
                    told[name] = repr(error)[:200]
        except BaseException:
            told["?"] = traceback.format_exc()[-300:]
        os.write(write, json.dumps(told).encode()[:60000])
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as answers:
        failed[root] = json.loads(answers.read() or '{"?": "died"}')
    os.waitpid(child, 0)
print(json.dumps(failed))
"""


@pytest.fixture(params=["postgresql 2", "mysql 2", "mysql 0.14"], scope="module")
def server(request: pytest.FixtureRequest) -> Iterator[tuple[ConnectionSettings, str, str]]:
    backend, line = request.param.split()
    settings = settings_for(backend, request)
    python_of(line)
    yield settings, backend, line
    ending = " CASCADE" if backend == "postgresql" else ""
    if backend == "postgresql":
        drop = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'dd%\\_%'"
    else:
        drop = "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 'dd%\\_%'"
    from djlab.database.connection import Database

    database = Database(settings)
    names = database.run(lambda c: [row[0] for row in c.exec_driver_sql(drop.replace("%", "%%"))])
    database.close()
    off = ["SET FOREIGN_KEY_CHECKS = 0"] if backend == "mysql" else []
    mark = '"' if backend == "postgresql" else "`"
    execute(settings, *off, *(f"DROP SCHEMA {mark}{name}{mark}{ending}" for name in names))


def declare(
    settings: ConnectionSettings, line: str, roots: list[Path]
) -> tuple[dict[str, Any], Counter[str], list[Any], dict[tuple[str, str], str]]:
    """What failed to import, how many tables there are of each kind of drift, those that differ, and those of modules
    that were imported which are neither the same nor different."""
    pipelines = [pipeline.read(root) for root in roots]
    asked = [[str(root), list(model.packages)] for root, model in zip(roots, pipelines, strict=True)]
    output = run_datajoint(settings, DECLARE, json.dumps(asked), python=python_of(line))
    failed: dict[str, Any] = json.loads(output.splitlines()[-1])
    kinds: Counter[str] = Counter()
    wrong: list[Any] = []
    otherwise: dict[tuple[str, str], str] = {}
    for number, model in enumerate(pipelines):
        prefix = PREFIX.format(number)
        moved = replace(
            model, tables=tuple(replace(t, schema=prefix + t.schema if t.schema else t.schema) for t in model.tables)
        )
        for table in drifts(settings, moved):
            kinds[table.kind] += 1
            if table.kind in ("comment", "alterable", "not-alterable"):
                wrong.append([roots[number].name, table.id, table.kind, [d.message for d in table.differences]])
            elif table.kind != "same" and (table.id or "").partition(":")[0] not in failed[str(roots[number])]:
                name = table.id or f"{table.schema}.{table.table}".removeprefix(prefix)
                otherwise[roots[number].name, name] = table.kind
    return {Path(root).name: told for root, told in failed.items()}, kinds, wrong, otherwise


def test_fixture_projects(server: Any, tmp_path: Path) -> None:
    settings, _, line = server
    roots = []
    for folder in [*sorted(FIXTURES.iterdir()), BROWSER / "small", BROWSER / "imaging"]:
        if not folder.is_dir():
            continue
        place = tmp_path / folder.name
        shutil.copytree(folder / "project" if (folder / "project").is_dir() else folder, place)
        for installed in (folder / "installed").glob("*") if (folder / "installed").is_dir() else ():
            shutil.copytree(installed, place / installed.name)
        roots.append(place)
    failed, kinds, wrong, otherwise = declare(settings, line, roots)
    assert not wrong, json.dumps(wrong, indent=1)
    listed = json.loads((Path(__file__).parent / "not_declared.json").read_text())[line]
    # What DataJoint cannot import or declare, with what it says; everything else of these projects is the same.
    for name, reasons in listed["not_imported"].items():
        for module_, reason in reasons.items():
            told = re.sub(r"dd\d+_", "", failed[name].pop(module_, "imported"))
            assert reason in told, (name, module_, told)
    assert not any(failed.values()), failed
    assert otherwise == {
        (name, table): kind for name, tables in listed["otherwise"].items() for table, (kind, _) in tables.items()
    }
    assert kinds["same"] > 80, kinds


def test_tables_drawn_from_a_seed(server: Any, tmp_path: Path) -> None:
    check_generated(server, tmp_path, [20261124], GENERATED)


@pytest.mark.soak
def test_many_tables_drawn_from_seeds(server: Any, tmp_path: Path) -> None:
    check_generated(server, tmp_path, list(range(6)), 100)


def check_generated(server: Any, folder: Path, seeds: list[int], count: int) -> None:
    settings, backend, line = server
    roots = []
    for seed in seeds:
        package = folder / str(seed) / "drawn"
        package.mkdir(parents=True)
        (package / "__init__.py").write_text("")
        (package.parent / "pyproject.toml").write_text('[project]\nname = "drawn"\n')
        (package / "tables.py").write_text(module(seed, count, "drawn", backend, line), encoding="utf-8")
        roots.append(package.parent)
    failed, kinds, wrong, _ = declare(settings, line, roots)
    assert not any(failed.values()), failed
    assert not wrong, json.dumps(wrong, indent=1)
    assert kinds == {"same": count * len(seeds)}

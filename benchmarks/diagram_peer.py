"""``dj.Diagram`` of a pipeline of the same shape, on a server of its own: what ``benchmarks/diagram.py`` compares with.

    python benchmarks/diagram_peer.py PROJECT

Tables of the same names, tiers, parts and foreign keys are declared on an embedded PostgreSQL; then a process that
knows nothing yet makes the diagram of all schemas. Where Graphviz is installed the SVG is made as well. Prints JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import networkx as nx

from djlab.database import embedded
from djlab.pipeline import Pipeline, read
from djlab.pipeline.model import Table

# PostgreSQL makes no index, so no primary key, of more than 32 columns.
WIDEST = 30

DRAW = """
import json, shutil, sys, time
import datajoint as dj
names = json.loads(sys.argv[1])
began = time.perf_counter()
context = {}
for schema, attributes in names.items():
    module = dj.VirtualModule(schema, schema)
    context[schema] = module
bind = time.perf_counter()
diagram = None
for module in context.values():
    part = dj.Diagram(module.schema, context=context)
    diagram = part if diagram is None else diagram + part
made = time.perf_counter()
diagram.make_dot()
dot = time.perf_counter()
svg = None
if shutil.which("dot"):
    diagram.make_svg()
    svg = time.perf_counter() - dot
print(json.dumps({"nodes": len(diagram.nodes_to_show), "classes": bind - began, "diagram": made - bind,
                  "make_dot": dot - made, "svg": svg, "graphviz": shutil.which("dot") is not None}))
"""


def modules_of(pipeline: Pipeline) -> dict[str, list[tuple[str, str, str | None, list[str]]]]:
    """Per schema the classes in an order in which they can be declared: name, tier, master, lines of the definition."""
    tables = {table.id: table for table in pipeline.tables}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(tables)
    for table in pipeline.tables:
        for key in table.foreign_keys:
            if key.target in tables and key.target != table.id:
                graph.add_edge(key.target, table.id)
        if table.master in tables:
            graph.add_edge(table.master, table.id)
    while True:
        try:
            cycle = nx.find_cycle(graph)
        except nx.NetworkXNoCycle:
            break
        graph.remove_edge(*cycle[-1][:2])
    keys: dict[str, list[str]] = {}
    ordered: dict[str, list[tuple[str, str, str | None, list[str]]]] = {}
    numbers = {identity: number for number, identity in enumerate(tables)}
    for identity in nx.lexicographical_topological_sort(graph, key=lambda name: numbers[name]):
        table = tables[identity]
        lines, own = _definition(table, graph, keys, numbers)
        keys[identity] = own
        ordered.setdefault(table.module, []).append((identity, table.tier, table.master, lines))
    return ordered


def _definition(
    table: Table, graph: nx.DiGraph[str], keys: dict[str, list[str]], numbers: dict[str, int]
) -> tuple[list[str], list[str]]:
    number = numbers[table.id]
    primary: list[str] = []
    secondary: list[str] = []
    own: list[str] = []
    for position, key in enumerate(table.foreign_keys):
        if key.target not in keys or not graph.has_edge(key.target, table.id):
            continue
        line = f"-> {{{key.target}}}"
        attributes = keys[key.target]
        if key.renames or (key.key and set(attributes) & set(own)) or not key.key:
            renamed = {f"f{number}_{position}_{index}": name for index, name in enumerate(attributes)}
            line += ".proj(" + ", ".join(f"{new}='{old}'" for new, old in renamed.items()) + ")"
            attributes = list(renamed)
        if key.key and len(own) + len(attributes) < WIDEST:
            primary.append(line)
            own.extend(attributes)
        elif key.key:
            continue
        else:
            secondary.append(line)
    if table.new_dimension or not own:
        primary.append(f"a{number} : int32")
        own.append(f"a{number}")
    return [*primary, "---", *secondary], own


def declare(pipeline: Pipeline) -> dict[str, list[str]]:
    """Declare the pipeline in the database that DataJoint is configured for; gives the schemas."""
    import datajoint as dj

    bases = {"Manual": dj.Manual, "Lookup": dj.Lookup, "Imported": dj.Imported, "Computed": dj.Computed}
    ordered = modules_of(pipeline)
    short = {module: f"m{number}" for number, module in enumerate(ordered)}
    schemas = {module: dj.Schema(short[module]) for module in ordered}
    classes: dict[str, type] = {}
    names: dict[str, str] = {}
    flat = [entry for entries in ordered.values() for entry in entries]
    numbers = {identity: number for number, (identity, *_) in enumerate(flat)}
    entries = {entry[0]: entry for entry in flat}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(entries)
    for identity, _, master, lines in flat:
        parents = [line[4 : line.index("}")] for line in lines if line.startswith("-> {")]
        graph.add_edges_from((parent, identity) for parent in [*parents, *([master] if master in entries else [])])
    for identity in nx.topological_sort(graph):
        _, tier, _, lines = entries[identity]
        name = f"T{numbers[identity]}"
        context = {names[parent]: cls for parent, cls in classes.items()}
        text = "\n".join(lines)
        for parent in graph.predecessors(identity):
            text = text.replace(f"{{{parent}}}", names[parent])
        # A part is declared as a table of its own: as many nodes and edges, and DataJoint's own order of declaration.
        cls = type(name, (bases.get(tier, dj.Manual),), {"definition": text, "make": _make})
        module = identity.partition(":")[0]
        classes[identity] = schemas[module](cls, context=context)
        names[identity] = name
    return {short[module]: [] for module in ordered}


def _make(_self: object, _key: object) -> None:
    """Computed tables need one; nothing is populated here."""


def main() -> None:
    """Declare, measure, print."""
    pipeline = read(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="djlab-bench-") as name:
        project = Path(name) / "peer"
        project.mkdir()
        (project / "pyproject.toml").write_text('[project]\nname = "peer"\n')
        server = embedded.start(project)
        try:
            environment = {
                **os.environ,
                "DJ_BACKEND": "postgresql",
                "DJ_HOST": server.host,
                "DJ_PORT": str(server.port),
                "DJ_USER": server.user,
                "DJ_PASS": server.password,
                "DJ_DATABASE_NAME": server.database,
                "DJ_LOG_LEVEL": "WARNING",
            }
            os.environ.update(environment)
            began = time.perf_counter()
            schemas = declare(pipeline)
            declared = time.perf_counter() - began
            done = subprocess.run(
                [sys.executable, "-W", "ignore", "-c", DRAW, json.dumps(schemas)],
                env=environment,
                cwd=name,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                raise SystemExit(done.stderr[-3000:])
            result = json.loads(done.stdout.strip().splitlines()[-1])
            print(json.dumps({"declare": declared, "tables": len(pipeline.tables), **result}))
        finally:
            embedded.stop(project)
            shutil.rmtree(server.folder, ignore_errors=True)


if __name__ == "__main__":
    main()

"""The module graph, and cycles with the lines that make them."""

from __future__ import annotations

from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any

from djlab.pipeline.model import Cycle, CycleKind, CycleStep, Module, ModuleEdge, Table

MANY = 300
"""Cycles of one knot that are told; who has more does not read on."""


def module_edges(modules: Iterable[Module], tables: Iterable[Table]) -> tuple[ModuleEdge, ...]:
    """Edges between modules: by an import (of any scope), by foreign keys, or by both."""
    known = {module.name: module for module in modules}
    return tuple(_edges(known, known.values(), tables))


def updated_edges(
    before: tuple[ModuleEdge, ...], modules: Iterable[Module], tables: Iterable[Table], changed: set[str]
) -> tuple[ModuleEdge, ...]:
    """The edges after changes in these modules only: those of other modules are as they were."""
    known = {module.name: module for module in modules}
    found = [edge for edge in before if edge.from_ not in changed]
    found += _edges(known, [known[name] for name in changed], [table for table in tables if table.module in changed])
    return tuple(sorted(found, key=lambda edge: (edge.from_, edge.to)))


def _edges(known: dict[str, Module], modules: Iterable[Module], tables: Iterable[Table]) -> list[ModuleEdge]:
    imports = {(module.name, item.module) for module in modules for item in module.imports if item.module in known}
    keys: dict[tuple[str, str], int] = {}
    for table in tables:
        for key in table.foreign_keys:
            if key.target and ":" in key.target:
                target = key.target.partition(":")[0]
                if target != table.module and target in known:
                    keys[table.module, target] = keys.get((table.module, target), 0) + 1
    pairs = sorted({pair for pair in (*imports, *keys) if pair[0] != pair[1]})
    return [ModuleEdge(here, there, (here, there) in imports, keys.get((here, there), 0)) for here, there in pairs]


def cycles(modules: Iterable[Module], tables: Iterable[Table]) -> tuple[Cycle, ...]:
    """Cycles of imports (top-level, then those that need an import inside a function) and of foreign keys.

    Where several cycles tie the same modules or tables into one knot, a short one through every edge of the knot is
    told: each edge that has to go is a step of one of them. Those of one knot follow each other. Of a knot that only
    imports inside functions tie one is told: Python lives with it, and there may be hundreds.
    """
    modules = tuple(modules)
    paths = {module.name: module.path for module in modules}
    top: dict[tuple[str, str], CycleStep] = {}
    lazy: dict[tuple[str, str], CycleStep] = {}
    for module in modules:
        for fact in module.imports:
            if fact.module == module.name or fact.module not in paths or fact.scope == "type-checking":
                continue
            step = CycleStep(module.name, fact.module, module.path, fact.line)
            (top if fact.scope == "module" else lazy).setdefault((module.name, fact.module), step)
    found = _knots("imports", top, set(top), MANY)
    found += _knots("lazy imports", {**lazy, **top}, set(lazy) - set(top), 1)
    keys: dict[tuple[str, str], CycleStep] = {}
    for table in tables:
        for key in table.foreign_keys:
            if key.target and ":" in key.target:
                step = CycleStep(table.id, key.target, paths.get(table.module, ""), key.line)
                keys.setdefault((table.id, key.target), step)
    return tuple(found + _knots("foreign keys", keys, set(keys), MANY))


def _knots(
    kind: CycleKind, steps: dict[tuple[str, str], CycleStep], wanted: set[tuple[str, str]], most: int
) -> list[Cycle]:
    """Short cycles until each of the wanted edges that lies in a knot is a step of one; of a knot some at most."""
    graph: dict[str, set[str]] = {}
    for here, there in steps:
        graph.setdefault(here, set()).add(there)
    try:
        TopologicalSorter(graph).prepare()
        return []
    except CycleError:
        import networkx  # slow to import, and most projects have no cycle

    directed = networkx.DiGraph(list(steps))
    found: list[Cycle] = []
    for component in sorted(map(sorted, networkx.strongly_connected_components(directed))):
        if len(component) > 1:
            rings = _rings(directed.subgraph(component), component, wanted, most)
            found += [Cycle(kind, tuple(steps[pair] for pair in ring)) for ring in rings]
    return found


def _rings(knot: Any, names: list[str], wanted: set[tuple[str, str]], most: int) -> list[list[tuple[str, str]]]:
    import networkx

    found: list[list[tuple[str, str]]] = []
    covered: set[tuple[str, str]] = set()
    for start in names:
        left = wanted - covered
        missing = sorted(here for here in knot.predecessors(start) if (here, start) in left)
        if not missing or len(found) == most:
            continue
        paths = networkx.single_source_shortest_path(knot, start)
        for here in sorted(missing, key=lambda name: len(paths[name])):
            if (here, start) not in covered and len(found) < most:
                path = paths[here]
                first = path.index(min(path))
                ring = list(pairwise([*path[first:], *path[:first], path[first]]))
                covered.update(ring)
                found.append(ring)
    return found

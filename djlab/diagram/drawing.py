"""The nodes and edges of a view, with their place in the notation but without any position."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from djlab.diagram.notation import EdgeKind, NodeKind
from djlab.diagram.view import View
from djlab.pipeline.model import CycleKind, ForeignKey, Pipeline, Table


@dataclass(frozen=True, slots=True)
class Node:
    """``id`` is a table id, a module's name, or a reference outside the project after ``external:``/``unresolved:``.

    ``module`` is the frame that holds the node, ``master`` the node's master where that is drawn too, ``underline``
    marks a table that adds a dimension, ``tables`` counts what a collapsed module stands for.
    """

    id: str
    kind: NodeKind
    label: str
    module: str | None = None
    master: str | None = None
    underline: bool = False
    tables: int = 0


@dataclass(frozen=True, slots=True)
class Edge:
    """Drawn from ``parent`` to ``child``, the way data flows. ``renames`` holds ``child attribute ← parent attribute``.

    ``count`` is the number of foreign keys that the line stands for; ``cycle`` marks an edge that closes a cycle, and
    ``lazy`` one that is closed only by an import inside a function.
    """

    parent: str
    child: str
    kind: EdgeKind
    count: int = 1
    renames: tuple[str, ...] = ()
    cycle: bool = False
    lazy: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame around the tables of an expanded module."""

    module: str
    label: str


@dataclass(frozen=True, slots=True)
class Drawing:
    frames: tuple[Frame, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def draw(view: View) -> Drawing:
    """The drawing of a view; nodes keep the pipeline's order, so that equal views give equal drawings."""
    pipeline = view.pipeline
    shown = view.shown()
    labels = module_labels(schema_modules(pipeline))
    tables = [table for table in pipeline.tables if table.id in shown]
    holders = {table.id: _holder(table, view) for table in tables}

    nodes = list(_nodes(view, tables, labels))
    edges = list(_foreign_keys(view, tables, holders, nodes))
    edges.extend(_module_edges(view, {node.id for node in nodes if node.kind == "module"}))
    expanded = dict.fromkeys(table.module for table in tables if table.module not in view.collapsed)
    return Drawing(
        frames=tuple(Frame(module, labels.get(module, module)) for module in expanded),
        nodes=tuple(nodes),
        edges=tuple(edges),
    )


def schema_modules(pipeline: Pipeline) -> list[str]:
    """Names of the modules that a diagram knows: those with a schema or a table, and those that tie them in a knot."""
    holding = _holding(pipeline)
    for cycle in pipeline.cycles:
        names = {step.from_ for step in cycle.steps}
        if cycle.kind == "imports" and names & holding:
            holding |= names
    return [module.name for module in pipeline.modules if module.name in holding]


def _holding(pipeline: Pipeline) -> set[str]:
    holding = {table.module for table in pipeline.tables}
    return holding | {module.name for module in pipeline.modules if module.schemas}


def module_labels(modules: Iterable[str]) -> dict[str, str]:
    """Names without the packages that all of them share; the last part of a name always stays."""
    names = list(modules)
    parts = [name.split(".")[:-1] for name in names]
    shared = 0
    for column in zip(*parts, strict=False):
        if len(set(column)) > 1:
            break
        shared += 1
    return {name: ".".join(name.split(".")[shared:]) for name in names}


def reference_label(expression: str) -> str:
    """The class that a foreign key names, without its projection."""
    return expression.split("(")[0].removesuffix(".proj").strip()


def _holder(table: Table, view: View) -> str:
    return table.module if table.module in view.collapsed else table.id


def _nodes(view: View, tables: list[Table], labels: dict[str, str]) -> Iterable[Node]:
    counts: dict[str, int] = {}
    for table in tables:
        counts[table.module] = counts.get(table.module, 0) + 1
    whole = view.tables is None and view.focus is None
    for module in schema_modules(view.pipeline):
        if module in view.collapsed and (whole or module in counts):
            yield Node(module, "module", labels[module], tables=counts.get(module, 0))
    drawn = {table.id for table in tables if table.module not in view.collapsed}
    seen: set[str] = set()
    for table in tables:
        if table.id not in drawn:
            continue
        master = table.master if table.master in drawn else None
        name = table.id.partition(":")[2]
        label = name.rpartition(".")[2] if master else name
        yield Node(table.id, table.tier, label, table.module, master, table.new_dimension)
        for key in table.foreign_keys:
            foreign = _foreign_node(key)
            if foreign and foreign.id not in seen:
                seen.add(foreign.id)
                yield foreign


def _foreign_node(key: ForeignKey) -> Node | None:
    if key.resolution == "external":
        return Node(f"external:{key.target}", "external", key.target or reference_label(key.expression))
    if key.target is None:
        label = reference_label(key.expression)
        return Node(f"unresolved:{label}", "unresolved", label)
    return None


def _foreign_keys(view: View, tables: list[Table], holders: dict[str, str], nodes: list[Node]) -> Iterable[Edge]:
    collapsed = {node.id for node in nodes if node.kind == "module"}
    cyclic = _steps(view.pipeline, "foreign keys")
    bundles: dict[tuple[str, str], list[bool]] = {}
    for table in tables:
        child = holders[table.id]
        for key in table.foreign_keys:
            foreign = _foreign_node(key)
            parent = foreign.id if foreign else holders.get(key.target or "")
            if parent is None or (child in collapsed and (foreign or parent in collapsed)):
                continue
            cycle = (table.id, key.target or "") in cyclic
            if child in collapsed or parent in collapsed:
                bundles.setdefault((parent, child), []).append(cycle)
            else:
                yield Edge(parent, child, edge_kind(key), renames=renames(key), cycle=cycle)
    for (parent, child), cycles in bundles.items():
        yield Edge(parent, child, "bundle", count=len(cycles), cycle=any(cycles))


def edge_kind(key: ForeignKey) -> EdgeKind:
    if not key.key:
        return "secondary"
    return "primaryOneToOne" if key.one_to_one else "primaryOneToMany"


def renames(key: ForeignKey) -> tuple[str, ...]:
    return tuple(f"{here} ← {there}" for here, there in key.renames.items() if here != there)


def _module_edges(view: View, modules: set[str]) -> Iterable[Edge]:
    """Edges between collapsed modules: what the modules import and, among the tables shown, refer to."""
    pipeline = view.pipeline
    cyclic = _steps(pipeline, "imports") | {
        (child.partition(":")[0], parent.partition(":")[0]) for child, parent in _steps(pipeline, "foreign keys")
    }
    lazy = _steps(pipeline, "lazy imports") - cyclic
    holding = _holding(pipeline)
    for edge in pipeline.module_edges:
        ends = (edge.from_, edge.to)
        if not modules.issuperset(ends):
            continue
        # Of a module without tables only what ties the knot is of interest.
        if not holding.issuperset(ends) and ends not in cyclic:
            continue
        kind: EdgeKind = "imports" if not edge.foreign_keys else "both" if edge.imports else "foreignKeys"
        cycle = ends in cyclic or ends in lazy
        yield Edge(edge.to, edge.from_, kind, count=edge.foreign_keys, cycle=cycle, lazy=ends in lazy)


def _steps(pipeline: Pipeline, kind: CycleKind) -> set[tuple[str, str]]:
    """The steps of the cycles of a kind, each from what depends to what it depends on."""
    return {(step.from_, step.to) for cycle in pipeline.cycles if cycle.kind == kind for step in cycle.steps}

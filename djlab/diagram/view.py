"""What of a pipeline a diagram shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

import networkx as nx

from djlab.diagram.notation import Theme
from djlab.pipeline.model import Pipeline

Direction = Literal["LR", "TB"]


@dataclass(frozen=True, slots=True)
class View:
    """A pipeline seen in a certain way.

    ``tables`` are the ids of the tables that may be shown, ``None`` for all. With a ``focus`` (a table id) only those
    stay that lie at most ``upstream`` foreign keys above or ``downstream`` below it (``None``: any number); the two
    directions are walked apart, as in ``(dj.Diagram(T) - upstream) + (dj.Diagram(T) + downstream)``.
    ``collapsed`` names the modules that are drawn as one node each.
    """

    pipeline: Pipeline
    tables: frozenset[str] | None = None
    collapsed: frozenset[str] = frozenset()
    focus: str | None = None
    upstream: int | None = 1
    downstream: int | None = 1
    theme: Theme = "light"
    direction: Direction = "LR"

    @classmethod
    def of_modules(cls, pipeline: Pipeline, *, tables: frozenset[str] | None = None, theme: Theme = "light") -> View:
        """The module DAG: every module is one node."""
        return cls(pipeline, tables, collapsed=frozenset(module.name for module in pipeline.modules), theme=theme)

    def shown(self) -> frozenset[str]:
        """Ids of the tables that the diagram stands for, those inside collapsed modules included.

        Raises ``KeyError`` for a focus that the pipeline does not have.
        """
        known = frozenset(table.id for table in self.pipeline.tables)
        tables = known if self.tables is None else self.tables & known
        if self.focus is None:
            return tables
        if self.focus not in known:
            raise KeyError(self.focus)
        graph = foreign_key_graph(self.pipeline)
        up = _within(graph.predecessors, self.focus, self.upstream)
        down = _within(graph.successors, self.focus, self.downstream)
        return tables & (up | down)


def foreign_key_graph(pipeline: Pipeline) -> nx.DiGraph[str]:
    """Tables as nodes, an edge from each table to each that depends on it (DataJoint's direction)."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(table.id for table in pipeline.tables)
    for table in pipeline.tables:
        for key in table.foreign_keys:
            if key.target is not None and key.target in graph:
                graph.add_edge(key.target, table.id)
    return graph


def _within(step: Callable[[str], Iterable[str]], start: str, depth: int | None) -> set[str]:
    found = {start}
    border = {start}
    while border and depth != 0:
        border = {next_ for table in border for next_ in step(table)} - found
        found |= border
        depth = None if depth is None else depth - 1
    return found

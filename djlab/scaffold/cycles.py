"""Would a new dependency between modules close a cycle?"""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx

from djlab.pipeline.model import Pipeline


def find_cycle(pipeline: Pipeline, module: str, upstream: Iterable[str]) -> list[str]:
    """The cycle that ``module`` would close by depending on ``upstream``: module names, first and last the same.

    Empty when there is none. Imports inside functions count: they are dependencies too. What ``module`` imports already
    when it is loaded closes nothing anew, even where the project has a cycle through it.
    """
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from((edge.from_, edge.to) for edge in pipeline.module_edges)
    graph.add_edges_from((holder.name, item.module) for holder in pipeline.modules for item in holder.imports)
    present = {
        item.module
        for holder in pipeline.modules
        if holder.name == module
        for item in holder.imports
        if item.scope == "module"
    }
    for name in upstream:
        if name == module:
            return [module, module]
        if name not in present and graph.has_node(name) and graph.has_node(module) and nx.has_path(graph, name, module):
            return [module, *nx.shortest_path(graph, name, module)]
    return []

"""Every edge that has to go to untie a knot is a step of a cycle that is told."""

from __future__ import annotations

import random

import networkx
import pytest

from djlab.pipeline.graph import cycles
from djlab.pipeline.model import Import, Module


def _modules(edges: list[tuple[str, str]]) -> list[Module]:
    names = sorted({name for edge in edges for name in edge})
    found = []
    for name in names:
        targets = [there for here, there in edges if here == name]
        imports = tuple(Import(there, line, "module") for line, there in enumerate(targets, 1))
        found.append(Module(name, f"{name}.py", imports=imports))
    return found


def test_two_rings_through_one_module_are_both_told() -> None:
    found = cycles(_modules([("a", "b"), ("b", "a"), ("b", "c"), ("c", "b"), ("c", "d")]), [])
    rings = [[(step.from_, step.to, step.path, step.line) for step in cycle.steps] for cycle in found]
    assert rings == [
        [("a", "b", "a.py", 1), ("b", "a", "b.py", 1)],
        [("b", "c", "b.py", 2), ("c", "b", "c.py", 1)],
    ]


def test_of_a_knot_that_imports_inside_functions_tie_one_cycle_is_told() -> None:
    modules = [
        Module("a", "a.py", imports=(Import("b", 1, "module"), Import("c", 5, "function"))),
        Module("b", "b.py", imports=(Import("a", 2, "function"), Import("c", 3, "module"))),
        Module("c", "c.py", imports=(Import("a", 4, "function"),)),
    ]
    (cycle,) = cycles(modules, [])
    assert cycle.kind == "lazy imports"
    assert [(step.from_, step.to, step.line) for step in cycle.steps] == [("a", "b", 1), ("b", "a", 2)]


@pytest.mark.parametrize("seed", range(20))
def test_all_edges_of_a_knot_and_no_others_are_told(seed: int) -> None:
    random_ = random.Random(seed)
    names = [f"m{number}" for number in range(12)]
    edges = sorted({tuple(random_.sample(names, 2)) for _ in range(random_.randrange(8, 30))})
    graph = networkx.DiGraph(edges)
    knot_of = {
        name: number for number, knot in enumerate(networkx.strongly_connected_components(graph)) for name in knot
    }
    found = cycles(_modules(edges), [])
    for cycle in found:
        ends = [step.to for step in cycle.steps]
        assert [step.from_ for step in cycle.steps] == [ends[-1], *ends[:-1]]
        assert len(set(ends)) == len(ends)
    told = {(step.from_, step.to) for cycle in found for step in cycle.steps}
    assert told == {(here, there) for here, there in edges if knot_of[here] == knot_of[there]}

"""Cycles that share modules or tables, which are one thing to mend."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from djlab.pipeline.model import Cycle, CycleKind


def knots(cycles: Iterable[Cycle], kind: CycleKind) -> Iterator[tuple[Cycle, list[Cycle]]]:
    """The first cycle of each knot with the others of the same knot: they share modules or tables."""
    found: list[tuple[set[str], list[Cycle]]] = []
    for cycle in cycles:
        if cycle.kind == kind:
            names, tied = {step.from_ for step in cycle.steps}, [cycle]
            for knot in [knot for knot in found if knot[0] & names]:
                found.remove(knot)
                names, tied = names | knot[0], knot[1] + tied
            found.append((names, tied))
    for _, (first, *more) in found:
        yield first, more


def others(cycles: Sequence[Cycle]) -> str:
    """How many further cycles tie the same knot, for the end of a sentence."""
    if not cycles:
        return ""
    return f", and {len(cycles)} more {'cycle' if len(cycles) == 1 else 'cycles'} through some of these"


def describe(cycle: Cycle) -> str:
    """``a -> b -> a``."""
    return " -> ".join([*(step.from_ for step in cycle.steps), cycle.steps[0].from_])

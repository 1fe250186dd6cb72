"""What Python does with modules that import each other, worked out from their top-level statements."""

from __future__ import annotations

from djlab.checks.context import Context
from djlab.pipeline.model import Cycle


def failing_import(context: Context, cycle: Cycle) -> str | None:
    """Say which first import fails with which name, for a cycle of two modules; ``None`` where none surely does.

    Longer cycles are not followed: what their packages import on the way decides.
    """
    if len(cycle.steps) != 2:
        return None
    for step, back in (cycle.steps, cycle.steps[::-1]):
        # Python runs `entry` down to its import of `other`, whose import of `entry` then finds a half-made module.
        entry, other = context.module_of.get(step.from_), context.module_of.get(step.to)
        if entry is None or other is None or _package_imports(context, entry.name, other.name):
            continue
        facts, theirs = context.facts(entry), context.facts(other)
        if facts is None or theirs is None or facts.stars:
            continue
        for imported in theirs.imports:
            if imported.line != back.line or imported.module != entry.name or imported.name is None:
                continue
            bound = facts.bound.get(imported.name)
            if bound is not None and bound > step.line and not imported.guarded:
                return (
                    f"importing {entry.name} first, Python cannot import {imported.name} from it in {other.name} "
                    f"(line {imported.line}): it is only made on line {bound}"
                )
    return None


def _package_imports(context: Context, entry: str, other: str) -> bool:
    """Whether a package around the first module imports part of the cycle before the module itself runs."""
    parent = entry.rpartition(".")[0]
    while parent:
        module = context.module_of.get(parent)
        if module is not None and any(
            item.scope == "module" and (item.module in (entry, other) or not other.startswith(item.module + "."))
            for item in module.imports
        ):
            return True
        parent = parent.rpartition(".")[0]
    return False

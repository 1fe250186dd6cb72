"""Names of modules to values: which binding of a name holds at a place, through conditions and star imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djlab.pipeline import functions
from djlab.pipeline.facts import NEVER, Binding, FunctionFact, Guard, ImportFact
from djlab.pipeline.modules import ModuleSource
from djlab.pipeline.scope import END, Scope
from djlab.pipeline.values import (
    Circular,
    External,
    FunctionValue,
    Missing,
    ModuleValue,
    Plain,
    Sequence,
    Unknown,
    Value,
    one_of,
)
from djlab.pipeline.words import DATAJOINT_NAMES, PYTHON_NAMES

if TYPE_CHECKING:
    from djlab.pipeline.evaluate import Evaluator


def lookup(evaluator: Evaluator, module: str, name: str, position: float = END) -> Value:
    """What a module's name is bound to before ``position``."""
    source = evaluator.source(module)
    if source is None:
        return External(f"{module}.{name}")
    evaluator.trail.add(module)
    if position == END and (module, name) in evaluator.shared:
        return evaluator.shared[module, name]
    own: Value | None = None
    bindings = source.facts.bindings.get(name)
    if bindings is not None:
        if len(bindings) == 1 and not bindings[0].guards:
            if bindings[0].position < position:
                own = evaluator.bound(module, name, bindings[0])
        else:
            own = _choose(evaluator, module, name, bindings, position)
        if own is not None and not isinstance(own, Circular):
            return own
    if name == "__name__":
        return Plain(module)
    found = _starred(evaluator, source, name, position)
    if found is not None:
        return found
    if own is not None:
        return own
    shared = _shared_by_call(evaluator, source, name, position)
    if shared is not None:
        return shared
    return _missing(evaluator, source, name, position)


def _missing(evaluator: Evaluator, source: ModuleSource, name: str, position: float) -> Missing:
    """What is said of a name that no statement before ``position`` surely binds."""
    bindings, module = source.facts.bindings.get(name), source.name
    doubtful = _may_bind(evaluator, source, position)
    above = [binding for binding in bindings or () if binding.position < position]
    if above:
        never = all(any(guard.test == NEVER.test for guard in binding.guards) for binding in above)
        return Missing(f"`{name}` is bound in `{module}` under a condition only", doubtful or not never)
    if bindings is not None:
        return Missing(f"`{name}` is bound further down in `{module}`", doubtful)
    return Missing(f"`{module}` does not bind `{name}`", doubtful)


def _may_bind(evaluator: Evaluator, source: ModuleSource, position: float, depth: int = 0) -> bool:
    """Whether running a module may bind names that its source does not show; star imports are followed."""
    if source.facts.dynamic or source.facts.error is not None or depth > 4:
        return True
    for star in source.facts.stars:
        if star.position >= position or not isinstance(star.value, ImportFact):
            continue
        base = evaluator.imported_module(source, star.value)
        if isinstance(base, External) and base.path.partition(".")[0] != "datajoint":
            return True
        inner = evaluator.source(base.name) if isinstance(base, ModuleValue) and base.name != source.name else None
        if inner is not None and _may_bind(evaluator, inner, END, depth + 1):
            return True
    return False


def _shared_by_call(evaluator: Evaluator, source: ModuleSource, name: str, position: float) -> Value | None:
    """A name that a function declares ``global``, where the module itself calls that function."""
    for call in source.facts.calls:
        if (source.name, name) in evaluator.shared:
            break
        called = str(call.expr[1][1]) if call.expr[1][0] == "name" and call.position < position else ""
        for binding in source.facts.bindings.get(called, ()):
            fact = binding.value
            if isinstance(fact, FunctionFact) and name in fact.source and "global " in fact.source:
                scope = Scope(source.name, call.position)
                functions.call(evaluator, FunctionValue(source.name, fact), call.expr, scope)
    return evaluator.shared.get((source.name, name))


def _choose(evaluator: Evaluator, module: str, name: str, bindings: list[Binding], position: float) -> Value | None:
    """The last binding before ``position`` whose conditions hold, or all that may hold."""
    found: list[Value] = []
    weak: Value | None = None
    circular: Value | None = None
    tests: set[tuple[int, bool]] = set()
    for binding in reversed(bindings):
        if binding.position >= position:
            continue
        state = holds(evaluator, binding.guards, Scope(module, binding.position))
        if state is False:
            continue
        value = evaluator.bound(module, name, binding)
        if any(guard.test is None for guard in binding.guards):
            weak = weak or value
            continue
        if isinstance(value, Circular):
            circular = circular or value
            continue
        if isinstance(value, Missing) or (evaluator.schemas.is_doubtful(value) and _has_fallback(bindings, position)):
            continue
        found.append(value)
        if state is True:
            break
        guard = binding.guards[-1]
        tests.add((id(guard.test), guard.outcome))
        if (id(guard.test), not guard.outcome) in tests and len(binding.guards) == 1:
            break
    if not found:
        return weak or circular
    if all(isinstance(value, Unknown) for value in found) and weak is not None:
        return weak
    found.reverse()
    return one_of(found)


def holds(evaluator: Evaluator, guards: tuple[Guard, ...], scope: Scope) -> bool | None:
    """Whether all conditions hold; ``None`` where the source does not tell."""
    state: bool | None = True
    for guard in guards:
        if guard.test is None:
            continue
        truth = evaluator.truth(guard.test, scope)
        if truth is None:
            state = None
        elif truth is not guard.outcome:
            return False
    return state


def _starred(evaluator: Evaluator, source: ModuleSource, name: str, position: float) -> Value | None:
    """A name that a star import brings."""
    outside: list[Value] = []
    for star in reversed(source.facts.stars):
        if star.position >= position or not isinstance(star.value, ImportFact):
            continue
        base = evaluator.imported_module(source, star.value)
        if isinstance(base, ModuleValue):
            if exports(evaluator, base.name, name):
                key = (base.name, -1, "*" + name)
                if key in evaluator.active:
                    continue
                evaluator.active.add(key)
                try:
                    found = lookup(evaluator, base.name, name)
                finally:
                    evaluator.active.discard(key)
                if not isinstance(found, (Missing, Circular)):
                    return found
        elif isinstance(base, External):
            if base.path == "datajoint" and name not in DATAJOINT_NAMES:
                continue
            outside.append(External(f"{base.path}.{name}"))
    return outside[0] if len(outside) == 1 and name not in PYTHON_NAMES else None


def exports(evaluator: Evaluator, module: str, name: str) -> bool:
    """Whether ``from module import *`` brings the name."""
    listed = evaluator.source(module).facts.bindings.get("__all__")  # type: ignore[union-attr]
    if not listed:
        return not name.startswith("_")
    value = evaluator.bound(module, "__all__", listed[-1])
    if isinstance(value, Sequence) and len(listed) == 1:
        return Plain(name) in value.items
    return not name.startswith("_")


def _has_fallback(bindings: list[Binding], position: float) -> bool:
    return any(b.position < position and any(guard.test is None for guard in b.guards) for b in bindings)

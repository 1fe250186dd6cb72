"""Which deferred schemas get activated, under which names, and with which objects."""

from __future__ import annotations

from typing import NamedTuple

from djlab.pipeline import builtin, functions
from djlab.pipeline.evaluate import Evaluator
from djlab.pipeline.expressions import Expr, render
from djlab.pipeline.facts import FunctionFact
from djlab.pipeline.modules import ModuleSource
from djlab.pipeline.scope import Scope
from djlab.pipeline.values import (
    UNKNOWN,
    ClassValue,
    FunctionValue,
    ModuleValue,
    Namespace,
    OneOf,
    Plain,
    SchemaValue,
    Value,
    text_of,
)


class Activation(NamedTuple):
    """The first activation of a deferred schema: its name and the names that it adds (``add_objects``)."""

    name: Plain
    objects: Value | None


def may_activate(source: ModuleSource) -> bool:
    """Whether a module has calls or functions from which an activation may follow."""
    if any(call.expr[1][0] == "attr" and call.expr[1][2] == "activate" for call in source.facts.calls):
        return True
    return any(
        isinstance(binding.value, FunctionFact) and "activate(" in binding.value.source
        for bindings in source.facts.bindings.values()
        for binding in bindings
    )


class Activations:
    """Follows the calls on module level that activate schemas, in the order in which imports would run them."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.found: dict[SchemaValue, Activation] = {}
        self._evaluator = evaluator
        self._depth = 0
        self._running: Namespace | None = None
        evaluator.follow = self._follow

    def run(self) -> None:
        """Follow all modules of the project."""
        seen: set[str] = set()
        for name in sorted(self._evaluator.modules):
            self._module(name, seen)
        self._running = None
        if self.found:
            # A project that activates schemas leaves those that it does not activate without tables.
            return
        for name in sorted(self._evaluator.modules):
            self._functions(name)

    def _module(self, name: str, seen: set[str]) -> None:
        """Follow a module after those that it imports."""
        stack = [(name, False)]
        while stack:
            current, ready = stack.pop()
            source = self._evaluator.modules.get(current)
            if source is None:
                continue
            if ready:
                for call in source.facts.calls:
                    self._running = Namespace(current, call.position)
                    if self._evaluator.holds(call.guards, Scope(current, call.position)) is not False:
                        self._follow(self._evaluator, call.expr, Scope(current, call.position))
                continue
            if current in seen:
                continue
            seen.add(current)
            stack.append((current, True))
            for fact in reversed(source.facts.imports):
                if fact.scope == "module":
                    imported = self._evaluator.absolute(source, fact.level, fact.module)
                    stack.append((imported, False))
                    if fact.name:
                        stack.append((f"{imported}.{fact.name}", False))

    def _functions(self, name: str) -> None:
        """Follow functions that nothing calls on import, in a project that leaves all activation to whoever uses it."""
        source = self._evaluator.modules[name]
        for bindings in source.facts.bindings.values():
            for binding in bindings:
                if isinstance(binding.value, FunctionFact) and "activate(" in binding.value.source:
                    function = FunctionValue(name, binding.value)
                    body = functions.body_of(binding.value)
                    names: dict[str, Value] = {}
                    for parameter, default in body.parameters:
                        names[parameter] = self._evaluator.evaluate(default or ("opaque",), Scope(name))
                        if names[parameter] == Plain(None) or not isinstance(names[parameter], Plain):
                            names[parameter] = Plain(UNKNOWN, "{" + parameter + "}")
                    functions.run(self._evaluator, function, names)

    def _follow(self, evaluator: Evaluator, expr: Expr, scope: Scope) -> None:
        func = expr[1]
        if self._depth > 12:
            return
        self._depth += 1
        try:
            if func[0] == "attr" and func[2] == "activate":
                base = evaluator.evaluate(func[1], scope)
                for single in base.values if isinstance(base, OneOf) else (base,):
                    if isinstance(single, SchemaValue):
                        self._activate(single, expr, scope)
                    elif isinstance(single, (ModuleValue, ClassValue)):
                        callee = evaluator.attribute(single, "activate")
                        if isinstance(callee, FunctionValue):
                            functions.call(evaluator, callee, expr, scope)
                return
            if func[0] in ("name", "attr"):
                callee = evaluator.evaluate(func, scope)
                if isinstance(callee, FunctionValue) and "activate" in callee.fact.source:
                    functions.call(evaluator, callee, expr, scope)
        finally:
            self._depth -= 1

    def _activate(self, schema: SchemaValue, expr: Expr, scope: Scope) -> None:
        if schema.name is not None or schema in self.found:
            return
        name = builtin.argument(self._evaluator, expr, scope, 0, "schema_name")
        if name is None:
            return
        objects = None
        for keyword, value in expr[3]:
            if keyword == "add_objects":
                objects = self._so_far(self._evaluator.evaluate(value, scope))
        self.found[schema] = Activation(text_of(name, render(expr[2][0]) if expr[2] else "schema_name"), objects)

    def _so_far(self, objects: Value) -> Value:
        """The names of the module that is being run, as far as they are bound when it makes the call."""
        if isinstance(objects, Namespace) and self._running is not None and objects.module == self._running.module:
            return self._running
        return objects

"""Names and expressions to values, lazily and without running anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from djlab.pipeline import builtin, functions, inheritance, texts
from djlab.pipeline.expressions import Expr, short_name
from djlab.pipeline.facts import Binding, ClassFact, FileFacts, FunctionFact, Guard, ImportFact
from djlab.pipeline.modules import ModuleSource, namespaces
from djlab.pipeline.schemas import SchemaIndex
from djlab.pipeline.scope import END, Scope
from djlab.pipeline.values import (
    UNKNOWN,
    Circular,
    ClassValue,
    External,
    FunctionValue,
    Mapping,
    Missing,
    ModuleValue,
    Namespace,
    OneOf,
    Plain,
    SchemaValue,
    Sequence,
    Setting,
    Super,
    Unknown,
    Value,
    Virtual,
    joined,
    one_of,
    text_of,
)
from djlab.pipeline.words import DATAJOINT_NAMES, PYTHON_NAMES, SPAWNERS

MAX_DEPTH = 60


@dataclass(slots=True)
class Evaluator:
    """Evaluates expressions over the modules of a project.

    ``find`` gives a module that lies outside the project, or ``None``; ``settings`` are the project's own
    configuration values; ``shared`` are the module names that followed functions assign (``global``); ``bases`` are the
    classes above a class, as far as they were asked for; ``trail`` collects the modules that answers depend on.
    """

    modules: dict[str, ModuleSource]
    find: Callable[[str], ModuleSource | None]
    settings: dict[str, Any] = field(default_factory=dict)
    follow: Callable[[Evaluator, Expr, Scope], None] = field(default=lambda *_: None)
    shared: dict[tuple[str, str], Value] = field(default_factory=dict)
    _memo: dict[tuple[str, int, str], Value] = field(default_factory=dict)
    _active: set[tuple[str, int, str]] = field(default_factory=set)
    _depth: int = 0
    _namespaces: frozenset[str] | None = None
    schemas: SchemaIndex = field(init=False)
    calls: int = 0
    trail: set[str] = field(default_factory=set)
    _uses: dict[tuple[str, int, str], set[str]] = field(default_factory=dict)
    bases: dict[ClassValue, list[ClassValue | External]] = field(default_factory=dict)
    bases_use: dict[ClassValue, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.schemas = SchemaIndex(self)

    # --- names ---------------------------------------------------------------------------------------------------

    def module(self, name: str) -> Value:
        """The module of a dotted name; a module of the project's packages that does not exist is ``Missing``."""
        source = self.source(name)
        if source is not None:
            self.trail.add(name)
            return ModuleValue(name)
        top = name.partition(".")[0]
        if top != name and self.source(top) is not None and not self.source(top).outside:  # type: ignore[union-attr]
            return Missing(f"there is no module `{name}`")
        return External(name)

    def source(self, name: str) -> ModuleSource | None:
        """A module's source; a package without ``__init__.py`` has an empty one."""
        source = self.modules.get(name)
        if source is not None:
            return source
        if self._namespaces is None:
            self._namespaces = namespaces(self.modules)
        if name in self._namespaces:
            return ModuleSource(name, "", True, FileFacts())
        return self.find(name)

    def lookup(self, module: str, name: str, position: float = END) -> Value:
        """What a module's name is bound to before ``position``."""
        source = self.source(module)
        if source is None:
            return External(f"{module}.{name}")
        self.trail.add(module)
        if position == END and (module, name) in self.shared:
            return self.shared[module, name]
        own: Value | None = None
        bindings = source.facts.bindings.get(name)
        if bindings is not None:
            if len(bindings) == 1 and not bindings[0].guards:
                if bindings[0].position < position:
                    own = self._bound(module, name, bindings[0])
            else:
                own = self._choose(module, name, bindings, position)
            if own is not None and not isinstance(own, Circular):
                return own
        if name == "__name__":
            return Plain(module)
        found = self._starred(source, name, position)
        if found is not None:
            return found
        if own is not None:
            return own
        shared = self._shared_by_call(source, name)
        if shared is not None:
            return shared
        if bindings is not None:
            return Missing(f"`{name}` is bound further down in `{module}`")
        return Missing(f"`{module}` does not bind `{name}`")

    def _shared_by_call(self, source: ModuleSource, name: str) -> Value | None:
        """A name that a function declares ``global``, where the module itself calls that function."""
        for call in source.facts.calls:
            bindings = source.facts.bindings.get(call.expr[1][1], ()) if call.expr[1][0] == "name" else ()
            for binding in bindings:
                fact = binding.value
                if isinstance(fact, FunctionFact) and name in fact.source and "global " in fact.source:
                    functions.call(self, FunctionValue(source.name, fact), call.expr, Scope(source.name, call.position))
        return self.shared.get((source.name, name))

    def _choose(self, module: str, name: str, bindings: list[Binding], position: float) -> Value | None:
        """The last binding before ``position`` whose conditions hold, or all that may hold."""
        found: list[Value] = []
        weak: Value | None = None
        circular: Value | None = None
        tests: set[tuple[int, bool]] = set()
        for binding in reversed(bindings):
            if binding.position >= position:
                continue
            state = self.holds(binding.guards, Scope(module, binding.position))
            if state is False:
                continue
            value = self._bound(module, name, binding)
            if any(guard.test is None for guard in binding.guards):
                weak = weak or value
                continue
            if isinstance(value, Circular):
                circular = circular or value
                continue
            if isinstance(value, Missing) or (self.schemas.is_doubtful(value) and _has_fallback(bindings, position)):
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

    def holds(self, guards: tuple[Guard, ...], scope: Scope) -> bool | None:
        """Whether all conditions hold; ``None`` where the source does not tell."""
        state: bool | None = True
        for guard in guards:
            if guard.test is None:
                continue
            truth = self.truth(guard.test, scope)
            if truth is None:
                state = None
            elif truth is not guard.outcome:
                return False
        return state

    def _starred(self, source: ModuleSource, name: str, position: float) -> Value | None:
        """A name that a star import brings."""
        outside: list[Value] = []
        for star in reversed(source.facts.stars):
            if star.position >= position or not isinstance(star.value, ImportFact):
                continue
            base = self.imported_module(source, star.value)
            if isinstance(base, ModuleValue):
                if self.exports(base.name, name):
                    key = (base.name, -1, "*" + name)
                    if key in self._active:
                        continue
                    self._active.add(key)
                    try:
                        found = self.lookup(base.name, name)
                    finally:
                        self._active.discard(key)
                    if not isinstance(found, (Missing, Circular)):
                        return found
            elif isinstance(base, External):
                if base.path == "datajoint" and name not in DATAJOINT_NAMES:
                    continue
                outside.append(External(f"{base.path}.{name}"))
        return outside[0] if len(outside) == 1 and name not in PYTHON_NAMES else None

    def exports(self, module: str, name: str) -> bool:
        """Whether ``from module import *`` brings the name."""
        listed = self.source(module).facts.bindings.get("__all__")  # type: ignore[union-attr]
        if not listed:
            return not name.startswith("_")
        value = self._bound(module, "__all__", listed[-1])
        if isinstance(value, Sequence) and len(listed) == 1:
            return Plain(name) in value.items
        return not name.startswith("_")

    def _bound(self, module: str, name: str, binding: Binding) -> Value:
        key = (module, binding.position, name)
        known = self._memo.get(key)
        if known is not None:
            self.trail |= self._uses[key]
            return known
        if key in self._active or self._depth > MAX_DEPTH:
            return Circular(f"`{name}` is defined in a circle")
        self._active.add(key)
        self._depth += 1
        before, self.trail = self.trail, {module}
        try:
            value = binding.value
            result: Value
            if isinstance(value, ImportFact):
                result = self.imported(self.source(module), value)  # type: ignore[arg-type]
            elif isinstance(value, ClassFact):
                result = ClassValue(module, "", value)
            elif isinstance(value, FunctionFact):
                result = FunctionValue(module, value)
            else:
                result = self.evaluate(value, Scope(module, binding.position), name)
        finally:
            self._active.discard(key)
            self._depth -= 1
            uses, self.trail = self.trail, before
            before |= uses
        if self._depth == 0 or not isinstance(result, Unknown):
            self._memo[key] = result
            self._uses[key] = uses
        return result

    def replace(self, source: ModuleSource) -> None:
        """Take in a module that changed: what was found out with its help is found out anew."""
        name = source.name
        self.modules[name] = source
        for key in [key for key, uses in self._uses.items() if name in uses]:
            del self._memo[key], self._uses[key]
        for value in [value for value, uses in self.bases_use.items() if name in uses]:
            del self.bases[value], self.bases_use[value]

    # --- imports -------------------------------------------------------------------------------------------------

    def absolute(self, source: ModuleSource, level: int, module: str) -> str:
        """The dotted name that an import statement names."""
        if level == 0:
            return module
        parts = source.name.split(".")
        drop = level - 1 if source.is_package else level
        base = parts[: len(parts) - drop] if drop else parts
        return ".".join([*base, module] if module else base)

    def imported_module(self, source: ModuleSource, fact: ImportFact) -> Value:
        name = self.absolute(source, fact.level, fact.module)
        found = self.module(name)
        if isinstance(found, External) and fact.level:
            return Missing(f"there is no module `{name}`")
        return found

    def imported(self, source: ModuleSource, fact: ImportFact) -> Value:
        if fact.kind == "import":
            name = fact.module if fact.name is not None else fact.module.partition(".")[0]
            return self.imported_module(source, fact._replace(module=name))
        base = self.imported_module(source, fact)
        if base == ModuleValue(source.name):
            # `from . import x` in a package: the submodule, which the statement is about to bind.
            inner = self.module(f"{source.name}.{fact.name}")
            if isinstance(inner, ModuleValue):
                return inner
        return self.attribute(base, fact.name or "")

    # --- expressions ---------------------------------------------------------------------------------------------

    def evaluate(self, expr: Expr, scope: Scope, target: str = "") -> Value:
        """The value of an expression; ``target`` is the name that it gets bound to."""
        if self._depth > MAX_DEPTH:
            return UNKNOWN
        self._depth += 1
        try:
            return self._evaluate(expr, scope, target)
        finally:
            self._depth -= 1

    def _evaluate(self, expr: Expr, scope: Scope, target: str) -> Value:  # noqa: C901 - one branch a kind
        kind = expr[0]
        if kind == "name":
            return self.name(expr[1], scope)
        if kind == "const":
            return Plain(expr[1])
        if kind == "attr":
            return self.attribute(self.evaluate(expr[1], scope), expr[2])
        if kind == "call":
            return builtin.call(self, expr, scope, target)
        if kind == "item":
            return builtin.item(self.evaluate(expr[1], scope), self.evaluate(expr[2], scope), self)
        if kind == "bin":
            return self._binary(expr, scope)
        if kind == "join":
            return joined([text_of(self.evaluate(part, scope), short_name(part)) for part in expr[1]])
        if kind == "if":
            truth = self.truth(expr[1], scope)
            if truth is not None:
                return self.evaluate(expr[2] if truth else expr[3], scope, target)
            return one_of([self.evaluate(expr[2], scope, target), self.evaluate(expr[3], scope, target)])
        if kind == "or" or kind == "and":
            return self._boolean(expr, scope)
        if kind == "list":
            return Sequence(tuple(self.evaluate(part, scope) for part in expr[1]))
        if kind == "dict":
            return self._mapping(expr, scope)
        if kind == "not" or kind == "compare":
            truth = self.truth(expr, scope)
            return UNKNOWN if truth is None else Plain(truth)
        return UNKNOWN

    def name(self, name: str, scope: Scope) -> Value:
        if scope.names is not None and name in scope.names:
            return scope.names[name]
        if scope.owner is not None:
            if name in scope.owner.fact.nested:
                return ClassValue(scope.module, scope.owner.qualname, scope.owner.fact.nested[name])
            own = scope.owner.fact.names.get(name)
            if isinstance(own, tuple):
                return self.evaluate(own, scope)
        found = self.lookup(scope.module, name, scope.position)
        if isinstance(found, Missing) and name in PYTHON_NAMES:
            return External(f"builtins.{name}")
        return found

    def _binary(self, expr: Expr, scope: Scope) -> Value:
        left, right = self.evaluate(expr[2], scope), self.evaluate(expr[3], scope)
        if expr[1] == "%":
            return texts.percent(left, right)
        if isinstance(left, Sequence) and isinstance(right, Sequence):
            return Sequence(left.items + right.items)
        if isinstance(left, (Missing, ClassValue, ModuleValue)) or isinstance(
            right, (Missing, ClassValue, ModuleValue)
        ):
            return UNKNOWN
        return joined([text_of(left, short_name(expr[2])), text_of(right, short_name(expr[3]))])

    def _boolean(self, expr: Expr, scope: Scope) -> Value:
        found: list[Value] = []
        for part in expr[1]:
            value = self.evaluate(part, scope)
            truth = builtin.truth_of(value)
            if truth is None:
                found.append(value)
            elif truth is (expr[0] == "or"):
                found.append(value)
                break
            elif part is expr[1][-1]:
                found.append(value)
        return one_of(found) if found else UNKNOWN

    def _mapping(self, expr: Expr, scope: Scope) -> Value:
        layers: list[Any] = []
        for key, value in expr[1]:
            if key is None:
                layers.append(self.evaluate(value, scope))
                continue
            name = self.evaluate(key, scope)
            if isinstance(name, Plain) and isinstance(name.value, str):
                layers.append({name.value: self.evaluate(value, scope)})
        return Mapping(tuple(layers))

    def attribute(self, base: Value, name: str) -> Value:
        """The value of ``base.name``."""
        if isinstance(base, ModuleValue):
            return self._module_attribute(base.name, name)
        if isinstance(base, External):
            return (
                Setting(())
                if base.path in ("datajoint", "datajoint.settings") and name == "config"
                else External(f"{base.path}.{name}")
            )
        if isinstance(base, ClassValue):
            return inheritance.class_attribute(self, base, name)
        if isinstance(base, Super):
            return inheritance.class_attribute(self, base.instance, name, above=base.owner)
        if isinstance(base, Virtual):
            if name == "schema":
                return SchemaValue(base.path, -1, base.name)
            return base if name == "__dict__" else self.schemas.table_of(base, name)
        if isinstance(base, OneOf):
            return one_of([self.attribute(value, name) for value in base.values])
        if isinstance(base, SchemaValue):
            if name == "database" and base.name is not None:
                return base.name
            return UNKNOWN
        if isinstance(base, (Missing, Unknown)):
            return base
        return UNKNOWN

    def _module_attribute(self, module: str, name: str) -> Value:
        if name == "__dict__":
            return Namespace(module, END)
        found = self.lookup(module, name)
        if not isinstance(found, Missing):
            return found
        inner = self.module(f"{module}.{name}")
        if isinstance(inner, ModuleValue):
            return inner
        source = self.source(module)
        if source is not None and any(call.expr[1][-1] in SPAWNERS for call in source.facts.calls):
            return External(f"{module}.{name}")
        if source is not None and source.outside and isinstance(found, Missing) and source.facts.error:
            return External(f"{module}.{name}")
        return found

    def effect(self, expr: Expr, scope: Scope) -> None:
        """Follow a call that stands as a statement, for the schemas that it activates."""
        self.follow(self, expr, scope)

    def truth(self, expr: Expr, scope: Scope) -> bool | None:
        """Whether a condition holds; ``None`` where the source does not tell."""
        return builtin.truth(self, expr, scope)


def _has_fallback(bindings: list[Binding], position: float) -> bool:
    return any(b.position < position and any(guard.test is None for guard in b.guards) for b in bindings)

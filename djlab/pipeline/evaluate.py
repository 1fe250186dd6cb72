"""Names and expressions to values, lazily and without running anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from djlab.pipeline import builtin, inheritance, names, texts
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
from djlab.pipeline.words import PYTHON_NAMES, SPAWNERS

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
    active: set[tuple[str, int, str]] = field(default_factory=set)
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
        return names.lookup(self, module, name, position)

    def holds(self, guards: tuple[Guard, ...], scope: Scope) -> bool | None:
        """Whether all conditions hold; ``None`` where the source does not tell."""
        return names.holds(self, guards, scope)

    def bound(self, module: str, name: str, binding: Binding) -> Value:
        key = (module, binding.position, name)
        known = self._memo.get(key)
        if known is not None:
            self.trail |= self._uses[key]
            return known
        if key in self.active or self._depth > MAX_DEPTH:
            return Circular(f"`{name}` is defined in a circle")
        self.active.add(key)
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
            self.active.discard(key)
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

"""Which classes of the project belong to a schema of a given name: what a virtual module gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djlab.pipeline.facts import ClassFact
from djlab.pipeline.scope import Scope
from djlab.pipeline.values import ClassValue, External, Missing, OneOf, Plain, SchemaValue, Value, Virtual, one_of

if TYPE_CHECKING:
    from djlab.pipeline.evaluate import Evaluator


class SchemaIndex:
    """The decorated classes by the name of their schema, collected when a virtual module first asks."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._activated: dict[SchemaValue, Plain] = {}
        self._classes: dict[str, dict[str, list[ClassValue]]] | None = None

    @property
    def is_asked(self) -> bool:
        """Whether a virtual module asked: then answers depend on every module."""
        return self._classes is not None

    def activate(self, names: dict[SchemaValue, Plain]) -> None:
        """Take in the names under which deferred schemas are activated."""
        self._activated = names
        self._classes = None

    def table_of(self, virtual: Virtual, name: str) -> Value:
        """A table of a virtual module: the class of the project that declares it, or a table outside."""
        classes = None if virtual.name is None else self._of(virtual.name)
        if virtual.name is None or classes is None:
            return External(f"{virtual.path}.{name}", doubtful=virtual.name is not None)
        found = classes.get(name)
        if not found:
            return Missing(
                f"no module of the schema `{virtual.name.text or virtual.name.value}` declares `{name}`", True
            )
        return one_of(list(found))

    def is_doubtful(self, value: Value) -> bool:
        """Whether making the value raises, unless a schema outside of the project exists."""
        if isinstance(value, Virtual):
            return value.name is not None and self._of(value.name) is None
        return isinstance(value, External) and value.doubtful

    def _of(self, name: Plain) -> dict[str, list[ClassValue]] | None:
        if self._classes is None:
            self._classes = {}
            evaluator = self._evaluator
            outside = [evaluator.source(s.module) for s in self._activated if s.module not in evaluator.modules]
            for module in (*evaluator.modules.values(), *outside):
                for fact in module.facts.classes if module else ():
                    for decorator in fact.decorators:
                        scope = Scope(module.name, fact.position)  # type: ignore[union-attr]
                        self._file(evaluator.evaluate(decorator, scope), scope.module, fact, self._classes)
        return next((self._classes[key] for key in _keys(name) if key in self._classes), None)

    def _file(
        self, schema: Value, module: str, fact: ClassFact, classes: dict[str, dict[str, list[ClassValue]]]
    ) -> None:
        for single in schema.values if isinstance(schema, OneOf) else (schema,):
            name = (single.name or self._activated.get(single)) if isinstance(single, SchemaValue) else None
            if name is not None:
                for key in _keys(name):
                    known = classes.setdefault(key, {}).setdefault(fact.name, [])
                    value = ClassValue(module, "", fact)
                    if value not in known:
                        known.append(value)


def _keys(name: Plain) -> list[str]:
    """A schema's name as it reads and as it is by default: either may be what another module calls it."""
    keys = [name.text] if name.text is not None else []
    return [*keys, name.value] if isinstance(name.value, str) else keys

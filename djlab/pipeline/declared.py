"""Which schema declares a class, and when: as its decorator, or in a call further down."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

from djlab.pipeline.evaluate import Evaluator
from djlab.pipeline.expressions import Expr
from djlab.pipeline.facts import ClassFact, FileFacts, Guard
from djlab.pipeline.scope import Scope
from djlab.pipeline.values import UNKNOWN, External, OneOf, Plain, SchemaValue, Unknown, Value


def in_order(facts: FileFacts) -> list[tuple[int, ClassFact]]:
    """The classes of a module in the order in which they are declared, each with the position of that."""
    found = []
    for fact in facts.classes:
        call = next(_calls(facts, fact), None)
        found.append((fact.position if call is None else call[0], fact))
    return sorted(found, key=itemgetter(0))


def schema_of(evaluator: Evaluator, module: str, fact: ClassFact) -> SchemaValue | None:
    """The schema that declares a class of a module, ``None`` where none does."""
    for decorator in fact.decorators:
        value = _one(evaluator.evaluate(decorator, Scope(module, fact.position)))
        if isinstance(value, SchemaValue):
            return value
        name = decorator[-1] if decorator[0] in ("name", "attr") else ""
        if isinstance(value, (Unknown, External)) and "schema" in str(name).lower():
            return SchemaValue(module, -1, Plain(UNKNOWN, "{" + str(name) + "}"))
    source = evaluator.source(module)
    for position, called, guards in () if source is None else _calls(source.facts, fact):
        scope = Scope(module, position)
        value = _one(evaluator.evaluate(called, scope))
        if isinstance(value, SchemaValue) and evaluator.holds(guards, scope) is not False:
            return value
    return None


def _one(value: Value) -> Value:
    if isinstance(value, OneOf):
        return next((single for single in value.values if isinstance(single, SchemaValue)), value)
    return value


def _calls(facts: FileFacts, fact: ClassFact) -> Iterator[tuple[int, Expr, tuple[Guard, ...]]]:
    """What is called with an undecorated class as only argument: ``schema(Table)``, ``Table = schema(Table)``."""
    if fact.decorators:
        return
    argument = (("name", fact.name),)
    for call in facts.calls:
        if call.expr[2] == argument and call.position > fact.position:
            yield call.position, call.expr[1], call.guards
    for binding in facts.bindings.get(fact.name, ()):
        value = binding.value
        if (
            isinstance(value, tuple)
            and value[0] == "call"
            and value[2] == argument
            and binding.position > fact.position
        ):
            yield binding.position, value[1], binding.guards

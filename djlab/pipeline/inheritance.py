"""Classes and their bases across modules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djlab.pipeline import functions
from djlab.pipeline.facts import FunctionFact
from djlab.pipeline.scope import Scope
from djlab.pipeline.values import ClassValue, External, Heading, Missing, OneOf, Plain, Unknown, Value
from djlab.pipeline.words import DATAJOINT, SCHEMAS, TIERS

if TYPE_CHECKING:
    from djlab.pipeline.evaluate import Evaluator

MAX_BASES = 40


def ancestors(evaluator: Evaluator, value: ClassValue, depth: int = 0) -> list[ClassValue | External]:
    """A class and its bases, nearest first."""
    known = evaluator.bases.get(value)
    if known is not None:
        evaluator.trail |= evaluator.bases_use[value]
        return known
    before, evaluator.trail = evaluator.trail, {value.module}
    found: list[ClassValue | External] = [value]
    if value.origin is not None:
        found += ancestors(evaluator, value.origin, depth + 1)[1:]
        uses, evaluator.trail = evaluator.trail, before
        before |= uses
        return found
    if depth > MAX_BASES:
        evaluator.trail = before
        return found
    whole = True
    owner = None
    if value.owner:
        owner = _owner(evaluator, value)
    scope = Scope(value.module, value.fact.position, owner=owner)
    for base in value.fact.bases:
        its = evaluator.evaluate(base, scope)
        whole = whole and not isinstance(its, Unknown)
        for single in its.values if isinstance(its, OneOf) else (its,):
            if isinstance(single, ClassValue) and single != value:
                found += ancestors(evaluator, single, depth + 1)
            elif isinstance(single, External):
                found.append(single)
            if len(found) > MAX_BASES:
                break
    uses, evaluator.trail = evaluator.trail, before
    before |= uses
    if whole:
        evaluator.bases[value] = found
        evaluator.bases_use[value] = uses
    return found


def _owner(evaluator: Evaluator, value: ClassValue) -> ClassValue | None:
    names = value.owner.split(".")
    found = evaluator.lookup(value.module, names[0], value.fact.position + 0.5)
    for name in names[1:]:
        found = evaluator.attribute(found, name)
    return found if isinstance(found, ClassValue) else None


def is_whole(evaluator: Evaluator, value: ClassValue) -> bool:
    """Whether all bases of a class are known: those of the project, DataJoint's and Python's own."""
    for base in ancestors(evaluator, value):
        if isinstance(base, External):
            if base.path.partition(".")[0] not in (*DATAJOINT, "builtins"):
                return False
            continue
        scope = Scope((base.origin or base).module, base.fact.position)
        if any(isinstance(evaluator.evaluate(its, scope), (Unknown, Missing, OneOf)) for its in base.fact.bases):
            return False
    return True


def root_class(evaluator: Evaluator, value: ClassValue) -> str:
    """The DataJoint class that a class descends from (``Manual``, ``Schema``, …), or ``""``."""
    for base in ancestors(evaluator, value):
        if isinstance(base, External) and base.path.partition(".")[0] in DATAJOINT:
            name = base.path.rpartition(".")[2]
            if name in TIERS or name in SCHEMAS:
                return name
    return ""


def is_property(evaluator: Evaluator, value: ClassValue, name: str) -> bool:
    """Whether an attribute of a class is a property, which has a value on an instance only."""
    for base in ancestors(evaluator, value):
        if isinstance(base, ClassValue) and (name in base.fact.nested or name in base.fact.names):
            found = base.fact.names.get(name)
            return isinstance(found, FunctionFact) and ("name", "property") in found.decorators
    return False


def nested(value: ClassValue, home: ClassValue, name: str) -> ClassValue:
    """A class nested in ``home``, reached through ``value``, which is the same class or inherits from it."""
    fact = home.fact.nested[name]
    origin = None if home == value else ClassValue(home.module, home.qualname, fact)
    return ClassValue(value.module, value.qualname, fact, origin)


def class_attribute(evaluator: Evaluator, value: ClassValue, name: str, above: ClassValue | None = None) -> Value:
    """The value of an attribute of a class: a nested class, a constant or a property, inherited ones included.

    With ``above``, only the bases that come after that class are looked at, as ``super()`` does.
    """
    bases = ancestors(evaluator, value)
    if above is not None:
        places = [at for at, base in enumerate(bases) if above in (base, getattr(base, "origin", None))]
        bases = bases[places[0] + 1 :] if places else []
    elif name == "__class__":
        return value
    for base in bases:
        if not isinstance(base, ClassValue):
            continue
        home = base.origin or base
        if name in base.fact.nested:
            return nested(value, home, name)
        if name in base.fact.names:
            found = base.fact.names[name]
            if isinstance(found, FunctionFact):
                return functions.call_property(evaluator, home, value, found)
            return evaluator.evaluate(found, Scope(home.module, base.fact.position, owner=home))
    if name in ("master", "_master") and value.owner and root_class(evaluator, value) == "Part":
        return _owner(evaluator, value) or Missing(f"`{value.qualname}` has no `{name}`", True)
    if name == "heading":
        return Heading(value)
    if name == "__name__":
        return Plain(value.fact.name)
    # DataJoint's own attributes of a table (`Subject.proj()`) are in lower case.
    return Missing(f"`{value.qualname}` has no `{name}`", not name[:1].isupper() or not is_whole(evaluator, value))

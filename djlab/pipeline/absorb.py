"""Taking a changed file's facts into the old ones, where nothing that other files can see has changed."""

from __future__ import annotations

from djlab.pipeline.facts import Binding, Call, ClassFact, FileFacts, FunctionFact, ImportFact


def absorb(old: FileFacts, new: FileFacts) -> bool:
    """Take the new lines, texts and definitions into ``old``; ``False``, with nothing taken, where names changed.

    Everything that was found out about names stays valid then: names, bases, decorators, conditions, constants,
    top-level imports and calls are the same, in the same order. Positions stay those of ``old``.
    """
    if old.error or new.error or not _same_names(old, new):
        return False
    for name, bindings in new.bindings.items():
        kept = old.bindings[name]
        old.bindings[name] = [_take(was, now) for was, now in zip(kept, bindings, strict=True)]
    for was, now in zip(old.classes, new.classes, strict=True):
        _take_class(was, now)
    old.imports = new.imports
    old.docstring = new.docstring
    old.text = new.text
    old.bodies = new.bodies
    old.statements = new.statements
    return True


def _same_names(old: FileFacts, new: FileFacts) -> bool:
    if old.bindings.keys() != new.bindings.keys() or len(old.classes) != len(new.classes):
        return False
    if [_call(call) for call in old.calls] != [_call(call) for call in new.calls]:
        return False
    if [_import(star.value) for star in old.stars] != [_import(star.value) for star in new.stars]:
        return False
    if old.dynamic is not new.dynamic or _order(old) != _order(new):
        return False
    for name, bindings in new.bindings.items():
        kept = old.bindings[name]
        if len(kept) != len(bindings) or not all(map(_same, kept, bindings)):
            return False
    return all(map(_same_class, old.classes, new.classes))


def _order(facts: FileFacts) -> list[str]:
    steps = [(binding.position, name) for name, bindings in facts.bindings.items() for binding in bindings]
    steps += [(star.position, "*") for star in facts.stars]
    steps += [(call.position, "()") for call in facts.calls]
    return [name for _, name in sorted(steps)]


def _call(call: Call) -> tuple[object, ...]:
    return call.expr, call.guards


def _import(value: object) -> object:
    return value._replace(line=0) if isinstance(value, ImportFact) else value


def _same(old: Binding, new: Binding) -> bool:
    if old.guards != new.guards or type(old.value) is not type(new.value):
        return False
    if isinstance(old.value, FunctionFact) and isinstance(new.value, FunctionFact):
        return _same_function(old.value, new.value)
    if isinstance(old.value, ClassFact):
        return True
    return _import(old.value) == _import(new.value)


def _same_function(old: FunctionFact, new: FunctionFact) -> bool:
    if old.decorators != new.decorators:
        return False
    sources = old.source + new.source
    followed = old.body is not None or "activate" in sources or "global " in sources
    return old.source == new.source or not followed


def _same_class(old: ClassFact, new: ClassFact) -> bool:
    if old.name != new.name or old.bases != new.bases or old.decorators != new.decorators or old.guards != new.guards:
        return False
    if list(old.nested) != list(new.nested) or old.names.keys() != new.names.keys():
        return False
    if (old.definition is None) != (new.definition is None):
        return False
    if old.definition and new.definition and (old.definition.parsed is None) != (new.definition.parsed is None):
        return False
    for name, value in new.names.items():
        was = old.names[name]
        if isinstance(was, FunctionFact) and isinstance(value, FunctionFact):
            if not _same_function(was, value):
                return False
        elif was != value and (
            name != "definition" or isinstance(was, FunctionFact) or isinstance(value, FunctionFact)
        ):
            return False
    return all(_same_class(old.nested[name], new.nested[name]) for name in new.nested)


def _take(old: Binding, new: Binding) -> Binding:
    if isinstance(old.value, FunctionFact) and isinstance(new.value, FunctionFact):
        _take_function(old.value, new.value)
    return old._replace(line=new.line)


def _take_function(old: FunctionFact, new: FunctionFact) -> None:
    old.line = new.line
    if old.source != new.source:
        old.source, old.body = new.source, None


def _take_class(old: ClassFact, new: ClassFact) -> None:
    old.line = new.line
    old.docstring = new.docstring
    old.definition = new.definition
    old.methods = new.methods
    for name, value in new.names.items():
        was = old.names[name]
        if isinstance(was, FunctionFact) and isinstance(value, FunctionFact):
            _take_function(was, value)
        else:
            old.names[name] = value
    for name, nested in new.nested.items():
        _take_class(old.nested[name], nested)

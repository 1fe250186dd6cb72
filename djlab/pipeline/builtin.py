"""What calls, subscripts and conditions give, for the few functions whose result matters to a pipeline's names."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from djlab.pipeline import functions, texts
from djlab.pipeline.expressions import Expr, render
from djlab.pipeline.inheritance import root_class
from djlab.pipeline.scope import Scope
from djlab.pipeline.values import (
    UNKNOWN,
    ClassValue,
    External,
    FunctionValue,
    Heading,
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
    one_of,
    text_of,
)
from djlab.pipeline.words import DATAJOINT, SCHEMAS, TIERS, VIRTUAL

if TYPE_CHECKING:
    from djlab.pipeline.evaluate import Evaluator

_ENVIRONMENT = frozenset(("os.getenv", "os.environ.get"))
_GROUPS = frozenset(("custom", "stores", "database", "filepath"))


def call(evaluator: Evaluator, expr: Expr, scope: Scope, target: str) -> Value:
    """The value of a call expression."""
    func = expr[1]
    if func[0] == "attr":
        base = evaluator.evaluate(func[1], scope)
        method = _method(evaluator, base, func, expr, scope)
        if method is not None:
            return method
        callee = evaluator.attribute(base, func[2])
    else:
        callee = evaluator.evaluate(func, scope)
    if isinstance(callee, OneOf):
        return one_of([_apply(evaluator, single, expr, scope, target) for single in callee.values])
    return _apply(evaluator, callee, expr, scope, target)


def _apply(evaluator: Evaluator, callee: Value, expr: Expr, scope: Scope, target: str) -> Value:
    if isinstance(callee, External):
        return _external(evaluator, callee.path, expr, scope, target)
    if isinstance(callee, FunctionValue):
        return functions.call(evaluator, callee, expr, scope)
    if isinstance(callee, ClassValue):
        root = root_class(evaluator, callee)
        if root in SCHEMAS:
            return _schema(evaluator, expr, scope)
        return callee if root in TIERS and not expr[2] and not expr[3] else UNKNOWN
    if isinstance(callee, Super):
        return callee
    if isinstance(callee, SchemaValue) and len(expr[2]) == 1:
        return evaluator.evaluate(expr[2][0], scope)
    return callee if isinstance(callee, Missing) else UNKNOWN


def _external(evaluator: Evaluator, path: str, expr: Expr, scope: Scope, target: str) -> Value:
    package, _, name = path.rpartition(".")
    if path.partition(".")[0] in DATAJOINT:
        if name in SCHEMAS:
            return _schema(evaluator, expr, scope)
        return _virtual(evaluator, name, expr, scope, target) if name in VIRTUAL else UNKNOWN
    if path in _ENVIRONMENT:
        return _setting(evaluator, (), expr, scope)
    if path in ("importlib.import_module", "builtins.__import__"):
        return _import_module(evaluator, expr, scope)
    known = _PYTHON.get(name) if package == "builtins" else None
    return UNKNOWN if known is None else known(evaluator, expr, scope)


def _virtual(evaluator: Evaluator, name: str, expr: Expr, scope: Scope, target: str) -> Value:
    at = 0 if name == "virtual_schema" else 1
    schema_name = argument(evaluator, expr, scope, at, "schema_name")
    shown = render(expr[2][at]) if len(expr[2]) > at else "schema_name"
    text = None if schema_name is None else text_of(schema_name, shown)
    return Virtual(text, f"{scope.module}.{target}" if target else scope.module)


def _import_module(evaluator: Evaluator, expr: Expr, scope: Scope) -> Value:
    name = argument(evaluator, expr, scope, 0, "name")
    if not isinstance(name, Plain) or not isinstance(name.value, str):
        return name if isinstance(name, ModuleValue) else UNKNOWN
    dotted = name.value
    source = evaluator.source(scope.module)
    if dotted.startswith(".") and source is not None:
        level = len(dotted) - len(dotted.lstrip("."))
        dotted = evaluator.absolute(source, level, dotted.lstrip("."))
    return evaluator.module(dotted)


def _getattr(evaluator: Evaluator, expr: Expr, scope: Scope) -> Value:
    arguments = expr[2]
    wanted = evaluator.evaluate(arguments[1], scope) if len(arguments) > 1 else UNKNOWN
    if not isinstance(wanted, Plain) or not isinstance(wanted.value, str):
        return UNKNOWN
    found = evaluator.attribute(evaluator.evaluate(arguments[0], scope), wanted.value)
    if isinstance(found, Missing) and len(arguments) > 2:
        return evaluator.evaluate(arguments[2], scope)
    return found


def _globals(_evaluator: Evaluator, _expr: Expr, scope: Scope) -> Value:
    return Namespace(scope.module, scope.position)


def _locals(evaluator: Evaluator, expr: Expr, scope: Scope) -> Value:
    return _globals(evaluator, expr, scope) if scope.names is None else Mapping((scope.names,))


def _vars(evaluator: Evaluator, expr: Expr, scope: Scope) -> Value:
    if not expr[2]:
        return _locals(evaluator, expr, scope)
    return evaluator.attribute(evaluator.evaluate(expr[2][0], scope), "__dict__")


def _str(evaluator: Evaluator, expr: Expr, scope: Scope) -> Value:
    value = evaluator.evaluate(expr[2][0], scope) if len(expr[2]) == 1 else UNKNOWN
    return value if isinstance(value, (Plain, Setting, Heading)) else UNKNOWN


def _type(evaluator: Evaluator, expr: Expr, scope: Scope) -> Value:
    value = evaluator.evaluate(expr[2][0], scope) if len(expr[2]) == 1 else UNKNOWN
    return value if isinstance(value, ClassValue) else UNKNOWN


def _hasattr(evaluator: Evaluator, expr: Expr, scope: Scope) -> Value:
    if len(expr[2]) != 2:
        return UNKNOWN
    base = evaluator.evaluate(expr[2][0], scope)
    name = evaluator.evaluate(expr[2][1], scope)
    if (
        not isinstance(base, (ClassValue, ModuleValue))
        or not isinstance(name, Plain)
        or not isinstance(name.value, str)
    ):
        return UNKNOWN
    found = evaluator.attribute(base, name.value)
    return UNKNOWN if isinstance(found, Unknown) else Plain(not isinstance(found, Missing))


def _dict(evaluator: Evaluator, expr: Expr, scope: Scope) -> Value:
    layers: list[Any] = [evaluator.evaluate(part, scope) for part in expr[2]]
    layers.append({key: evaluator.evaluate(value, scope) for key, value in expr[3] if key})
    layers += [evaluator.evaluate(value, scope) for key, value in expr[3] if not key]
    return Mapping(tuple(layers))


_PYTHON: dict[str, Callable[[Evaluator, Expr, Scope], Value]] = {
    "getattr": _getattr,
    "globals": _globals,
    "locals": _locals,
    "vars": _vars,
    "str": _str,
    "type": _type,
    "hasattr": _hasattr,
    "dict": _dict,
}


def _schema(evaluator: Evaluator, expr: Expr, scope: Scope) -> Value:
    name = argument(evaluator, expr, scope, 0, "schema_name")
    context = argument(evaluator, expr, scope, 1, "context")
    shown = render(expr[2][0]) if expr[2] else "schema_name"
    plain = None if name is None or name == Plain(None) else text_of(name, shown)
    namespace = context if isinstance(context, Namespace) else None
    opaque = context is not None and namespace is None and context != Plain(None)
    return SchemaValue(
        scope.module, int(scope.position) if scope.position != float("inf") else -1, plain, namespace, opaque
    )


def argument(evaluator: Evaluator, expr: Expr, scope: Scope, index: int, name: str) -> Value | None:
    """The value of a call's argument, or ``None`` where it is not given."""
    positional = expr[2]
    if index < len(positional) and positional[index][0] != "star":
        return evaluator.evaluate(positional[index], scope)
    for keyword, value in expr[3]:
        if keyword == name:
            return evaluator.evaluate(value, scope)
    return None


def _method(evaluator: Evaluator, base: Value, func: Expr, expr: Expr, scope: Scope) -> Value | None:
    name = func[2]
    if isinstance(base, Setting):
        return _setting(evaluator, base.keys, expr, scope) if name in ("get", "setdefault") else UNKNOWN
    if isinstance(base, Plain) and isinstance(base.value, str) and name in texts.METHODS:
        return texts.method(evaluator, base, name, expr, scope)
    if isinstance(base, Mapping) and name == "get" and expr[2]:
        found = item(base, evaluator.evaluate(expr[2][0], scope), evaluator)
        if isinstance(found, (Missing, Unknown)) and len(expr[2]) > 1:
            return evaluator.evaluate(expr[2][1], scope)
        return found
    return None


def _setting(evaluator: Evaluator, keys: tuple[str, ...], expr: Expr, scope: Scope) -> Value:
    """``dj.config.get(key, default)`` or ``os.getenv(key, default)``."""
    key = argument(evaluator, expr, scope, 0, "key")
    default = argument(evaluator, expr, scope, 1, "default")
    if not isinstance(key, Plain) or not isinstance(key.value, str):
        return UNKNOWN
    path = (*keys, key.value)
    known = _configured(evaluator, path)
    if isinstance(known, dict) or isinstance(default, (Mapping, Sequence)):
        return Setting(path)
    if known is not None:
        return Plain(known, "{" + key.value + "}")
    if isinstance(default, Plain) and default.text is None:
        return Plain(default.value, "{" + key.value + "}")
    if isinstance(default, Plain):
        return default
    if default is not None:
        return Plain(UNKNOWN, "{" + key.value + "}")
    return Setting(path) if key.value in _GROUPS else Plain(None, "{" + key.value + "}")


def _configured(evaluator: Evaluator, keys: tuple[str, ...]) -> Any:
    """A value of the project's own DataJoint configuration; keys may be nested or dotted."""
    value: Any = evaluator.settings
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, (str, int, float, bool, dict)) else None


def item(base: Value, key: Value, evaluator: Evaluator) -> Value:
    """``base[key]``."""
    if not isinstance(key, Plain) or not isinstance(key.value, (str, int)):
        return UNKNOWN
    if isinstance(base, Setting) and isinstance(key.value, str):
        known = _configured(evaluator, (*base.keys, key.value))
        if known is not None and not isinstance(known, dict):
            return Plain(known, "{" + key.value + "}")
        return Setting((*base.keys, key.value))
    if isinstance(base, External) and base.path == "os.environ":
        return Plain(UNKNOWN, "{" + str(key.value) + "}")
    if isinstance(base, Sequence) and isinstance(key.value, int) and -len(base.items) <= key.value < len(base.items):
        return base.items[key.value]  # type: ignore[no-any-return]
    if isinstance(base, (Mapping, Namespace)) and isinstance(key.value, str):
        return mapped(evaluator, base, key.value)
    if isinstance(base, OneOf):
        return one_of([item(value, key, evaluator) for value in base.values])
    return UNKNOWN


def mapped(evaluator: Evaluator, mapping: Value, name: str) -> Value:
    """What a mapping of names holds; ``Missing`` where it is known not to have the name."""
    if isinstance(mapping, Namespace):
        return evaluator.lookup(mapping.module, name, mapping.position)
    if isinstance(mapping, Mapping):
        unknown: Value | None = None
        for layer in reversed(mapping.layers):
            if isinstance(layer, dict):
                if name in layer:
                    return layer[name]  # type: ignore[no-any-return]
                continue
            found = mapped(evaluator, layer, name)
            if isinstance(found, Unknown):
                unknown = found
            elif not isinstance(found, Missing):
                return found
        return unknown or Missing(f"`{name}` is not among the names given")
    if isinstance(mapping, Virtual):
        return evaluator.attribute(mapping, name)
    if isinstance(mapping, External) and mapping.path.endswith(".__dict__"):
        return External(f"{mapping.path[: -len('.__dict__')]}.{name}")
    if isinstance(mapping, OneOf):
        return one_of([mapped(evaluator, value, name) for value in mapping.values])
    return UNKNOWN


def truth_of(value: Value) -> bool | None:
    """Whether a value counts as true; ``None`` where that is not known."""
    if isinstance(value, Plain):
        return None if isinstance(value.value, Unknown) else bool(value.value)
    if isinstance(value, (ClassValue, FunctionValue, ModuleValue, SchemaValue)):
        return True
    if isinstance(value, Sequence):
        return bool(value.items)
    return None


def truth(evaluator: Evaluator, expr: Expr, scope: Scope) -> bool | None:
    """Whether a condition holds."""
    kind = expr[0]
    if kind == "not":
        inner = truth(evaluator, expr[1], scope)
        return None if inner is None else not inner
    if kind in ("and", "or"):
        states = [truth(evaluator, part, scope) for part in expr[1]]
        if kind == "and":
            return False if False in states else (None if None in states else True)
        return True if True in states else (None if None in states else False)
    if kind == "call" and expr[1][0] == "attr" and expr[1][2] == "is_activated":
        return False
    if kind == "compare":
        return _compare(expr[1], evaluator.evaluate(expr[2], scope), evaluator.evaluate(expr[3], scope), evaluator)
    return truth_of(evaluator.evaluate(expr, scope))


def _compare(operator: str, left: Value, right: Value, evaluator: Evaluator) -> bool | None:
    if operator in ("in", "not in"):
        if isinstance(right, Setting) and isinstance(left, Plain) and isinstance(left.value, str):
            known = _configured(evaluator, (*right.keys, left.value)) if evaluator.settings else None
            return None if known is None else operator == "in"
        if not isinstance(right, Sequence) or not isinstance(left, Plain) or isinstance(left.value, Unknown):
            return None
        values = [value.value if isinstance(value, Plain) else UNKNOWN for value in right.items]
        if left.value in values:
            return operator == "in"
        return None if UNKNOWN in values else operator == "not in"
    if (
        operator in ("is", "is not")
        and right == Plain(None)
        and isinstance(left, (ModuleValue, ClassValue, FunctionValue))
    ):
        return operator == "is not"
    if not isinstance(left, Plain) or not isinstance(right, Plain):
        return None
    if isinstance(left.value, Unknown) or isinstance(right.value, Unknown):
        return None
    if operator in ("==", "is"):
        return bool(left.value == right.value)
    if operator in ("!=", "is not"):
        return bool(left.value != right.value)
    return None

"""Constant texts: methods of ``str`` and the ``%`` operator, with what is not certain in braces."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any

from djlab.pipeline.expressions import Expr, render
from djlab.pipeline.scope import Scope
from djlab.pipeline.values import MAX_TEXT, UNKNOWN, Plain, Sequence, Value, joined, text_of

if TYPE_CHECKING:
    from djlab.pipeline.evaluate import Evaluator

METHODS = frozenset(("lower", "upper", "strip", "lstrip", "rstrip", "title", "capitalize", "replace", "format", "join"))


def method(evaluator: Evaluator, base: Plain, name: str, expr: Expr, scope: Scope) -> Value:
    """The value of a method call on a text."""
    arguments = [evaluator.evaluate(part, scope) for part in expr[2]]
    if base.text is not None:
        return base if name in ("lower", "strip") else UNKNOWN
    if name == "join" and len(arguments) == 1 and isinstance(arguments[0], Sequence):
        parts: list[Plain] = []
        for number, value in enumerate(arguments[0].items):
            parts += [base] if number else []
            parts.append(text_of(value, "…"))
        return joined(parts)
    if name == "format":
        return _format(evaluator, base.value, arguments, expr, scope)
    if not all(isinstance(value, Plain) and value.text is None for value in arguments) or expr[3]:
        return UNKNOWN
    if name == "replace" and len(base.value) > MAX_TEXT // 100:
        return UNKNOWN
    try:
        return Plain(getattr(base.value, name)(*(value.value for value in arguments)))  # type: ignore[union-attr]
    except (TypeError, ValueError, AttributeError, MemoryError, OverflowError):
        return UNKNOWN


def _format(evaluator: Evaluator, text: str, arguments: list[Value], expr: Expr, scope: Scope) -> Value:
    named = {key: (evaluator.evaluate(value, scope), render(value)) for key, value in expr[3] if key}
    shown = [render(part) for part in expr[2]]
    parts: list[Plain] = []
    automatic = 0
    try:
        for literal, field, spec, conversion in string.Formatter().parse(text):
            parts.append(Plain(literal))
            if field is None:
                continue
            key: Any = field
            if field == "":
                key, automatic = automatic, automatic + 1
            elif field.isdigit():
                key = int(field)
            if spec or conversion:
                return UNKNOWN
            if isinstance(key, int):
                parts.append(text_of(arguments[key], shown[key]))
            elif key in named:
                parts.append(text_of(named[key][0], named[key][1]))
            else:
                base, _, attribute = str(key).partition(".")
                if base not in named or not attribute.isidentifier():
                    return UNKNOWN
                parts.append(text_of(evaluator.attribute(named[base][0], attribute), attribute))
    except (ValueError, IndexError):
        return UNKNOWN
    return joined(parts)


def percent(left: Value, right: Value) -> Value:
    """``'%s_x' % value``."""
    if not isinstance(left, Plain) or not isinstance(left.value, str) or left.text is not None:
        return UNKNOWN
    values = list(right.items) if isinstance(right, Sequence) else [right]
    pieces = left.value.split("%s")
    if len(pieces) != len(values) + 1 or any("%" in piece for piece in pieces):
        return UNKNOWN
    parts = [Plain(pieces[0])]
    for value, piece in zip(values, pieces[1:], strict=True):
        parts += [text_of(value, "…"), Plain(piece)]
    return joined(parts)

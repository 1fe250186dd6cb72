"""Expressions of the source as plain tuples, so that no syntax tree has to be kept.

An expression is ``(kind, ...)``:

=============  =====================================================
``const``      value (str, int, None, Ellipsis; for float and bool the type's name follows, for ``1 == 1.0 == True``)
``name``       identifier
``attr``       expression, attribute name
``call``       expression, arguments, ((keyword or None, expression), ...)
``item``       expression, key expression
``bin``        ``+`` or ``%``, left, right
``join``       parts of an f-string
``dict``       ((key expression or None, expression), ...)
``list``       expressions
``if``         test, then, else
``or``/``and`` expressions
``not``        expression
``compare``    operator, left, right
``type``       base expressions of a ``type(name, bases, ...)`` call
``opaque``     nothing that djlab follows
=============  =====================================================
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

Expr = tuple[Any, ...]

OPAQUE: Expr = ("opaque",)
MAX_DEPTH = 40
MAX_ITEMS = 200

_COMPARISONS: dict[type[ast.AST], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


def convert(node: ast.AST | None, depth: int = 0) -> Expr:
    """Turn an expression's tree into tuples; what is too deep, too long or of no use becomes ``opaque``."""
    if node is None:
        return ("const", None)
    convertor = _CONVERTORS.get(type(node))
    if convertor is None or depth > MAX_DEPTH:
        return OPAQUE
    return convertor(node, depth + 1)


def _many(nodes: list[ast.expr], depth: int) -> tuple[Expr, ...]:
    return tuple(convert(node, depth) for node in nodes[:MAX_ITEMS])


def _constant(node: Any, _depth: int) -> Expr:
    value = node.value
    if isinstance(value, (bool, float)):
        return ("const", value, type(value).__name__)
    return OPAQUE if isinstance(value, (bytes, complex)) else ("const", value)


def _name(node: Any, _depth: int) -> Expr:
    return ("name", node.id)


def _attribute(node: Any, depth: int) -> Expr:
    return ("attr", convert(node.value, depth), node.attr)


def _call(node: Any, depth: int) -> Expr:
    keywords = tuple((keyword.arg, convert(keyword.value, depth)) for keyword in node.keywords[:MAX_ITEMS])
    return ("call", convert(node.func, depth), _many(node.args, depth), keywords)


def _subscript(node: Any, depth: int) -> Expr:
    return ("item", convert(node.value, depth), convert(node.slice, depth))


def _binary(node: Any, depth: int) -> Expr:
    operator = {ast.Add: "+", ast.Mod: "%"}.get(type(node.op))
    if operator is None:
        return OPAQUE
    return ("bin", operator, convert(node.left, depth), convert(node.right, depth))


def _joined(node: Any, depth: int) -> Expr:
    parts: list[Expr] = []
    for value in node.values[:MAX_ITEMS]:
        if isinstance(value, ast.FormattedValue):
            plain = value.format_spec is None and value.conversion in (-1, 115)
            parts.append(convert(value.value, depth) if plain else OPAQUE)
        else:
            parts.append(convert(value, depth))
    return ("join", tuple(parts))


def _dict(node: Any, depth: int) -> Expr:
    pairs = zip(node.keys[:MAX_ITEMS], node.values[:MAX_ITEMS], strict=True)
    return (
        "dict",
        tuple((None if key is None else convert(key, depth), convert(value, depth)) for key, value in pairs),
    )


def _sequence(node: Any, depth: int) -> Expr:
    return ("list", _many(node.elts, depth))


def _conditional(node: Any, depth: int) -> Expr:
    return ("if", convert(node.test, depth), convert(node.body, depth), convert(node.orelse, depth))


def _boolean(node: Any, depth: int) -> Expr:
    return ("or" if isinstance(node.op, ast.Or) else "and", _many(node.values, depth))


def _unary(node: Any, depth: int) -> Expr:
    if isinstance(node.op, ast.Not):
        return ("not", convert(node.operand, depth))
    return OPAQUE


def _compare(node: Any, depth: int) -> Expr:
    if len(node.ops) != 1:
        return OPAQUE
    return ("compare", _COMPARISONS[type(node.ops[0])], convert(node.left, depth), convert(node.comparators[0], depth))


def _starred(node: Any, depth: int) -> Expr:
    return ("star", convert(node.value, depth))


def _named(node: Any, depth: int) -> Expr:
    return convert(node.value, depth)


_CONVERTORS: dict[type[ast.AST], Callable[[Any, int], Expr]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Call: _call,
    ast.Subscript: _subscript,
    ast.BinOp: _binary,
    ast.JoinedStr: _joined,
    ast.Dict: _dict,
    ast.List: _sequence,
    ast.Tuple: _sequence,
    ast.Set: _sequence,
    ast.IfExp: _conditional,
    ast.BoolOp: _boolean,
    ast.UnaryOp: _unary,
    ast.Compare: _compare,
    ast.Starred: _starred,
    ast.NamedExpr: _named,
}


def render(expr: Expr) -> str:  # noqa: C901 - one branch a kind
    """Write an expression for a person to read, as it stands in the source save for its spacing."""
    kind = expr[0]
    if kind == "const":
        return "..." if expr[1] is Ellipsis else repr(expr[1])
    if kind == "name":
        return str(expr[1])
    if kind == "attr":
        return f"{render(expr[1])}.{expr[2]}"
    if kind == "item":
        return f"{render(expr[1])}[{render(expr[2])}]"
    if kind == "call":
        arguments = [render(argument) for argument in expr[2]]
        arguments += [f"{name}={render(value)}" if name else f"**{render(value)}" for name, value in expr[3]]
        return f"{render(expr[1])}({', '.join(arguments)})"
    if kind == "bin":
        return f"{render(expr[2])} {expr[1]} {render(expr[3])}"
    if kind == "join":
        return "f'" + "".join(str(p[1]) if p[0] == "const" else "{" + render(p) + "}" for p in expr[1]) + "'"
    if kind == "if":
        return f"{render(expr[2])} if {render(expr[1])} else {render(expr[3])}"
    if kind in ("or", "and"):
        return f" {kind} ".join(render(part) for part in expr[1])
    if kind == "not":
        return f"not {render(expr[1])}"
    if kind == "compare":
        return f"{render(expr[2])} {expr[1]} {render(expr[3])}"
    if kind == "list":
        return "[" + ", ".join(render(part) for part in expr[1]) + "]"
    if kind == "star":
        return "*" + render(expr[1])
    if kind == "dict":
        return "{" + ", ".join(f"{render(k)}: {render(v)}" if k else f"**{render(v)}" for k, v in expr[1]) + "}"
    return "…"


def names_in(expr: Expr) -> set[str]:
    """All names that an expression looks up."""
    if len(expr) == 2 and expr[0] == "name" and isinstance(expr[1], str):
        return {expr[1]}
    return set().union(*(names_in(part) for part in expr if isinstance(part, tuple)))


def short_name(expr: Expr) -> str:
    """The readable name of an expression inside a text."""
    if expr[0] == "name":
        return str(expr[1])
    if expr[0] == "attr":
        return str(expr[2])
    if expr[0] == "item" and expr[2][0] == "const":
        return str(expr[2][1])
    return render(expr)

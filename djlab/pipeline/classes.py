"""Class statements to facts."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from djlab.pipeline.definition import parse_definition
from djlab.pipeline.expressions import OPAQUE, Expr, convert
from djlab.pipeline.facts import ClassFact, FunctionFact, Guard, Text

METHODS = frozenset(
    (
        "make",
        "make_fetch",
        "make_compute",
        "make_insert",
        "_make_tuples",
        "key_source",
        "contents",
        "populate",
        "delete",
        "insert",
    )
)
_LONG = 60


class ClassReader:
    """Reads class statements; ``text_of`` gives the source of a function's node, ``note`` gets each function first."""

    def __init__(self, text_of: Callable[[Any], str], note: Callable[[Any], None]) -> None:
        self._text_of = text_of
        self._note = note

    def read(self, node: ast.ClassDef, position: int, guards: tuple[Guard, ...] = ()) -> ClassFact:
        """Take the facts of a class statement and of the classes nested in it."""
        fact = ClassFact(
            name=node.name,
            line=node.lineno,
            position=position,
            bases=tuple(convert(base) for base in node.bases),
            decorators=tuple(convert(decorator) for decorator in node.decorator_list),
            docstring=_docstring(node),
            definition=None,
            nested={},
            names={},
            methods=(),
            guards=guards,
        )
        methods: list[str] = []
        for statement in node.body:
            if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self._method(statement, fact, methods)
            elif isinstance(statement, ast.Assign):
                for target in statement.targets:
                    _assign(target, statement.value, fact, methods)
            elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
                _assign(statement.target, statement.value, fact, methods)
            elif isinstance(statement, ast.ClassDef):
                fact.nested[statement.name] = self.read(statement, position, guards)
        fact.methods = tuple(methods)
        return fact

    def _method(self, node: ast.FunctionDef | ast.AsyncFunctionDef, fact: ClassFact, methods: list[str]) -> None:
        self._note(node)
        if node.name in METHODS:
            methods.append(node.name)
        if "definition" in node.name or _is_property(node):
            fact.names[node.name] = self._function(node)
            if node.name == "definition":
                fact.definition = Text(0, OPAQUE, None)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> FunctionFact:
        decorators = tuple(convert(decorator) for decorator in node.decorator_list)
        return FunctionFact(node.name, node.lineno, self._text_of(node), decorators)


def _docstring(node: ast.ClassDef) -> str:
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        return first.value.value.strip()
    return ""


def _assign(target: ast.expr, value: ast.expr, fact: ClassFact, methods: list[str]) -> None:
    if not isinstance(target, ast.Name):
        return
    if target.id == "definition":
        fact.definition = _text(value)
        fact.names["definition"] = fact.definition.expr
    elif target.id in METHODS:
        methods.append(target.id)
    else:
        fact.names[target.id] = _short(value)


def _text(value: ast.expr) -> Text:
    expr = convert(value)
    if expr[0] == "const" and isinstance(expr[1], str):
        return Text(value.lineno, expr, parse_definition(expr[1], value.lineno))
    return Text(value.lineno, expr, None)


def _short(value: ast.expr) -> Expr:
    if (value.end_lineno or 0) - value.lineno > _LONG and not isinstance(value, ast.Constant):
        return OPAQUE
    return convert(value)


def _is_property(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    for decorator in node.decorator_list:
        name = decorator.attr if isinstance(decorator, ast.Attribute) else getattr(decorator, "id", "")
        if "property" in name.lower() or name == "classmethod":
            return True
    return False

"""What a project's own helper function returns, and which schemas it activates, as far as its text tells."""

from __future__ import annotations

import ast
import textwrap
from typing import TYPE_CHECKING, Any

from djlab.pipeline.expressions import OPAQUE, Expr, convert
from djlab.pipeline.facts import FunctionFact, ImportFact
from djlab.pipeline.scope import Scope
from djlab.pipeline.source import import_facts
from djlab.pipeline.values import UNKNOWN, ClassValue, FunctionValue, Plain, Super, Value, one_of

if TYPE_CHECKING:
    from djlab.pipeline.evaluate import Evaluator

Statement = tuple[Any, ...]
MAX_STATEMENTS = 400
MAX_DEPTH = 60
MAX_CALLS = 20_000
"""Calls that are followed in one reading: functions that call each other twice would double without end."""


class Body:
    """A function's parameters (name, default) and statements, as tuples."""

    def __init__(self, fact: FunctionFact) -> None:
        self.parameters: list[tuple[str, Expr | None]] = []
        self.extra: str | None = None
        self.statements: tuple[Statement, ...] = ()
        try:
            tree = ast.parse(textwrap.dedent(fact.source))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return
        node = tree.body[0] if tree.body else None
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return
        arguments = node.args
        names = [*arguments.posonlyargs, *arguments.args]
        defaults: list[ast.expr | None] = [None] * (len(names) - len(arguments.defaults))
        defaults += arguments.defaults
        for name, default in (
            *zip(names, defaults, strict=True),
            *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
        ):
            self.parameters.append((name.arg, None if default is None else convert(default)))
        self.statements = _block(node.body)


def body_of(fact: FunctionFact) -> Body:
    """The body of a function, parsed once."""
    if not isinstance(fact.body, Body):
        fact.body = Body(fact)
    return fact.body


def _block(nodes: list[Any]) -> tuple[Statement, ...]:  # noqa: C901 - one branch a statement
    found: list[Statement] = []
    for node in nodes[:MAX_STATEMENTS]:
        if isinstance(node, ast.Return):
            found.append(("return", convert(node.value)))
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found.append(("assign", target.id, convert(node.value)))
                elif isinstance(target, (ast.Tuple, ast.List)):
                    found.append(("opaque", tuple(part.id for part in target.elts if isinstance(part, ast.Name))))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            found.append(("assign", node.target.id, convert(node.value)))
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            value = (
                ("bin", "+", ("name", node.target.id), convert(node.value)) if isinstance(node.op, ast.Add) else OPAQUE
            )
            found.append(("assign", node.target.id, value))
        elif isinstance(node, ast.If):
            found.append(("if", convert(node.test), _block(node.body), _block(node.orelse)))
        elif isinstance(node, ast.Try):
            found += _block(node.body)
            found += _block(node.orelse)
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            found += _block(node.body)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            found.append(("call", convert(node.value)))
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            found += [("import", name, fact) for name, fact in import_facts(node, "function")]
        elif isinstance(node, ast.Global):
            found.append(("global", tuple(node.names)))
        elif isinstance(node, ast.Raise):
            found.append(("raise",))
        elif isinstance(node, (ast.For, ast.While, ast.AsyncFor)):
            found.append(
                (
                    "opaque",
                    tuple(
                        inner.id
                        for inner in ast.walk(node)
                        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store)
                    ),
                )
            )
    return tuple(found)


def call(evaluator: Evaluator, function: FunctionValue, expr: Expr, scope: Scope) -> Value:
    """The value that a call of a project's function returns; calls inside it that activate schemas are followed."""
    body = body_of(function.fact)
    names: dict[str, Value] = {}
    for index, (name, default) in enumerate(body.parameters):
        if index < len(expr[2]):
            names[name] = evaluator.evaluate(expr[2][index], scope)
        elif default is not None:
            names[name] = evaluator.evaluate(default, Scope(function.module))
        else:
            names[name] = UNKNOWN
    for keyword, value in expr[3]:
        if keyword in names:
            names[keyword] = evaluator.evaluate(value, scope)
    return run(evaluator, function, names)


def call_property(evaluator: Evaluator, owner: ClassValue, instance: ClassValue, fact: FunctionFact) -> Value:
    """The value of a property or class method of ``instance`` that ``owner`` defines."""
    body = body_of(fact)
    names: dict[str, Value] = {body.parameters[0][0]: instance} if body.parameters else {}
    for name, default in body.parameters[1:]:
        names[name] = evaluator.evaluate(default, Scope(owner.module)) if default else UNKNOWN
    names["super"] = Super(owner, instance)
    return run(evaluator, FunctionValue(owner.module, fact), names)


def run(evaluator: Evaluator, function: FunctionValue, names: dict[str, Value]) -> Value:
    """Follow a function's statements with these values of its parameters."""
    key = (function.module, -2, f"{function.fact.name}:{function.fact.line}")
    evaluator.calls += 1
    if key in evaluator.active or evaluator._depth > MAX_DEPTH or evaluator.calls > MAX_CALLS:
        return UNKNOWN
    evaluator.active.add(key)
    try:
        returned: list[Value] = []
        ended = _run(evaluator, body_of(function.fact).statements, Scope(function.module, names=names), returned)
        if not ended:
            returned.append(Plain(None))
        return one_of(returned)
    finally:
        evaluator.active.discard(key)


def _refuses_too_early(statement: Statement) -> bool:
    """Whether an ``if`` only raises where another schema is not activated yet: a workflow that runs keeps the order."""
    body = statement[2]
    return bool(body) and all(inner[0] == "raise" for inner in body) and _asks_for_activation(statement[1])


def _asks_for_activation(expr: Expr) -> bool:
    if expr[0] == "attr" and expr[2] == "is_activated":
        return True
    return any(isinstance(part, tuple) and part and _asks_for_activation(part) for part in expr[1:])


def _run(  # noqa: C901 - one branch a statement
    evaluator: Evaluator, statements: tuple[Statement, ...], scope: Scope, returned: list[Value]
) -> bool:
    """Follow statements; tells whether they surely end in a ``return`` or ``raise``."""
    names = scope.names if scope.names is not None else {}
    for statement in statements:
        kind = statement[0]
        if kind == "return":
            returned.append(evaluator.evaluate(statement[1], scope))
            return True
        if kind == "raise":
            return True
        if kind == "assign":
            names[statement[1]] = evaluator.evaluate(statement[2], scope, statement[1])
            if statement[1] in scope.shared:
                evaluator.shared.setdefault((scope.module, statement[1]), names[statement[1]])
        elif kind == "global":
            scope.shared.update(statement[1])
        elif kind == "opaque":
            names.update(dict.fromkeys(statement[1], UNKNOWN))
            for name in scope.shared.intersection(statement[1]):
                evaluator.shared.setdefault((scope.module, name), UNKNOWN)
        elif kind == "import":
            source = evaluator.source(scope.module)
            fact = statement[2]
            if source is not None and isinstance(fact, ImportFact) and statement[1] != "*":
                names[statement[1]] = evaluator.imported(source, fact)
        elif kind == "call":
            evaluator.effect(statement[1], scope)
        elif kind == "if":
            truth = evaluator.truth(statement[1], scope)
            if truth and _refuses_too_early(statement):
                truth = False
            if truth is not None:
                if _run(evaluator, statement[2] if truth else statement[3], scope, returned):
                    return True
                continue
            before = dict(names)
            ended = _run(evaluator, statement[2], scope, returned)
            then = dict(names)
            names.clear()
            names.update(before)
            ended_too = _run(evaluator, statement[3], scope, returned)
            if ended and ended_too:
                return True
            if ended_too:
                names.clear()
                names.update(then)
            elif not ended:
                for name in {*then, *names}:
                    names[name] = one_of([branch[name] for branch in (then, names) if name in branch])
    return False

"""The expression behind ``->``: a dotted name, perhaps projected."""

from __future__ import annotations

import ast
import re
from typing import NamedTuple

from djlab.pipeline.expressions import Expr, convert

_PLAIN = re.compile(r"\s*(?P<path>[A-Za-z_]\w*(?:\.(?!proj\s*\()[A-Za-z_]\w*)*)\s*(?:\(\s*\)\s*)?(?P<comment>#.*)?$")
_RENAME = re.compile(r"\s*(?P<name>[a-zA-Z_]\w*)\s*$")
_DUPLICATE = re.compile(r"\s*\(\s*(?P<name>[a-zA-Z_]\w*)\s*\)\s*$")


class Reference(NamedTuple):
    """``path`` names the table; ``renames`` maps new names to the target's, ``copies`` likewise for ``(name)``.

    With ``base``, an expression that is no dotted name (``self()``, a call that makes a virtual module), ``path`` is
    the way from what it gives.
    """

    path: tuple[str, ...]
    renames: dict[str, str]
    copies: dict[str, str]
    problem: str
    base: Expr | None = None


def parse_reference(text: str) -> tuple[str, Reference | None]:
    """Split what follows ``->`` (and its options) into the expression without its comment and its reference.

    The reference is ``None`` for an expression that is no table and no projection of one.
    """
    match = _PLAIN.match(text)
    if match:
        path = match["path"]
        return path, Reference(tuple(path.split(".")), {}, {}, "")
    text = text.strip()
    try:
        node = ast.parse(text, mode="eval").body
        end = node.end_col_offset
        expression = text.encode()[:end].decode() if node.end_lineno == 1 and end else text
        return expression, _reference(node)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return text, None


def _reference(node: ast.expr) -> Reference | None:
    renames: dict[str, str] = {}
    copies: dict[str, str] = {}
    problem = ""
    while isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr == "proj":
            for keyword in node.keywords:
                value = keyword.value
                if keyword.arg is None or not isinstance(value, ast.Constant) or not isinstance(value.value, str):
                    problem = "a projection whose renaming is not written out"
                elif match := _RENAME.match(value.value):
                    renames[keyword.arg] = match["name"]
                elif match := _DUPLICATE.match(value.value):
                    copies[keyword.arg] = match["name"]
            node = node.func.value
        elif not node.args and not node.keywords:
            node = node.func
        else:
            break
    path: list[str] = []
    while isinstance(node, ast.Attribute):
        path.append(node.attr)
        node = node.value
    base: Expr | None = None
    if isinstance(node, ast.Name):
        path.append(node.id)
    elif isinstance(node, (ast.Call, ast.Subscript)):
        base = convert(node)
    else:
        return None
    return Reference(tuple(reversed(path)), renames, copies, problem, base)

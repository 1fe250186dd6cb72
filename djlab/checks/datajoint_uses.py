"""Where a file uses names of ``datajoint``, read from its syntax tree."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from djlab.checks.finding import Place
from djlab.checks.source import Source

_IMPORT = re.compile(r"^[ \t]*import datajoint(?:[ \t]+as[ \t]+(\w+))?", re.MULTILINE)
_FROM = re.compile(r"^[ \t]*from datajoint import[ \t]*(?:\(([^)]*)\)|([^\n]*))", re.MULTILINE)


class Use(NamedTuple):
    """``dj.name``, or an import of the name. ``late``: it stands in a function; ``guarded``: in a ``try`` or ``if``."""

    place: Place
    name: str
    imported: ast.alias | None
    late: bool
    guarded: bool
    assigned: bool


@lru_cache(maxsize=2048)
def spoken(text: str) -> frozenset[str]:
    """The names of DataJoint that a text may use: more than it does, where comments or texts speak of it."""
    found: set[str] = set()
    for alias in {match[1] or "datajoint" for match in _IMPORT.finditer(text)}:
        found.update(re.findall(rf"\b{alias}\.([A-Za-z]\w*)", text))
    for match in _FROM.finditer(text):
        found.update(re.findall(r"(?:^|,)\s*([A-Za-z]\w*)", match[1] or match[2] or ""))
    return frozenset(found)


@lru_cache(maxsize=512)
def uses(source: Source) -> tuple[Use, ...]:
    """The uses of ``datajoint``'s names in a file; none where it does not parse."""
    return tuple(_uses(source))


def _uses(source: Source) -> Iterator[Use]:
    try:
        tree = ast.parse(source.text.removeprefix("\ufeff"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name == "datajoint"
    }
    stack: list[tuple[ast.AST, bool, bool]] = [(tree, False, False)]
    while stack:
        node, late, guarded = stack.pop()
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names:
            if node.end_col_offset is not None:
                line = node.end_lineno or node.lineno
                begin = _column(source, line, node.end_col_offset) - len(node.attr)
                assigned = not isinstance(node.ctx, ast.Load)
                yield Use(_place(source, line, begin, node.attr), node.attr, None, late, guarded, assigned)
        elif isinstance(node, ast.ImportFrom) and node.module == "datajoint" and not node.level:
            for alias in node.names:
                begin = _column(source, alias.lineno, alias.col_offset)
                yield Use(_place(source, alias.lineno, begin, alias.name), alias.name, alias, late, guarded, False)
        late = late or isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        guarded = guarded or isinstance(node, (ast.Try, ast.If, ast.IfExp))
        stack += [(child, late, guarded) for child in reversed(list(ast.iter_child_nodes(node)))]


def _column(source: Source, line: int, offset: int) -> int:
    """A column of the syntax tree, in bytes from 0, as a number of characters."""
    return len(source.line(line).encode()[:offset].decode(errors="ignore"))


def _place(source: Source, line: int, begin: int, name: str) -> Place:
    return Place(source.path, line, begin + 1, line, begin + 1 + len(name))

"""Does a package apply the stores of pyproject.toml when it is imported?

DataJoint never reads ``[tool.datajoint.stores]``; a project that keeps its stores there needs a module that hands them
to ``dj.config``, and an ``__init__.py`` that imports it. Both are read as syntax trees; nothing is executed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from djlab.config.documents import read_text

MODULE = "_stores"


@dataclass(frozen=True, slots=True)
class Bridge:
    """``module`` is the dotted name of the module that applies the stores; ``reason`` says why it does not."""

    module: str
    reason: str = ""

    @property
    def applied(self) -> bool:
        return not self.reason


def find_bridge(package_folders: Iterable[Path]) -> Bridge | None:
    """The bridge of the first package that has a ``_stores.py``; ``None`` where no package has one."""
    found: Bridge | None = None
    for folder in package_folders:
        path = folder / f"{MODULE}.py"
        if path.is_file():
            bridge = _read_bridge(folder, path)
            if bridge.applied:
                return bridge
            found = found or bridge
    return found


def _read_bridge(folder: Path, path: Path) -> Bridge:
    module = f"{folder.name}.{MODULE}"
    tree = _parse(path)
    if tree is None:
        return Bridge(module, f"{module} cannot be read")
    if not _reads_pyproject(tree):
        return Bridge(module, f"{module} does not read pyproject.toml")
    init = _parse(folder / "__init__.py")
    if init is None:
        return Bridge(module, f"{folder.name}/__init__.py is missing or cannot be read")
    names = _imported(init, folder.name)
    if not names:
        return Bridge(module, f"{folder.name}/__init__.py does not import {MODULE}")
    if _runs(tree, _functions(tree)) or _runs(init, names):
        return Bridge(module)
    return Bridge(module, f"{folder.name}/__init__.py imports {MODULE} but nothing calls it")


def _parse(path: Path) -> ast.Module | None:
    try:
        return ast.parse(read_text(path))
    except (OSError, ValueError, SyntaxError, RecursionError, MemoryError):
        return None


def _reads_pyproject(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith("pyproject.toml")
        for node in ast.walk(tree)
    )


def _imported(init: ast.Module, package: str) -> set[str]:
    """The names that ``__init__`` binds to the bridge or to what it takes from there."""
    names: set[str] = set()
    for node in _top_level(init):
        if isinstance(node, ast.ImportFrom):
            relative = (node.level == 1 and not node.module) or (node.level == 0 and node.module == package)
            inside = (node.level == 1 and node.module == MODULE) or node.module == f"{package}.{MODULE}"
            for alias in node.names:
                if inside or (relative and alias.name == MODULE):
                    names.add(alias.asname or alias.name)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name == f"{package}.{MODULE}":
                    names.add(alias.asname or package)
    return names


def _functions(tree: ast.Module) -> set[str]:
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def _runs(tree: ast.Module, names: set[str]) -> bool:
    """Whether a statement at module level calls one of the names, or an attribute of one."""
    for node in _top_level(tree):
        if isinstance(node, (ast.Expr, ast.Assign, ast.AnnAssign)):
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and _head(call.func) in names:
                    return True
    return False


def _top_level(tree: ast.Module) -> Iterable[ast.stmt]:
    """Statements that run on import: the module's own, and those in its ``try``, ``if`` and ``with`` blocks."""
    waiting: list[ast.stmt] = list(reversed(tree.body))
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, (ast.Try, ast.If, ast.With)):
            for block in ("body", "orelse", "finalbody"):
                waiting.extend(reversed(getattr(node, block, [])))


def _head(node: ast.expr) -> str | None:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None

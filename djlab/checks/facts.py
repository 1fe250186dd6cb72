"""What a module's syntax tree tells the rules about ``make`` and about imports; the tree itself is dropped.

A file is parsed only when a rule asks for it, and again only when its text changed.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from djlab.checks.make_reader import MakeFacts, dotted, read_make
from djlab.checks.source import Source

MAKE_METHODS = ("make", "make_fetch", "make_compute", "make_insert", "_make_tuples")


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """A class: its dotted name in the module, its bases as dotted names (``None`` for an expression), its methods.

    ``methods`` are all names that its body binds; ``key_source`` the dotted names that its own key source mentions.
    """

    name: str
    bases: tuple[str | None, ...]
    methods: frozenset[str]
    makes: tuple[MakeFacts, ...]
    nested: tuple[str, ...]
    key_source: frozenset[str]
    line: int = 0
    decorators: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportedName:
    """A name that a statement of the module's own level imports.

    ``module`` is absolute; ``name`` is ``None`` for ``import x``; ``guarded``: it stands below ``if`` or ``try``.
    """

    line: int
    module: str
    name: str | None
    bound: str
    guarded: bool


@dataclass(slots=True)
class ModuleFacts:
    """``bound`` gives the line on which each name of the module is first bound; ``stars`` the ``import *``."""

    classes: dict[str, ClassFacts] = field(default_factory=dict)
    imports: list[ImportedName] = field(default_factory=list)
    bound: dict[str, int] = field(default_factory=dict)
    stars: list[tuple[int, str]] = field(default_factory=list)


class FactsCache:
    """Facts by path, for as long as the text is the same."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, ModuleFacts | None]] = {}

    def get(self, source: Source, module: str) -> ModuleFacts | None:
        """The facts of a file; ``None`` where it does not parse."""
        known = self._known.get(source.path)
        if known is not None and known[0] == source.text:
            return known[1]
        facts = read_facts(source.text, module, source.path.endswith("__init__.py"))
        self._known[source.path] = (source.text, facts)
        return facts


def read_facts(text: str, module: str, is_package: bool) -> ModuleFacts | None:
    """The facts of a module's text; ``module`` is its dotted name."""
    try:
        tree = ast.parse(text.removeprefix("\ufeff"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    facts = ModuleFacts()
    package = module if is_package else module.rpartition(".")[0]
    _statements(tree.body, facts, package)
    return facts


def _statements(body: list[ast.stmt], facts: ModuleFacts, package: str, guarded: bool = False) -> None:
    for node in body:
        if isinstance(node, ast.ClassDef):
            facts.bound.setdefault(node.name, node.lineno)
            _class(node, node.name, facts)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            facts.bound.setdefault(node.name, node.lineno)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            _import(node, facts, package, guarded)
        elif isinstance(node, ast.If):
            if not _type_checking(node.test):
                _statements(node.body, facts, package, True)
            _statements(node.orelse, facts, package, True)
        elif isinstance(node, ast.Try):
            for part in (node.body, *(handler.body for handler in node.handlers), node.orelse, node.finalbody):
                _statements(part, facts, package, True)
        elif isinstance(node, (ast.With, ast.For, ast.While)):
            _statements(node.body, facts, package, True)
        else:
            for target in ast.walk(node):
                if isinstance(target, ast.Name) and isinstance(target.ctx, ast.Store):
                    facts.bound.setdefault(target.id, node.lineno)


def _type_checking(test: ast.expr) -> bool:
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )


def _import(node: ast.Import | ast.ImportFrom, facts: ModuleFacts, package: str, guarded: bool) -> None:
    if isinstance(node, ast.Import):
        for alias in node.names:
            bound = alias.asname or alias.name.partition(".")[0]
            facts.bound.setdefault(bound, node.lineno)
            module = alias.name if alias.asname else alias.name.partition(".")[0]
            facts.imports.append(ImportedName(node.lineno, module, None, bound, guarded))
        return
    parts = package.split(".") if package else []
    base = parts[: len(parts) - node.level + 1] if node.level > 1 else parts
    module = ".".join([*base, node.module] if node.module else base) if node.level else node.module or ""
    for alias in node.names:
        if alias.name == "*":
            facts.stars.append((node.lineno, module))
            continue
        bound = alias.asname or alias.name
        facts.bound.setdefault(bound, node.lineno)
        facts.imports.append(ImportedName(node.lineno, module, alias.name, bound, guarded))


def _class(node: ast.ClassDef, name: str, facts: ModuleFacts) -> None:
    methods = {item.name for item in node.body if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef))}
    methods |= {
        target.id
        for item in node.body
        if isinstance(item, ast.Assign)
        for target in item.targets
        if isinstance(target, ast.Name)
    }
    methods |= {
        item.target.id for item in node.body if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
    }
    makes = tuple(
        read_make(item) for item in node.body if isinstance(item, ast.FunctionDef) and item.name in MAKE_METHODS
    )
    nested = [item for item in node.body if isinstance(item, ast.ClassDef)]
    bases = tuple(dotted(base) for base in node.bases)
    inner = tuple(item.name for item in nested)
    decorators = tuple(dotted(item.func if isinstance(item, ast.Call) else item) for item in node.decorator_list)
    facts.classes[name] = ClassFacts(
        name, bases, frozenset(methods), makes, inner, _key_source(node), node.lineno, decorators
    )
    for item in nested:
        _class(item, f"{name}.{item.name}", facts)


def _key_source(node: ast.ClassDef) -> frozenset[str]:
    for item in node.body:
        named = isinstance(item, ast.FunctionDef) and item.name == "key_source"
        assigned = isinstance(item, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "key_source" for target in item.targets
        )
        if named or assigned:
            names = (dotted(part) for part in ast.walk(item) if isinstance(part, (ast.Name, ast.Attribute)))
            return frozenset(name for name in names if name)
    return frozenset()

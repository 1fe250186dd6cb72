"""The body of a ``make`` method: which tables it reads and writes, and what it takes from clock and chance."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

READS = frozenset(
    (
        "fetch",
        "fetch1",
        "to_dicts",
        "to_arrays",
        "to_pandas",
        "to_polars",
        "to_arrow",
        "keys",
        "head",
        "tail",
        "fetch_nwb",
    )
)
WRITES = frozenset(("insert", "insert1", "insert_dataframe", "update1", "delete", "delete_quick", "staged_insert1"))
_TABLE = re.compile(r"[A-Z]\w*[a-z]\w*\Z|[A-Z]\Z")
_CLOCK = re.compile(
    r"((datetime\.)?(datetime|date)\.(now|utcnow|today)|time\.(time|time_ns|monotonic|perf_counter)"
    r"|(uuid\.)?uuid[14]|os\.urandom|secrets\.token_\w+)\Z"
)
_CHANCE = re.compile(
    r"(random\.(random|randint|choice|choices|shuffle|sample|uniform|gauss|randrange|normalvariate)"
    r"|(np|numpy)\.random\.(?!seed\b|default_rng\b|RandomState\b|Generator\b|SeedSequence\b)\w+)\Z"
)
_UNSEEDED = re.compile(r"((np|numpy)\.random\.)?(default_rng|RandomState)\Z")
_SEEDS = re.compile(r"((np|numpy)\.)?random\.seed\Z")


@dataclass(frozen=True, slots=True)
class Access:
    """One use of a table in a method. ``table`` is its dotted name in the module, ``method`` what is called on it.

    ``restricted`` says that the expression restricts it, joins it to something that is restricted, or takes it from
    ``self.upstream``. Lines count from 1, columns (in bytes of UTF-8) from 0. ``tests`` is the source of the
    conditions under which it runs.
    """

    table: str
    method: str
    restricted: bool
    line: int
    column: int
    tests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Impure:
    """A call whose result is another one each time."""

    name: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class MakeFacts:
    """``name`` is that of the method; ``populates`` are calls of ``populate`` inside it."""

    name: str
    line: int
    reads: tuple[Access, ...]
    writes: tuple[Access, ...]
    populates: tuple[Access, ...]
    impure: tuple[Impure, ...]


def read_make(function: ast.FunctionDef) -> MakeFacts:
    """The facts of one method; the classes that it defines and functions that it calls are not followed."""
    values = _assigned(function)
    reads: list[Access] = []
    writes: list[Access] = []
    populates: list[Access] = []
    impure: list[Impure] = []
    seeded = False
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        name = dotted(node.func)
        if name is not None:
            seeded = seeded or bool(_SEEDS.match(name))
            if (
                _CLOCK.match(name)
                or _CHANCE.match(name)
                or (_UNSEEDED.match(name) and not node.args and not node.keywords)
            ):
                impure.append(Impure(name, node.lineno, node.col_offset))
        if isinstance(node.func, ast.Attribute):
            method = node.func.attr
            for methods, into in ((WRITES, writes), (READS, reads), (("populate",), populates)):
                if method in methods:
                    found = _accesses(node.func, method, values)
                    # Spyglass's own method takes the restriction as its argument.
                    given = method == "fetch_nwb" and bool(node.args)
                    into.extend(replace(one, restricted=True) if given else one for one in found)
    if seeded:
        impure = [call for call in impure if not _CHANCE.match(call.name)]
    if populates:
        tests = _conditions(function)
        populates = [replace(call, tests=tests.get((call.line, call.column), ())) for call in populates]
    return MakeFacts(function.name, function.lineno, tuple(reads), tuple(writes), tuple(populates), tuple(impure))


def _conditions(function: ast.FunctionDef) -> dict[tuple[int, int], tuple[str, ...]]:
    """The conditions above each expression, by its line and column."""
    found: dict[tuple[int, int], tuple[str, ...]] = {}

    def visit(node: ast.AST, tests: tuple[str, ...]) -> None:
        if isinstance(node, ast.expr) and tests:
            found[node.lineno, node.col_offset] = tests
        inner = (*tests, ast.unparse(node.test)) if isinstance(node, (ast.If, ast.IfExp)) else tests
        for child in ast.iter_child_nodes(node):
            visit(child, inner)

    visit(function, ())
    return found


def _assigned(function: ast.FunctionDef) -> dict[str, ast.expr]:
    """Local names that are assigned exactly once, with what they get."""
    found: dict[str, ast.expr] = {}
    twice: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            if name in found:
                twice.add(name)
            found[name] = node.value
        elif isinstance(node, (ast.AugAssign, ast.For, ast.comprehension)) and isinstance(node.target, ast.Name):
            twice.add(node.target.id)
    return {name: value for name, value in found.items() if name not in twice}


def _accesses(func: ast.Attribute, method: str, values: dict[str, ast.expr]) -> Iterator[Access]:
    operands = list(_operands(func.value, values, 0))
    restricted = any(mark for _, mark in operands)
    for node, _ in operands:
        name = dotted(node)
        if name is None:
            continue
        head, _, last = name.rpartition(".")
        own = name == "self" or name.startswith("self.")
        if own or _TABLE.match(last) or (head and _TABLE.match(head.split(".")[-1])):
            yield Access(name, method, restricted, node.lineno, node.col_offset)


def _operands(node: ast.expr, values: dict[str, ast.expr], depth: int) -> Iterator[tuple[ast.expr, bool]]:
    """The tables of a query expression, and with each whether its part of the expression is restricted."""
    if depth > 20:
        return
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, (ast.BitAnd, ast.Sub)):
            for inner, _ in _operands(node.left, values, depth + 1):
                yield inner, True
        elif isinstance(node.op, (ast.Mult, ast.Add, ast.MatMult)):
            yield from _operands(node.left, values, depth + 1)
            yield from _operands(node.right, values, depth + 1)
    elif isinstance(node, ast.Call):
        yield from _call(node, values, depth)
    elif isinstance(node, ast.Subscript):
        # self.upstream[Table] is restricted to the key by DataJoint itself, which refuses tables that are not upstream.
        return
    elif isinstance(node, ast.Name) and node.id in values:
        yield from _operands(values[node.id], {k: v for k, v in values.items() if k != node.id}, depth + 1)
    elif isinstance(node, (ast.Name, ast.Attribute)):
        yield node, False


def _call(node: ast.Call, values: dict[str, ast.expr], depth: int) -> Iterator[tuple[ast.expr, bool]]:
    if not isinstance(node.func, ast.Attribute):
        yield from _operands(node.func, values, depth + 1)
        return
    method = node.func.attr
    if method in ("restrict", "aggr", "join", "proj", "extend", "restrict_by"):
        mark = method in ("restrict", "restrict_by")
        for inner, before in _operands(node.func.value, values, depth + 1):
            yield inner, before or mark
        if method in ("aggr", "join") and node.args:
            yield from _operands(node.args[0], values, depth + 1)
    elif _TABLE.match(method):
        yield node.func, False


def dotted(node: ast.expr) -> str | None:
    """``a.b.c`` for a chain of attributes on a name, else ``None``."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    return ".".join([node.id, *reversed(parts)])

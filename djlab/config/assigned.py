"""Settings that the project's own code gives to ``dj.config``: they win over every file and variable once it has run.

The files are read as syntax trees; nothing is executed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from djlab.config.documents import read_text

MOST = 200
"""So many assignments are told; a project with more has scripts that set the same again and again."""

_STORES = re.compile(r"""["']stores\b|\.stores\b|DJ_STORES""")
"""What a file that sets stores has to say: most files that use the word do not, and cost no parsing."""
_CALLS = {"update", "setdefault", "load"}
_VARIABLES = ("os.environ", "environ")


@dataclass(frozen=True, slots=True)
class Assignment:
    """``key`` as ``dj.config`` spells it, ``*`` where the code does not tell; ``path`` is relative to the root.

    ``value`` is a constant (of an object the keys alone), or ``None`` where
    ``expression`` has the code's own words for it (empty where they are
    long, or hold text that might be a secret). ``scope`` says whether importing the file is enough.
    """

    key: str
    value: Any
    expression: str
    path: str
    line: int
    scope: Literal["module", "function"]


@dataclass(frozen=True, slots=True)
class CodeStore:
    """A store that the project's code puts into ``dj.config``; ``name`` is empty where only the run tells it."""

    name: str
    path: str
    line: int
    scope: Literal["module", "function"]


@dataclass(slots=True)
class CodeStores:
    """Finds the stores that code sets; a file is read again only when its stamp is another one."""

    root: Path
    _known: dict[str, tuple[object, tuple[CodeStore, ...]]] = field(default_factory=dict)

    def read(self, stamps: Mapping[str, object]) -> tuple[CodeStore, ...]:
        """Those of the files (absolute paths, each with a stamp of what is in it), a store once, as it comes first."""
        known: dict[str, tuple[object, tuple[CodeStore, ...]]] = {}
        for path in sorted(stamps):
            before = self._known.get(path)
            same = before is not None and before[0] == stamps[path]
            known[path] = before if before is not None and same else (stamps[path], tuple(self._stores(Path(path))))
        self._known = known
        found: dict[str, CodeStore] = {}
        # What an import sets stands before what a call may set.
        every = [store for _, stores in known.values() for store in stores]
        for store in sorted(every, key=lambda one: one.scope != "module"):
            found.setdefault(store.name, store)
        return tuple(found.values())

    def _stores(self, file: Path) -> Iterator[CodeStore]:
        for one in assignments(self.root, [file], _STORES):
            first, _, rest = one.key.partition(".")
            if first != "stores" or rest == "default":
                continue
            if rest:
                names = [rest.partition(".")[0]]
            else:
                names = [name for name in one.value if name != "default"] if isinstance(one.value, dict) else ["…"]
            for name in names:
                yield CodeStore("" if name == "…" else name, one.path, one.line, one.scope)


def assignments(root: Path, files: Iterable[Path], saying: re.Pattern[str] | None = None) -> list[Assignment]:
    """What the files give to ``dj.config``, or to DataJoint's variables in ``os.environ``, file by file.

    Files in which ``saying`` finds nothing are passed over.
    """
    found: list[Assignment] = []
    for file in files:
        try:
            text = read_text(file)
        except (OSError, ValueError):
            continue
        # Most files of a project never say the word: they cost a look and no parsing.
        if ("datajoint" not in text or "config" not in text) and "DJ_" not in text:
            continue
        if saying is not None and saying.search(text) is None:
            continue
        try:
            tree = ast.parse(text)
            found += _assigned(tree, file.relative_to(root).as_posix())
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        if len(found) >= MOST:
            return found[:MOST]
    return found


def _assigned(tree: ast.Module, path: str) -> Iterator[Assignment]:
    modules, configs = _names(tree)
    for node, scope in _statements(tree, "module"):
        for key, value in _given(node, modules, configs):
            constant, words = _constant(value), ""
            if constant is None and not isinstance(value, ast.Constant):
                words = _words(value)
            yield Assignment(key, constant, words, path, node.lineno, scope)


def _names(tree: ast.Module) -> tuple[set[str], set[str]]:
    """The names that stand for the module DataJoint, and those that stand for its ``config``."""
    modules, configs = set(), set()
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        # Imports stand among statements: what is inside of expressions is most of a tree.
        inner = (ast.stmt, ast.ExceptHandler, ast.match_case)
        waiting += [child for child in ast.iter_child_nodes(node) if isinstance(child, inner)]
        if isinstance(node, ast.Import):
            modules |= {alias.asname or alias.name for alias in node.names if alias.name == "datajoint"}
        elif isinstance(node, ast.ImportFrom) and node.module in ("datajoint", "datajoint.settings"):
            configs |= {alias.asname or alias.name for alias in node.names if alias.name == "config"}
    return modules, configs


def _statements(
    node: ast.AST, scope: Literal["module", "function"]
) -> Iterator[tuple[ast.stmt, Literal["module", "function"]]]:
    for child in ast.iter_child_nodes(node):
        inner: Literal["module", "function"] = (
            "function" if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)) else scope
        )
        if isinstance(child, (ast.Assign, ast.AnnAssign, ast.Expr)):
            yield child, scope
        elif isinstance(child, (ast.stmt, ast.ExceptHandler)):
            yield from _statements(child, inner)


def _given(node: ast.stmt, modules: set[str], configs: set[str]) -> Iterator[tuple[str, ast.expr | None]]:
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            key = _key(target, modules, configs)
            if key:
                yield key, node.value
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield from _called(node.value, modules, configs)


def _called(call: ast.Call, modules: set[str], configs: set[str]) -> Iterator[tuple[str, ast.expr | None]]:
    function = call.func
    if not isinstance(function, ast.Attribute) or function.attr not in _CALLS:
        return
    key = _key(function.value, modules, configs, whole="*")
    if key is None or not call.args:
        return
    first = call.args[0]
    inside = "" if key == "*" else f"{key}."
    if function.attr == "load":
        if key == "*":
            yield "*", first
    elif function.attr == "setdefault":
        name, value = _text(first), call.args[1] if len(call.args) > 1 else None
        if key == "os.environ":
            inside = ""
        if name and (key != "os.environ" or name.startswith("DJ_")):
            yield f"{inside}{name}", value
    elif key == "os.environ":
        return
    elif isinstance(first, ast.Dict):
        for entry, given in zip(first.keys, first.values, strict=True):
            named = _text(entry)
            yield (f"{inside}{named}" if named else key), given
    else:
        yield key, first


def _key(target: ast.expr, modules: set[str], configs: set[str], whole: str = "") -> str | None:
    """The setting that an expression names: ``dj.config["a.b"]``, ``dj.config["stores"]["x"]``, ``dj.config.a.b``."""
    parts: list[str] = []
    node = target
    while True:
        text = ast.unparse(node) if isinstance(node, (ast.Name, ast.Attribute)) else ""
        if text in configs or any(text == f"{module}.config" for module in modules):
            return ".".join(reversed(parts)) or whole or None
        if text in _VARIABLES:
            name = parts[0] if len(parts) == 1 else ""
            return name if name.startswith("DJ_") else ("os.environ" if whole and not parts else None)
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Subscript):
            # A name that only the run tells is no name.
            parts.append(_text(node.slice) or "…")
            node = node.value
        else:
            return None


def _text(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _constant(node: ast.expr | None) -> Any:
    """The value of a constant; of an object its keys alone, since what it holds may be secret."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Dict):
        return {_text(key) or "…": None for key in node.keys}
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict" and not node.args:
        return {keyword.arg or "…": None for keyword in node.keywords}
    return None


def _words(node: ast.expr | None) -> str:
    """The code of a value, where it is short and holds no text of its own but the names of variables."""
    if node is None:
        return ""
    names = {
        id(text)
        for call in ast.walk(node)
        if isinstance(call, (ast.Call, ast.Subscript))
        for text in ([*call.args[:1]] if isinstance(call, ast.Call) else [call.slice])
        if isinstance(call, ast.Subscript) or ast.unparse(call.func).endswith(("getenv", "environ.get", "getpass"))
    }
    if any(
        isinstance(one, ast.Constant) and isinstance(one.value, (str, bytes)) and id(one) not in names
        for one in ast.walk(node)
    ):
        return ""
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 80 else ""

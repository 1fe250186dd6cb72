"""One file's bytes to its facts: parse, take the facts, drop the tree."""

from __future__ import annotations

import ast
from bisect import bisect_left, bisect_right
from typing import Any

from djlab.pipeline.bodies import Bodies, Shortened, shorten
from djlab.pipeline.classes import ClassReader
from djlab.pipeline.expressions import OPAQUE, Expr, convert
from djlab.pipeline.facts import NEVER, Binding, Body, Call, ClassFact, FileFacts, FunctionFact, Guard, ImportFact
from djlab.pipeline.model import Scope, SourceError
from djlab.pipeline.syntax import parse

_AFTER_IMPORT = (b" ", b"\t", b"(", b"\\")
_FALLBACK = Guard(None, True)
_COMPOUND = (ast.If, ast.Try, ast.With, ast.For, ast.While, ast.AsyncWith, ast.AsyncFor)


def read_source(data: bytes, before: FileFacts | None = None) -> FileFacts:
    """Take the facts of a file's bytes. Never raises: what does not parse gives facts with ``error``.

    ``before`` are the facts of the file's last state. They make it faster and change nothing about what is found.
    """
    if not data.strip():
        return FileFacts(text=data)
    shortened = None if before is None else shorten(data, before)
    if before is not None and shortened is not None:
        facts = _read(data, shortened, before.imports)
        if facts.error is None:
            return facts
    return _read(data)


def _read(data: bytes, shortened: Shortened | None = None, imports: tuple[ImportFact, ...] = ()) -> FileFacts:
    tree, error = parse(data if shortened is None else shortened.data)
    if tree is None:
        return FileFacts(error=error, text=data)
    reader = _ModuleReader(data, shortened)
    try:
        reader.block(tree.body, (), "module")
    except RecursionError:
        reader.facts.error = reader.too_deep()
    facts = reader.finish(imports)
    facts.docstring = _docstring(tree)
    facts.statements = _statements(tree, facts.bodies)
    return facts


def _statements(tree: ast.Module, bodies: tuple[Body, ...]) -> tuple[tuple[int, int], ...]:
    """The first and the last line of each statement of a module; a body that was left out ends what it stands in."""
    firsts: list[int] = []
    lasts: list[int] = []
    for node in tree.body:
        decorators = getattr(node, "decorator_list", None)
        firsts.append(min(node.lineno, decorators[0].lineno) if decorators else node.lineno)
        lasts.append(node.end_lineno or node.lineno)
    at = 0
    for body in bodies:
        at = bisect_right(firsts, body.header, at) - 1
        lasts[at] = max(lasts[at], body.last)
    return tuple(zip(firsts, lasts, strict=True))


def _docstring(tree: ast.Module) -> str:
    if tree.body and isinstance(tree.body[0], ast.Expr) and isinstance(tree.body[0].value, ast.Constant):
        value = tree.body[0].value.value
        if isinstance(value, str):
            return value.strip()
    return ""


class _ModuleReader:
    """Walks the statements that run when a module is imported; of function bodies it takes the imports only."""

    def __init__(self, data: bytes, shortened: Shortened | None) -> None:
        self.facts = FileFacts(text=data)
        self.bodies = Bodies(shortened)
        self.classes = ClassReader(self.text_of, self.bodies.note)
        self._data = data
        self._lines: list[str] | None = None
        self._position = 0
        self._line = 0
        self._imports: list[ImportFact] = []
        self._stars: list[Binding] = []
        self._calls: list[Call] = []
        self._classes: list[ClassFact] = []
        self._import_lines = self._find_import_lines()

    def finish(self, imports: tuple[ImportFact, ...]) -> FileFacts:
        """The facts; ``imports`` are those of the file's last state, for what was left out of the tree."""
        facts = self.facts
        if not self.bodies.is_whole:
            facts.error = facts.error or SourceError(1, "the text is not what it was taken for")
        self._imports += self.bodies.imports(imports)
        if facts.error is None:
            facts.bodies = self.bodies.found()
        facts.imports = tuple(sorted(self._imports, key=_line))
        facts.stars = tuple(self._stars)
        facts.calls = tuple(self._calls)
        facts.classes = tuple(self._classes)
        return facts

    def too_deep(self) -> SourceError:
        return SourceError(1, "the statements are nested too deeply to be read")

    def _find_import_lines(self) -> list[int]:
        """The lines on which an import statement may stand that is no statement of the module's own."""
        lines: list[int] = []
        line = 1
        last = 0
        data = self._data
        at = data.find(b"import")
        while at >= 0:
            start = data.rfind(b"\n", 0, at) + 1
            before = data[start:at].strip()
            if data[at + 6 : at + 7] in _AFTER_IMPORT and (
                (not before and start != at) or before.startswith(b"from") or b";" in before or b":" in before
            ):
                line += data.count(b"\n", last, start)
                last = start
                lines.append(line)
            at = data.find(b"import", at + 6)
        return lines

    def text_of(self, node: Any) -> str:
        """The source lines of a function."""
        if self._lines is None:
            text = self._data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
            self._lines = text.split("\n")
        first = node.decorator_list[0].lineno if node.decorator_list else node.lineno
        return "\n".join(self._lines[first - 1 : node.end_lineno])

    def block(  # noqa: C901 - one branch a statement
        self, statements: list[Any], guards: tuple[Guard, ...], scope: Scope
    ) -> None:
        for node in statements:
            self._position += 1
            self._line = node.lineno
            kind = type(node)
            if kind is ast.ClassDef:
                fact = self.classes.read(node, self._position, guards)
                self._classes.append(fact)
                self._bind(node.name, fact, guards)
                self._lazy(node)
            elif kind is ast.FunctionDef or kind is ast.AsyncFunctionDef:
                self.bodies.note(node)
                decorators = tuple(convert(decorator) for decorator in node.decorator_list)
                self._bind(node.name, FunctionFact(node.name, node.lineno, self.text_of(node), decorators), guards)
                self._lazy(node)
            elif kind is ast.ImportFrom or kind is ast.Import:
                self._import(node, guards, scope)
            elif kind is ast.Assign:
                value = node.value
                for target in node.targets:
                    self._assign(target, value, guards)
            elif kind is ast.AnnAssign:
                if node.value is not None:
                    self._assign(node.target, node.value, guards)
            elif kind is ast.AugAssign:
                if isinstance(node.target, ast.Name):
                    operator = "+" if isinstance(node.op, ast.Add) else None
                    old = ("name", node.target.id)
                    value = ("bin", operator, old, convert(node.value)) if operator else OPAQUE
                    self._bind(node.target.id, value, guards)
            elif kind is ast.Expr:
                value = node.value
                if type(value) is ast.Call:
                    self._calls.append(Call(self._position, node.lineno, convert(value), guards))
            elif isinstance(node, _COMPOUND):
                self._compound(node, guards, scope)
            elif hasattr(node, "handlers"):  # try ... except*
                self._try(node, guards, scope)

    def _compound(self, node: Any, guards: tuple[Guard, ...], scope: Scope) -> None:
        if isinstance(node, ast.If):
            test = convert(node.test)
            then = (*guards, Guard(test, True))
            if _names(test, "TYPE_CHECKING"):
                self.block(node.body, (*guards, NEVER), "type-checking")
            else:
                self.block(node.body, then, "function" if _is_main(test) else scope)
            self.block(node.orelse, (*guards, Guard(test, False)), scope)
        elif isinstance(node, ast.Try):
            self._try(node, guards, scope)
        else:
            targets = (
                [node.target] if hasattr(node, "target") else [i.optional_vars for i in getattr(node, "items", ())]
            )
            for target in targets:
                if target is not None:
                    self._assign(target, None, guards)
            self.block(node.body, guards, scope)
            self.block(getattr(node, "orelse", []), guards, scope)

    def _try(self, node: Any, guards: tuple[Guard, ...], scope: Scope) -> None:
        self.block(node.body, guards, scope)
        for handler in node.handlers:
            self.block(handler.body, (*guards, _FALLBACK), scope)
        self.block(node.orelse, guards, scope)
        self.block(node.finalbody, guards, scope)

    def _assign(self, target: Any, value: Any, guards: tuple[Guard, ...]) -> None:
        if isinstance(target, ast.Name):
            self._bind(target.id, OPAQUE if value is None else convert(value), guards)
        elif isinstance(target, (ast.Tuple, ast.List)):
            values: list[Any] = [None] * len(target.elts)
            if isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts):
                values = list(value.elts)
            for part, its_value in zip(target.elts, values, strict=True):
                self._assign(part, its_value, guards)

    def _bind(self, name: str, value: Any, guards: tuple[Guard, ...]) -> None:
        binding = Binding(self._position, value, guards, self._line)
        known = self.facts.bindings.get(name)
        if known is None:
            self.facts.bindings[name] = [binding]
        else:
            known.append(binding)

    def _import(self, node: Any, guards: tuple[Guard, ...], scope: Scope) -> None:
        for name, fact in import_facts(node, scope):
            self._imports.append(fact)
            if name == "*":
                self._stars.append(Binding(self._position, fact, guards, fact.line))
            else:
                self._bind(name, fact, guards)

    def _lazy(self, node: Any) -> None:
        """Take the imports inside a class or function, descending only where a line begins with an import."""
        lines = self._import_lines
        at = bisect_left(lines, node.lineno)
        if at == len(lines) or lines[at] > node.end_lineno:
            return
        stack = [node]
        while stack:
            inner = stack.pop()
            for field in ("body", "orelse", "finalbody", "handlers", "cases"):
                for child in getattr(inner, field, ()):
                    if isinstance(child, (ast.Import, ast.ImportFrom)):
                        self._imports.extend(fact for _, fact in import_facts(child, "function"))
                    elif isinstance(child, (ast.stmt, ast.ExceptHandler)) or hasattr(child, "body"):
                        stack.append(child)


def _line(fact: ImportFact) -> int:
    return fact.line


def import_facts(node: Any, scope: Scope) -> list[tuple[str, ImportFact]]:
    """The names that an import statement binds (``*`` for a star import), each with its fact."""
    found: list[tuple[str, ImportFact]] = []
    if isinstance(node, ast.Import):
        for alias in node.names:
            # `import a.b` binds `a`; the fact keeps the whole name, because that is what gets imported.
            bound = alias.asname or alias.name.partition(".")[0]
            found.append(
                (bound, ImportFact(node.lineno, scope, "import", 0, alias.name, alias.name if alias.asname else None))
            )
    else:
        for alias in node.names:
            kind: Any = "star" if alias.name == "*" else "from"
            fact = ImportFact(node.lineno, scope, kind, node.level, node.module or "", alias.name)
            found.append((alias.asname or alias.name, fact))
    return found


def _names(test: Expr, name: str) -> bool:
    return test == ("name", name) or (test[0] == "attr" and test[2] == name)


def _is_main(test: Expr) -> bool:
    return (
        test[0] == "compare"
        and test[1] == "=="
        and ("name", "__name__") in test[2:]
        and ("const", "__main__") in test[2:]
    )

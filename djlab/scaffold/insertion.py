"""Adding to a Python file without touching another character of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass

_NEWLINE = re.compile(r"\r\n|\r|\n")
_LONGEST_LINE = 120


@dataclass(frozen=True, slots=True)
class Insertion:
    """Text to put in before the character at ``offset``."""

    offset: int
    text: str


def insert(text: str, insertions: Iterable[Insertion]) -> str:
    """The text with the insertions; those at the same place keep their order."""
    # From the last place to the first, so that the earlier places stay where they are.
    for insertion in sorted(insertions, key=lambda item: item.offset)[::-1]:
        text = text[: insertion.offset] + insertion.text + text[insertion.offset :]
    return text


class SourceFile:
    """The text of a module with its syntax tree. Raises SyntaxError for a text that is no Python."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.newline = "\r\n" if "\r\n" in text else "\n"
        # A byte order mark is no part of the program.
        self._shift = 1 if text.startswith("\ufeff") else 0
        self.tree = ast.parse(text[self._shift :])
        self._starts = [self._shift, *(match.end() for match in _NEWLINE.finditer(text))]

    def offset(self, line: int, column: int) -> int:
        """The place in the text of a line (from 1) and a column in UTF-8 bytes, as syntax trees count."""
        start = self._starts[line - 1]
        end = self._starts[line] if line < len(self._starts) else len(self.text)
        return start + len(self.text[start:end].encode("utf-8")[:column].decode("utf-8", "ignore"))

    def after_line(self, line: int) -> int:
        """The place behind the newline of a line, or the end of the text."""
        return self._starts[line] if line < len(self._starts) else len(self.text)

    def line_length(self, line: int) -> int:
        return self.after_line(line) - self._starts[line - 1]

    def lines_after(self, line: int, lines: list[str]) -> Insertion:
        """New lines below a line; a missing newline at the end of the file is put in before them."""
        place = self.after_line(line)
        before = "" if place == 0 or self.text[place - 1] in "\r\n" else self.newline
        return Insertion(place, before + "".join(each + self.newline for each in lines))

    def top_level_names(self) -> set[str]:
        """The names that the module binds at its top level."""
        return set().union(*(_bound(statement) for statement in self.tree.body))

    def find_class(self, path: str) -> ast.ClassDef | None:
        """The class ``Outer.Inner`` at the top level."""
        body: list[ast.stmt] = self.tree.body
        found = None
        for name in path.split("."):
            found = next((node for node in body if isinstance(node, ast.ClassDef) and node.name == name), None)
            if found is None:
                return None
            body = found.body
        return found

    def definition_line(self, path: str) -> int | None:
        """The line of the ``definition`` of a class."""
        node = self.find_class(path)
        if node is None:
            return None
        assigned = (statement for statement in node.body if "definition" in _bound(statement))
        return next((statement.lineno for statement in assigned), node.lineno)


def bindings(file: SourceFile, module: str, is_package: bool) -> dict[str, str]:
    """What the imports at the top of a module bind: local name (``a.b`` for ``import a.b``) to dotted name."""
    found: dict[str, str] = {}
    package = module if is_package else module.rpartition(".")[0]
    for node in file.tree.body:
        if isinstance(node, ast.Import):
            found.update((alias.asname or alias.name, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(node, package)
            for alias in node.names:
                found[alias.asname or alias.name] = f"{base}.{alias.name}" if base else alias.name
    return found


def add_import(file: SourceFile, line: str) -> Insertion:
    """Put in an import: a name more in a statement that imports from the same place, else a line in sorted order."""
    (wanted,) = ast.parse(line).body
    if isinstance(wanted, ast.ImportFrom):
        same = [
            node
            for node in file.tree.body
            if isinstance(node, ast.ImportFrom)
            and (node.level, node.module) == (wanted.level, wanted.module)
            and node.names[0].name != "*"
        ]
        for node in same:
            insertion = _add_name(file, node, wanted.names[0])
            if insertion is not None:
                return insertion
    return _add_statement(file, wanted, line)


def _add_name(file: SourceFile, node: ast.ImportFrom, alias: ast.alias) -> Insertion | None:
    text = alias.name if alias.asname is None else f"{alias.name} as {alias.asname}"
    one_line = node.lineno == node.end_lineno
    if one_line and file.line_length(node.lineno) + len(text) + 2 > _LONGEST_LINE:
        return None
    for present in node.names:
        if alias.name < present.name:
            indent = "" if one_line else " " * present.col_offset
            separator = ", " if one_line or present.lineno == node.lineno else f",{file.newline}{indent}"
            return Insertion(file.offset(present.lineno, present.col_offset), text + separator)
    last = node.names[-1]
    separator = ", " if one_line or last.lineno == node.lineno else f",{file.newline}{' ' * last.col_offset}"
    return Insertion(file.offset(last.end_lineno or 0, last.end_col_offset or 0), separator + text)


def _add_statement(file: SourceFile, wanted: ast.stmt, line: str) -> Insertion:
    imports = [node for node in file.tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    near = [node for node in imports if _section(node) == _section(wanted)]
    below = [node for node in near if _order(node) <= _order(wanted)]
    if below:
        return file.lines_after(below[-1].end_lineno or 0, [line])
    if near:
        return file.lines_after(near[0].lineno - 1, [line])
    if imports:
        return file.lines_after(imports[-1].end_lineno or 0, ["", line])
    body = file.tree.body
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        return file.lines_after(body[0].end_lineno or 0, ["", line])
    return file.lines_after(0, [line, ""]) if file.text else Insertion(0, line + file.newline)


def _section(node: ast.stmt) -> bool:
    """Import sorters put relative imports below all others."""
    return isinstance(node, ast.ImportFrom) and node.level > 0


def _order(node: ast.stmt) -> tuple[bool, int, str]:
    if isinstance(node, ast.ImportFrom):
        return True, -node.level, node.module or ""
    return False, 0, node.names[0].name if isinstance(node, ast.Import) else ""


def _absolute(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    parts = package.split(".")
    base = parts[: len(parts) - node.level + 1]
    return ".".join([*base, *([node.module] if node.module else [])])


def _bound(statement: ast.stmt) -> set[str]:
    if isinstance(statement, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
        return {statement.name}
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return {(alias.asname or alias.name).partition(".")[0] for alias in statement.names}
    if isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.If, ast.Try, ast.With, ast.For)):
        names = (node for node in ast.walk(statement) if isinstance(node, ast.Name))
        return {node.id for node in names if isinstance(node.ctx, ast.Store)}
    return set()

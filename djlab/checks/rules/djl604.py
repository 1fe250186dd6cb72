from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Edit, Finding, Fix, Place
from djlab.checks.rule import MigrationRule
from djlab.checks.source import Source

_NEW = {
    "schema": "Schema",
    "create_virtual_module": "VirtualModule",
    "ERD": "Diagram",
    "Di": "Diagram",
    "AttributeAdapter": None,
    "key": None,
    "key_hash": None,
    "kill": None,
    "set_password": None,
}
_USED = re.compile(rf"\.({'|'.join(_NEW)})\b|from\s+datajoint\s+import")


class RemovedName(MigrationRule):
    """A name of DataJoint 0.14 is not there in 2.x.

    ## Anti-pattern

    ```python
    schema = dj.schema("subject")
    lab = dj.create_virtual_module("lab", "lab")
    ```

    ## Best practice

    ```python
    schema = dj.Schema("subject")
    lab = dj.VirtualModule("lab", "lab")
    ```

    ## Why

    Importing the module raises AttributeError. `dj.Schema`, `dj.VirtualModule` and `dj.Diagram` exist in both lines,
    so these can be written before the move.

    ## Source

    The names that `datajoint` of 0.14.10 and of 2.3.5 has after its import, compared.
    """

    code = "DJL604"
    slug = "removed-name"
    fixable = True

    def check(self, context: Context) -> Iterator[Finding]:
        for module in context.modules:
            source = context.source(module.path)
            if source is None or not _USED.search(source.text):
                continue
            for place, name, written in _uses(source):
                yield self.finding(
                    place,
                    f"DataJoint 2 has no `dj.{name}`",
                    help=f"Write dj.{_NEW[name]}" if _NEW[name] else None,
                    fix=Fix(f"Write dj.{_NEW[name]}", (Edit(place, written),)) if written else None,
                    severity="error" if context.only("2") else None,
                    module=module.name,
                )


def _uses(source: Source) -> Iterator[tuple[Place, str, str | None]]:
    """The removed names that a file uses, with what to write in their place."""
    try:
        tree = ast.parse(source.text.removeprefix("\ufeff"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    nodes = list(ast.walk(tree))
    names = {
        alias.asname or alias.name
        for node in nodes
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name == "datajoint"
    }
    for node in nodes:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names:
            if node.attr in _NEW and node.end_col_offset is not None:
                line = node.end_lineno or node.lineno
                begin = _column(source, line, node.end_col_offset) - len(node.attr)
                yield _place(source, line, begin, node.attr), node.attr, _NEW[node.attr]
        elif isinstance(node, ast.ImportFrom) and node.module == "datajoint" and not node.level:
            for alias in node.names:
                if alias.name in _NEW:
                    new = _NEW[alias.name]
                    written = new if new is None or alias.asname else f"{new} as {alias.name}"
                    begin = _column(source, alias.lineno, alias.col_offset)
                    yield _place(source, alias.lineno, begin, alias.name), alias.name, written


def _column(source: Source, line: int, offset: int) -> int:
    """A column of the syntax tree, in bytes from 0, as a number of characters."""
    return len(source.line(line).encode()[:offset].decode(errors="ignore"))


def _place(source: Source, line: int, begin: int, name: str) -> Place:
    return Place(source.path, line, begin + 1, line, begin + 1 + len(name))

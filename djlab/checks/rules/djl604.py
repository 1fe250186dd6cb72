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
_USED = re.compile(rf"\.({'|'.join(_NEW)})\b")


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
            for place, name in _uses(source):
                new = _NEW[name]
                yield self.finding(
                    place,
                    f"DataJoint 2 has no `dj.{name}`",
                    help=f"Write dj.{new}" if new else None,
                    fix=Fix(f"Write dj.{new}", (Edit(place, new),)) if new else None,
                    severity="error" if context.only("2") else None,
                    module=module.name,
                )


def _uses(source: Source) -> Iterator[tuple[Place, str]]:
    try:
        tree = ast.parse(source.text.removeprefix("\ufeff"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    names = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name == "datajoint"
    }
    for node in ast.walk(tree):
        used = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names
        if used and isinstance(node, ast.Attribute) and node.attr in _NEW and node.end_col_offset is not None:
            line = node.end_lineno or node.lineno
            end = len(source.line(line).encode()[: node.end_col_offset].decode(errors="ignore"))
            yield Place(source.path, line, end - len(node.attr) + 1, line, end + 1), node.attr

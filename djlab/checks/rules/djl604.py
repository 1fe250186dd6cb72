from __future__ import annotations

import re
from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.datajoint_uses import Use, uses
from djlab.checks.finding import Edit, Finding, Fix
from djlab.checks.rule import MigrationRule

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
            for use in uses(source):
                if use.name not in _NEW:
                    continue
                new, written = _NEW[use.name], _written(use)
                yield self.finding(
                    use.place,
                    f"DataJoint 2 has no `dj.{use.name}`",
                    help=f"Write dj.{new}" if new else None,
                    fix=Fix(f"Write dj.{new}", (Edit(use.place, written),)) if written else None,
                    severity="error" if context.only("2") else None,
                    module=module.name,
                )


def _written(use: Use) -> str | None:
    """What to write in the place of a removed name."""
    new = _NEW[use.name]
    return f"{new} as {use.name}" if new and use.imported and not use.imported.asname else new

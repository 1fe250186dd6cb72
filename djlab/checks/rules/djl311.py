from __future__ import annotations

from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding
from djlab.checks.rule import Rule
from djlab.pipeline.model import Module


class ForeignKeyWithoutImport(Rule):
    """A foreign key leads to a module that the file does not import.

    ## Anti-pattern

    ```python
    from . import session  # which imports subject

    class Weight(dj.Manual):
        definition = \"\"\"
        -> session.subject.Subject
        weighed_on : date
        \"\"\"
    ```

    ## Best practice

    ```python
    from . import subject

    class Weight(dj.Manual):
        definition = \"\"\"
        -> subject.Subject
        weighed_on : date
        \"\"\"
    ```

    ## Why

    The reference is found through what another module happens to import, and breaks when that module changes. A
    reader, and the graph of imports, see no dependency where there is one.

    ## Source

    The DataJoint Book's best practice 3; edges of the DAG are imports and foreign keys alike.
    """

    code = "DJL311"
    slug = "foreign-key-without-import"
    severity = "info"

    def check(self, context: Context) -> Iterator[Finding]:
        holders = {table.module for table in context.pipeline.tables}
        for declaration in context.declarations:
            table = declaration.table
            for key in table.foreign_keys:
                target = context.table_of.get(key.target) if key.target else None
                if key.resolution != "exact" or target is None or target.module == table.module:
                    continue
                module = context.module_of[table.module]
                inner = key.expression.partition("(")[0].removesuffix(".proj")
                through = _module_of(context, module, inner.partition(".")[0])
                # A package that only gathers modules is there to be gone through.
                if through is None or through == target.module or through not in holders:
                    continue
                if any(item.module == target.module for item in module.imports):
                    continue
                parent, _, last = target.module.rpartition(".")
                yield self.finding(
                    declaration.place(key.line, inner),
                    f"{inner} is found through {through}: {table.module} does not import {target.module}",
                    help=f"Import the module: from {parent} import {last}" if parent else f"Import {last}",
                    table=table.id,
                )


def _module_of(context: Context, module: Module, name: str) -> str | None:
    """The module that a name of a module's source is bound to by an import; ``None`` for any other name."""
    facts = context.facts(module)
    for item in facts.imports if facts is not None else ():
        if item.bound == name:
            whole = f"{item.module}.{item.name}" if item.name else item.module
            return whole if whole in context.module_of else None
    return None

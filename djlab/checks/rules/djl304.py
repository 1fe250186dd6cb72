from __future__ import annotations

import difflib
from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding, Severity
from djlab.checks.rule import Rule
from djlab.pipeline.model import ForeignKey, Table

AWAITED = "has to be supplied when the schema"
"""The reason of a reference in a deferred schema that nothing in the project activates."""


class UnresolvedReference(Rule):
    """A foreign key refers to something that is not there.

    ## Anti-pattern

    ```python
    from . import subject

    class Session(dj.Manual):
        definition = \"\"\"
        -> subject.Subjct
        session_id : int32
        \"\"\"
    ```

    ## Best practice

    ```python
    from . import subject

    class Session(dj.Manual):
        definition = \"\"\"
        -> subject.Subject
        session_id : int32
        \"\"\"
    ```

    ## Why

    DataJoint looks the reference up, as a Python expression, when the class is declared; what the module has not
    imported or defined by then does not exist. Names that a deferred schema (`dj.Schema()`) gets from the workflow that
    activates it are let pass where the project holds no such workflow. Where running the code may well find the table
    (a module that gives itself names, a base class outside of the project, a virtual module), the finding is a note.

    ## Source

    `compile_foreign_key` in `datajoint/declare.py` of 0.14.10 and 2.3.5 ("Foreign key reference … could not be
    resolved").
    """

    code = "DJL304"
    slug = "unresolved-reference"
    severity = "error"

    def check(self, context: Context) -> Iterator[Finding]:
        deferred = {m.name for m in context.modules if any(s.kind == "deferred" for s in m.schemas)}
        broken = [f"`{module.name}`" for module in context.pipeline.modules if module.error is not None]
        for declaration in context.declarations:
            table = declaration.table
            said = {line.line for line in declaration.foreign_keys() if line.old_names or line.reference is None}
            for key in table.foreign_keys:
                if key.resolution != "unresolved" or not key.expression or key.line in said:
                    continue
                # An element names what its workflow supplies; alone, it is neither right nor wrong.
                if table.module in deferred and AWAITED in key.reason:
                    continue
                # A module that does not parse binds nothing for now; DJL309 says so once.
                if key.doubtful and any(name in key.reason for name in broken):
                    continue
                near = nearest(context, table, key)
                # A deferred schema is activated with names that the source need not show.
                unsure: Severity | None = "info" if key.doubtful else "warning" if table.module in deferred else None
                said_of = "is not found in the source" if key.doubtful else "refers to nothing"
                yield self.finding(
                    declaration.place(key.line, key.expression),
                    f"`{key.expression}` {said_of}" + (f": {key.reason}" if key.reason else ""),
                    help=f"Did you mean {near}?" if near else "Define the table above this one, or import its module",
                    severity=unsure,
                    certainty="possible" if unsure else None,
                    table=table.id,
                )


def nearest(context: Context, table: Table, key: ForeignKey) -> str | None:
    """The reference that the author may have meant, as it would be written in the table's module."""
    head, _, last = key.expression.partition("(")[0].rpartition(".")
    names: dict[str, str] = {}
    imported = {item.module: item.module.rpartition(".")[2] for item in context.module_of[table.module].imports}
    for other in context.pipeline.tables:
        if other.id == table.id:
            continue
        if other.module == table.module:
            names[other.class_] = other.class_
        else:
            module = imported.get(other.module) or other.module.rpartition(".")[2]
            names[f"{module}.{other.class_}"] = f"{module}.{other.class_}"
    exact = [name for name in names if name.rpartition(".")[2] == last]
    if len(exact) == 1 and exact[0] != key.expression:
        return names[exact[0]]
    wanted = f"{head}.{last}" if head else last
    close = difflib.get_close_matches(wanted, [name for name in names if name != wanted], 1, 0.75)
    return names[close[0]] if close else None

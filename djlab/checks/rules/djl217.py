from __future__ import annotations

from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.facts import ClassFacts, ModuleFacts
from djlab.checks.finding import Finding
from djlab.checks.rule import Rule

_TIERS = frozenset({"Manual", "Lookup", "Imported", "Computed", "Part", "Entry", "Ingest", "Compute"})


class MissingDefinition(Rule):
    """A table has no definition.

    ## Anti-pattern

    ```python
    @schema
    class Subject(dj.Manual):
        defintion = \"\"\"
        subject_id : int32
        \"\"\"
    ```

    ## Best practice

    ```python
    @schema
    class Subject(dj.Manual):
        definition = \"\"\"
        subject_id : int32
        \"\"\"
    ```

    ## Why

    DataJoint refuses the class when the module is imported, unless the database has the table already. Classes with
    another decorator, or with a base that djlab cannot see, are let pass: they may bring the definition.

    ## Source

    `UserTable.definition` in `datajoint/user_tables.py` of 0.14.10 and 2.3.5 ("Subclasses of Table must implement the
    property "definition"").
    """

    code = "DJL217"
    slug = "missing-definition"
    severity = "error"

    def check(self, context: Context) -> Iterator[Finding]:
        defined = {(table.schema, table.table) for table in context.tables if table.definition}
        own_schemas = {s.name for module in context.modules for s in module.schemas if s.kind != "virtual"}
        for table in context.tables:
            if table.definition or table.definition_line:
                continue
            # DataJoint asks no table that is there for its definition: another class, or program, may declare it.
            if (table.schema, table.table) in defined or table.schema not in own_schemas:
                continue
            facts = context.facts(context.module_of[table.module])
            own = facts.classes.get(table.class_) if facts is not None else None
            if facts is None or own is None or not _lacks(own, facts, table.tier == "Part", set()):
                continue
            source = context.source(context.path(table))
            if source is not None:
                yield self.finding(
                    source.find(table.line, table.class_.rpartition(".")[2]),
                    f"{table.class_} has no definition",
                    help="Write its attributes as definition",
                    table=table.id,
                )


def _lacks(own: ClassFacts, module: ModuleFacts, is_part: bool, seen: set[str]) -> bool:
    """Whether neither a class nor a base in its module brings a definition, and all bases are known."""
    if "definition" in own.methods or len(own.decorators) > (0 if is_part else 1):
        return False
    for base in own.bases:
        if base is None or base in seen:
            return False
        if base in module.classes:
            if not _lacks(module.classes[base], module, is_part, {*seen, base}):
                return False
        elif not base.startswith(("dj.", "datajoint.")) or base.rpartition(".")[2] not in _TIERS:
            return False
    return bool(own.bases)

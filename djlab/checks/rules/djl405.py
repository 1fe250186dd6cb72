from __future__ import annotations

from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding
from djlab.checks.make_rules import automatic_classes
from djlab.checks.rule import Rule

_TIERS = frozenset({"Imported", "Computed", "Ingest", "Compute"})


class NothingToPopulate(Rule):
    """An Imported or Computed table has no foreign key in its primary key.

    ## Anti-pattern

    ```python
    class Recording(dj.Imported):
        definition = \"\"\"
        recording_id : int32
        \"\"\"
    ```

    ## Best practice

    ```python
    class Recording(dj.Imported):
        definition = \"\"\"
        -> Session
        \"\"\"
    ```

    ## Why

    `populate()` calls `make` for each key of the tables that the primary key refers to. With none there is no key, and
    it fails.

    ## Source

    `AutoPopulate.key_source` of 0.14.10 and 2.3.5 ("A table must have dependencies from its primary key for
    auto-populate to work"). Tables with a `key_source` or a `populate` of their own are let pass.
    """

    code = "DJL405"
    slug = "nothing-to-populate"
    severity = "error"

    def check(self, context: Context) -> Iterator[Finding]:
        for table, facts, _ in automatic_classes(context):
            plain = all(base is not None and base.rpartition(".")[2] in _TIERS for base in facts.bases)
            # A table without make is filled by other means; DJL401 speaks of it.
            if not plain or not facts.makes or not table.definition_line or facts.methods & {"key_source", "populate"}:
                continue
            if any(key.key for key in table.foreign_keys) or not table.definition.strip():
                continue
            path = context.path(table)
            source = context.source(path)
            if source is not None:
                yield self.finding(
                    source.find(table.line, table.class_),
                    f"populate() of {table.class_} has no keys: its primary key refers to no table",
                    help="Put a foreign key above the ---, or make the table Manual",
                    table=table.id,
                )

from __future__ import annotations

from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding
from djlab.checks.rule import Rule

BYPASS = "allow_new_pk_fields_in_computed_tables"


class OwnKeyInComputed(Rule):
    """An Imported or Computed table adds an attribute of its own to its primary key.

    ## Anti-pattern

    ```python
    class Spikes(dj.Computed):
        definition = \"\"\"
        -> Recording
        unit_id : int32
        \"\"\"
    ```

    ## Best practice

    ```python
    class Spikes(dj.Computed):
        definition = \"\"\"
        -> Recording
        \"\"\"

        class Unit(dj.Part):
            definition = \"\"\"
            -> master
            unit_id : int32
            \"\"\"
    ```

    ## Why

    `make` is called once for each key of the tables above; a key that it makes up is no job that can be reserved, and
    `progress()` counts something else. DataJoint 2 means to refuse such a table; its releases up to 2.3.5 declare it.
    Where the project may run on 0.14 it is a note: there such tables are common, and nothing speaks against them.

    ## Source

    `AutoPopulate._declare_check` in `datajoint/autopopulate.py` of 2.3.5 ("Auto-populated table … has non-FK primary
    key attribute(s)"), which the method of the same name in `Table` hides: run on MariaDB, the table is declared.
    `dj.config.jobs.allow_new_pk_fields_in_computed_tables` allows it, and turns this rule off.
    """

    code = "DJL207"
    slug = "own-key-in-computed"
    severity = "warning"

    def check(self, context: Context) -> Iterator[Finding]:
        if "2" not in context.lines or _bypassed(context):
            return
        for declaration in context.declarations:
            table = declaration.table
            if table.tier not in ("Imported", "Computed"):
                continue
            arriving = {a.name for a in table.attributes if a.from_ is not None}
            for attribute in declaration.attributes():
                if not attribute.key or attribute.name in arriving:
                    continue
                yield self.finding(
                    declaration.place(attribute.line, attribute.name),
                    f"`{attribute.name}` of {table.class_}'s primary key comes from no foreign key",
                    help="Put it into a part table",
                    severity=None if context.only("2") else "info",
                    table=table.id,
                )


def _bypassed(context: Context) -> bool:
    paths = ["datajoint.json", *(module.path for module in context.modules)]
    return any(BYPASS in source.text for path in paths if (source := context.source(path)) is not None)

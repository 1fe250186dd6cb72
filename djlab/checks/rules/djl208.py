from __future__ import annotations

from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Edit, Finding, Fix
from djlab.checks.rule import Rule


class DoubleQuotedEnum(Rule):
    """The values of an enum stand in double quotes.

    ## Anti-pattern

    ```python
    definition = \"\"\"
    subject_id : int32
    ---
    sex : enum("M", "F")
    \"\"\"
    ```

    ## Best practice

    ```python
    definition = \"\"\"
    subject_id : int32
    ---
    sex : enum('M', 'F')
    \"\"\"
    ```

    ## Why

    DataJoint 2 speaks ANSI SQL to MySQL and MariaDB, where double quotes are for names: the declaration fails with a
    syntax error. On PostgreSQL, and in 0.14, both work. It is an error where the project says that it uses MySQL.

    ## Source

    Measured with 2.3.5 on MySQL and MariaDB (QuerySyntaxError) and on PostgreSQL (fine).
    """

    code = "DJL208"
    slug = "double-quoted-enum"
    severity = "warning"
    fixable = True

    def check(self, context: Context) -> Iterator[Finding]:
        if "2" not in context.lines or context.subject.backend == "postgresql":
            return
        sure = context.only("2") and context.subject.backend == "mysql"
        for declaration in context.declarations:
            for attribute in declaration.attributes():
                if not attribute.type.lower().startswith("enum") or '"' not in attribute.type:
                    continue
                place = declaration.type_place(attribute)
                new = attribute.type.replace('"', "'")
                safe = place is not None and "'" not in attribute.type
                yield self.finding(
                    place or declaration.place(attribute.line),
                    f"MySQL under DataJoint 2 refuses the double quotes of `{attribute.name}`",
                    help=f"Write {new}",
                    fix=Fix(f"Write {new}", (Edit(place, new),)) if safe and place else None,
                    severity="error" if sure else None,
                    table=declaration.table.id,
                )

from __future__ import annotations

import re
from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding
from djlab.checks.rule import Rule

_UNBOUNDED = re.compile(r"(tiny|small|medium|long)?(blob|text)\Z|json\Z|bytes\Z|<\s*(blob|attach|object)\b.*>\Z", re.I)


class UnboundedKey(Rule):
    """An attribute of the primary key has a type that MySQL cannot index.

    ## Anti-pattern

    ```python
    definition = \"\"\"
    settings : json
    ---
    note : varchar(255)
    \"\"\"
    ```

    ## Best practice

    ```python
    definition = \"\"\"
    settings_id : int32
    ---
    settings : json
    note : varchar(255)
    \"\"\"
    ```

    ## Why

    A key of blobs, texts or JSON has no fixed length: MySQL and MariaDB refuse the table. PostgreSQL takes it, and
    compares whole values at each look-up.

    ## Source

    Run with 0.14.10 and 2.3.5 on MariaDB ("BLOB/TEXT column used in key specification without a key length") and with
    2.3.5 on PostgreSQL (fine).
    """

    code = "DJL215"
    slug = "unbounded-key"
    severity = "error"

    def check(self, context: Context) -> Iterator[Finding]:
        subject = context.subject
        if not subject.may_use_mysql:
            return
        for declaration in context.declarations:
            for attribute in declaration.attributes():
                if attribute.key and _UNBOUNDED.match(attribute.type):
                    yield self.finding(
                        declaration.type_place(attribute) or declaration.place(attribute.line),
                        f"MySQL cannot index `{attribute.name} : {attribute.type}`, which is part of the primary key",
                        help="Move it below the ---, and give the table a number or a short text as its key",
                        severity=None if subject.uses_mysql else "warning",
                        table=declaration.table.id,
                    )

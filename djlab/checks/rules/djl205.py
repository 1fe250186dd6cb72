from __future__ import annotations

import re
from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Edit, Finding, Fix
from djlab.checks.rule import Rule

_DEFAULT_STORE = re.compile(r"<\s*(?P<codec>blob|object|npy|attach|filepath|hash)@\s*>\Z")


class DefaultStoreCodec(Rule):
    """A codec names the default store by leaving the name out.

    ## Anti-pattern

    ```python
    definition = \"\"\"
    -> Session
    ---
    raw : <object@>
    \"\"\"
    ```

    ## Best practice

    ```python
    definition = \"\"\"
    -> Session
    ---
    raw : <object@main>
    \"\"\"
    ```

    ## Why

    The table is declared, and every insert fails, also where `stores.default` is set: "Storage '' is requested but not
    configured in stores". DataJoint 2.3.5 does not turn the empty name into the default one.

    ## Source

    Measured with 2.3.5 on PostgreSQL, MySQL and MariaDB for all six built-in codecs.
    """

    code = "DJL205"
    slug = "default-store-codec"
    severity = "error"
    fixable = True

    def check(self, context: Context) -> Iterator[Finding]:
        if "2" not in context.lines:
            return
        names = [store.name for store in context.subject.stores or () if store.effective and store.name]
        for declaration in context.declarations:
            for attribute in declaration.attributes():
                match = _DEFAULT_STORE.match(attribute.type)
                if match is None:
                    continue
                place = declaration.type_place(attribute)
                new = f"<{match['codec']}@{names[0]}>" if len(names) == 1 else None
                yield self.finding(
                    place or declaration.place(attribute.line),
                    f"rows cannot be inserted while `{attribute.name}` is `{attribute.type}`",
                    help=f"Write {new}" if new else "Name the store",
                    fix=Fix(f"Write {new}", (Edit(place, new),)) if new and place else None,
                    table=declaration.table.id,
                )

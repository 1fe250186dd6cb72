from __future__ import annotations

from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding
from djlab.checks.rule import Rule


class BlobDefault(Rule):
    """A blob has a default other than null.

    ## Anti-pattern

    ```python
    definition = \"\"\"
    -> Session
    ---
    trace = 0 : <blob>
    \"\"\"
    ```

    ## Best practice

    ```python
    definition = \"\"\"
    -> Session
    ---
    trace = null : <blob>
    \"\"\"
    ```

    ## Why

    Databases give no defaults to binary columns. DataJoint refuses the table.

    ## Source

    `compile_attribute` in `datajoint/declare.py` of 0.14.10 and 2.3.5 ("The default value for blob attributes can
    only be NULL").
    """

    code = "DJL211"
    slug = "blob-default"
    severity = "error"

    def check(self, context: Context) -> Iterator[Finding]:
        for declaration in context.declarations:
            for attribute in declaration.attributes():
                given = attribute.default is not None and not attribute.nullable and attribute.default != ""
                if given and _is_blob(attribute.type):
                    yield self.finding(
                        declaration.place(attribute.line),
                        f"`{attribute.name}` is a blob and can only have null as its default",
                        help="Write = null, or no default",
                        table=declaration.table.id,
                    )


def _is_blob(type_: str) -> bool:
    lower = type_.lower()
    return lower.rstrip().endswith("blob") or lower in ("<blob>", "<attach>", "attach", "bytes")

from __future__ import annotations

import re
from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding
from djlab.checks.rule import Rule

STORE_ONLY = ("object", "npy", "hash", "filepath")
_BARE = re.compile(r"<\s*(?P<codec>\w+)\s*>\Z")


class CodecNeedsStore(Rule):
    """A codec that keeps its values in a store is written without one.

    ## Anti-pattern

    ```python
    definition = \"\"\"
    -> Session
    ---
    raw : <object>
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

    `<object>`, `<npy>`, `<hash>` and `<filepath>` have no form inside the table: DataJoint refuses the declaration.

    ## Source

    The codecs' `get_dtype` in `datajoint/builtin_codecs` of 2.3.5 ("`<object>` requires @ (store only)").
    """

    code = "DJL204"
    slug = "codec-needs-store"
    severity = "error"

    def check(self, context: Context) -> Iterator[Finding]:
        if "2" not in context.lines:
            return
        stores = [store.name for store in context.subject.stores or () if store.effective and store.name]
        for declaration in context.declarations:
            for attribute in declaration.attributes():
                match = _BARE.match(attribute.type)
                if match is None or match["codec"] not in STORE_ONLY:
                    continue
                example = stores[0] if stores else "main"
                yield self.finding(
                    declaration.type_place(attribute) or declaration.place(attribute.line),
                    f"`{attribute.type}` needs a store",
                    help=f"Write <{match['codec']}@{example}>",
                    table=declaration.table.id,
                )

from __future__ import annotations

import difflib
from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding
from djlab.checks.rule import Rule


class StoreNotConfigured(Rule):
    """An attribute keeps its values in a store that the project does not configure.

    ## Anti-pattern

    ```python
    definition = \"\"\"
    -> Session
    ---
    raw : <object@mian>
    \"\"\"
    ```

    with `[tool.datajoint.stores.main]` in pyproject.toml.

    ## Best practice

    ```python
    definition = \"\"\"
    -> Session
    ---
    raw : <object@main>
    \"\"\"
    ```

    ## Why

    DataJoint declares the table without a word and fails at the first insert ("Storage 'mian' is requested but not
    configured in stores"). A store may also come from the environment (`DJ_STORES`), so the finding is a warning, and
    projects that configure no store at all are left alone. Stores that the code gives to `dj.config["stores"]` count.

    ## Source

    `Config.get_store_spec` in `datajoint/settings.py` of 2.3.5, measured: `<object@nope>` declares.
    """

    code = "DJL206"
    slug = "store-not-configured"
    severity = "warning"
    certainty = "likely"

    def check(self, context: Context) -> Iterator[Finding]:
        names = [store.name for store in context.subject.stores or ()]
        # A store without a name is one whose name only the run of the code tells.
        if not names or "" in names:
            return
        for declaration in context.declarations:
            for attribute in declaration.attributes():
                if not attribute.store or attribute.store in names:
                    continue
                close = difflib.get_close_matches(attribute.store, names, 1, 0.6)
                yield self.finding(
                    declaration.type_place(attribute) or declaration.place(attribute.line),
                    f"the store `{attribute.store}` of `{attribute.name}` is not configured",
                    help=f"Did you mean {close[0]}?" if close else f"The project configures {', '.join(sorted(names))}",
                    table=declaration.table.id,
                )

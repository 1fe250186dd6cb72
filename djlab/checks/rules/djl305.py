from __future__ import annotations

from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding, Place
from djlab.checks.rule import Rule
from djlab.pipeline.model import Table


class ImportWithoutForeignKey(Rule):
    """A schema module imports another one of which none of its tables depends.

    ## Anti-pattern

    ```python
    from . import behavior, subject

    class Session(dj.Manual):
        definition = \"\"\"
        -> subject.Subject
        session_id : int32
        \"\"\"
    ```

    ## Best practice

    Import the modules that the foreign keys name; move helpers that need others out of the schema module.

    ## Why

    The diagram of modules is drawn from both. An import that no foreign key explains is either a leftover or a sign
    that `make` reads what its tables do not depend on. A
    module further upstream may be imported.

    ## Source

    The DataJoint Book: edges of the DAG represent both Python imports and foreign key relationships.
    """

    code = "DJL305"
    slug = "import-without-foreign-key"
    severity = "info"

    def check(self, context: Context) -> Iterator[Finding]:
        tables: dict[str, list[Table]] = {}
        for table in context.tables:
            tables.setdefault(table.module, []).append(table)
        upstream: dict[str, set[str]] = {}

        def is_upstream(here: str, there: str) -> bool:
            if here not in upstream:
                upstream[here] = {above.module for table in tables[here] for above in context.ancestors(table)}
            return there in upstream[here]

        # A reference that resolves to nothing may be what the import is for.
        open_ends = {table.module for table in context.tables if any(key.target is None for key in table.foreign_keys)}
        for edge in context.pipeline.module_edges:
            if not edge.imports or edge.foreign_keys or edge.from_ not in tables or edge.to not in tables:
                continue
            if edge.from_ in open_ends:
                continue
            module = context.module_of[edge.from_]
            item = next((i for i in module.imports if i.module == edge.to and i.scope == "module"), None)
            if item is None or not module.writable or is_upstream(edge.from_, edge.to):
                continue
            source = context.source(module.path)
            yield self.finding(
                source.find(item.line, source.line(item.line).strip()) if source else Place(module.path, item.line),
                f"{edge.from_} imports {edge.to}, and none of its tables depends on it",
                help="Remove the import, or move what needs it to a module of its own",
                module=edge.from_,
            )

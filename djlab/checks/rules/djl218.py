from __future__ import annotations

from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding
from djlab.checks.rule import Rule


class DecoratedPart(Rule):
    """A part table is decorated with a schema.

    ## Anti-pattern

    ```python
    @schema
    class Session(dj.Manual):
        definition = "session_id : int32"

        @schema
        class Trial(dj.Part):
            definition = \"\"\"
            -> master
            trial_id : int32
            \"\"\"
    ```

    ## Best practice

    ```python
    @schema
    class Session(dj.Manual):
        definition = "session_id : int32"

        class Trial(dj.Part):
            definition = \"\"\"
            -> master
            trial_id : int32
            \"\"\"
    ```

    ## Why

    A part is declared with its master, by the decorator of the master: DataJoint refuses one of its own, and a part
    that stands alone.

    ## Source

    `Schema.__call__` in `datajoint/schemas.py` of 0.14.10 and 2.3.5 ("The schema decorator should not be applied to
    Part tables").
    """

    code = "DJL218"
    slug = "decorated-part"
    severity = "error"

    def check(self, context: Context) -> Iterator[Finding]:
        for module in context.modules:
            schemas = {schema.variable for schema in module.schemas if schema.kind != "virtual"}
            facts = context.facts(module) if schemas else None
            source = context.source(module.path)
            if facts is None or source is None:
                continue
            for own in facts.classes.values():
                part = any(base in ("dj.Part", "datajoint.Part") for base in own.bases)
                if part and schemas & set(own.decorators):
                    yield self.finding(
                        source.find(own.line, own.name.rpartition(".")[2]),
                        f"the part {own.name} is decorated with a schema",
                        help="Remove the decorator; a part stands inside its master",
                        module=module.name,
                    )

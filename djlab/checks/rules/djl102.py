from __future__ import annotations

import re
from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding, Place
from djlab.checks.rule import Rule

_LOWER_SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*\Z")
_FIXED = re.compile(r"\{[^{}]*\}")


class SchemaNameCase(Rule):
    """The name of a schema is not in lower case with underscores.

    ## Anti-pattern

    ```python
    schema = dj.Schema("MyLab-Ephys")
    ```

    ## Best practice

    ```python
    schema = dj.Schema("mylab_ephys")
    ```

    ## Why

    Whether a schema's name is the same in another case depends on the server's operating system
    (`lower_case_table_names` of MySQL), and a hyphen has to be quoted in every statement written by hand.

    ## Source

    The DataJoint Book's best practice 2: schema names use lowercase with underscores.
    """

    code = "DJL102"
    slug = "schema-name-case"
    severity = "warning"

    def check(self, context: Context) -> Iterator[Finding]:
        for module in context.modules:
            source = context.source(module.path)
            for schema in module.schemas:
                if schema.kind not in ("constant", "expression") or not schema.name:
                    continue
                parts = [part for part in _FIXED.split(schema.name) if part.strip("_")]
                if schema.kind == "constant" and _LOWER_SNAKE.match(schema.name):
                    continue
                if schema.kind == "expression" and all(re.fullmatch(r"[a-z0-9_]+", part) for part in parts):
                    continue
                if schema.kind == "expression" and not _FIXED.search(schema.name):
                    continue
                lower = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[^\w{}]+", "_", schema.name).lower().strip("_")
                place = source.find(schema.line, schema.expression) if source else Place(module.path, schema.line)
                yield self.finding(
                    place,
                    f"the schema name `{schema.name}` is not in lower case with underscores",
                    help=f"Name it {lower}; a schema that exists in the database keeps its old name until it is moved",
                    module=module.name,
                )

from __future__ import annotations

import re
from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding
from djlab.checks.rule import Rule


class AttributeName(Rule):
    """The name of an attribute is one that DataJoint refuses.

    ## Anti-pattern

    ```python
    definition = \"\"\"
    SubjectID : int32
    ---
    _weight : float32
    \"\"\"
    ```

    ## Best practice

    ```python
    definition = \"\"\"
    subject_id : int32
    ---
    weight : float32
    \"\"\"
    ```

    ## Why

    Attribute names consist of lower-case letters, digits and underscores and begin with a letter. DataJoint 2 keeps
    names with a leading underscore for its own columns; 0.14 does not parse them.

    ## Source

    `build_attribute_parser` and `prepare_declare` in `datajoint/declare.py` of 0.14.10 and 2.3.5.
    """

    code = "DJL103"
    slug = "attribute-name"
    severity = "error"

    def check(self, context: Context) -> Iterator[Finding]:
        for declaration in context.declarations:
            for attribute in declaration.attributes():
                if attribute.name.startswith("_"):
                    yield self.finding(
                        declaration.place(attribute.line, attribute.name),
                        f"the attribute `{attribute.name}` begins with an underscore",
                        help=f"Name it {attribute.name.lstrip('_') or 'something else'}",
                        table=declaration.table.id,
                    )
            for line, name in declaration.misnamed().items():
                snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|\W+", "_", name).lower()
                yield self.finding(
                    declaration.place(line, name),
                    f"the attribute `{name}` is not in lower case",
                    help=f"Name it {snake}",
                    table=declaration.table.id,
                )

from __future__ import annotations

from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding
from djlab.checks.rule import Rule


class CommentColon(Rule):
    """A comment in a definition begins with a colon.

    ## Anti-pattern

    ```python
    definition = \"\"\"
    subject_id : int32  # :internal number
    \"\"\"
    ```

    ## Best practice

    ```python
    definition = \"\"\"
    subject_id : int32  # internal number
    \"\"\"
    ```

    ## Why

    DataJoint keeps an attribute's declared type between colons at the beginning of the column's comment, so it
    refuses a comment of the table or of an attribute that begins with one.

    ## Source

    `prepare_declare` and `compile_attribute` in `datajoint/declare.py` of 0.14.10 and 2.3.5.
    """

    code = "DJL212"
    slug = "comment-colon"
    severity = "error"

    def check(self, context: Context) -> Iterator[Finding]:
        for declaration in context.declarations:
            table = declaration.table.id
            if declaration.definition.comment.startswith(":"):
                first = next(number for number, _ in declaration.lines())
                yield self.finding(
                    declaration.place(first),
                    "the table's comment begins with a colon",
                    help="Begin it with a word",
                    table=table,
                )
            for attribute in declaration.attributes():
                if attribute.comment.startswith(":"):
                    yield self.finding(
                        declaration.place(attribute.line),
                        f"the comment of `{attribute.name}` begins with a colon",
                        help="Begin it with a word",
                        table=table,
                    )

from __future__ import annotations

import re
from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Edit, Finding, Fix
from djlab.checks.rule import MigrationRule
from djlab.checks.versions import admits_silent_blobs

_BLOB = re.compile(r"(tiny|small|medium|long)?blob\Z", re.IGNORECASE)


class RawBlob(MigrationRule):
    """A native blob no longer stores Python objects.

    ## Anti-pattern

    ```python
    definition = \"\"\"
    -> Recording
    ---
    trace : longblob
    \"\"\"
    ```

    ## Best practice

    ```python
    definition = \"\"\"
    -> Recording
    ---
    trace : <blob>  # bytes, if raw bytes are meant
    \"\"\"
    ```

    ## Why

    In 0.14 a `longblob` serialises what is inserted. In 2.x it holds raw bytes: inserting an array raises, and
    releases before 2.3.2 stored the text of `str(array)` without a word. Where the requirement admits one of those the
    finding is an error: data is lost.

    ## Source

    datajoint-python #1527; the warning of `compile_attribute` in 2.3.5 ("It stores raw bytes only").
    """

    code = "DJL602"
    slug = "raw-blob"
    certainty = "likely"
    fixable = True

    def check(self, context: Context) -> Iterator[Finding]:
        subject = context.subject
        lossy = admits_silent_blobs(subject.requirement)
        for declaration in context.declarations:
            for attribute in declaration.attributes():
                if not _BLOB.match(attribute.type):
                    continue
                place = declaration.type_place(attribute)
                message = f"`{attribute.name} : {attribute.type}` stores raw bytes only in DataJoint 2"
                if lossy:
                    message += ", and releases that the project admits store text in place of an array"
                yield self.finding(
                    place or declaration.place(attribute.line),
                    message,
                    help="Write <blob>; bytes, if raw bytes are meant",
                    fix=Fix("Write <blob>", (Edit(place, "<blob>"),)) if place else None,
                    severity="error" if lossy else None,
                    table=declaration.table.id,
                )

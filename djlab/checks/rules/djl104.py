from __future__ import annotations

from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding
from djlab.checks.rule import Rule

MYSQL, POSTGRESQL = 64, 63


class NameTooLong(Rule):
    """The name of a table or an attribute is longer than the database allows.

    ## Anti-pattern

    ```python
    class SpikeSortingRecordingPreprocessingParameterSelection(dj.Computed):
        class ArtifactRemovedIntervalListPart(dj.Part): ...
    ```

    ## Best practice

    ```python
    class SortingRecordingSelection(dj.Computed):
        class ArtifactFreeInterval(dj.Part): ...
    ```

    ## Why

    A table's name is made from its class, in lower case with underscores and with the name of its master before it.
    MySQL allows 64 characters, PostgreSQL 63; DataJoint refuses a longer table. PostgreSQL cuts the name of an
    attribute without a word, and then does not find it.

    ## Source

    `declare` in `datajoint/declare.py` and `max_table_name_length` in `datajoint/adapters` of 2.3.5 ("Table name …
    exceeds the max length"), `Table.declare` of 0.14.10; MySQL's error 1059 for attributes.
    """

    code = "DJL104"
    slug = "name-too-long"
    severity = "error"

    def check(self, context: Context) -> Iterator[Finding]:
        postgresql = context.subject.backend == "postgresql"
        limit = POSTGRESQL if postgresql else MYSQL
        for table in context.tables:
            source = context.source(context.path(table))
            if source is not None and len(table.table) > limit:
                yield self.finding(
                    source.find(table.line, table.class_.rpartition(".")[2]),
                    f"the table's name `{table.table}` has {len(table.table)} characters; {limit} are allowed",
                    help="Shorten the name of the class or of its master",
                    table=table.id,
                )
        for declaration in context.declarations:
            for attribute in declaration.attributes():
                if len(attribute.name) > limit:
                    yield self.finding(
                        declaration.place(attribute.line, attribute.name),
                        f"the attribute's name has {len(attribute.name)} characters; {limit} are allowed",
                        help="Shorten it",
                        severity="warning" if postgresql else None,
                        table=declaration.table.id,
                    )

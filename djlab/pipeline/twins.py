"""Classes that declare one and the same table: DataJoint makes it from the first and reads its heading for others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from djlab.pipeline.sources import TableSource
from djlab.pipeline.values import SchemaValue


def first_of_twins(tables: Iterable[TableSource]) -> Iterator[tuple[TableSource, TableSource]]:
    """Tables that another class declares first and otherwise, each with that first one.

    Only where the source tells which comes first: in one module the upper one; of several modules that which made the
    schema, for the others import it from there.
    """
    groups: dict[tuple[SchemaValue, str], list[TableSource]] = {}
    for table in tables:
        groups.setdefault((table.schema, table.table), []).append(table)
    for (schema, _), found in groups.items():
        if len(found) < 2:
            continue
        own = [table for table in found if table.value.module == schema.module]
        first = min(own, key=lambda table: table.order, default=None)
        if first is None or first.text is None:
            continue
        for table in found:
            if table is not first and table.text is not None and table.text.strip() != first.text.strip():
                yield table, first

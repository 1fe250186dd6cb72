"""Indexes of the source against those of the database. DataJoint's ``alter()`` refuses to change any."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from djlab.database.catalogue import CatalogueIndex, CatalogueTable
from djlab.pipeline.model import Table


def index_differences(table: Table, there: CatalogueTable, indexes: Sequence[CatalogueIndex]) -> Iterable[str]:
    """One sentence per index that only one side has.

    An index that a foreign key needs is made without a line in the source (by DataJoint on PostgreSQL, by InnoDB), and
    left out where another index serves it: it is never a difference. Indexes of expressions are not compared.
    """
    names = {attribute.name for attribute in table.attributes}
    declared = {(index.attributes, index.unique): index for index in table.indexes}
    unique_keys = {frozenset(key.attributes) for key in table.foreign_keys if key.unique and key.attributes}
    known = all(key.attributes for key in table.foreign_keys)
    present = {(index.columns, index.unique): index for index in indexes}
    for columns, unique in declared:
        if (columns, unique) not in present and set(columns) <= names:
            yield f"the {_kind(unique)} ({', '.join(columns)}) is only in the source"
    for key in sorted(unique_keys, key=sorted):
        if not any(unique and frozenset(found) == key for found, unique in present):
            listed = ", ".join(sorted(key))
            yield f"the unique index ({listed}) of a [unique] foreign key is only in the source"
    if not known:
        return  # which indexes a reference brings that the source does not resolve, nobody can tell
    supporting = {frozenset(key.columns) for key in there.foreign_keys}
    for (columns, unique), index in present.items():
        if (columns, unique) in declared or (unique and frozenset(columns) in unique_keys):
            continue
        if not unique and frozenset(columns) in supporting:
            continue
        yield f"the {_kind(unique)} {index.name} ({', '.join(columns)}) is only in the database"


def _kind(unique: bool) -> str:
    return "unique index" if unique else "index"

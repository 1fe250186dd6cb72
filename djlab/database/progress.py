"""How far Imported and Computed tables are: keys of the default key source, and how many are still to do.

The default key source of DataJoint (``AutoPopulate.key_source`` of 2.3.5 and 0.14.10) is the natural join of the
parents that the primary key refers to, each projected to its primary key and renamed as in the child.
"""

from __future__ import annotations

from djlab.database.catalogue import CatalogueForeignKey, CatalogueTable
from djlab.database.columns import Dialect
from djlab.database.dialect import quote
from djlab.database.names import full_name


def primary_parents(table: CatalogueTable) -> list[CatalogueForeignKey]:
    """The foreign keys whose columns all lie in the primary key."""
    key = set(table.primary_key)
    return [foreign for foreign in table.foreign_keys if set(foreign.columns) <= key]


def key_source(table: CatalogueTable, dialect: Dialect) -> str | None:
    """SQL of the default key source as a subquery with the columns of the child; ``None`` where it has no parent."""
    parents = primary_parents(table)
    if not parents:
        return None
    seen: list[str] = []
    joined = ""
    for place, parent in enumerate(parents):
        columns = ", ".join(
            f"{quote(theirs, dialect)} AS {quote(ours, dialect)}"
            for ours, theirs in zip(parent.columns, parent.target_columns, strict=True)
        )
        part = f"(SELECT {columns} FROM {full_name(parent.target, dialect)}) AS p{place}"  # noqa: S608 - quoted names
        shared = [name for name in parent.columns if name in seen]
        if not joined:
            joined = part
        elif shared:
            joined += f" JOIN {part} USING ({', '.join(quote(name, dialect) for name in shared)})"
        else:
            joined += f" CROSS JOIN {part}"
        seen += [name for name in parent.columns if name not in seen]
    names = ", ".join(quote(name, dialect) for name in seen)
    return f"(SELECT {names} FROM {joined}) AS k"  # noqa: S608 - quoted names


def progress_part(place: int, table: CatalogueTable, dialect: Dialect) -> str | None:
    """SQL that gives the place, the number of keys, and how many of them the table does not have yet."""
    source = key_source(table, dialect)
    if source is None:
        return None
    columns = {name for parent in primary_parents(table) for name in parent.columns}
    same = " AND ".join(f"t.{quote(name, dialect)} = k.{quote(name, dialect)}" for name in sorted(columns))
    missing = f"NOT EXISTS (SELECT 1 FROM {full_name(table.name, dialect)} AS t WHERE {same})"  # noqa: S608
    return (
        f"SELECT {place} AS place, (SELECT count(*) FROM {source}) AS total, "  # noqa: S608 - quoted names
        f"(SELECT count(*) FROM {source} WHERE {missing}) AS remaining"
    )

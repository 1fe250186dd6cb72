"""Which table of the database belongs to which table of the source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from djlab.database.catalogue import Catalogue, CatalogueTable, Name
from djlab.database.columns import Dialect
from djlab.database.dialect import quote
from djlab.pipeline.model import Pipeline, Table, Tier


def schemas_of(pipeline: Pipeline) -> frozenset[str]:
    """The schemas whose names the source tells; a name that is made at run time is none."""
    named = {table.schema for table in pipeline.tables}
    named |= {schema.name for module in pipeline.modules for schema in module.schemas}
    return frozenset(name for name in named if name is not None and is_known(name))


def is_known(schema: str | None) -> bool:
    """Whether a schema's name is a name, and not an expression in braces."""
    return bool(schema) and "{" not in str(schema)


def matched(tables: Iterable[Table], catalogue: Catalogue) -> Mapping[str, CatalogueTable]:
    """Per table id the table of the database; those that the database does not have are not there."""
    found = {}
    for table in tables:
        there = catalogue.table(table.schema, table.table) if table.schema else None
        if there is not None:
            found[table.id] = there
    return found


def ids_by_name(tables: Iterable[Table]) -> dict[Name, str]:
    """Per table of the database the id of the table that the source declares."""
    return {(table.schema, table.table): table.id for table in tables if table.schema and is_known(table.schema)}


# As datajoint/dependencies.py of 2.3.5 recognises parts (extract_master); 0.14.10 does it in the same way.
_PART = re.compile(r"(#?\w+)__\w+")


def master_of(name: Name) -> Name | None:
    """The table whose part this one is by its name, as DataJoint reads names; ``None`` for one that is no part."""
    found = _PART.fullmatch(name[1])
    return (name[0], found[1]) if found and re.fullmatch(r"\w+", name[0]) else None


def tier_of(name: Name) -> Tier:
    """The tier that DataJoint's prefix tells."""
    if master_of(name) is not None:
        return "Part"
    if name[1].startswith("#"):
        return "Lookup"
    if name[1].startswith("__"):
        return "Computed"
    return "Imported" if name[1].startswith("_") else "Manual"


def full_name(name: Name, dialect: Dialect) -> str:
    """Schema and table, quoted."""
    return f"{quote(name[0], dialect)}.{quote(name[1], dialect)}"

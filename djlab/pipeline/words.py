"""Names that DataJoint and Python give a meaning to."""

from __future__ import annotations

import builtins

PYTHON_NAMES = frozenset(dir(builtins))
DATAJOINT = frozenset(("datajoint", "datajoint_plus"))
"""Packages whose tiers and schemas are DataJoint's: `datajoint_plus` wraps them under the same names."""
SPAWNERS = frozenset(("spawn_missing_classes", "make_classes"))
TIERS = {
    "Manual": "Manual",
    "Entry": "Manual",
    "Lookup": "Lookup",
    "Imported": "Imported",
    "Ingest": "Imported",
    "Computed": "Computed",
    "Compute": "Computed",
    "Part": "Part",
}
SCHEMAS = frozenset(("schema", "Schema"))
VIRTUAL = frozenset(("create_virtual_module", "VirtualModule", "virtual_schema"))
DATAJOINT_NAMES = (
    frozenset(TIERS)
    | SCHEMAS
    | VIRTUAL
    | frozenset(("config", "conn", "Diagram", "U", "Not", "AndList", "Table", "FreeTable"))
)

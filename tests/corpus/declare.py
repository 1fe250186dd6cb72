"""Declare a project with the DataJoint of this interpreter on a MySQL server, and write down what it declared.

usage: declare.py HOST PORT USER PASSWORD PACKAGE OUT FOLDER...

The folders go on the import path; packages that are not installed are replaced by stand-ins that do nothing. The file
that is written has the form of the truth files, and for each table all that the catalogue knows (``headings``).
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import stand_ins

EXPECTED = {
    "spyglass.common.custom_nwbfile:AnalysisNwbfile",  # asks for a prefix in the configuration
    "nwb_datajoint.lock.file_lock:NwbfileLock",
    "nwb_datajoint.lock.file_lock:AnalysisNwbfileLock",
}
"""Tables that DataJoint refuses to declare."""


def _id(table_class: type) -> str:
    return f"{table_class.__module__}:{table_class.__qualname__}"


def main() -> None:
    """Declare, read the catalogue, write."""
    host, port, user, password, package, out, *folders = sys.argv[1:]
    sys.path[:0] = folders
    os.environ["DJ_SUPPORT_FILEPATH_MANAGEMENT"] = "TRUE"
    import datajoint as dj

    dj.config.update({"database.host": host, "database.port": int(port), "database.user": user})
    dj.config.update({"database.password": password, "safemode": False, "database.use_tls": False})
    stores = Path(out).parent / "stores"
    stores.mkdir()
    store = {"protocol": "file", "location": str(stores), "stage": str(stores)}
    dj.config["stores"] = dict.fromkeys(("raw", "analysis", "localattach"), store)
    declared: dict[str, Any] = {}
    refused: dict[str, str] = {}
    decorate = dj.Schema._decorate_table

    def record(self: Any, table_class: type, context: dict[str, Any], assert_declared: bool = False) -> None:
        try:
            decorate(self, table_class, context, assert_declared)
        except Exception as error:
            if _id(table_class) in EXPECTED:
                refused[_id(table_class)] = str(error)
                return
            if not table_class().is_declared:  # else its contents need what a stand-in does not have
                raise
        if not table_class.__module__.startswith("datajoint"):  # those that a virtual module makes
            declared[_id(table_class)] = table_class

    dj.Schema._decorate_table = record
    stand_ins.install()
    root = importlib.import_module(package)
    for module in pkgutil.walk_packages(root.__path__, package + "."):
        importlib.import_module(module.name)
    truth = catalogue(dj.conn(), declared)
    modules = sorted({name.partition(":")[0] for name in declared})
    truth |= {"project": package, "modules": [{"name": name, "executed": True} for name in modules]}
    truth |= {"imports": [], "undeclared": sorted(refused)}
    ids = {(cls.database, cls.table_name): name for name, cls in declared.items()}
    truth["headings"] = {name: heading(dj.conn(), *table, ids) for table, name in ids.items()}
    Path(out).write_text(json.dumps(truth))


def catalogue(connection: Any, declared: dict[str, Any]) -> dict[str, Any]:
    """Tables and foreign keys as ``information_schema`` has them."""
    ids = {(cls.database, cls.table_name): name for name, cls in declared.items()}
    columns = defaultdict(list)
    for schema, table, *column in connection.query(
        "SELECT table_schema, table_name, column_name, column_type, column_key = 'PRI', is_nullable = 'YES'"
        " FROM information_schema.columns ORDER BY table_schema, table_name, ordinal_position"
    ):
        if (schema, table) in ids:
            columns[ids[schema, table]].append([column[0], column[1], bool(column[2]), bool(column[3])])
    order = defaultdict(list)
    keys: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for schema, table, name, column, parent_schema, parent, parent_column in connection.query(
        "SELECT table_schema, table_name, constraint_name, column_name, referenced_table_schema, referenced_table_name,"
        " referenced_column_name FROM information_schema.key_column_usage"
        " ORDER BY table_schema, table_name, constraint_name, ordinal_position"
    ):
        if (schema, table) not in ids:
            continue
        if name == "PRIMARY":
            order[ids[schema, table]].append(column)
        elif parent is not None and (parent_schema, parent) in ids:
            keys[ids[schema, table], name].append((column, ids[parent_schema, parent], parent_column))
    tiers = ("Manual", "Lookup", "Imported", "Computed", "Part")
    tables = [
        {
            "id": name,
            "module": cls.__module__,
            "tier": next(base.__name__ for base in cls.__mro__ if base.__name__ in tiers),
            "schema": cls.database,
            "table": cls.table_name,
            "declared": True,
            "primary_key": order[name],
            "attributes": columns[name],
        }
        for name, cls in declared.items()
    ]
    nullable = {(name, column[0]) for name, found in columns.items() for column in found if column[3]}
    foreign_keys = [
        {
            "child": child,
            "parent": parts[0][1],
            "primary": all(column in order[child] for column, _, _ in parts),
            "nullable": any((child, column) in nullable for column, _, _ in parts),
            "renamed": any(column != there for column, _, there in parts),
        }
        for (child, _), parts in keys.items()
    ]
    return {"tables": tables, "foreign_keys": foreign_keys}


def heading(connection: Any, schema: str, table: str, ids: dict[tuple[str, str], str]) -> dict[str, Any]:
    """All that ``information_schema`` knows of a table; ``ids`` names tables by schema and name."""
    where = f"WHERE table_schema = '{schema}' AND table_name = '{table}'"
    indexes: dict[str, dict[str, Any]] = {}
    for name, plain, column in connection.query(
        "SELECT index_name, non_unique, column_name"
        f" FROM information_schema.statistics {where} ORDER BY 1, seq_in_index"
    ):
        indexes.setdefault(name, {"unique": not plain, "columns": []})["columns"].append(column)
    keys: dict[str, dict[str, Any]] = {}
    for name, column, *parent, there in connection.query(
        "SELECT constraint_name, column_name, referenced_table_schema, referenced_table_name, referenced_column_name"
        f" FROM information_schema.key_column_usage {where} AND referenced_table_name IS NOT NULL"
        " ORDER BY 1, ordinal_position"
    ):
        found = keys.setdefault(name, {"parent": ids.get((parent[0], parent[1]), parent[1]), "columns": []})
        found["columns"].append([column, there])
    columns = connection.query(
        "SELECT column_name, column_type, is_nullable = 'YES', column_default, column_comment"
        f" FROM information_schema.columns {where} ORDER BY ordinal_position"
    )
    ((comment,),) = connection.query(f"SELECT table_comment FROM information_schema.tables {where}").fetchall()
    return {
        "comment": comment,
        "columns": [list(column) for column in columns],
        "primary_key": indexes.pop("PRIMARY")["columns"],
        "indexes": indexes,
        "foreign_keys": list(keys.values()),
    }


if __name__ == "__main__":
    main()

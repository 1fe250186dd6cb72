"""Declare a project with the DataJoint of this interpreter on a MySQL server, and write down what it declared.

usage: declare.py HOST PORT USER PASSWORD PACKAGE OUT FOLDER...

The folders go on the import path; packages that are not installed are replaced by stand-ins that do nothing. The file
that is written has the form of the truth files.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import json
import pkgutil
import sys
import types
from collections import defaultdict
from pathlib import Path
from typing import Any


class _Meta(type):
    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if len(args) == 1 and not kwargs and isinstance(args[0], (types.FunctionType, type)):
            return args[0]  # used as a decorator
        return super().__call__()

    def __getitem__(cls, key: Any) -> Any:
        return Nothing


class Nothing(metaclass=_Meta):
    """Stands for anything of a package that is not installed."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return Nothing()

    def __iter__(self) -> Any:
        return iter(())


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: Any) -> types.ModuleType:
        module = types.ModuleType(spec.name)
        module.__getattr__ = lambda name: _missing(name)  # type: ignore[method-assign]
        return module

    def exec_module(self, module: types.ModuleType) -> None:
        pass


def _missing(name: str) -> Any:
    if name.startswith("__") and name != "__version__":
        raise AttributeError(name)
    return Nothing


def main() -> None:
    """Declare, read the catalogue, write."""
    host, port, user, password, package, out, *folders = sys.argv[1:]
    sys.path[:0] = folders
    import datajoint as dj

    dj.config.update({"database.host": host, "database.port": int(port), "database.user": user})
    dj.config.update({"database.password": password, "safemode": False, "database.use_tls": False})
    declared: dict[str, type] = {}
    decorate = dj.Schema._decorate_table

    def record(self: Any, table_class: type, context: dict[str, Any], assert_declared: bool = False) -> None:
        decorate(self, table_class, context, assert_declared)
        if not table_class.__module__.startswith("datajoint"):  # those that a virtual module makes
            declared[f"{table_class.__module__}:{table_class.__qualname__}"] = table_class

    dj.Schema._decorate_table = record
    sys.meta_path.append(_Finder())
    root = importlib.import_module(package)
    for module in pkgutil.walk_packages(root.__path__, package + "."):
        importlib.import_module(module.name)
    truth = catalogue(dj.conn(), declared)
    modules = sorted({name.partition(":")[0] for name in declared})
    truth |= {"project": package, "modules": [{"name": name, "executed": True} for name in modules]}
    truth |= {"imports": [], "undeclared": []}
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


if __name__ == "__main__":
    main()

"""Declares generated tables with the DataJoint of this interpreter, deletes, tells what went, and rolls back.

Run as a program of its own: ``python cascade_oracle.py cases.json``. Prints, per case and delete, the rows that went
per table (also of a delete that was refused in the end), and the error if there was one.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import datajoint as dj

LEGACY = dj.__version__.startswith("0.")


def declare(case: dict[str, Any]) -> dict[str, Any]:
    """The classes of a case, filled."""
    context: dict[str, Any] = {}
    schemas = {name: dj.Schema(name, context=context) for name in case["schemas"]}
    classes: dict[str, Any] = {}
    for table in case["tables"]:
        if table["master"] is None:
            parts = [part for part in case["tables"] if part["master"] == table["name"]]
            inner = {p["name"]: type(p["name"], (dj.Part,), {"definition": fitted(p["definition"])}) for p in parts}
            body = {"definition": fitted(table["definition"]), "make": lambda self, key: None, **inner}
            made = type(table["name"], (getattr(dj, table["tier"]),), body)
            context[table["name"]] = classes[table["name"]] = schemas[table["schema"]](made)
            classes |= {part["name"]: getattr(classes[table["name"]], part["name"]) for part in parts}
            context |= {part["name"]: classes[part["name"]] for part in parts}
    for table in case["tables"]:
        direct = {"allow_direct_insert": True} if table["tier"] == "Computed" else {}
        classes[table["name"]]().insert(table["rows"], **direct)
    return classes


def fitted(definition: str) -> str:
    return definition.replace("int32", "int") if LEGACY else definition


def free(connection: Any, full_name: str) -> Any:
    if LEGACY:
        return dj.FreeTable(connection, full_name)
    from datajoint.table import FreeTable

    return FreeTable(connection, full_name)


def counts(connection: Any, classes: dict[str, Any]) -> dict[str, int]:
    return {
        name: connection.query(f"SELECT count(*) FROM {cls().full_table_name}").fetchone()[0]
        for name, cls in classes.items()
    }


def delete(connection: Any, classes: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
    table = free(connection, classes[asked["table"]]().full_table_name)
    if asked["restriction"]:
        table = table & asked["restriction"]
    options: dict[str, Any] = {"part_integrity": asked["integrity"], "prompt": False}
    if LEGACY:
        options = {"force_masters": asked["integrity"] == "cascade", "safemode": False}
    before = counts(connection, classes)
    error, after = None, None
    connection.start_transaction()
    try:
        try:
            table.delete(**options)
        except Exception as caught:
            error = f"{type(caught).__name__}: {caught}"
        try:
            after = counts(connection, classes)
        except Exception as caught:
            error = error or str(caught)
    finally:
        connection.cancel_transaction()
    assert counts(connection, classes) == before
    gone = None if after is None else {name: before[name] - after[name] for name in before}
    return {"gone": gone, "error": error}


def trace(connection: Any, classes: dict[str, Any], asked: dict[str, Any]) -> dict[str, int] | None:
    """What ``Diagram.trace`` counts; ``None`` where it does not."""
    if LEGACY or not asked["exact"]:
        return None
    table = free(connection, classes[asked["table"]]().full_table_name) & asked["restriction"]
    names = {cls().full_table_name: name for name, cls in classes.items()}
    try:
        return {names[full]: number for full, number in dj.Diagram.trace(table).counts().items()}
    except dj.DataJointError:  # 2.3.5 cannot project some renamed keys back
        return None


def main() -> None:
    dj.logger.setLevel("ERROR")
    connection = dj.conn()
    told = []
    for case in json.loads(Path(sys.argv[-1]).read_text()):
        classes = declare(case)
        for asked in case["deletes"]:
            answer = delete(connection, classes, asked)
            answer["trace"] = trace(connection, classes, asked)
            answer["tables"] = {name: cls().full_table_name for name, cls in classes.items()}
            told.append(answer)
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()

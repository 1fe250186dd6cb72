"""A notebook cell that runs one failed job again, with its exact key."""

from __future__ import annotations

import re
from typing import Any

from djlab.database.status import ErrorSample
from djlab.pipeline.model import Module, Table

_UUID = re.compile(r"[0-9a-fA-F]{32}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def reproduce_cell(table: Table, module: Module | None, sample: ErrorSample) -> str:
    """Python text. Every value is a literal made by ``repr``: a row's text never becomes code."""
    package, _, name = table.module.rpartition(".")
    lines = [f"from {package} import {name}" if package else f"import {name}"]
    called = f"{name}.{table.id.partition(':')[2]}"
    if sample.key is not None:
        uuids = {attribute.name for attribute in table.attributes if attribute.type.lower() == "uuid"}
        pairs = [f"{key!r}: {_literal(value, key in uuids)}" for key, value in sample.key.items()]
        if any("UUID(" in pair for pair in pairs):
            lines.insert(0, "from uuid import UUID")
        lines += ["", f"key = {{{', '.join(pairs)}}}"]
    else:
        variable = next((schema.variable for schema in module.schemas), "schema") if module is not None else "schema"
        restriction = {"table_name": table.table, "key_hash": sample.key_hash}
        lines += [
            "",
            f"job = ({name}.{variable}.jobs & {restriction!r}).fetch1()",
            "print(job['error_stack'])",
            "key = job['key']",
        ]
    lines.append(f"{called}.populate(key)  # raises the error again, with its whole traceback")
    return "\n".join(lines)


def _literal(value: Any, is_uuid: bool) -> str:
    if is_uuid and isinstance(value, str) and _UUID.fullmatch(value):
        return f"UUID({value!r})"
    return repr(value)

"""Texts that hold secrets, as people see them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from djlab.config.report import MASK
from djlab.config.specification import SECRET_KEYS
from djlab.scaffold.plan import PlannedFile, unified_diff

_LONG = 6
"""Characters from which a value is masked wherever it stands; a shorter one only where it stands in quotes."""


def secrets_in(data: Any, depth: int = 0) -> Iterator[str]:
    """The values of all keys that are named like secrets (``password``, ``stores.raw.secret_key``)."""
    if isinstance(data, dict) and depth < 8:
        for key, value in data.items():
            if str(key).rpartition(".")[2] in SECRET_KEYS and isinstance(value, (str, int)) and value != "":
                yield str(value)
            else:
                yield from secrets_in(value, depth + 1)


def mask_values(text: str, secrets: Iterable[str]) -> str:
    """The text with these values masked, longest first."""
    for value in sorted(set(secrets), key=len, reverse=True):
        forms = [json.dumps(value), json.dumps(value, ensure_ascii=False), f"'{value}'", f'"{value}"']
        for form in forms:
            text = text.replace(form, form[0] + MASK + form[-1])
        if len(value) >= _LONG:
            for form in (value, *(form[1:-1] for form in forms)):
                text = text.replace(form, MASK)
    return text


def hide(file: PlannedFile, before: str | None, secrets: Iterable[str]) -> PlannedFile:
    """The planned file with its secrets masked in what is shown of it; ``before`` is the text on disk."""
    known = list(secrets)
    if not known:
        return file
    shown = mask_values(file.content, known)
    masked = None if before is None else mask_values(before, known)
    diff = unified_diff(file.path, masked, shown) if file.diff else ""
    return replace(file, shown=shown, diff=diff)

"""Texts that hold secrets, as people see them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from djlab.config.report import MASK
from djlab.config.specification import looks_secret
from djlab.config.stores import user_info
from djlab.scaffold.plan import PlannedFile, unified_diff

_LONG = 6
"""Characters from which a value is masked wherever it stands; a shorter one only where it stands in quotes."""


def secrets_in(data: Any, depth: int = 0, secret: bool = False) -> Iterator[str]:
    """The values of all keys that are named like secrets (``password``, ``stores.raw.secret_key``), and of URLs."""
    if depth > 8:
        return
    if isinstance(data, dict):
        for key, value in data.items():
            yield from secrets_in(value, depth + 1, secret or looks_secret(str(key)))
    elif isinstance(data, list):
        for value in data:
            yield from secrets_in(value, depth + 1, secret)
    elif secret and isinstance(data, (str, int)) and not isinstance(data, bool) and data != "":
        yield str(data)
    elif isinstance(data, str):
        yield from user_info(data)


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

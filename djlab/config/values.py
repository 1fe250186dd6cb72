"""What may be shown of a setting's value: no secret, and nothing that stands where another kind of value belongs."""

from __future__ import annotations

import difflib
from typing import Any

from djlab.config.settings import LEGACY, LEGACY_SECRETS, MODERN, Setting, coerce
from djlab.config.specification import looks_secret
from djlab.config.stores import mask

MASK = "••••"
LONGEST = 300
_WORDS = {"", "true", "false", "yes", "no", "on", "off", "none", "null", "auto", "default"}
_BACKENDS = {"postgres", "psql", "pgsql", "mariadb", "oracle", "sqlite", "sqlserver", "mssql"}
"""Words that people write where DataJoint wants another one."""


def shown(key: str, value: Any) -> str | None:
    """The value as text, masked for a secret; ``None`` where nothing is set.

    A value that does not fit its setting may be one that was put into the wrong line, a password as the port: of such
    only its kind is told, unless it is a number or close to a word that fits.
    """
    if value is None:
        return None
    if isinstance(value, (dict, list)):
        return _kind(value)
    if is_secret(key):
        return MASK
    if isinstance(value, bool):
        return str(value).lower()
    if not _fits(key, value) and not _harmless(key, value):
        return f"{_kind(value)}, which is not shown"
    text = mask(str(value))
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def is_secret(key: str) -> bool:
    """Whether no value of this setting is ever shown."""
    return key in LEGACY_SECRETS or (key in MODERN and MODERN[key].secret) or looks_secret(key)


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        names = [str(name) for name in value][:8]
        return f"an object of {', '.join(mask(name)[:40] for name in names)}" if names else "an empty object"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return "a text" if isinstance(value, str) else "a number"


def _fits(key: str, value: Any) -> bool:
    setting = MODERN.get(key)
    if key == "database.port":
        return _is_port(value)
    if setting is not None:
        return _coerces(setting, value)
    usual = LEGACY.get(key)
    if isinstance(usual, bool):
        return isinstance(value, (bool, int))
    if isinstance(usual, int) or key.startswith("filepath_checksum_size_limit"):
        return isinstance(value, int)
    return True


def _coerces(setting: Setting, value: Any) -> bool:
    try:
        coerce(setting, value)
    except ValueError:
        return False
    return True


def _is_port(value: Any) -> bool:
    try:
        return 0 < int(value) < 65536
    except (TypeError, ValueError, OverflowError):
        return False


def _harmless(key: str, value: Any) -> bool:
    if not isinstance(value, str):
        return key != "database.port"
    setting = MODERN.get(key)
    choices = [choice.lower() for choice in setting.choices] if setting else []
    word = value.lower()
    return word in _WORDS | _BACKENDS or bool(difflib.get_close_matches(word, choices, 1, 0.8))

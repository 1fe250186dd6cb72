"""What DataJoint accepts as the specification of a store.

Source: ``Config.get_store_spec`` and ``_validate_prefix_separation`` in ``datajoint/settings.py`` of 2.3.5 and 0.14.10,
``_COMMON_STORE_KEYS`` in ``datajoint/storage_adapter.py`` of 2.3.5.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Any

from djlab.config.requirement import Series

_LAYOUT = (
    "subfolding",
    "partition_pattern",
    "token_length",
    "hash_prefix",
    "schema_prefix",
    "filepath_prefix",
    "stage",
)

REQUIRED: dict[Series, dict[str, tuple[str, ...]]] = {
    "2": {
        "file": ("protocol", "location"),
        "s3": ("protocol", "endpoint", "bucket", "location"),
        "gcs": ("protocol", "bucket", "location"),
        "azure": ("protocol", "container", "location"),
    },
    "0.14": {
        "file": ("protocol", "location"),
        "s3": ("protocol", "endpoint", "bucket", "access_key", "secret_key", "location"),
    },
}

OPTIONAL: dict[Series, dict[str, tuple[str, ...]]] = {
    "2": {
        "file": _LAYOUT,
        "s3": ("access_key", "secret_key", "secure", "proxy_server", *_LAYOUT),
        "gcs": ("token", "project", *_LAYOUT),
        "azure": ("account_name", "account_key", "connection_string", *_LAYOUT),
    },
    "0.14": {
        "file": ("subfolding", "stage"),
        "s3": ("secure", "subfolding", "stage", "proxy_server"),
    },
}

SECRET_KEYS = frozenset(
    {"access_key", "secret_key", "token", "account_key", "connection_string", "password", "sas_token"}
)
"""Keys whose values never leave this package."""

_SECRET_WORDS = re.compile(
    r"pass(?!ed|ive)|pwd|secret|token|credential|signature|key|connection_?string|\bsas\b", re.IGNORECASE
)


def looks_secret(key: str) -> bool:
    """Whether the value of a key should not be shown: it is one of a secret, misspelt or of another library perhaps."""
    last = key.rpartition(".")[2]
    if last in SECRET_KEYS or _SECRET_WORDS.search(last):
        return last != "token_length"
    return bool(difflib.get_close_matches(last.lower(), SECRET_KEYS, 1, 0.75))


def without_secrets(value: Any, depth: int = 0) -> Any:
    """The value without what lies below keys that look like secrets, at any depth."""
    if depth > 8:
        return "…"
    if isinstance(value, Mapping):
        return {key: without_secrets(one, depth + 1) for key, one in value.items() if not looks_secret(str(key))}
    if isinstance(value, list):
        return [without_secrets(one, depth + 1) for one in value]
    return value


RESERVED = ("default", "filepath_default")
"""Keys of ``stores`` that name a store and are none."""


def refusals(spec: Mapping[str, Any], series: Series) -> list[str]:
    """Why DataJoint refuses this specification when the store is first used, one sentence each; none where it does not.

    Protocols that a plugin may add (entry points ``datajoint.storage``) are only checked for being known here.
    """
    protocol = spec.get("protocol", "")
    if not isinstance(protocol, str):
        return ["protocol must be text"]
    if not protocol:
        return ["protocol is missing"]
    known = REQUIRED[series]
    kind = protocol.lower()
    if kind not in known:
        return [_unknown_protocol(protocol, known, series)]
    found = []
    required, optional = known[kind], OPTIONAL[series][kind]
    missing = [key for key in required if key not in spec]
    unknown = [key for key in spec if key not in required and key not in optional]
    for key in unknown:
        close = difflib.get_close_matches(key.lower(), [*missing, *optional, *required], 1, 0.6)
        hint = f": did you mean {close[0]}?" if close else f" for protocol {kind}; remove it"
        found.append(f"key {key} is not known{hint}")
    if missing:
        found.append(f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing")
    if series == "2":
        found.extend(_overlaps(spec))
    return found


def _unknown_protocol(protocol: str, known: Mapping[str, object], series: Series) -> str:
    close = difflib.get_close_matches(protocol.lower(), known, 1, 0.5)
    hint = f"did you mean {close[0]}? " if close else ""
    plugin = "; other protocols need a plugin package" if series == "2" else ""
    return f"protocol {protocol} is not known: {hint}DataJoint {series} has {', '.join(known)}{plugin}"


def _overlaps(spec: Mapping[str, Any]) -> list[str]:
    prefixes = {
        "hash_prefix": spec.get("hash_prefix", "_hash"),
        "schema_prefix": spec.get("schema_prefix", "_schema"),
        "filepath_prefix": spec.get("filepath_prefix"),
    }
    found = [f"{key} must be text" for key, value in prefixes.items() if value and not isinstance(value, str)]
    named = [(key, value.strip("/") + "/") for key, value in prefixes.items() if value and isinstance(value, str)]
    for place, (first, a) in enumerate(named):
        for second, b in named[place + 1 :]:
            if a.startswith(b) or b.startswith(a):
                found.append(f"{first} {prefixes[first]} and {second} {prefixes[second]} overlap")
    return found

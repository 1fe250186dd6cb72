"""The specification of a store as DataJoint will hold it, secrets included: it stays on the server."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from djlab.config.configuration import Configuration
from djlab.config.documents import read_text
from djlab.config.modern import SECRETS
from djlab.config.specification import OPTIONAL, REQUIRED, SECRET_KEYS

_SECRET_LIMIT = 100_000


def store_specification(
    configuration: Configuration, root: Path, name: str, environ: Mapping[str, str] | None = None
) -> dict[str, Any] | None:
    """What ``dj.config.stores[name]`` is once the project's package is imported; ``None`` for no such store.

    For a store of pyproject.toml it is what ``_stores.py`` would make of it, also where no module applies it yet: a
    store can be tested before. A relative ``file`` location is taken from the project's root.
    """
    variables = os.environ if environ is None else environ
    present = configuration.loaded.stores.get(name)
    declared = _declared(configuration).get(name)
    if not isinstance(declared, dict):
        return _complete(dict(present), root, configuration) if isinstance(present, dict) else None
    own = present if isinstance(present, dict) else {}
    if own.get("protocol", declared.get("protocol")) != declared.get("protocol"):
        return _complete(dict(own), root, configuration)
    protocol = str(declared.get("protocol", "")).lower()
    known = {*REQUIRED["2"].get(protocol, ()), *OPTIONAL["2"].get(protocol, ())} & SECRET_KEYS
    secrets = {key: value for key in sorted(known) if (value := _secret(name, key, root, variables))}
    return _complete({**declared, **secrets, **own}, root, configuration)


def target(specification: Mapping[str, Any]) -> str:
    """Where a test of the store would go, for a person to agree to: no secret is part of it."""
    protocol = str(specification.get("protocol", "")).lower()
    location = str(specification.get("location") or "")
    if protocol == "file":
        return location
    bucket = str(specification.get("bucket") or specification.get("container") or "")
    place = f"{protocol}://{'/'.join(part for part in (bucket, location) if part)}"
    if protocol == "s3":
        return f"{place} at {endpoint_url(specification)}"
    if protocol == "azure":
        return f"{place}{_account(specification)}"
    return place


def _account(specification: Mapping[str, Any]) -> str:
    """Whose container that is, and where a connection string sends it."""
    text = str(specification.get("connection_string") or "")
    parts = dict(part.partition("=")[::2] for part in text.split(";"))
    name = parts.get("AccountName") if text else specification.get("account_name")
    endpoint = parts.get("BlobEndpoint", "").partition("?")[0]
    suffix = parts.get("EndpointSuffix", "")
    where = f" at {endpoint}" if endpoint else f" at {suffix}" if suffix else ""
    return (f" of the account {name}" if name else "") + where


def endpoint_url(specification: Mapping[str, Any]) -> str:
    """The URL of an s3 store's endpoint, as DataJoint makes it: by HTTPS where nothing else is said since 2.0.

    Source: ``Config.get_store_spec`` and ``StorageBackend._create_filesystem`` of 2.3.5, ``s3.Folder`` of 0.14.10.
    """
    endpoint = str(specification.get("endpoint", ""))
    if endpoint.startswith(("http://", "https://")):
        return endpoint
    return f"{'https' if specification.get('secure', False) else 'http'}://{endpoint}"


def _declared(configuration: Configuration) -> dict[str, Any]:
    table: Any = configuration.pyproject.data
    for key in ("tool", "datajoint", "stores"):
        table = table.get(key) if isinstance(table, dict) else None
    return table if isinstance(table, dict) else {}


def _secret(name: str, key: str, root: Path, environ: Mapping[str, str]) -> str:
    value = environ.get(f"DJ_STORES_{name}_{key}".upper(), "")
    if value:
        return value
    try:
        return read_text(root / SECRETS / f"stores.{name}.{key}", _SECRET_LIMIT).strip()
    except (OSError, ValueError):
        return ""


def _complete(specification: dict[str, Any], root: Path, configuration: Configuration) -> dict[str, Any]:
    location = specification.get("location")
    protocol = str(specification.get("protocol", "")).lower()
    if protocol == "s3":
        specification.setdefault("secure", configuration.series == "2")
    token = specification.get("token")
    if protocol == "gcs" and isinstance(token, str) and token and (root / token).is_file():
        specification["token"] = str(root / token)
    if protocol == "file" and isinstance(location, str) and location:
        specification["location"] = str(root / Path(location).expanduser())
    return specification

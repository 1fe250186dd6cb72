"""The stores of a project: every one that some source names, and whether DataJoint will have it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from djlab.config import legacy, modern
from djlab.config.bridge import Bridge
from djlab.config.documents import Document, read_json
from djlab.config.loaded import Loaded
from djlab.config.requirement import Series
from djlab.config.specification import RESERVED, SECRET_KEYS, refusals

PYPROJECT = "pyproject.toml"

_USER_INFO = re.compile(r"(?<=//)\S*@|(?<![\w/@.-])[^\s@:/]+:\S*@")
"""What stands before the host of a URL; of one without ``//`` only where it holds a password. Keys may hold ``/``."""


@dataclass(frozen=True, slots=True)
class ConfiguredStore:
    """A store that a source names. ``source`` is the file or variable that wins; secrets are never part of it.

    ``effective`` says whether DataJoint will have the store, and accept it, when the project's package is imported;
    ``reason`` why. ``bucket`` is the container of an azure store.
    """

    name: str
    protocol: str | None
    location: str | None
    endpoint: str | None
    bucket: str | None
    source: str
    effective: bool
    reason: str
    problems: tuple[str, ...] = ()


def read_stores(
    root: Path,
    loaded: Loaded,
    series: Series,
    pyproject: Document,
    bridge: Bridge | None,
    environ: Mapping[str, str],
) -> tuple[ConfiguredStore, ...]:
    """Every store that pyproject.toml, DataJoint's own files or the environment name, in the order of their names."""
    declared = _pyproject_stores(pyproject)
    applied = bridge is not None and bridge.applied
    found: dict[str, ConfiguredStore] = {}
    for name, specification in loaded.stores.items():
        if _is_name(name, specification):
            shadows = PYPROJECT if name in declared else ""
            if applied and name in declared and isinstance(specification, dict):
                specification = {**_anchored(declared[name], root), **specification}
            source = loaded.store_sources.get(name, {}).get("", "")
            found[name] = _taken(name, specification, source, shadows, loaded, series)
    for name, specification in declared.items():
        if name not in found:
            found[name] = _declared(name, specification, root, bridge, series, environ)
    for name, reason in loaded.passed_over.items():
        if name not in found and name not in RESERVED:
            found[name] = _passed_over(name, {}, _origin(reason, series), reason)
    for name, specification, source, reason in _unread(root, series):
        if name not in found and _is_name(name, specification):
            found[name] = _passed_over(name, specification, source, reason)
    return tuple(found[name] for name in sorted(found))


def default_store(loaded: Loaded, pyproject: Document, bridge: Bridge | None) -> str | None:
    """The store that ``<blob@>`` means, where one is named."""
    name = loaded.stores.get("default")
    if not isinstance(name, str) and bridge is not None and bridge.applied:
        table = _stores_table(pyproject)
        names = [key for key, value in table.items() if isinstance(value, dict)]
        name = table.get("default", names[0] if names else None)
    return name if isinstance(name, str) and name else None


def _is_name(name: str, specification: object) -> bool:
    return bool(name) and not (name in RESERVED and not isinstance(specification, dict))


def _stores_table(pyproject: Document) -> dict[str, Any]:
    table: Any = pyproject.data
    for key in ("tool", "datajoint", "stores"):
        table = table.get(key) if isinstance(table, dict) else None
    return table if isinstance(table, dict) else {}


def _pyproject_stores(pyproject: Document) -> dict[str, dict[str, Any]]:
    table = _stores_table(pyproject)
    return {name: value if isinstance(value, dict) else {} for name, value in table.items() if _is_name(name, value)}


def _taken(
    name: str, specification: object, source: str, shadows: str, loaded: Loaded, series: Series
) -> ConfiguredStore:
    where = f"read from {source} by DataJoint {series}"
    if shadows:
        where += f", which wins over {shadows}"
    if not isinstance(specification, dict):
        return _store(name, {}, source, False, f"DataJoint refuses it: {source} gives no object", ())
    refused = refusals(specification, series)
    if loaded.fatal:
        return _store(
            name, specification, source, False, loaded.fatal, (*refused, *_hints(name, specification, source))
        )
    reason = where if not refused else f"{where}, but refused when it is first used: {refused[0]}"
    problems = (*refused, *_relative(specification), *_hints(name, specification, source))
    return _store(name, specification, source, not refused, reason, problems)


def _declared(
    name: str,
    specification: dict[str, Any],
    root: Path,
    bridge: Bridge | None,
    series: Series,
    environ: Mapping[str, str],
) -> ConfiguredStore:
    complete = _with_secrets(name, specification, root, environ)
    refused = refusals(complete, series)
    hints = _hints(name, specification, PYPROJECT)
    if bridge is None:
        reason = "DataJoint never reads pyproject.toml; a module src/<package>/_stores.py can apply it"
        return _store(name, specification, PYPROJECT, False, reason, (*refused, *hints))
    if not bridge.applied:
        reason = f"DataJoint never reads pyproject.toml, and {bridge.reason}"
        return _store(name, specification, PYPROJECT, False, reason, (*refused, *hints))
    reason = f"applied by {bridge.module}"
    if refused:
        reason += f", but refused when it is first used: {refused[0]}"
    return _store(name, specification, PYPROJECT, not refused, reason, (*refused, *hints))


def _with_secrets(name: str, specification: dict[str, Any], root: Path, environ: Mapping[str, str]) -> dict[str, Any]:
    """The keys that ``_stores.py`` adds, with nothing of their values."""
    complete = dict(specification)
    for key in SECRET_KEYS:
        variable = f"DJ_STORES_{name}_{key}".upper()
        if environ.get(variable) or (root / modern.SECRETS / f"stores.{name}.{key}").is_file():
            complete[key] = ""
    return complete


def _anchored(specification: dict[str, Any], root: Path) -> dict[str, Any]:
    location = specification.get("location")
    if str(specification.get("protocol", "")).lower() != "file" or not isinstance(location, str):
        return specification
    return {**specification, "location": str(root / Path(location).expanduser())}


def _passed_over(name: str, specification: object, source: str, reason: str) -> ConfiguredStore:
    return _store(name, specification if isinstance(specification, dict) else {}, source, False, reason, ())


def _origin(reason: str, series: Series) -> str:
    files = (legacy.LOCAL, legacy.GLOBAL) if series == "0.14" else (modern.CONFIG,)
    return next((file for file in files if file in reason), files[0])


def _unread(root: Path, series: Series) -> list[tuple[str, object, str, str]]:
    """Stores in the file of the other line of DataJoint, which this project's DataJoint does not read."""
    if series == "2":
        path, name, wanted = root / legacy.LOCAL, legacy.LOCAL, modern.CONFIG
    else:
        found = modern.find_config(root)
        path, wanted = found or root / modern.CONFIG, legacy.LOCAL
        name = modern.label(path, root)
    stores = read_json(path, name).data.get("stores")
    reason = f"DataJoint {series} does not read {name} but {wanted}"
    return [(key, value, name, reason) for key, value in stores.items()] if isinstance(stores, dict) else []


def _relative(specification: dict[str, Any]) -> list[str]:
    location = specification.get("location")
    if str(specification.get("protocol", "")).lower() != "file" or not isinstance(location, str):
        return []
    if Path(location).is_absolute() or re.match(r"[A-Za-z]:[\\/]", location):
        return []
    return [f"location {mask(location)} is relative: DataJoint takes it from the folder in which Python was started"]


def _hints(name: str, specification: dict[str, Any], source: str) -> list[str]:
    """Secrets where they do not belong. Names of keys only."""
    kept = sorted(key for key in specification if key in SECRET_KEYS and source == PYPROJECT)
    hints = [f"{key} is a secret: keep it in .secrets/stores.{name}.{key}, not in {source}" for key in kept]
    for key in ("endpoint", "location", "bucket"):
        value = specification.get(key)
        if isinstance(value, str) and _USER_INFO.search(value):
            hints.append(f"{key} holds a user name or password")
    return hints


def user_info(text: str) -> list[str]:
    """What stands before the host of URLs in the text."""
    return [found[:-1] for found in _USER_INFO.findall(text) if len(found) > 1]


def mask(text: str) -> str:
    """The text with the user information of a URL replaced."""
    return _USER_INFO.sub("***@", text)


def _store(
    name: str,
    specification: Mapping[str, Any],
    source: str,
    effective: bool,
    reason: str,
    problems: tuple[str, ...],
) -> ConfiguredStore:
    def text(key: str) -> str | None:
        value = specification.get(key)
        return None if value is None else mask(str(value))[:500]

    return ConfiguredStore(
        name,
        text("protocol"),
        text("location"),
        text("endpoint"),
        text("bucket") or text("container"),
        source,
        effective,
        mask(reason),
        tuple(mask(problem) for problem in problems),
    )

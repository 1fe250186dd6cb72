"""What DataJoint 2 has loaded once it is imported, derived without importing it.

Source: ``_create_config``, ``Config.load``, ``_update_from_flat_dict``, ``_apply_stores_env`` and ``_load_secrets`` in
``datajoint/settings.py`` of 2.3.5. The order, highest first: environment (for the settings that it maps),
datajoint.json, secrets folder, defaults. A value that DataJoint refuses makes it drop the rest of datajoint.json.
"""

from __future__ import annotations

import difflib
import os
import stat
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from djlab.config.documents import Problem, parse_json, read_json, read_text
from djlab.config.loaded import Loaded
from djlab.config.settings import GROUPS, MODERN, Setting, coerce

CONFIG = "datajoint.json"
SECRETS = ".secrets"
SYSTEM_SECRETS = Path("/run/secrets/datajoint")
SECRET_LIMIT = 100_000


class _RefusedError(Exception):
    """DataJoint raises here and drops the rest of the file."""


def find_config(start: Path) -> Path | None:
    """The datajoint.json that DataJoint finds from a folder: upwards, as far as the folder that holds .git or .hg."""
    for folder in (start, *start.parents):
        if (folder / CONFIG).is_file():
            return folder / CONFIG
        if (folder / ".git").exists() or (folder / ".hg").exists():
            return None
    return None


def load(root: Path, environ: Mapping[str, str], system_secrets: Path = SYSTEM_SECRETS) -> Loaded:
    """What DataJoint 2 holds when Python starts in ``root`` with these environment variables."""
    loaded = Loaded()
    _environment(loaded, environ)
    path = None if loaded.values["ignore_config_file"] else find_config(root)
    if path is not None:
        _file(loaded, path, label(path, root), environ)
    _stores_variable(loaded, environ)
    if not loaded.values["ignore_config_file"]:
        folder = path.parent / SECRETS if path is not None else None
        if folder is not None and folder.is_dir():
            _secrets(loaded, folder, label(folder, root))
        elif system_secrets.is_dir():
            _secrets(loaded, system_secrets, str(system_secrets))
    return loaded


def label(path: Path, root: Path) -> str:
    """How messages call a file: relative to the project's root where that is short, else absolute."""
    relative = Path(os.path.relpath(path, root)).as_posix()
    return str(path) if relative.startswith("../../..") else relative


def _environment(loaded: Loaded, environ: Mapping[str, str]) -> None:
    variables = {name.lower(): (name, value) for name, value in environ.items()}
    for key, setting in MODERN.items():
        loaded.values[key] = deepcopy(setting.default)
        if setting.variable.lower() not in variables:
            continue
        name, text = variables[setting.variable.lower()]
        value: object = text
        if setting.kind == "object":
            document = parse_json(text, Path(name), name)
            value = None if document.problem else document.data
        try:
            loaded.take(key, name, coerce(setting, value))
            loaded.offer(key, name, loaded.values[key])
        except ValueError as error:
            loaded.offer(key, name, text, f"{key} {error}")
            loaded.fatal = loaded.fatal or f"{name}: {key} {error}; importing DataJoint fails"
            loaded.problems.append(Problem(name, 0, f"{name}: {key} {error}; importing DataJoint fails"))
    if loaded.values["database.port"] is None:
        loaded.values["database.port"] = 5432 if loaded.values["database.backend"] == "postgresql" else 3306


def _file(loaded: Loaded, path: Path, name: str, environ: Mapping[str, str]) -> None:
    loaded.files.append(path)
    document = read_json(path, name)
    if document.problem is not None:
        loaded.problems.append(document.problem)
    for place, (key, value) in enumerate(document.data.items()):
        try:
            _entry(loaded, key, value, name, environ)
        except _RefusedError as error:
            rest = list(document.data)[place + 1 :]
            lost = f"; DataJoint drops the rest of the file ({', '.join(rest)})" if rest else ""
            loaded.problems.append(Problem(name, _line(path, key), f"{name}: {error}{lost}"))
            for later in rest:
                _lost(loaded, later, document.data[later], name)
            return


def _entry(loaded: Loaded, key: str, value: object, name: str, environ: Mapping[str, str]) -> None:
    parts = key.split(".")
    if key == "stores":
        if not isinstance(value, dict):
            raise _RefusedError("stores must be an object")
        for store, specification in value.items():
            loaded.take_store(store, specification, name)
    elif isinstance(value, dict) and key in GROUPS:
        for nested, item in value.items():
            if f"{key}.{nested}" in MODERN:
                _assign(loaded, MODERN[f"{key}.{nested}"], item, name, environ)
            else:
                _unknown(loaded, f"{key}.{nested}", name)
    elif key in MODERN:
        _assign(loaded, MODERN[key], value, name, environ)
    elif key in GROUPS:
        raise _RefusedError(f"{key} must be an object")
    elif len(parts) == 3 and parts[0] == "stores":
        store = loaded.stores.setdefault(parts[1], {})
        if not isinstance(store, dict):
            raise _RefusedError(f"stores.{parts[1]} must be an object")
        store[parts[2]] = value
        loaded.store_sources.setdefault(parts[1], {"": name})[parts[2]] = name
    else:
        _unknown(loaded, key, name)


def _assign(loaded: Loaded, setting: Setting, value: object, name: str, environ: Mapping[str, str]) -> None:
    if setting.over_file and environ.get(setting.variable):
        loaded.offer(setting.key, name, value)
        return
    try:
        taken = coerce(setting, value)
    except ValueError as error:
        loaded.offer(setting.key, name, value, f"{setting.key} {error}")
        raise _RefusedError(f"{setting.key} {error}") from None
    if setting.key == "database.port" and taken is None:
        taken = 5432 if loaded.values["database.backend"] == "postgresql" else 3306
    loaded.offer(setting.key, name, value)
    loaded.take(setting.key, name, taken)


def _lost(loaded: Loaded, key: str, value: object, name: str) -> None:
    note = f"an error earlier in {name} makes DataJoint drop it"
    if isinstance(value, dict) and key == "stores":
        loaded.passed_over.update(dict.fromkeys(value, note))
    elif isinstance(value, dict) and key in GROUPS:
        for nested, item in value.items():
            loaded.offer(f"{key}.{nested}", name, item, note)
    elif key.startswith("stores.") and key.count(".") == 2:
        loaded.passed_over.setdefault(key.split(".")[1], note)
    else:
        loaded.offer(key, name, value, note)


def _unknown(loaded: Loaded, key: str, name: str) -> None:
    close = difflib.get_close_matches(key, [*MODERN, "stores"], 1, 0.75)
    hint = f": did you mean {close[0]}?" if close else ""
    loaded.problems.append(Problem(name, 0, f"{name}: DataJoint ignores the unknown setting {key}{hint}"))


def _stores_variable(loaded: Loaded, environ: Mapping[str, str]) -> None:
    raw = environ.get("DJ_STORES")
    if not raw:
        return
    document = parse_json(raw, Path("DJ_STORES"), "DJ_STORES")
    if document.problem is not None:
        loaded.fatal = loaded.fatal or f"{document.problem.message}; importing DataJoint fails"
        loaded.problems.append(Problem("DJ_STORES", 0, f"{document.problem.message}; importing DataJoint fails"))
        return
    for store in loaded.stores:
        loaded.passed_over[store] = "DJ_STORES replaces every store of datajoint.json"
    loaded.stores, loaded.store_sources = {}, {}
    for store, specification in document.data.items():
        loaded.take_store(store, specification, "DJ_STORES")


def _secrets(loaded: Loaded, folder: Path, name: str) -> None:
    try:
        files = sorted(entry for entry in folder.iterdir() if entry.is_file())
    except OSError as error:
        loaded.problems.append(Problem(name, 0, f"{name} cannot be read: {error.strerror}"))
        return
    loaded.files.append(folder)
    for file in files:
        source, parts = f"{name}/{file.name}", file.name.split(".")
        if file.name.startswith("."):
            continue
        _exposed(loaded, file, source)
        if file.name in ("database.user", "database.password"):
            value = _secret(file)
            if value is not None:
                loaded.offer(file.name, source, value)
                if loaded.values[file.name] is None:
                    loaded.take(file.name, source, value)
        elif len(parts) == 3 and parts[0] == "stores":
            _store_secret(loaded, parts[1], parts[2], source, _secret(file))
        else:
            loaded.problems.append(
                Problem(
                    source,
                    0,
                    f"DataJoint does not read {source}: only database.user, database.password and stores.NAME.KEY",
                )
            )


def _store_secret(loaded: Loaded, store: str, key: str, source: str, value: str | None) -> None:
    if store not in loaded.stores:
        loaded.take_store(store, {}, source)
    specification: Any = loaded.stores[store]
    if isinstance(specification, dict) and key not in specification and value is not None:
        specification[key] = value
        loaded.store_sources[store][key] = source


def _secret(file: Path) -> str | None:
    try:
        return read_text(file, SECRET_LIMIT).strip()
    except (OSError, ValueError):
        return None


def _exposed(loaded: Loaded, file: Path, source: str) -> None:
    try:
        mode = file.stat().st_mode
    except OSError:
        return
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        loaded.problems.append(
            Problem(source, 0, f"{source} can be read by other users of this machine: chmod 600 {source}")
        )


def _line(path: Path, key: str) -> int:
    """The line on which a key of a JSON object probably stands; 1 where it cannot be told."""
    try:
        text = read_text(path)
    except (OSError, ValueError):
        return 1
    place = text.find(f'"{key}"')
    return text.count("\n", 0, place) + 1 if place >= 0 else 1

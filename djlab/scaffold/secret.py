"""Moving a secret out of a configuration file into ``.secrets/``.

The ignore line of Git comes first, then the file, readable by its owner alone in a folder of the same kind.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, MutableMapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import tomli
import tomlkit
from tomlkit.exceptions import TOMLKitError

from djlab.config import read_configuration
from djlab.config.documents import Document, read_json
from djlab.config.exposure import tracked
from djlab.config.modern import CONFIG, SECRETS
from djlab.config.report import MASK
from djlab.config.requirement import Series
from djlab.config.specification import SECRET_KEYS
from djlab.config.stores import PYPROJECT
from djlab.scaffold.command import command_line
from djlab.scaffold.options import as_options
from djlab.scaffold.plan import Plan, PlannedFile, Problem, first_problems, plan_new_file, plan_text, unified_diff
from djlab.scaffold.secrecy import hide, secrets_in
from djlab.scaffold.store_options import NAME, SecretOptions

IGNORED = re.compile(r"/?\.secrets(/\*{0,2})?")
_Path = tuple[str, ...]


def movable_secrets(root: Path) -> list[tuple[str, str]]:
    """The secrets that could be moved, as (key, file that holds it); values are no part of it."""
    configuration = read_configuration(root)
    if configuration.series == "0.14":
        return []
    found = [(key, CONFIG) for key in _keys(read_json(root / CONFIG, CONFIG).data)]
    return found + [(key, PYPROJECT) for key in _keys({"stores": _stores_table(configuration.pyproject)})]


def plan_secret(root: str | Path, options: SecretOptions | Mapping[str, Any]) -> Plan:
    """Plan the move of one secret from ``datajoint.json`` or ``pyproject.toml`` into ``.secrets/``.

    The value is in the plan, and never in what is shown of it. Raises
    :class:`~djlab.scaffold.options.OptionError` for options of the wrong type.
    """
    key = as_options(SecretOptions, options).key
    base = Path(root).resolve()
    command = command_line("new", "secret", key)

    def refused(message: str) -> Plan:
        return Plan("secret", str(base), (), (Problem("key", message),), command, None)

    configuration = read_configuration(base)
    if reason := _refusal(key, configuration.series):
        return refused(reason)
    path, data = next(
        (
            (name, data)
            for name, data in (
                (CONFIG, read_json(base / CONFIG, CONFIG).data),
                (PYPROJECT, {"stores": _stores_table(configuration.pyproject)}),
            )
            if key in _keys(data)
        ),
        ("", {}),
    )
    if not path:
        return refused(f"Neither {CONFIG} nor {PYPROJECT} holds {key}")
    value = _keys(data)[key]
    ignore, problem = plan_text(base, ".gitignore", _ignoring)
    secret, stuck = plan_new_file(base, f"{SECRETS}/{key}", value, 0o600)
    if stuck is not None and secret.seen is not None:
        stuck = Problem("key", f"{SECRETS}/{key} exists already with another value: remove one of the two")
    secret = replace(secret, shown=MASK, diff=unified_diff(secret.path, None, MASK + "\n") if secret.diff else "")
    holder, broken = _without(base, path, key, configuration.pyproject)
    files = (ignore, secret, holder)
    problems = first_problems((problem, stuck, broken))
    return Plan("secret", str(base), files, problems, command, None, tuple(_notes(base, path, key)))


def _refusal(key: str, line: Series) -> str:
    if line == "0.14":
        return "DataJoint 0.14 does not read .secrets/: set DJ_PASS, or keep the password in ~/.datajoint_config.json"
    parts = key.split(".")
    if key == "database.password":
        return ""
    if len(parts) == 3 and parts[0] == "stores" and NAME.fullmatch(parts[1]) and parts[2] in SECRET_KEYS:
        return ""
    return "The key is database.password, or stores.NAME.KEY with the name of a store and one of its secrets"


def _keys(data: Mapping[str, Any]) -> dict[str, str]:
    """The movable secrets of a document, nested or flat, by their dotted keys."""
    found: dict[str, str] = {}

    def walk(value: Any, key: str) -> None:
        if isinstance(value, dict) and key.count(".") < 3:
            for name, item in value.items():
                walk(item, f"{key}.{name}" if key else str(name))
        elif isinstance(value, str) and value and not _refusal(key, "2"):
            found[key] = value

    walk(data, "")
    return found


def _stores_table(pyproject: Document) -> dict[str, Any]:
    table: Any = pyproject.data
    for name in ("tool", "datajoint", "stores"):
        table = table.get(name) if isinstance(table, dict) else None
    return table if isinstance(table, dict) else {}


def _ignoring(text: str | None) -> str:
    lines = (text or "").splitlines()
    if any(IGNORED.fullmatch(line.strip()) for line in lines):
        return text or ""
    newline = "\r\n" if "\r\n" in (text or "") else "\n"
    before = text or ""
    if before and not before.endswith("\n"):
        before += newline
    return f"{before}.secrets/{newline}"


def _without(root: Path, path: str, key: str, pyproject: Document) -> tuple[PlannedFile, Problem | None]:
    """The file without the secret, with whatever other secrets it holds masked in what is shown."""
    if path == CONFIG:
        planned, problem = plan_text(root, path, lambda text: _json_without(text or "", key), 0o600)
        secrets = list(secrets_in(read_json(root / path, path).data))
    else:
        planned, problem = plan_text(root, path, lambda text: _toml_without(text or "", key))
        secrets = list(secrets_in(pyproject.data.get("tool", {}).get("datajoint")))
    before = (root / path).read_text("utf-8")
    return hide(planned, before, secrets), problem


def _json_without(text: str, key: str) -> str:
    data = json.loads(text)
    _remove(data, key)
    indent = re.search(r"^([ \t]+)\S", text, re.MULTILINE)
    step: str | int = 4 if indent is None else indent[1]
    return json.dumps(data, indent=step, ensure_ascii=False) + "\n"


def _toml_without(text: str, key: str) -> str:
    windows = "\r\n" in text and "\n" not in text.replace("\r\n", "")
    try:
        document = tomlkit.parse(text.replace("\r\n", "\n") if windows else text)
        tool: Any = document["tool"]
        _remove(tool["datajoint"], key)
        edited = tomlkit.dumps(document)
        expected = tomli.loads(text)
        _remove(expected["tool"]["datajoint"], key)
        if tomli.loads(edited) != expected:
            raise ValueError(
                f"pyproject.toml writes its tables in a way that djlab cannot edit: take {key} out by hand"
            )
    except (TOMLKitError, tomli.TOMLDecodeError) as error:
        raise ValueError(f"pyproject.toml cannot be edited: {error}") from error
    return edited.replace("\n", "\r\n") if windows else edited


def _remove(data: Any, key: str) -> None:
    """Takes a dotted key out, however it is nested."""
    if not isinstance(data, MutableMapping):
        return
    if key in data:
        del data[key]
    for name in list(data):
        if key.startswith(f"{name}."):
            _remove(data[name], key[len(name) + 1 :])


def _notes(root: Path, path: str, key: str) -> list[str]:
    notes = []
    if path in tracked(root, [root / path]):
        notes.append(f"{path} is tracked by Git, and its history keeps the secret: change {key} where it is given out")
    if path == PYPROJECT:
        notes.append(f"DataJoint gets {key} from .secrets/ through the package's _stores.py alone")
    return notes

"""Adding a store to ``pyproject.toml``, or changing one there. Style and comments of the file stay."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from pathlib import Path
from typing import Any

import tomli
import tomlkit
from tomlkit.exceptions import TOMLKitError

from djlab.config import read_configuration
from djlab.config.specification import OPTIONAL, REQUIRED, SECRET_KEYS, refusals
from djlab.config.stores import PYPROJECT
from djlab.pipeline.model import Pipeline
from djlab.scaffold.command import command_line
from djlab.scaffold.extras import with_extra
from djlab.scaffold.layout import current
from djlab.scaffold.options import as_options
from djlab.scaffold.plan import Plan, PlannedFile, Problem, first_problems, plan_text
from djlab.scaffold.secrecy import hide, secrets_in
from djlab.scaffold.store_options import StoreChange, check_store, value_of
from djlab.scaffold.stores_module import find_module, module_files, package_folders

_PATH = ("tool", "datajoint", "stores")


def plan_store(root: str | Path, options: StoreChange | Mapping[str, Any], *, pipeline: Pipeline | None = None) -> Plan:
    """Plan a store of ``[tool.datajoint.stores]``, with the module that applies it where the project has none.

    Raises :class:`~djlab.scaffold.options.OptionError` for options of the wrong type.
    """
    change: StoreChange = as_options(StoreChange, options)
    base = Path(root).resolve()
    problems: list[Problem | None] = [*check_store(change)]
    command = store_command(change)
    model = current(base, pipeline)
    configuration = read_configuration(base, package_folders(base, model))
    if configuration.series == "0.14":
        problems.append(Problem("", "DataJoint 0.14 has its stores in dj_local_conf.json: add the store there"))
    if not configuration.pyproject.present:
        problems.append(Problem("", "The project has no pyproject.toml: see `djlab new structure`"))
    if any(problems):
        return Plan("store", str(base), (), first_problems(problems), command, None)
    data = configuration.pyproject.data
    expected = _expected(data, change)
    if "-" in change.name and change.name not in _section(data):
        better = change.name.replace("-", "_")
        problems.append(Problem("name", f"No environment variable can be named after a store with '-': write {better}"))
    refused = refusals({**_of(expected, change.name), **_secrets(base, change.name)}, "2")
    problems += [_refusal(text) for text in refused]
    planned, problem = plan_text(base, PYPROJECT, lambda text: _edited(text or "", change, expected))
    problems.append(problem)
    files = [_hidden(base, planned, data)]
    notes = _notes(base, change, configuration.loaded.stores)
    if change.module and not find_module(base, model):
        more, stuck, told = module_files(base, model, None)
        files += more
        problems += stuck
        notes += told
    elif not find_module(base, model):
        notes.append("DataJoint has the store once a module _stores.py applies it: djlab new stores-module")
    line = _line(planned.content, change.name)
    return Plan("store", str(base), tuple(files), first_problems(problems), command, PYPROJECT, tuple(notes), line)


def store_command(change: StoreChange) -> str:
    """``djlab new store …`` with these options."""
    words = ["new", "store", change.name, "--protocol", change.protocol]
    for key, value in change.settings.items():
        words += ["--set", f"{key}={'' if key in SECRET_KEYS else value}"]
    words += ["--default"] if change.default else []
    words += [] if change.module else ["--no-module"]
    return command_line(*words)


def _hidden(root: Path, planned: PlannedFile, data: Mapping[str, Any]) -> PlannedFile:
    tool = data.get("tool")
    secrets = list(secrets_in(tool.get("datajoint") if isinstance(tool, dict) else None))
    before = (root / PYPROJECT).read_text("utf-8") if secrets else None
    return hide(planned, before, secrets)


def _refusal(text: str) -> Problem:
    key = text.partition(" ")[0].rstrip(",")
    field = f"settings.{key}" if text.endswith("missing") and key != "protocol" else ""
    return Problem(field, text[:1].upper() + text[1:])


def _expected(data: Mapping[str, Any], change: StoreChange) -> dict[str, Any]:
    """The section as it is to be afterwards, by its meaning."""
    stores = dict(_section(data))
    others = [name for name, spec in stores.items() if isinstance(spec, dict)]
    before = stores.get(change.name)
    kept = dict(before) if isinstance(before, dict) else {}
    if str(kept.get("protocol", change.protocol)).lower() != change.protocol:
        known = {*REQUIRED["2"][change.protocol], *OPTIONAL["2"][change.protocol]} - SECRET_KEYS
        kept = {key: value for key, value in kept.items() if key in known}
    kept["protocol"] = change.protocol
    for key, text in change.settings.items():
        if text:
            kept[key] = value_of(key, text)
        elif key == "location" and change.protocol != "file":
            kept[key] = ""  # the bucket itself
        else:
            kept.pop(key, None)
    stores[change.name] = kept
    if change.default:
        stores["default"] = change.name
    elif before is None and len(others) == 1:
        # A single store is the default without saying so; a second one must not take that away.
        stores.setdefault("default", others[0])
    return stores


def _section(data: Mapping[str, Any]) -> dict[str, Any]:
    section: Any = data
    for key in _PATH:
        section = section.get(key, {}) if isinstance(section, dict) else {}
    return section if isinstance(section, dict) else {}


def _of(stores: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = stores[name]
    return found if isinstance(found, dict) else {}


def _secrets(root: Path, name: str) -> dict[str, str]:
    return {key: "" for key in SECRET_KEYS if (root / ".secrets" / f"stores.{name}.{key}").is_file()}


def _edited(text: str, change: StoreChange, expected: Mapping[str, Any]) -> str:
    """The file's text with the store. Raises ValueError where it cannot be edited without changing more."""
    windows = "\r\n" in text and "\n" not in text.replace("\r\n", "")
    plain = text.replace("\r\n", "\n") if windows else text
    try:
        data = tomli.loads(text)
        wanted = _with(data, expected)
        extra = with_extra(_dependencies(data), change.protocol)
        if extra is not None:
            wanted["project"] = {**wanted["project"], "dependencies": list(wanted["project"]["dependencies"])}
            wanted["project"]["dependencies"][extra[0]] = extra[1]
        # A section of its own reads best; below dotted keys only an inline table is valid.
        for make in (tomlkit.table, tomlkit.inline_table):
            document = tomlkit.parse(plain)
            _put(_table(document), change, expected, make)
            if extra is not None:
                _dependencies(document)[extra[0]] = extra[1]
            edited = tomlkit.dumps(document)
            if change.name not in _section(data):
                edited = _spaced(edited, change.name)
            if tomli.loads(edited) == wanted:
                return edited.replace("\n", "\r\n") if windows else edited
    except (TOMLKitError, tomli.TOMLDecodeError) as error:
        raise ValueError(f"pyproject.toml cannot be edited: {error}") from error
    raise ValueError("pyproject.toml has a form that djlab cannot edit: add the store by hand")


def _put(stores: Any, change: StoreChange, expected: Mapping[str, Any], make: Callable[[], Any]) -> None:
    """Brings the section of a document to what is expected of the store, touching what differs alone."""
    wanted = _of(expected, change.name)
    target = stores.get(change.name)
    if isinstance(target, MutableMapping):
        for key in [key for key in target if key not in wanted]:
            del target[key]
        for key, value in wanted.items():
            if key not in target or tomlkit.item(target[key]).unwrap() != value:
                target[key] = value
    else:
        made = make()
        for key, value in wanted.items():
            made[key] = value
        stores[change.name] = made
    if "default" in expected and stores.get("default") != expected["default"]:
        stores["default"] = expected["default"]


def _table(document: tomlkit.TOMLDocument) -> Any:
    """The section of the stores, made where it is missing."""
    place: Any = document
    for depth, key in enumerate(_PATH):
        if not isinstance(place.get(key), MutableMapping):
            place[key] = tomlkit.table(is_super_table=depth < len(_PATH))
        place = place[key]
    return place


def _with(data: dict[str, Any], stores: Mapping[str, Any]) -> dict[str, Any]:
    tool = data.get("tool", {})
    datajoint = tool.get("datajoint", {})
    return {**data, "tool": {**tool, "datajoint": {**datajoint, "stores": dict(stores)}}}


def _dependencies(data: Mapping[str, Any]) -> Any:
    project = data.get("project")
    return project.get("dependencies") if isinstance(project, Mapping) else None


def _spaced(text: str, name: str) -> str:
    """The text with an empty line between the new section and its neighbours."""
    number = _line(text, name)
    if number is None:
        return text
    lines = text.split("\n")
    after = next((place for place in range(number, len(lines)) if lines[place].startswith("[")), None)
    # From below, so that the places above stay.
    for place in [item for item in (after, number - 1) if item]:
        if lines[place - 1].strip():
            lines.insert(place, "")
    return "\n".join(lines)


def _line(text: str, name: str) -> int | None:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() in (f"[tool.datajoint.stores.{name}]", f'[tool.datajoint.stores."{name}"]'):
            return number
    return None


def _notes(root: Path, change: StoreChange, loaded: Mapping[str, Any]) -> list[str]:
    notes = []
    if change.name in loaded:
        notes.append(
            f"datajoint.json or the environment declares {change.name} too: the keys that it has there win over these"
        )
    needed = {"s3": ("access_key", "secret_key"), "gcs": ("token",), "azure": ("account_name", "account_key")}
    missing = [
        f".secrets/stores.{change.name}.{key}"
        for key in needed.get(change.protocol, ())
        if not (root / ".secrets" / f"stores.{change.name}.{key}").is_file()
    ]
    if missing:
        notes.append(
            f"Secrets belong into {' and '.join(missing)} (mode 600, never committed), or into the environment, as "
            f"DJ_STORES_{change.name.upper()}_…"
        )
    return notes

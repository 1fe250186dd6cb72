"""What a person chose for a store, for the module that applies the stores, and for a secret to move."""

from __future__ import annotations

import json
import keyword
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from djlab.config.specification import OPTIONAL, REQUIRED, RESERVED, SECRET_KEYS
from djlab.config.stores import user_info
from djlab.scaffold.options import OptionError, Reader
from djlab.scaffold.plan import Problem

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
PROTOCOLS = tuple(REQUIRED["2"])
_SWITCHES = ("secure",)
_NUMBERS = ("token_length",)
_LISTS = ("subfolding",)


@dataclass(frozen=True, slots=True)
class StoreChange:
    """A store to add to pyproject.toml, or to change there.

    ``settings`` are texts in DataJoint's names; an empty one takes the key out, one that is not named stays.
    ``default`` makes it the store that ``<blob@>`` means; ``module`` also writes the module that applies the stores,
    where the project has none.
    """

    name: str
    protocol: str
    settings: Mapping[str, str] = field(default_factory=dict)
    default: bool = False
    module: bool = True

    @staticmethod
    def from_data(data: object) -> StoreChange:
        reader = Reader(data)
        settings = reader.raw("settings")
        if settings is None:
            settings = {}
        if not isinstance(settings, Mapping) or len(settings) > 50:
            raise OptionError("settings", "an object of texts is expected")
        if not all(isinstance(key, str) and isinstance(value, str) for key, value in settings.items()):
            raise OptionError("settings", "an object of texts is expected")
        options = StoreChange(
            name=reader.text("name"),
            protocol=reader.text("protocol", "file"),
            settings={key[:100]: value[:2000] for key, value in settings.items()},
            default=reader.flag("default", False),
            module=reader.flag("module", True),
        )
        reader.finish()
        return options


@dataclass(frozen=True, slots=True)
class StoresModuleOptions:
    """The package that gets ``_stores.py``; the one that holds the schema modules without."""

    package: str | None = None

    @staticmethod
    def from_data(data: object) -> StoresModuleOptions:
        reader = Reader(data)
        options = StoresModuleOptions(package=reader.optional_text("package"))
        reader.finish()
        return options


@dataclass(frozen=True, slots=True)
class SecretOptions:
    """A secret by its key: ``database.password``, or ``stores.<name>.<key>``."""

    key: str

    @staticmethod
    def from_data(data: object) -> SecretOptions:
        reader = Reader(data)
        options = SecretOptions(key=reader.text("key"))
        reader.finish()
        return options


def check_store(change: StoreChange) -> list[Problem]:
    """What a person has to change in the options, before the file is looked at."""
    problems = []
    if not NAME.fullmatch(change.name) or keyword.iskeyword(change.name) or len(change.name) > 100:
        problems.append(Problem("name", "A store's name is letters, digits, '_' and '-', and begins with no digit"))
    elif change.name in RESERVED:
        problems.append(Problem("name", f"DataJoint reserves the name {change.name} among stores"))
    if change.protocol not in PROTOCOLS:
        problems.append(Problem("protocol", f"The protocol is one of {', '.join(PROTOCOLS)}"))
        return problems
    known = (*REQUIRED["2"][change.protocol], *OPTIONAL["2"][change.protocol])
    for key, text in change.settings.items():
        where = f"settings.{key}"
        if not text:
            continue
        if key in SECRET_KEYS:
            problems.append(
                Problem(where, f"{key} is a secret: write it to .secrets/stores.{change.name}.{key}, not into a file")
            )
        elif key not in known or key == "protocol":
            problems.append(Problem(where, f"{key} is no setting of a {change.protocol} store"))
        elif user_info(text):
            problems.append(Problem(where, f"{key} holds a user name or password"))
        else:
            try:
                value_of(key, text)
            except ValueError as error:
                problems.append(Problem(where, str(error)))
    return problems


def value_of(key: str, text: str) -> Any:
    """A setting as TOML holds it. Raises ValueError, with what is expected."""
    if key in _SWITCHES:
        if text.lower() not in ("true", "false"):
            raise ValueError(f"{key} is true or false")
        return text.lower() == "true"
    if key in _NUMBERS:
        if not text.isdecimal() or int(text) > 32:
            raise ValueError(f"{key} is a number from 0 to 32")
        return int(text)
    if key in _LISTS:
        try:
            value = json.loads(text)
        except ValueError:
            value = None
        if not isinstance(value, list) or not all(type(item) is int and item > 0 for item in value):
            raise ValueError(f"{key} is a list of numbers, such as [2, 2]")
        return value
    if any(ord(character) < 32 for character in text):
        raise ValueError(f"{key} holds a control character")
    return text

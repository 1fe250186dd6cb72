"""Which names DataJoint, Python and the databases accept, with a reason a person can act on.

Lengths: MySQL allows 64 characters in an identifier; PostgreSQL cuts at 63 bytes. DataJoint's names are ASCII. Where a
project does not say which server it has, the smaller of both serves every one.
"""

from __future__ import annotations

import keyword
import re
import sys

from djlab.scaffold.paths import reserved_on_windows

MAX_IDENTIFIER = 63
_MAX_BY_BACKEND = {"mysql": 64}
PREFIX = {"Manual": "", "Lookup": "#", "Imported": "_", "Computed": "__", "Part": "__"}

_CAMEL = re.compile(r"[A-Z][A-Za-z0-9]*")
_SNAKE = re.compile(r"[a-z][a-z0-9_]*")
_SYSTEM_SCHEMAS = frozenset({"information_schema", "mysql", "performance_schema", "sys", "public"})
# Names that a module of the project uses, and modules of every project that are no schema modules.
_TAKEN_MODULES = frozenset({"datajoint", "dj", "numpy", "np", "schema", "worker", "conftest", "setup"})


def table_name(class_name: str, tier: str, master: str | None = None) -> str:
    """The database's name of a table class, with its tier prefix (``master__part`` for a part)."""
    own = snake_case(class_name)
    return f"{master}__{own}" if master else PREFIX.get(tier, "") + own


def snake_case(name: str) -> str:
    """``CamelCase`` as ``camel_case``: an underscore before each capital but the first.

    That is what ``from_camel_case`` of DataJoint 0.14 and 2.3.5 gives.
    """
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def camel_case(name: str) -> str:
    """``camel_case`` as ``CamelCase``; characters that a class name cannot have separate its words."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[^A-Za-z0-9]+", name))


def longest_identifier(backend: str | None) -> int:
    """How many characters the names of a database may have."""
    return _MAX_BY_BACKEND.get(backend or "", MAX_IDENTIFIER)


def check_class(name: str, tier: str, master_table: str | None = None, *, longest: int = MAX_IDENTIFIER) -> str | None:
    """Why a class name cannot be a table of the tier, or ``None``."""
    if not name:
        return "Give the table a name in CamelCase, e.g. Session"
    if not _CAMEL.fullmatch(name):
        suggestion = camel_case(name).lstrip("0123456789")
        hint = f", e.g. {suggestion}" if _CAMEL.fullmatch(suggestion) else ""
        return f"Table classes are CamelCase: a capital letter, then letters and digits{hint}"
    if keyword.iskeyword(name):
        return f"{name} is a word of Python"
    tables = [table_name(name, tier, master_table)]
    if tier in ("Imported", "Computed"):
        tables.append(f"~~{snake_case(name)}")  # the queue of its jobs, in DataJoint 2
    for table in tables:
        if len(table) > longest:
            return f"The table would be named {table} ({len(table)} characters); the database allows {longest}"
    return None


def check_module(name: str) -> str | None:
    """Why a name cannot be a schema module, or ``None``."""
    if not name:
        return "Give the module a name in snake_case, e.g. acquisition"
    if not _SNAKE.fullmatch(name):
        suggestion = _as_snake(name)
        hint = f", e.g. {suggestion}" if suggestion else ""
        return f"Module names are lowercase letters, digits and underscores, a letter first{hint}"
    if keyword.iskeyword(name):
        return f"{name} is a word of Python"
    if reserved_on_windows(name):
        return f"Windows reserves the name {name}"
    if name in sys.stdlib_module_names:
        return f"{name} is a module of Python's standard library; choose another name, e.g. {name}_data"
    if name in _TAKEN_MODULES:
        return f"{name} has another meaning in a pipeline; choose another name, e.g. {name}_data"
    if len(name) > MAX_IDENTIFIER:
        return f"The name has {len(name)} characters; {MAX_IDENTIFIER} are allowed"
    return None


def check_schema(name: str) -> str | None:
    """Why a name cannot be a database schema, or ``None``."""
    if not name:
        return "Give the schema a name, e.g. acquisition"
    if not _SNAKE.fullmatch(name):
        suggestion = _as_snake(name)
        hint = f", e.g. {suggestion}" if suggestion else ""
        return f"Schema names are lowercase letters, digits and underscores, a letter first{hint}"
    if name in _SYSTEM_SCHEMAS or name.startswith("pg_"):
        return f"{name} belongs to the database server"
    if len(name) > MAX_IDENTIFIER:
        return f"The name has {len(name)} characters; databases allow {MAX_IDENTIFIER}"
    return None


def check_attribute(name: str, *, longest: int = MAX_IDENTIFIER) -> str | None:
    """Why a name cannot be an attribute, or ``None``."""
    if not _SNAKE.fullmatch(name):
        return "Attribute names are lowercase letters, digits and underscores, a letter first"
    if len(name) > longest:
        return f"The name has {len(name)} characters; the database allows {longest}"
    if keyword.iskeyword(name):
        return f"{name} is a word of Python"
    return None


def _as_snake(name: str) -> str:
    words = re.sub(r"[^A-Za-z0-9]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)).strip("_").lower()
    candidate = words.lstrip("0123456789_")
    return candidate if _SNAKE.fullmatch(candidate) else ""

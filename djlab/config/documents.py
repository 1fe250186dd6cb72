"""Reading a project's configuration files: bounded, and without an exception for what they hold."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomli

LIMIT = 1_000_000
"""Largest configuration file that is read, in bytes."""

_TOML_PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a configuration file. ``path`` as the document was named, ``line`` from 1."""

    path: str
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file. ``data`` is empty where the file is absent or broken; a broken one has a ``problem``."""

    path: Path
    present: bool = False
    data: dict[str, Any] = field(default_factory=dict, repr=False)
    problem: Problem | None = None


def read_text(path: Path, limit: int = LIMIT) -> str:
    """The file as UTF-8 text.

    Raises OSError when it cannot be read, ValueError (of which UnicodeDecodeError is one) when it is larger than
    ``limit`` bytes, no regular file, or not UTF-8.
    """
    if not path.is_file():
        raise FileNotFoundError(path)
    with path.open("rb") as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        raise ValueError(f"larger than {limit:,} bytes")
    return content.decode("utf-8")


def read_toml(path: Path, name: str) -> Document:
    """Parses a TOML file; ``name`` is how messages call it."""
    text, document = _read(path, name)
    if text is None:
        return document
    try:
        return Document(path, True, tomli.loads(text))
    except tomli.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        line = int(place[1]) if place and place[1] else text.count("\n") + 1
        message = _TOML_PLACE.sub("", str(error))
        return Document(path, True, {}, Problem(name, line, f"{name} is not valid TOML: {message}"))
    except RecursionError:
        return Document(path, True, {}, Problem(name, 1, f"{name} is nested too deeply to be read"))


def read_json(path: Path, name: str) -> Document:
    """Parses a JSON file that must hold an object; ``name`` is how messages call it."""
    text, document = _read(path, name)
    return document if text is None else parse_json(text, path, name)


def parse_json(text: str, path: Path, name: str) -> Document:
    """Parses JSON text that must hold an object, as DataJoint does (duplicate keys: the last wins)."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        return Document(path, True, {}, Problem(name, error.lineno, f"{name} is not valid JSON: {error.msg}"))
    except RecursionError:
        return Document(path, True, {}, Problem(name, 1, f"{name} is nested too deeply to be read"))
    except ValueError as error:
        return Document(path, True, {}, Problem(name, 1, f"{name} cannot be read: {error}"))
    if not isinstance(data, dict):
        return Document(path, True, {}, Problem(name, 1, f"{name} must hold a JSON object"))
    return Document(path, True, data)


def _read(path: Path, name: str) -> tuple[str | None, Document]:
    try:
        return read_text(path), Document(path, True)
    except (FileNotFoundError, NotADirectoryError):
        return None, Document(path)
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return None, Document(path, True, {}, Problem(name, line, f"{name} is not UTF-8 text"))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        return None, Document(path, True, {}, Problem(name, 1, f"{name} cannot be read: {reason}"))

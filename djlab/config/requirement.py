"""Which project this is and which DataJoint it asks for, from its packaging files."""

from __future__ import annotations

import ast
import configparser
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from djlab.config.documents import Document, read_text

Series = Literal["0.14", "2"]

_REQUIREMENT = re.compile(r"^\s*datajoint\s*(?:\[[^\]]*\])?\s*(?P<rest>[^;#]*)", re.IGNORECASE)
_USER_INFO = re.compile(r"//[^/@\s]*@")


@dataclass(frozen=True, slots=True)
class Packaging:
    """``name`` of the distribution; ``datajoint`` as the project asks for it (``>=2.3``, ``*`` for any)."""

    name: str | None
    datajoint: str | None


def read_packaging(root: Path, pyproject: Document) -> Packaging:
    """Name and DataJoint requirement from pyproject.toml, setup.cfg, setup.py, requirements.txt or a wheel's metadata.

    Nothing is executed: setup.py is read as a syntax tree, and only literals count.
    """
    name: str | None = None
    requirement: str | None = None
    for found_name, lines in _sources(root, pyproject):
        name = name or found_name
        requirement = requirement if requirement is not None else _datajoint(lines)
    return Packaging(name, requirement)


def series(requirement: str | None, installed: str | None, *, legacy_files: bool) -> Series:
    """The line of DataJoint that reads this project's configuration.

    An installed version decides; else the newest release that the requirement admits, as an installer would choose
    it; else the kind of configuration files that the project holds.
    """
    if installed is not None:
        try:
            return "0.14" if Version(installed).major < 2 else "2"
        except InvalidVersion:
            pass
    if requirement in (None, "*"):
        return "0.14" if legacy_files else "2"
    caret = re.match(r"[\^~]\s*(\d+)", requirement or "")
    if caret and not (requirement or "").startswith("~="):
        return "0.14" if int(caret[1]) < 2 else "2"
    try:
        admitted = SpecifierSet((requirement or "").replace("(", "").replace(")", ""))
    except InvalidSpecifier:
        return "0.14" if legacy_files else "2"
    if any(s.operator in ("==", "===", "~=") and _major(s.version) >= 2 for s in admitted):
        return "2"
    return "2" if admitted.contains("2.99.0") or admitted.contains("2.0.0") or admitted.contains("2.3.5") else "0.14"


def installed_version(root: Path) -> str | None:
    """Version of DataJoint in the project's own ``.venv`` or ``venv``, read from the name of its metadata folder."""
    for folder in (".venv", "venv"):
        for pattern in (
            "lib/python3*/site-packages/datajoint-*.dist-info",
            "Lib/site-packages/datajoint-*.dist-info",
        ):
            for found in sorted((root / folder).glob(pattern)):
                return found.name[len("datajoint-") : -len(".dist-info")]
    return None


def _major(version: str) -> int:
    match = re.match(r"\d+", version)
    return int(match[0]) if match else 0


def _sources(root: Path, pyproject: Document) -> Iterator[tuple[str | None, Iterable[str]]]:
    project = _table(pyproject.data, "project")
    poetry = _table(pyproject.data, "tool", "poetry")
    extras = _table(project, "optional-dependencies").values()
    yield _text(project.get("name")), _strings(project.get("dependencies"))
    yield _text(poetry.get("name")), _poetry(_table(poetry, "dependencies"))
    yield None, [line for extra in extras for line in _strings(extra)]
    yield _setup_cfg(_optional(root / "setup.cfg"))
    yield _setup_py(_optional(root / "setup.py"))
    yield None, _optional(root / "requirements.txt").splitlines()
    for metadata in sorted(root.glob("*.dist-info/METADATA"))[:1]:
        yield _wheel(_optional(metadata))


def _optional(path: Path) -> str:
    try:
        return read_text(path)
    except (OSError, ValueError):
        return ""


def _datajoint(lines: Iterable[str]) -> str | None:
    for line in lines:
        match = _REQUIREMENT.match(line)
        if match is None:
            continue
        rest = match["rest"].strip()
        if rest and rest[0] not in "<>=!~^@(*":
            continue
        return _USER_INFO.sub("//", rest) or "*"
    return None


def _poetry(dependencies: dict[str, Any]) -> list[str]:
    value = dependencies.get("datajoint")
    if isinstance(value, dict):
        value = value.get("version", "*")
    if not isinstance(value, str):
        return []
    return [f"datajoint {value}" if value[:1] in "<>=!~^*" else f"datajoint =={value}"]


def _setup_cfg(text: str) -> tuple[str | None, list[str]]:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        return None, []
    return (
        parser.get("metadata", "name", fallback=None),
        parser.get("options", "install_requires", fallback="").splitlines(),
    )


def _setup_py(text: str) -> tuple[str | None, list[str]]:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None, []
    constants: dict[str, ast.expr] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            constants[node.targets[0].id] = node.value
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and _called(call.func) == "setup":
            arguments = {k.arg: k.value for k in call.keywords if k.arg}
            name = _literal(arguments.get("name"), constants)
            return _text(name), list(_strings(_literal(arguments.get("install_requires"), constants)))
    return None, []


def _wheel(text: str) -> tuple[str | None, list[str]]:
    name, requires = None, []
    for line in text.splitlines():
        if not line:
            break
        key, _, value = line.partition(": ")
        if key == "Name":
            name = value.strip()
        elif key == "Requires-Dist":
            requires.append(value)
    return name, requires


def _called(function: ast.expr) -> str | None:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", None)


def _literal(node: ast.expr | None, constants: dict[str, ast.expr]) -> object:
    if isinstance(node, ast.Name):
        node = constants.get(node.id)
    try:
        return None if node is None else ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return None


def _table(data: object, *keys: str) -> dict[str, Any]:
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _strings(value: object) -> Iterable[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, (list, tuple)) else []

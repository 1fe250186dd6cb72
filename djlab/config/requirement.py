"""Which project this is and which DataJoint it asks for, from its packaging files."""

from __future__ import annotations

import ast
import configparser
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
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


@dataclass(frozen=True, slots=True)
class Reader:
    """The line of DataJoint that reads a project's configuration, and how djlab knows."""

    series: Series
    reason: str


def reader(
    requirement: str | None, installed: str | None, legacy_file: str | None, around: str | None = None
) -> Reader:
    """Which DataJoint reads this project's configuration.

    An installed version decides (``installed``, in the project's own environment); else what the requirement admits,
    where that is one line alone; else a file of the old line (``legacy_file``, its name), the version that is installed
    beside djlab (``around``), and at last the newest release, as an installer would choose it.
    """
    if installed is not None and (line := _line_of(installed)) is not None:
        return Reader(line, f"DataJoint {installed} is installed in the project's environment")
    asked = f"the project asks for datajoint{requirement}" if requirement not in (None, "*") else ""
    admitted = _admitted(requirement)
    if len(admitted) == 1:
        return Reader(admitted[0], asked)
    unsure = f"{asked}, which both lines satisfy" if asked else "the project does not say which DataJoint it needs"
    if legacy_file is not None:
        return Reader("0.14", f"{unsure}; {legacy_file} is of 0.14")
    if around is not None and (line := _line_of(around)) is not None:
        return Reader(line, f"{unsure}; {around} is installed here")
    return Reader("2", f"{unsure}; an installer takes the newest")


def _line_of(version: str) -> Series | None:
    try:
        return "0.14" if Version(version).major < 2 else "2"
    except InvalidVersion:
        return None


def _admitted(requirement: str | None) -> list[Series]:
    """The lines that a requirement admits; none where it does not tell."""
    text = (requirement or "").replace("(", "").replace(")", "")
    if text in ("", "*"):
        return []
    caret = re.match(r"[\^~]\s*(\d+)", text)
    if caret and not text.startswith("~="):
        return ["0.14" if int(caret[1]) < 2 else "2"]
    try:
        admitted = SpecifierSet(text)
    except InvalidSpecifier:
        return []
    if any(s.operator in ("==", "===", "~=") for s in admitted):
        majors = [_major(s.version) for s in admitted if s.operator in ("==", "===", "~=")]
        return ["0.14" if majors[0] < 2 else "2"]
    new = any(admitted.contains(version) for version in ("2.0.0", "2.3.5", "2.99.0"))
    old = any(admitted.contains(version) for version in ("0.12.0", "0.13.8", "0.14.0", "0.14.10"))
    lines: list[Series] = [*(["0.14"] if old else []), *(["2"] if new else [])]  # type: ignore[list-item]
    # A bound below every release that was looked at is one of the old line.
    return lines or ["0.14"]


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


def surrounding_version() -> str | None:
    """Version of DataJoint beside djlab, which a kernel of this environment has; from its metadata, never imported."""
    try:
        return version("datajoint")
    except PackageNotFoundError:
        return None


def _major(text: str) -> int:
    match = re.match(r"\d+", text)
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

"""The source folders that a project's packaging metadata names."""

from __future__ import annotations

import ast
import configparser
import os
from typing import Any

import tomli


def source_folders(folder: str) -> tuple[str, ...]:
    """Absolute paths of the folders below ``folder`` in which its metadata puts the packages, most specific first.

    ``src`` always counts. A folder that is itself a package does not: projects that name one are imported by its name
    all the same. Metadata that does not parse counts as none.
    """
    names = [*_from_pyproject(folder), *_from_setup_cfg(folder), *_from_setup_py(folder)]
    names.append("src")
    found: list[str] = []
    for name in names:
        path = os.path.normpath(os.path.join(folder, name))
        inside = path.startswith(folder + os.sep)
        if (
            inside
            and path not in found
            and os.path.isdir(path)
            and not os.path.isfile(os.path.join(path, "__init__.py"))
        ):
            found.append(path)
    return tuple(sorted(found, key=len, reverse=True))


def read_pyproject(folder: str | os.PathLike[str]) -> dict[str, Any]:
    """The contents of ``pyproject.toml``; empty where there is none or it does not parse."""
    try:
        with open(os.path.join(folder, "pyproject.toml"), "rb") as stream:
            return tomli.loads(stream.read(2_000_000).decode("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}


def _from_pyproject(folder: str) -> list[str]:
    tool = _get(read_pyproject(folder), "tool")
    setuptools = _get(tool, "setuptools")
    names: list[Any] = [_get(setuptools, "package-dir").get("")]
    where = _get(_get(setuptools, "packages"), "find").get("where")
    names += where if isinstance(where, list) else []
    for item in _list(_get(tool, "poetry").get("packages")):
        if isinstance(item, dict):
            names.append(item.get("from"))
    wheel = _get(_get(_get(_get(tool, "hatch"), "build"), "targets"), "wheel")
    for item in _list(wheel.get("packages")):
        if isinstance(item, str) and "/" in item:
            names.append(item.rpartition("/")[0])
    names += _list(wheel.get("sources")) if isinstance(wheel.get("sources"), list) else []
    return [name for name in names if isinstance(name, str) and name not in ("", ".")]


def _from_setup_cfg(folder: str) -> list[str]:
    parser = configparser.RawConfigParser()
    try:
        with open(os.path.join(folder, "setup.cfg"), encoding="utf-8", errors="replace") as stream:
            parser.read_string(stream.read(1_000_000))
        names = [parser.get("options.packages.find", "where", fallback="")]
        for line in parser.get("options", "package_dir", fallback="").splitlines():
            package, _, path = line.partition("=")
            if not package.strip():
                names.append(path.strip())
    except (OSError, configparser.Error):
        return []
    return [name.strip() for name in names if name.strip() not in ("", ".")]


def _from_setup_py(folder: str) -> list[str]:
    try:
        with open(os.path.join(folder, "setup.py"), "rb") as stream:
            data = stream.read(200_000)
        if b"package_dir" not in data and b"where" not in data:
            return []
        tree = ast.parse(data)
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    names: list[str] = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.keyword):
            continue
        if node.arg == "package_dir" and isinstance(node.value, ast.Dict):
            for key, value in zip(node.value.keys, node.value.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "" and isinstance(value, ast.Constant):
                    names.append(str(value.value))
        elif node.arg == "where" and isinstance(node.value, ast.Constant):
            names.append(str(node.value.value))
    return [name for name in names if name not in ("", ".")]


def _get(value: Any, key: str) -> dict[str, Any]:
    inner = value.get(key) if isinstance(value, dict) else None
    return inner if isinstance(inner, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []

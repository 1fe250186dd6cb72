"""Secrets where others can read them: in files that Git tracks, or that other users of the machine may open."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from djlab.config.documents import Problem, read_json, read_toml
from djlab.config.specification import SECRET_KEYS

FILES = ("datajoint.json", "dj_local_conf.json", "pyproject.toml")
SECRETS = ".secrets"


def exposed(root: Path) -> list[Problem]:
    """What is exposed in the project's own files, without the values. Runs ``git ls-files``, writes nothing."""
    found: list[Problem] = []
    holders = [path for name in FILES if (path := root / name).is_file() and _holds_secret(path)]
    folder = root / SECRETS
    holders += sorted(path for path in folder.glob("*") if path.is_file() and not path.name.startswith("."))
    committed = tracked(root, holders)
    for path in holders:
        name = path.relative_to(root).as_posix()
        if name in committed:
            found.append(
                Problem(
                    name,
                    0,
                    f"{name} holds a secret and is tracked by Git: everybody with the repository has it. Change the "
                    f"secret, and take the file out with git rm --cached {name}",
                )
            )
        # .secrets/ is looked at when it is read; of pyproject.toml the mode does not help.
        if path.parent == root and path.name != "pyproject.toml" and _is_open(path):
            found.append(Problem(name, 0, f"{name} holds a secret and can be read by other users: chmod 600 {name}"))
    return found


def tracked(root: Path, paths: Iterable[Path]) -> frozenset[str]:
    """Those of the paths that Git tracks, relative to ``root``; empty where Git cannot tell."""
    names = [path.relative_to(root).as_posix() for path in paths]
    if not names or not any((folder / ".git").exists() for folder in (root, *root.parents)):
        return frozenset()
    # A cloned repository may name programs in its configuration; none of them is run.
    command = ["git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "ls-files", "-z", "--", *names]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, timeout=20, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return frozenset(done.stdout.decode("utf-8", "replace").split("\0")) - {""}


def _holds_secret(path: Path) -> bool:
    document = read_toml(path, path.name) if path.suffix == ".toml" else read_json(path, path.name)
    data: Any = document.data
    if path.suffix == ".toml":
        data = data.get("tool", {})
        data = data.get("datajoint", {}) if isinstance(data, dict) else {}
    return _has_secret(data)


def _has_secret(data: Any, depth: int = 0) -> bool:
    if not isinstance(data, dict) or depth > 6:
        return False
    return any(
        (str(key).rpartition(".")[2] in SECRET_KEYS and isinstance(value, str) and value != "")
        or _has_secret(value, depth + 1)
        for key, value in data.items()
    )


def _is_open(path: Path) -> bool:
    try:
        return os.name == "posix" and bool(stat.S_IMODE(path.stat().st_mode) & 0o044)
    except OSError:
        return False

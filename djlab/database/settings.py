"""Which database a project connects to, and who says so: the answer DataJoint would give in a kernel at its root.

Order of DataJoint 2 (settings.py of 2.3.5): ``DJ_*`` of the environment, ``datajoint.json`` (searched upward from the
working folder to the first folder with ``.git`` or ``.hg``), ``.secrets/`` beside it, defaults. DataJoint 0.14 reads
``dj_local_conf.json`` of the working folder, else ``~/.datajoint_config.json``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Backend = Literal["mysql", "postgresql"]
ENVIRONMENT = {
    "backend": "DJ_BACKEND",
    "host": "DJ_HOST",
    "port": "DJ_PORT",
    "user": "DJ_USER",
    "password": "DJ_PASS",
    "name": "DJ_DATABASE_NAME",
    "use_tls": "DJ_USE_TLS",
}
DEFAULT_PORT: dict[Backend, int] = {"mysql": 3306, "postgresql": 5432}


@dataclass(frozen=True, slots=True)
class ConnectionSettings:
    """Where a project's tables live. ``sources`` maps each setting that somebody gave to its file or variable.

    ``configured`` is false while no source names a host: DataJoint would try ``localhost``, djlab does not.
    ``problems`` tells what could not be read. The password never appears in ``repr``.
    """

    backend: Backend = "mysql"
    host: str = "localhost"
    port: int = 3306
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    database: str | None = None
    use_tls: bool | None = None
    sources: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    @property
    def configured(self) -> bool:
        return "host" in self.sources


def connection_settings(root: Path, environment: Mapping[str, str] | None = None) -> ConnectionSettings:
    """The connection of the project at ``root``. Reads files, writes nothing, connects to nothing."""
    environment = os.environ if environment is None else environment
    problems: list[str] = []
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}

    def take(found: Mapping[str, Any], source: str) -> None:
        for name in ENVIRONMENT:
            if name not in values and found.get(name) not in (None, ""):
                values[name], sources[name] = found[name], source

    for name, variable in ENVIRONMENT.items():
        take({name: environment.get(variable)}, f"environment variable {variable}")
    file = None if environment.get("DJ_IGNORE_CONFIG_FILE", "").lower() in {"1", "true", "yes"} else _file(root)
    if file is not None:
        take(_from_file(file, problems), _shown(file, root))
        if file.name == "datajoint.json":
            for name in ("user", "password"):
                secret = file.parent / ".secrets" / f"database.{name}"
                take({name: _text(secret)}, _shown(secret, root))
    return _settings(values, sources, problems)


def _file(root: Path) -> Path | None:
    for folder in (root, *root.parents):
        if (folder / "datajoint.json").is_file():
            return folder / "datajoint.json"
        if (folder / ".git").exists() or (folder / ".hg").exists():
            break
    for path in (root / "dj_local_conf.json", Path.home() / ".datajoint_config.json"):
        if path.is_file():
            return path
    return None


def _from_file(file: Path, problems: list[str]) -> dict[str, Any]:
    try:
        data = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        problems.append(f"{file} cannot be read: {error}")
        return {}
    if not isinstance(data, dict):
        problems.append(f"{file} holds no JSON object.")
        return {}
    nested = data.get("database")
    found = {name: data.get(f"database.{name}") for name in ENVIRONMENT}
    if isinstance(nested, dict):
        found |= {name: nested[name] for name in ENVIRONMENT if name in nested}
    return found


def _settings(values: dict[str, Any], sources: dict[str, str], problems: list[str]) -> ConnectionSettings:
    backend: Backend = "mysql"
    if "backend" in values:
        if values["backend"] in DEFAULT_PORT:
            backend = values["backend"]
        else:
            problems.append(
                f"{sources['backend']} names the backend {values['backend']!r}: DataJoint knows mysql and postgresql."
            )
    host, port = str(values.get("host", "localhost")), DEFAULT_PORT[backend]
    # DataJoint 0.14 accepts "host:port" in one string.
    if ":" in host and not host.startswith("/") and host.count(":") == 1 and "port" not in values:
        host, values["port"] = host.split(":")
        sources["port"] = sources["host"]
    if "port" in values:
        try:
            port = int(values["port"])
        except (TypeError, ValueError):
            problems.append(f"{sources['port']} gives the port {values['port']!r}, which is no number.")
    tls = values.get("use_tls")
    return ConnectionSettings(
        backend=backend,
        host=host,
        port=port,
        user=None if values.get("user") is None else str(values["user"]),
        password=None if values.get("password") is None else str(values["password"]),
        database=None if values.get("name") is None else str(values["name"]),
        use_tls=tls
        if isinstance(tls, bool)
        else None
        if tls is None
        else str(tls).lower() in {"1", "true", "yes", "on"},
        sources=sources,
        problems=tuple(problems),
    )


def _text(path: Path) -> str | None:
    try:
        return path.read_text("utf-8").strip()
    except OSError:
        return None


def _shown(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)

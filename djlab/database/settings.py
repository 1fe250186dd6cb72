"""Which database a project connects to, and who says so: the answer DataJoint would give in a kernel at its root.

The sources and their order are those of :mod:`djlab.config`. Host, port and TLS are then taken as
``datajoint/connection.py`` of 2.3.5 and 0.14.10 takes them.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from djlab.config import Configuration, read_configuration
from djlab.config.legacy import GLOBAL
from djlab.config.stores import mask

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
_VARIABLE = "environment variable "


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

    @property
    def is_local(self) -> bool:
        """Whether the connection does not leave this computer: a socket's folder or a loopback address."""
        if self.host.startswith("/") or self.host.lower() == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def from_project(self) -> bool:
        """Whether the project's files name the host, and not this user (environment, file in the home folder)."""
        source = self.sources.get("host", "")
        return not (source.startswith(_VARIABLE) or source == f"~/{GLOBAL}")


def connection_settings(
    root: Path, environment: Mapping[str, str] | None = None, home: Path | None = None
) -> ConnectionSettings:
    """The connection of the project at ``root``. Reads files, writes nothing, connects to nothing."""
    environment = os.environ if environment is None else environment
    return settings_of(read_configuration(root, environ=environment, home=home))


def settings_of(configuration: Configuration) -> ConnectionSettings:
    """The connection that a configuration makes DataJoint use."""
    loaded = configuration.loaded
    values: dict[str, Any] = {name: loaded.values.get(f"database.{name}") for name in ENVIRONMENT}
    sources = {
        name: f"{_VARIABLE}{winner}" if winner in ENVIRONMENT.values() else winner
        for name in ENVIRONMENT
        if (winner := loaded.winner.get(f"database.{name}")) is not None
    }
    backend: Backend = "postgresql" if values["backend"] == "postgresql" else "mysql"
    problems = [problem.message for problem in configuration.problems]
    host, port = str(values["host"] or "localhost"), values["port"]
    if "@" in host:
        # No host has this name, and what is shown of it must not tell a password.
        problems.append(f"{sources.get('host', 'The host')} gives a host with a user name or password before it.")
        host = mask(host if "//" in host else f"//{host}").removeprefix("//")
    # DataJoint takes "host:port" in one string; that port wins.
    if host.count(":") == 1 and not host.startswith("/"):
        host, _, port = host.partition(":")
        sources["port"] = sources.get("host", "")
    if backend == "postgresql" and port == DEFAULT_PORT["mysql"] and "port" not in sources:
        problems.append(
            "DataJoint takes its default port from DJ_BACKEND alone: with the backend from datajoint.json it is 3306. "
            "Set database.port."
        )
    tls = values["use_tls"]
    return ConnectionSettings(
        backend=backend,
        host=host,
        port=_port(port, backend, sources, problems),
        user=None if values["user"] is None else str(values["user"]),
        password=None if values["password"] is None else str(values["password"]),
        database=None if not values["name"] else str(values["name"]),
        use_tls=None if tls is None else bool(tls),
        sources=sources,
        problems=tuple(problems),
    )


def _port(value: Any, backend: Backend, sources: Mapping[str, str], problems: list[str]) -> int:
    if value is None:
        return DEFAULT_PORT[backend]
    try:
        port = int(value)
    except (TypeError, ValueError):
        port = 0
    if not 0 < port < 65536:
        problems.append(f"{sources.get('port', 'The port')} gives a port that is no number from 1 to 65535.")
        return DEFAULT_PORT[backend]
    return port

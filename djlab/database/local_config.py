"""``datajoint.json`` of this machine: how the embedded server's connection reaches kernels and workers.

The file is generated, ignored by Git and 0600, because it holds a password. One that Git tracks belongs to the
project's people and is never edited; then the variables to export are told instead.
"""

from __future__ import annotations

import json
import shlex
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from djlab.config import read_configuration
from djlab.database import embedded
from djlab.database.embedded import Server
from djlab.database.errors import EmbeddedError
from djlab.database.places import write_private
from djlab.database.settings import ENVIRONMENT, ConnectionSettings, connection_settings

NAME = "datajoint.json"


class AlreadyConfiguredError(EmbeddedError):
    """The project has a connection of its own, which takes precedence over the embedded server."""


@dataclass(frozen=True, slots=True)
class Reached:
    """How a kernel of the project reaches the server.

    ``file`` is the ``datajoint.json`` that says it, ``None`` when it could not be written; then ``reason`` tells why
    and ``exports`` are the environment variables to set before JupyterLab and workers start.
    """

    file: Path | None
    reason: str = ""
    exports: tuple[tuple[str, str], ...] = ()


def start_for(project: Path) -> tuple[Server, Reached]:
    """Start the embedded server of ``project`` and make its kernels and workers connect to it.

    A project that was moved takes its server along. Raises ``AlreadyConfiguredError`` when the project names another
    server and ``EmbeddedError`` when its DataJoint is older than 2; nothing is started then. Raises what
    :func:`djlab.database.embedded.start` raises.
    """
    root = project.resolve()
    before = embedded.status(root)
    settings = connection_settings(root)
    if settings.configured and not is_embedded(settings, before):
        before = _taken_along(settings, before)
    configuration = read_configuration(root)
    if configuration.series == "0.14":
        raise EmbeddedError(
            f"{root} uses DataJoint {configuration.packaging.datajoint or '0.14'}, which knows MySQL and MariaDB only: "
            "the embedded PostgreSQL needs DataJoint 2.3 or newer. Name a server of your own in dj_local_conf.json."
        )
    server = embedded.start(root)
    return server, connect(root, server)


def is_embedded(settings: ConnectionSettings, server: Server) -> bool:
    """Whether the configured connection is the project's own embedded server (its port changes where it uses TCP)."""
    if settings.host != server.host or settings.backend != "postgresql":
        return False
    return settings.host.startswith("/") or (settings.user, settings.database) == (server.user, server.database)


def _taken_along(settings: ConnectionSettings, before: Server) -> Server:
    """The server that the project had before it was moved, now known by its new place."""
    root = before.project
    former = embedded.server_in(Path(settings.host)) if settings.host.startswith("/") else None
    if former is None:
        raise AlreadyConfiguredError(
            f"{root} already connects to the {settings.backend} server {settings.host} ({settings.sources['host']}), "
            "which takes precedence. Remove that setting to use the embedded server."
        )
    if former.project.exists():
        raise AlreadyConfiguredError(
            f"{root} already connects to the embedded server of {former.project} ({settings.sources['host']}): this "
            "looks like a copy of that project. Remove that setting to give the copy a server of its own."
        )
    if before.state != "absent":
        raise AlreadyConfiguredError(
            f"{root} has an embedded server in {before.folder}, and {settings.sources['host']} names the one in "
            f"{former.folder}, of {former.project}. Remove that setting to use the first."
        )
    return embedded.move(former, root)


def connect(root: Path, server: Server) -> Reached:
    """Write the connection to ``datajoint.json`` of ``root``, or tell what to export."""
    wanted = _database(server)
    exports = tuple((ENVIRONMENT[name], str(value)) for name, value in wanted.items())
    path = root / NAME
    try:
        data = _present(path)
    except ValueError as error:
        return Reached(None, f"{path} {error}", exports)
    if data is not None and data.get("database") == wanted:
        if sys.platform != "win32" and not tracked(path) and stat.S_IMODE(path.stat().st_mode) & 0o077:
            path.chmod(0o600)
        return Reached(path)
    if path.is_symlink():
        return Reached(None, f"{path} is a symbolic link.", exports)
    if data is not None and tracked(path):
        return Reached(None, f"{path} is tracked by Git, so djlab does not edit it.", exports)
    _ensure_ignored(path)
    kept = {key: value for key, value in (data or {}).items() if not key.startswith("database.")}
    own = kept.get("database")
    kept["database"] = {**(own if isinstance(own, dict) else {}), **wanted}
    write_private(path, json.dumps(kept, indent=2) + "\n")
    return Reached(path)


def shell_lines(reached: Reached) -> list[str]:
    """The exports as lines for the user's shell."""
    if sys.platform == "win32":
        return [f"$env:{name} = '{value}'" for name, value in reached.exports]
    return [f"export {name}={shlex.quote(value)}" for name, value in reached.exports]


def _database(server: Server) -> dict[str, Any]:
    return {
        "backend": "postgresql",
        "host": server.host,
        "port": server.port,
        "user": server.user,
        "password": server.password,
        "name": server.database,
    }


def _present(path: Path) -> dict[str, Any] | None:
    try:
        data = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ValueError(f"cannot be read ({error}), so djlab does not edit it.") from error
    if not isinstance(data, dict):
        raise ValueError("holds no JSON object, so djlab does not edit it.")
    return data


def tracked(path: Path) -> bool:
    """Whether Git tracks the file; when Git cannot tell, it is taken to be so."""
    if not any((folder / ".git").exists() for folder in path.parents):
        return False
    done = _git(path.parent, "ls-files", "--error-unmatch", "--", path.name)
    return done is None or done.returncode != 1


def _ensure_ignored(path: Path) -> None:
    """Add ``path`` to ``.gitignore`` beside it unless it is ignored: before the file with the password exists."""
    done = _git(path.parent, "check-ignore", "-q", "--", path.name)
    if done is not None and done.returncode == 0:
        return
    ignore = path.with_name(".gitignore")
    text = ignore.read_text("utf-8") if ignore.exists() else ""
    if f"/{path.name}" in text.split() or path.name in text.split():
        return
    with ignore.open("a", encoding="utf-8") as file:
        file.write(("" if not text or text.endswith("\n") else "\n") + f"/{path.name}\n")


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes] | None:
    # A cloned repository may name programs in its configuration; none of them is run.
    command = ["git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", *arguments]
    try:
        return subprocess.run(command, cwd=folder, capture_output=True, timeout=20, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None

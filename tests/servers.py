"""Database servers that tests start for themselves and stop again."""

from __future__ import annotations

import dataclasses
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from djlab.database import embedded, places


@pytest.fixture
def data_dir(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A short folder for embedded servers, which the system user may pass through when root runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="dj"))
    folder.chmod(0o711)
    monkeypatch.setenv(places.VARIABLE, str(folder))
    for name in list(os.environ):
        if name.startswith("DJ_"):
            monkeypatch.delenv(name)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[embedded.Server]:
    """An embedded PostgreSQL for the whole test run; the role is the one that DataJoint gets."""
    with running_postgres(tmp_path_factory.mktemp("sandbox")) as server:
        yield server


@contextmanager
def running_postgres(project: Path) -> Iterator[embedded.Server]:
    """An embedded PostgreSQL whose data are removed with it."""
    base = Path(tempfile.mkdtemp(prefix="dj"))
    base.chmod(0o711)
    before = os.environ.get(places.VARIABLE)
    os.environ[places.VARIABLE] = str(base)
    try:
        server = embedded.start(project)
    finally:
        _restore(before)
    yield server
    os.environ[places.VARIABLE] = str(base)
    try:
        embedded.stop(project)
    finally:
        _restore(before)
        shutil.rmtree(base, ignore_errors=True)


def _restore(before: str | None) -> None:
    if before is None:
        del os.environ[places.VARIABLE]
    else:
        os.environ[places.VARIABLE] = before


MYSQL_VARIABLE = "DJLAB_TEST_MYSQL"
"""Names a throwaway MySQL or MariaDB to test against, ``mysql://user:password@host:port``; the tests drop schemas."""


@dataclasses.dataclass(frozen=True)
class MariaDB:
    """A MySQL or MariaDB whose user may do everything; without more said, the private one on 127.0.0.1."""

    port: int
    host: str = "127.0.0.1"
    user: str = "djlab"
    password: str = "private"


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariaDB]:
    """A MariaDB of this test run, or the server that ``DJLAB_TEST_MYSQL`` names; else the tests are skipped."""
    if (given := named_mysql(os.environ.get(MYSQL_VARIABLE, ""))) is not None:
        yield given
        return
    if not has_mariadb():
        pytest.skip(
            f"needs mariadbd and mariadb-install-db (Debian: apt-get install mariadb-server), or {MYSQL_VARIABLE}"
        )
    with running_mariadb() as server:
        yield server


def named_mysql(url: str) -> MariaDB | None:
    """The server of ``mysql://user:password@host:port``, None for an empty text. Raises ValueError for another one."""
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme != "mysql" or not parts.hostname or not parts.username:
        raise ValueError(f"{MYSQL_VARIABLE} is not of the form mysql://user:password@host:port")
    return MariaDB(parts.port or 3306, parts.hostname, unquote(parts.username), unquote(parts.password or ""))


def has_mariadb() -> bool:
    """Whether a MariaDB server is installed."""
    return bool(shutil.which("mariadbd") and shutil.which("mariadb-install-db"))


@contextmanager
def running_mariadb() -> Iterator[MariaDB]:
    """A MariaDB in a folder of its own, which is removed with it."""
    with own_mariadb() as server:
        yield server.named


@dataclasses.dataclass
class OwnMariaDB:
    """A MariaDB that its owner may kill and start again."""

    folder: Path
    port: int
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    @property
    def named(self) -> MariaDB:
        return MariaDB(self.port)

    def start(self) -> None:
        """Starts it and waits until it answers."""
        self.process = subprocess.Popen(
            self.command,
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _connected(self.folder).close()

    def stop(self, kill: bool = False) -> None:
        """Ends it, or kills it."""
        if self.process is not None:
            if kill:
                self.process.kill()
            else:
                self.process.terminate()
            self.process.wait(30)
            self.process = None


@contextmanager
def own_mariadb() -> Iterator[OwnMariaDB]:
    """A MariaDB in a folder of its own, which is removed with it; it runs."""
    server, installer = shutil.which("mariadbd"), shutil.which("mariadb-install-db")
    assert server
    assert installer
    folder = Path(tempfile.mkdtemp(prefix="djm"))
    # A server that starts removes what it takes for its own leftovers in the folder of temporary tables.
    temporary = folder / "tmp"
    temporary.mkdir()
    as_user: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "mysql")
        shutil.chown(temporary, "mysql")
        as_user = ["--user=mysql"]
    environment = {**os.environ, "TMPDIR": str(temporary)}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    common = ["--no-defaults", f"--datadir={folder / 'data'}", *as_user]
    subprocess.run(
        [installer, *common, "--auth-root-authentication-method=normal", "--skip-test-db"],
        check=True,
        capture_output=True,
        cwd=folder,
        env=environment,
    )
    command = [
        *(server, *common, f"--port={port}", "--bind-address=127.0.0.1", f"--socket={folder / 's'}"),
        *(f"--pid-file={folder / 'pid'}", f"--log-error={folder / 'log'}", "--innodb-flush-log-at-trx-commit=0"),
        "--debug-no-sync",  # its data need not outlive the machine
    ]
    made = OwnMariaDB(folder, port, command, environment)
    try:
        made.start()
        with _connected(folder) as connection, connection.cursor() as cursor:
            cursor.execute("CREATE USER 'djlab'@'%' IDENTIFIED BY 'private'")
            cursor.execute("GRANT ALL PRIVILEGES ON *.* TO 'djlab'@'%' WITH GRANT OPTION")
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _connected(folder: Path) -> Any:
    """A connection of the superuser, as soon as the server takes one."""
    import pymysql

    for attempt in range(100):
        try:
            return pymysql.connect(unix_socket=str(folder / "s"), user="root", autocommit=True)
        except pymysql.err.OperationalError:
            if attempt == 99:
                raise AssertionError((folder / "log").read_text()) from None
            time.sleep(0.1)
    raise AssertionError

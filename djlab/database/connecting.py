"""One new session on a project's database: read-only, with a time limit, and no password in clear text.

Every session is made here, the first one and those after a reconnect, so none is without its limits.
"""

from __future__ import annotations

import os
import ssl
from contextlib import suppress
from typing import Any

import psycopg
import pymysql
from pymysql.connections import Connection as MySQLConnection

from djlab.database.errors import LiveError
from djlab.database.settings import ConnectionSettings

DEFAULT_DATABASE = "postgres"
"""The database of PostgreSQL that DataJoint uses where ``database.name`` is not set."""

_CLEAR_TEXT = (
    "The server asks for the password in clear text, and the connection to {host} is not encrypted. djlab does not "
    "send it. Switch TLS on at the server, or let the account use another authentication."
)


def connect(settings: ConnectionSettings, connect_seconds: float, statement_seconds: float) -> Any:
    """A new session as a DB-API connection in autocommit mode.

    Raises :class:`LiveError` when no user or password is set or the password would have to be sent in clear text, and
    the driver's own errors.
    """
    for name, value in (("user", settings.user), ("password", settings.password)):
        if value is None:
            variable = {"user": "DJ_USER", "password": "DJ_PASS"}[name]
            raise LiveError(
                "incomplete",
                f"No {name} is configured for {settings.host}. Set {variable} before JupyterLab starts, or write "
                f".secrets/database.{name} beside datajoint.json.",
            )
    make = _postgresql if settings.backend == "postgresql" else _mysql
    return make(settings, connect_seconds, statement_seconds)


def limit_statements(connection: Any, settings: ConnectionSettings, seconds: float) -> None:
    """Sets the server's own time limit for the statements of this session."""
    cursor = connection.cursor()
    try:
        if settings.backend == "postgresql":
            cursor.execute(f"SET statement_timeout = {int(seconds * 1000)}")
        elif is_mariadb(connection):
            cursor.execute(f"SET SESSION max_statement_time = {seconds:.3f}")
        else:
            cursor.execute(f"SET SESSION max_execution_time = {int(seconds * 1000)}")
    finally:
        cursor.close()


def is_mariadb(connection: Any) -> bool:
    """Whether a MySQL session talks to a MariaDB."""
    return "mariadb" in str(connection.get_server_info()).lower()


def is_encrypted(connection: Any, settings: ConnectionSettings) -> bool:
    """Whether the session uses TLS."""
    if settings.backend == "postgresql":
        return bool(connection.pgconn.ssl_in_use)
    return bool(connection._secure)


def cancel(connection: Any, settings: ConnectionSettings, seconds: float) -> None:
    """Asks the server to stop the statement that the session runs; the session itself goes on."""
    with suppress(psycopg.Error, pymysql.Error, OSError, LiveError):
        if settings.backend == "postgresql":
            connection.cancel_safe(timeout=seconds)
            return
        other = connect(settings, seconds, seconds)
        try:
            with other.cursor() as cursor:
                cursor.execute(f"KILL QUERY {int(connection.thread_id())}")
        finally:
            other.close()


def sever(connection: Any, settings: ConnectionSettings) -> None:
    """Ends the session at this side, so that a thread which waits for a server that says nothing goes on."""
    import socket

    with suppress(psycopg.Error, OSError, ValueError, AttributeError, TypeError):
        number = connection.fileno() if settings.backend == "postgresql" else connection._sock.fileno()
        with socket.socket(fileno=os.dup(number)) as other:
            other.shutdown(socket.SHUT_RDWR)


def _postgresql(settings: ConnectionSettings, connect_seconds: float, statement_seconds: float) -> Any:
    common: dict[str, Any] = {
        "host": settings.host,
        "port": settings.port,
        "user": settings.user,
        "password": settings.password,
        "dbname": settings.database or DEFAULT_DATABASE,
        "application_name": "djlab",
        "autocommit": True,
        "connect_timeout": max(2, round(connect_seconds)),
        "gssencmode": "disable",
    }
    if settings.is_local:
        connection = psycopg.connect(**common, sslmode="disable" if settings.use_tls is False else "prefer")
    else:
        connection = _postgresql_remote(settings, common)
    try:
        connection.execute(
            "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY;"
            f"SET statement_timeout = {int(statement_seconds * 1000)};"
            f"SET lock_timeout = {int(statement_seconds * 1000)};"
            "SET idle_in_transaction_session_timeout = 60000"
        )
    except BaseException:
        connection.close()
        raise
    return connection


def _postgresql_remote(settings: ConnectionSettings, common: dict[str, Any]) -> Any:
    """With TLS where the server has it; without it only by a method that does not send the password itself."""
    if settings.use_tls is not False:
        try:
            return psycopg.connect(**common, sslmode="require")
        except psycopg.OperationalError as error:
            if settings.use_tls or "SSL" not in str(error):
                raise
    try:
        return psycopg.connect(**common, sslmode="disable", require_auth="!password")
    except psycopg.OperationalError as error:
        if "require_auth" in str(error) or "authentication method requirement" in str(error):
            raise LiveError("clear-text", _CLEAR_TEXT.format(host=settings.host)) from None
        raise


class _MySQLConnection(MySQLConnection):
    """Refuses to hand over the password on a connection that others can read.

    Without TLS a server may ask for the password itself, or for it encrypted with a key that the server sends: whoever
    stands between learns it either way.
    """

    stays_here = False
    _secure: bool
    _public_key: Any = None

    def _process_auth(self, plugin_name: Any, *arguments: Any, **options: Any) -> Any:
        if plugin_name in (b"mysql_clear_password", b"dialog", b"mysql_old_password"):
            self._refuse_unless_private()
        return super()._process_auth(plugin_name, *arguments, **options)  # type: ignore[misc]

    @property
    def server_public_key(self) -> Any:
        self._refuse_unless_private()
        return self._public_key

    @server_public_key.setter
    def server_public_key(self, value: Any) -> None:
        self._public_key = value

    def _refuse_unless_private(self) -> None:
        if not (self._secure or self.stays_here):
            raise LiveError("clear-text", _CLEAR_TEXT.format(host=self.host))

    def wait_for_answers(self) -> None:
        """From now on reading has no limit of its own: the server limits statements, and the caller severs."""
        self._read_timeout = None


def _mysql(settings: ConnectionSettings, connect_seconds: float, statement_seconds: float) -> Any:
    connection = _MySQLConnection(
        host=settings.host,
        port=settings.port,
        user=settings.user,
        password=settings.password or "",
        charset="utf8mb4",
        autocommit=True,
        connect_timeout=max(1, round(connect_seconds)),
        read_timeout=connect_seconds,
        write_timeout=connect_seconds,
        ssl=_any_certificate() if settings.use_tls else None,
        ssl_disabled=settings.use_tls is False,
        local_infile=False,
        program_name="djlab",
        defer_connect=True,
    )
    connection.stays_here = settings.is_local
    connection.connect()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET SESSION TRANSACTION READ ONLY")
            cursor.execute(f"SET SESSION lock_wait_timeout = {max(1, round(statement_seconds))}")
            if not is_mariadb(connection):
                # Estimates would otherwise be those of yesterday.
                with suppress(pymysql.Error):
                    cursor.execute("SET SESSION information_schema_stats_expiry = 0")
        limit_statements(connection, settings, statement_seconds)
    except BaseException:
        connection.close()
        raise
    connection.wait_for_answers()
    return connection


def _any_certificate() -> ssl.SSLContext:
    """As DataJoint does: encrypted, the certificate not verified."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context

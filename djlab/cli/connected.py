"""What commands share that ask the project's database: whether they may, and what goes wrong in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from djlab.database.access import access_to
from djlab.database.connection import Database, Limits
from djlab.database.errors import DatabaseError, LiveError
from djlab.database.settings import connection_settings

host_option = click.option(
    "--host",
    default=None,
    help="Connect to this host, which the project's own files name. Without it djlab connects only where you agreed to "
    "in JupyterLab, to a host that your environment names, and to the project's embedded server.",
)


@contextmanager
def connected(root: Path, host: str | None, seconds: float = 60.0) -> Iterator[Database]:
    """The database of a project, read-only. Everything that it cannot answer ends the command with exit code 2."""
    settings = connection_settings(root)
    try:
        if host is None or host not in (settings.host, f"{settings.host}:{settings.port}"):
            if host is not None and settings.configured:
                raise click.UsageError(f"--host is {host}, but the project connects to {settings.host}")
            access_to(root, settings).demand()
        database = Database(settings, Limits(statement_seconds=seconds))
        try:
            yield database
        finally:
            database.close()
    except LiveError as error:
        hint = f" Or give --host {settings.host}." if error.reason == "consent" else ""
        raise click.UsageError(f"{error}{hint}") from error
    except DatabaseError as error:
        raise click.UsageError(str(error)) from error

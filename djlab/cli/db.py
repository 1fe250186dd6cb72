"""``djlab db``: the embedded PostgreSQL of a project."""

from __future__ import annotations

import json
from pathlib import Path

import click

from djlab.database import embedded
from djlab.database.embedded import Server
from djlab.database.errors import DatabaseError
from djlab.database.local_config import Reached, shell_lines, start_for
from djlab.pipeline.locate import find_project

_PATH = click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.group("db")
def command() -> None:
    """The embedded PostgreSQL of a project: a sandbox that needs no service.

    PATH is the project's folder or one inside it (default: the current folder). Install the server with
    pip install 'djlab[embedded]'.

    Example: djlab db start my-pipeline
    """


@command.command()
@_PATH
@_JSON
def start(path: Path, as_json: bool) -> None:
    """Start the project's server and write its connection to datajoint.json.

    The server goes on running after this command. A database that the project already names takes precedence: then
    nothing is started. A datajoint.json that Git tracks is not edited; the variables to export are printed instead.

    Example: djlab db start my-pipeline
    """
    try:
        server, reached = start_for(_root(path))
    except DatabaseError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        _print_json(server, reached)
        return
    click.echo(f"PostgreSQL {server.version} {'started' if server.started else 'runs already'}.")
    _print_text(server)
    if reached.file:
        click.echo(f"  settings  {reached.file}")
    else:
        click.echo(f"{reached.reason} Set these before JupyterLab and workers start:")
        for line in shell_lines(reached):
            click.echo(line)


@command.command()
@_PATH
@_JSON
def stop(path: Path, as_json: bool) -> None:
    """Stop the project's server. The data stay.

    Example: djlab db stop my-pipeline
    """
    try:
        before = embedded.status(_root(path))
        server = embedded.stop(_root(path))
    except DatabaseError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        _print_json(server)
    else:
        click.echo("PostgreSQL stopped." if before.state == "running" else "No embedded server runs for this project.")


@command.command()
@_PATH
@_JSON
def status(path: Path, as_json: bool) -> None:
    """Tell whether the project's server runs, and where.

    Example: djlab db status my-pipeline --json
    """
    try:
        server = embedded.status(_root(path))
    except DatabaseError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        _print_json(server)
        return
    told = {"absent": "No embedded server was made for this project.", "stopped": "stopped", "running": "running"}
    click.echo(told[server.state])
    if server.state != "absent":
        _print_text(server)


def _root(path: Path) -> Path:
    return find_project(path.resolve()) or path.resolve()


def _print_text(server: Server) -> None:
    click.echo(f"  database  {server.database}")
    click.echo(f"  user      {server.user}")
    click.echo(f"  host      {server.host}, port {server.port}")
    click.echo(f"  data      {server.folder}")


def _print_json(server: Server, reached: Reached | None = None) -> None:
    data = server.to_data()
    if reached is not None:
        data |= {
            "started": server.started,
            "settings": str(reached.file) if reached.file else None,
            "reason": reached.reason or None,
            "exports": None if reached.file else dict(reached.exports),
        }
    click.echo(json.dumps(data, indent=2))

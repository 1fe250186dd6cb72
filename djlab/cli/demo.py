"""``djlab demo``: a small pipeline with data, and JupyterLab opened on it."""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType

import click
import tomli

from djlab.cli.demo_filling import Filling
from djlab.database import embedded
from djlab.database.errors import DatabaseError, NotInstalledError
from djlab.database.local_config import start_for
from djlab.scaffold import ApplyError, ProjectOptions, apply, plan_project

NAME = "djlab-demo"
DESCRIPTION = "From animals and recordings to event rates: the demo of djlab."
# In the workspace of this name the page shows the side panel (src/scaffold/demo.ts). A query would not do: Jupyter
# Server appends `?token=` to the address that it prints.
START_URL = "/lab/workspaces/djlab-demo-"
"""With a word for the folder: two demos share no workspace, whose tabs would name files of the other."""
# JupyterLab shuts its kernels down first; one that hangs is ended after so many seconds.
PATIENCE = 20.0


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

    The demo's own database is filled in beside. Ctrl-C stops what this command started; the next run finds the project
    and its data as they were left.

    \b
    Example:
      djlab demo --directory my-demo --port 8890
    """
    root = directory.absolute()
    code = 0
    with end_on_signals():
        new = write_demo(root)
        with demo_database(root, new) if database else contextlib.nullcontext():
            code = run_lab(root, lab_command(root, port, no_browser))
    sys.exit(code)


def write_demo(root: Path) -> bool:
    """Write the demo into a missing or empty folder; leave one that holds it already as its user made it.

    Returns whether it was written.
    """
    if root.is_dir() and any(root.iterdir()):
        if _project_name(root) != NAME:
            raise click.ClickException(f"{root} is not empty and holds no djlab demo: choose another --directory")
        click.echo(f"Using the demo in {root}")
        return False
    try:
        applied = apply(plan_project(root, ProjectOptions(name=NAME, description=DESCRIPTION, demo=True)))
    except ApplyError as error:
        raise click.ClickException(str(error)) from error
    for note in applied.notes:
        click.echo(note, err=True)
    click.echo(f"Wrote the demo into {root}")
    return True


@contextlib.contextmanager
def demo_database(root: Path, new: bool) -> Iterator[None]:
    """The demo's own PostgreSQL, with its rows being filled in. Without it the demo is complete but for the rows.

    A server that ran before goes on running afterwards. The database of an earlier demo in the same place is moved
    aside when the project is ``new``: its rows would name files that are gone.
    """
    filling: Filling | None = None
    before = None
    try:
        try:
            before = embedded.status(root)
            if new and before.state != "absent":
                click.echo(f"The database of an earlier demo was moved to {embedded.set_aside(root)}")
                before = embedded.status(root)
            server, reached = start_for(root)
        except NotInstalledError:
            click.echo("No database: pip install 'djlab[embedded]' gives the demo one, with data.", err=True)
        except DatabaseError as error:
            click.echo(f"No database: {error}", err=True)
        else:
            click.echo(f"The database runs in {server.folder}")
            if not reached.file:
                click.echo(reached.reason, err=True)
            filling = Filling(root, server.folder, {**os.environ, **source_path(root), **dict(reached.exports)})
            filling.start()
        yield
    finally:
        if filling is not None:
            filling.stop()
        if before is not None and before.state != "running":
            with contextlib.suppress(NotInstalledError):
                embedded.stop(root)


def lab_command(root: Path, port: int | None, no_browser: bool) -> list[str]:
    """The command that starts JupyterLab, with this Python."""
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={root}",
        f"--LabApp.default_url={START_URL}{hashlib.sha256(os.fsencode(root)).hexdigest()[:8]}",
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


class Ended(BaseException):
    """Ctrl-C, SIGTERM or SIGHUP came."""


@contextlib.contextmanager
def end_on_signals() -> Iterator[None]:
    """Leave the block when the user ends this command, after everything in it was cleaned up.

    A second signal does not break off the cleaning up. A handler is set even where the shell has this process ignore
    Ctrl-C, as it does for jobs in the background.
    """
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]

    def end(_number: int, _frame: FrameType | None) -> None:
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        raise Ended

    for number in numbers:
        signal.signal(number, end)
    with contextlib.suppress(Ended):
        yield


def run_lab(root: Path, command: Sequence[str]) -> int:
    """Run JupyterLab until it ends; returns the exit code for this process.

    JupyterLab has a session of its own: Ctrl-C reaches this process alone, which stops it without a question.
    """
    environment = {**os.environ, **source_path(root)}
    lab = subprocess.Popen(command, cwd=root, env=environment, start_new_session=os.name == "posix")  # noqa: S603 - own words
    try:
        code = lab.wait()
    except BaseException:
        end_lab(lab)
        raise
    # A negative code is the signal that ended JupyterLab; shells say 128 + its number.
    return 128 - code if code < 0 else code


def end_lab(lab: subprocess.Popen[bytes], patience: float = PATIENCE) -> None:
    """Have JupyterLab end with its kernels; kill it when it has not within ``patience`` seconds."""
    if os.name == "posix":
        lab.terminate()
    # On Windows the console has told JupyterLab as well, and terminating would leave its kernels behind.
    try:
        lab.wait(patience)
    except subprocess.TimeoutExpired:
        click.echo(f"JupyterLab did not end within {patience:.0f} s and is killed.", err=True)
        lab.kill()
        lab.wait()


def _project_name(root: Path) -> str | None:
    try:
        project = tomli.loads((root / "pyproject.toml").read_text("utf-8")).get("project", {})
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError):
        return None
    name = project.get("name") if isinstance(project, dict) else None
    return name if isinstance(name, str) else None

"""The command line. Each command is a module of its own, imported when it is asked for."""

from __future__ import annotations

import importlib
from typing import cast

import click

COMMANDS = {
    "cascade": "djlab.cli.cascade",
    "demo": "djlab.cli.demo",
    "diagram": "djlab.cli.diagram",
    "check": "djlab.cli.check",
    "config": "djlab.cli.config",
    "drift": "djlab.cli.drift",
    "db": "djlab.cli.db",
    "inspect": "djlab.cli.inspect",
    "new": "djlab.cli.new",
    "rule": "djlab.cli.rule",
}
"""Name of the command: the module whose ``command`` it is. A new command is one line here."""


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is used or described."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted({*COMMANDS, *super().list_commands(ctx)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name."""
        if cmd_name in COMMANDS:
            command = cast("click.Command", importlib.import_module(COMMANDS[cmd_name]).command)
            command.name = cmd_name  # documentation names a command by this, not by the name of its function
            return command
        return super().get_command(ctx, cmd_name)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="djlab")
def main() -> None:
    """Work on a DataJoint pipeline project: the engine of the JupyterLab extension, for the terminal and for CI."""

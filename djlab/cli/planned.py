"""What the commands of ``djlab new`` share: their options, and printing and applying a plan."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from djlab.pipeline.locate import find_project
from djlab.scaffold import ApplyError, OptionError, Plan, apply
from djlab.scaffold.project_options import BACKENDS, LICENSES
from djlab.scaffold.render import BadTemplateError, own_folder

_SYMBOL = {"create": "create", "update": "update", "skip": "keep"}

directory_option = click.option(
    "--directory",
    "-C",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    help="A folder of the project; the current one by default.",
)
dry_run_option = click.option("--dry-run", is_flag=True, help="Show what would be written, write nothing.")
template_option = click.option(
    "--template",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=None,
    help="A folder of your own templates, which replace djlab's of the same name.",
)
license_option = click.option(
    "--license", "license_name", type=click.Choice(LICENSES), default="MIT", show_default=True
)
author_option = click.option("--author", default="", help="Who holds the copyright.")
backend_option = click.option("--backend", type=click.Choice(BACKENDS), default="postgresql", show_default=True)
json_option = click.option("--json", "as_json", is_flag=True, help="Print the plan as one JSON object.")


def own_templates(folder: Path | None, root: Path) -> Path | None:
    """The folder of the user's own templates. Raises BadTemplateError for one that belongs to the project itself."""
    return None if folder is None else own_folder(folder, root)


@contextlib.contextmanager
def wrong_use() -> Iterator[None]:
    """Options of the wrong type and templates that cannot be rendered end the command with the exit code 2."""
    try:
        yield
    except (OptionError, BadTemplateError) as error:
        raise click.UsageError(str(error)) from error


def project_root(directory: Path) -> Path:
    """The root of the project that encloses a folder, or the folder itself."""
    return find_project(directory.resolve()) or directory.resolve()


def finish(plan: Plan, *, dry_run: bool, as_json: bool) -> None:
    """Print a plan, apply it unless it is a dry run, and exit 1 when it is refused."""
    if as_json:
        click.echo(json.dumps(plan.to_data(), indent=1))
    elif not plan.problems:
        _print(plan, dry_run)
    if plan.problems:
        for problem in plan.problems:
            click.echo(f"{problem.field}: {problem.message}" if problem.field else problem.message, err=True)
        sys.exit(1)
    if dry_run:
        return
    try:
        applied = apply(plan)
    except ApplyError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    for note in applied.notes:
        click.echo(note, err=True)
    if not as_json:
        for note in plan.notes:
            click.echo(note)


def _print(plan: Plan, dry_run: bool) -> None:
    for file in plan.files:
        click.echo(f"{_SYMBOL[file.action]:7} {printable(file.path)}")
        if dry_run and file.diff:
            click.echo(printable(file.diff.rstrip("\n")))


def printable(text: str) -> str:
    """The text without the control characters that a terminal would act on."""
    return "".join(c if c == "\n" or c == "\t" or c.isprintable() else f"\\x{ord(c):02x}" for c in text)

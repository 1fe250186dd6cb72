"""``djlab new structure``: what of the standard structure an existing project lacks."""

from __future__ import annotations

from pathlib import Path

import click

from djlab.cli.planned import (
    directory_option,
    dry_run_option,
    finish,
    json_option,
    own_templates,
    project_root,
    template_option,
    wrong_use,
)
from djlab.pipeline import read
from djlab.project.structure import missing_of
from djlab.scaffold import StructureOptions, plan_structure
from djlab.scaffold.project_options import BACKENDS, LICENSES


@click.command()
@click.option(
    "--only",
    multiple=True,
    metavar="PATH",
    help="An addition, e.g. LICENSE; all by default. May be given several times.",
)
@click.option("--license", "license_name", type=click.Choice(LICENSES), default="MIT", show_default=True)
@click.option("--author", default="", help="Who holds the copyright.")
@click.option("--backend", type=click.Choice(BACKENDS), default="postgresql", show_default=True)
@template_option
@directory_option
@dry_run_option
@json_option
def structure(
    only: tuple[str, ...],
    license_name: str,
    author: str,
    backend: str,
    template: Path | None,
    directory: Path,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Add what an existing project lacks of the standard structure.

    No file that is there is changed or moved. What djlab cannot write is named at the end.

    \b
    Example:
      djlab new structure --only LICENSE --only docs/index.md --dry-run
    """
    root = project_root(directory)
    pipeline = read(root)
    data = {"only": list(only), "license": license_name, "author": author, "backend": backend}
    with wrong_use():
        plan = plan_structure(
            root,
            StructureOptions.from_data(data),
            missing_of(root, pipeline),
            pipeline=pipeline,
            templates=own_templates(template, root),
        )
    if dry_run and not as_json and not plan.problems:
        # What a run would tell at its end belongs to what is shown.
        finish(plan, dry_run=True, as_json=False)
        for note in plan.notes:
            click.echo(note)
        return
    finish(plan, dry_run=dry_run, as_json=as_json)

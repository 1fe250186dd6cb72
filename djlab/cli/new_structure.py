"""``djlab new structure``: what of the standard structure an existing project lacks."""

from __future__ import annotations

from pathlib import Path

import click

from djlab.cli.planned import (
    author_option,
    backend_option,
    directory_option,
    dry_run_option,
    finish,
    json_option,
    license_option,
    own_templates,
    project_root,
    template_option,
    wrong_use,
)
from djlab.pipeline import read
from djlab.project.structure import missing_of
from djlab.scaffold import StructureOptions, plan_structure


@click.command()
@click.option(
    "--only",
    multiple=True,
    metavar="PATH",
    help="An addition, e.g. LICENSE; all by default. May be given several times.",
)
@license_option
@author_option
@backend_option
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
    data = {"only": list(only) or None, "license": license_name, "author": author, "backend": backend}
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

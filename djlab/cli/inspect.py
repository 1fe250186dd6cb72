"""``djlab inspect``: what the source of a project declares."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import click

from djlab.cli import inspect_json, inspect_text
from djlab.pipeline import Pipeline
from djlab.pipeline.locate import find_projects
from djlab.pipeline.query import SelectorError, select
from djlab.project import inspect
from djlab.project.model import Project


@click.command(
    short_help="Show what the source of a project declares.",
    epilog="Example: djlab inspect . --select '+Session tier:computed,module:ephys'",
)
@click.argument("path", type=click.Path(exists=True, file_okay=False), default=".")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object: the format that the panel reads.")
@click.option(
    "--select", "selector", help="Only these tables: +Session, Session+2, tier:computed, module:ephys, store:main."
)
@click.option(
    "--installed",
    multiple=True,
    type=click.Path(exists=True, file_okay=False),
    help="A site-packages folder in which activated elements are looked up, beside the project's .venv.",
)
def command(path: str, as_json: bool, selector: str | None, installed: tuple[str, ...]) -> None:
    """Read the pipeline below PATH, a project or a package folder, and print its modules and tables.

    Nothing of the project is run. Files that do not parse are listed with their error; the rest is complete.
    """
    several = find_projects(path)
    if len(several) > 1 and Path(path).absolute() not in several:
        names = ", ".join(place.relative_to(Path(path).absolute()).as_posix() for place in several[:5])
        more = ", …" if len(several) > 5 else ""
        click.echo(f"{len(several)} projects lie here and are shown as one; name one of them: {names}{more}", err=True)
    project = inspect(path, installed=installed)
    if selector is not None:
        project = _selected(project, selector)
    output: Any = inspect_json if as_json else inspect_text
    click.echo(output.render(project))


def _selected(project: Project, selector: str) -> Project:
    pipeline = Pipeline(project.project.root, project.project.packages, project.modules, project.tables)
    try:
        wanted = select(pipeline, selector)
    except SelectorError as error:
        raise click.BadParameter(str(error), param_hint="--select") from error
    tables = tuple(table for table in project.tables if table.id in wanted)
    names = {table.module for table in tables}
    modules = tuple(module for module in project.modules if module.name in names)
    paths = {module.path for module in modules}
    return dataclasses.replace(
        project,
        tables=tables,
        modules=modules,
        module_edges=tuple(edge for edge in project.module_edges if edge.from_ in names and edge.to in names),
        cycles=tuple(cycle for cycle in project.cycles if {step.path for step in cycle.steps} <= paths),
        findings=tuple(finding for finding in project.findings if finding.path in paths),
    )

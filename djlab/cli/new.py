"""``djlab new``: schema modules, tables, notebooks and whole projects."""

from __future__ import annotations

from pathlib import Path

import click

from djlab.cli.new_store import secret, store, stores_module
from djlab.cli.new_structure import structure
from djlab.cli.new_table import part, table
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
from djlab.scaffold import (
    ModuleOptions,
    NotebookOptions,
    ProjectOptions,
    plan_module,
    plan_notebook,
    plan_project,
)
from djlab.scaffold.options import TABLE_TIERS
from djlab.scaffold.project_options import PROFILES


@click.group("new")
def command() -> None:
    """Write a new module, table, notebook or project.

    Nothing is ever overwritten: a file that exists with another content stops the command.

    \b
    Example:
      djlab new module ephys --upstream workflow.subject:Subject --table Recording --dry-run
    """


@command.command()
@click.argument("name")
@click.option("--schema", default="", help="Name of the database schema; the module's name by default.")
@click.option(
    "--upstream",
    multiple=True,
    metavar="MODULE[:TABLE]",
    help="A module to import, or a table that the first table refers to. May be given several times.",
)
@click.option("--table", "table", default=None, metavar="NAME", help="Name of the first table, in CamelCase.")
@click.option("--tier", type=click.Choice(TABLE_TIERS), default="Manual", show_default=True)
@click.option("--package", default=None, help="Dotted package that the module goes into.")
@click.option("--notebook/--no-notebook", default=True, show_default=True, help="Write a starter notebook too.")
@template_option
@directory_option
@dry_run_option
@json_option
def module(
    name: str,
    schema: str,
    upstream: tuple[str, ...],
    table: str | None,
    tier: str,
    package: str | None,
    notebook: bool,
    template: Path | None,
    directory: Path,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Write the schema module NAME and its starter notebook.

    \b
    Example:
      djlab new module ephys --upstream workflow.acquisition:Session --table Recording --tier Imported
    """
    data = {
        "name": name,
        "schema": schema,
        "upstream": list(upstream),
        "table": None if table is None else {"name": table, "tier": tier},
        "notebook": notebook,
        "package": package,
    }
    root = project_root(directory)
    with wrong_use():
        plan = plan_module(root, ModuleOptions.from_data(data), templates=own_templates(template, root))
    finish(plan, dry_run=dry_run, as_json=as_json)


@command.command()
@click.argument("module_name", metavar="MODULE")
@directory_option
@dry_run_option
@json_option
def notebook(module_name: str, directory: Path, dry_run: bool, as_json: bool) -> None:
    """Write a starter notebook for MODULE, numbered after the last one.

    \b
    Example:
      djlab new notebook workflow.acquisition
    """
    plan = plan_notebook(project_root(directory), NotebookOptions(module_name))
    finish(plan, dry_run=dry_run, as_json=as_json)


@command.command()
@click.argument("name")
@click.option(
    "--directory",
    "-C",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="Folder of the project; NAME below the current folder by default.",
)
@click.option("--package", default="workflow", show_default=True, help="Name of the Python package.")
@click.option("--description", default="", help="One sentence about the pipeline.")
@author_option
@license_option
@backend_option
@click.option(
    "--profile", type=click.Choice(PROFILES), default="book", show_default=True, help="Layout of the project."
)
@click.option(
    "--store",
    "stores",
    multiple=True,
    metavar="NAME,KEY=VALUE,…",
    help="An object store, e.g. main,protocol=file,location=data. May be given several times.",
)
@click.option("--module", "modules", multiple=True, metavar="NAME", help="First schema modules, upstream first.")
@click.option("--docker/--no-docker", default=True, show_default=True, help="Write a deployment with Docker Compose.")
@click.option("--kubernetes", is_flag=True, help="Write a Kubernetes manifest of the workers.")
@click.option("--slurm", is_flag=True, help="Write a Slurm array script of the workers.")
@template_option
@dry_run_option
@json_option
def project(
    name: str,
    directory: Path | None,
    package: str,
    description: str,
    author: str,
    license_name: str,
    backend: str,
    profile: str,
    stores: tuple[str, ...],
    modules: tuple[str, ...],
    docker: bool,
    kubernetes: bool,
    slurm: bool,
    template: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Write a whole pipeline project: package, notebooks, worker, documentation, deployment and tests.

    Without --module it holds a small working example. In a folder that has files already, only missing ones are added.

    \b
    Example:
      djlab new project my-pipeline --backend mysql --license BSD-3-Clause
    """
    data = {
        "name": name,
        "package": package,
        "description": description,
        "author": author,
        "license": license_name,
        "backend": backend,
        "profile": profile,
        "modules": list(modules),
        "docker": docker,
        "kubernetes": kubernetes,
        "slurm": slurm,
        **({"stores": [_store(store) for store in stores]} if stores else {}),
    }
    root = directory if directory is not None else Path.cwd() / name
    with wrong_use():
        plan = plan_project(root, ProjectOptions.from_data(data), templates=own_templates(template, root))
    finish(plan, dry_run=dry_run, as_json=as_json)


def _store(text: str) -> dict[str, str]:
    name, *settings = text.split(",")
    if not all("=" in setting for setting in settings):
        raise click.BadParameter(f"{text!r}: write NAME,KEY=VALUE,…", param_hint="--store")
    return {"name": name, **dict(setting.split("=", 1) for setting in settings)}


command.add_command(store)
command.add_command(stores_module)
command.add_command(secret)
command.add_command(table)
command.add_command(part)
command.add_command(structure)

"""``djlab new store``, ``stores-module`` and ``secret``: the object stores of a project and their secrets."""

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
from djlab.scaffold import (
    SecretOptions,
    StoreChange,
    StoresModuleOptions,
    plan_secret,
    plan_store,
    plan_stores_module,
)
from djlab.scaffold.store_options import PROTOCOLS


@click.command()
@click.argument("name")
@click.option("--protocol", type=click.Choice(PROTOCOLS), default="file", show_default=True)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="A setting in DataJoint's name, e.g. location=data; an empty value takes it out. May be given several times.",
)
@click.option("--default", is_flag=True, help="Make it the store that <blob@> means.")
@click.option(
    "--module/--no-module", default=True, show_default=True, help="Write _stores.py too, where the project has none."
)
@directory_option
@dry_run_option
@json_option
def store(
    name: str,
    protocol: str,
    settings: tuple[str, ...],
    default: bool,
    module: bool,
    directory: Path,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Add the object store NAME to pyproject.toml, or change the one that is there.

    The style and the comments of the file stay. DataJoint never reads that section by itself: a module _stores.py of
    the package applies it. Secrets are no settings: they belong into .secrets/stores.NAME.KEY.

    \b
    Example:
      djlab new store raw --protocol s3 --set endpoint=s3.lab.org --set bucket=raw --set location=rig1
    """
    if not all("=" in setting for setting in settings):
        raise click.BadParameter("write KEY=VALUE", param_hint="--set")
    with wrong_use():
        change = StoreChange.from_data(
            {
                "name": name,
                "protocol": protocol,
                "settings": dict(setting.split("=", 1) for setting in settings),
                "default": default,
                "module": module,
            }
        )
        plan = plan_store(project_root(directory), change)
    finish(plan, dry_run=dry_run, as_json=as_json)


@click.command("stores-module")
@click.option("--package", default=None, help="The package that gets it; that of the schema modules by default.")
@template_option
@directory_option
@dry_run_option
@json_option
def stores_module(package: str | None, template: Path | None, directory: Path, dry_run: bool, as_json: bool) -> None:
    """Write _stores.py, which hands the stores of pyproject.toml to DataJoint when the package is imported.

    \b
    Example:
      djlab new stores-module --dry-run
    """
    root = project_root(directory)
    with wrong_use():
        plan = plan_stores_module(root, StoresModuleOptions(package), templates=own_templates(template, root))
    finish(plan, dry_run=dry_run, as_json=as_json)


@click.command()
@click.argument("key")
@directory_option
@dry_run_option
@json_option
def secret(key: str, directory: Path, dry_run: bool, as_json: bool) -> None:
    """Move the secret KEY out of datajoint.json or pyproject.toml into .secrets/, which Git ignores.

    KEY is database.password, or stores.NAME.KEY for a secret of a store. The value is never shown.

    \b
    Example:
      djlab new secret database.password
    """
    with wrong_use():
        plan = plan_secret(project_root(directory), SecretOptions(key))
    finish(plan, dry_run=dry_run, as_json=as_json)

"""``djlab new table`` and ``djlab new part``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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
from djlab.scaffold import ForeignKeyOptions, TableOptions, plan_table
from djlab.scaffold.options import TABLE_TIERS
from djlab.scaffold.table_options import MAKES

comment_option = click.option("--comment", default="", help="What a row is; the first line of the definition.")
key_option = click.option(
    "--key", "keys", multiple=True, metavar="LINE", help="A key attribute, e.g. 'session_id : int32  # counts from 1'."
)
attribute_option = click.option(
    "--attribute", "attributes", multiple=True, metavar="LINE", help="Another attribute, e.g. 'raw : <object@main>'."
)
foreign_key_option = click.option(
    "--foreign-key",
    "foreign_keys",
    multiple=True,
    metavar="TABLE[,secondary][,nullable][,unique][,NEW=OLD…]",
    help="A table that this one refers to, e.g. workflow.subject:Subject. NEW=OLD renames a key attribute.",
)


@click.command()
@click.argument("module")
@click.argument("name")
@click.option("--tier", type=click.Choice(TABLE_TIERS), default="Manual", show_default=True)
@comment_option
@key_option
@attribute_option
@foreign_key_option
@click.option("--part", "parts", multiple=True, metavar="NAME", help="A part of the table, in CamelCase.")
@click.option(
    "--make",
    type=click.Choice(MAKES),
    default="make",
    show_default=True,
    help="Skeleton of an Imported or Computed table: one method, or fetch, compute and insert apart.",
)
@template_option
@directory_option
@dry_run_option
@json_option
def table(
    module: str,
    name: str,
    tier: str,
    comment: str,
    keys: tuple[str, ...],
    attributes: tuple[str, ...],
    foreign_keys: tuple[str, ...],
    parts: tuple[str, ...],
    make: str,
    template: Path | None,
    directory: Path,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Add the table NAME to the schema module MODULE, with the imports that it needs.

    \b
    Example:
      djlab new table workflow.processing Spikes --tier Computed --foreign-key workflow.acquisition:Recording
    """
    data = {"module": module, "tier": tier, "parts": list(parts), "make": make}
    _finish(directory, template, name, comment, keys, attributes, foreign_keys, data, dry_run=dry_run, as_json=as_json)


@click.command()
@click.argument("master")
@click.argument("name")
@comment_option
@key_option
@attribute_option
@foreign_key_option
@template_option
@directory_option
@dry_run_option
@json_option
def part(
    master: str,
    name: str,
    comment: str,
    keys: tuple[str, ...],
    attributes: tuple[str, ...],
    foreign_keys: tuple[str, ...],
    template: Path | None,
    directory: Path,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Add the part NAME to the table MASTER.

    \b
    Example:
      djlab new part workflow.acquisition:Recording Channel --key 'channel : int16' --attribute 'noise : float64'
    """
    _finish(
        directory,
        template,
        name,
        comment,
        keys,
        attributes,
        foreign_keys,
        {"master": master},
        dry_run=dry_run,
        as_json=as_json,
    )


def _finish(
    directory: Path,
    template: Path | None,
    name: str,
    comment: str,
    keys: tuple[str, ...],
    attributes: tuple[str, ...],
    foreign_keys: tuple[str, ...],
    data: dict[str, Any],
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    with wrong_use():
        options = TableOptions.from_data({"name": name, "comment": comment, **data})
        references = tuple(ForeignKeyOptions.from_text(text) for text in foreign_keys)
    chosen = TableOptions(
        name=options.name,
        module=options.module,
        tier=options.tier,
        comment=options.comment,
        key=keys,
        attributes=attributes,
        foreign_keys=references,
        parts=options.parts,
        make=options.make,
        master=options.master,
    )
    root = project_root(directory)
    with wrong_use():
        plan = plan_table(root, chosen, templates=own_templates(template, root))
    finish(plan, dry_run=dry_run, as_json=as_json)

"""``djlab config``: the configuration of a project, explained."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from djlab.cli.formats.text import printable as safe
from djlab.config import read_configuration
from djlab.config.effective import store_specification, target
from djlab.config.probing import probe_store
from djlab.config.report import Report, report
from djlab.config.specification import refusals
from djlab.config.stores import mask
from djlab.pipeline.locate import find_files, find_project

GROUPS = ("database", "connection", "stores", "jobs", "display")


@click.command("config")
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".")
@click.option("--all", "everything", is_flag=True, help="Also the settings that nobody set.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--test", "store", metavar="STORE", help="List one object of this store instead; asks before it connects."
)
@click.option("--yes", is_flag=True, help="With --test: do not ask.")
def command(path: Path, everything: bool, as_json: bool, store: str | None, yes: bool) -> None:
    """Explain the DataJoint configuration of a project: values, the sources that win, what is wrong.

    PATH is the project's folder or one inside it (default: the current folder). What DataJoint would have in a kernel
    at the project's root is derived without importing it; secrets are masked. Exits 1 when something is wrong.

    Example: djlab config my-pipeline --all

    Example: djlab config --test raw
    """
    root = find_project(path.resolve()) or path.resolve()
    folders = {Path(file.path).parent for file in find_files(root) if Path(file.path).name == "__init__.py"}
    if store is not None:
        _test(root, sorted(folders), store, yes, as_json)
        return
    found = report(root, sorted(folders))
    if as_json:
        click.echo(json.dumps(asdict(found), indent=2, ensure_ascii=False))
    else:
        _print(found, everything)
    if found.problems:
        raise SystemExit(1)


def _test(root: Path, folders: list[Path], name: str, yes: bool, as_json: bool) -> None:
    configuration = read_configuration(root, folders)
    specification = store_specification(configuration, root, name)
    if specification is None:
        known = ", ".join(store.name for store in configuration.stores) or "none"
        raise click.UsageError(f"No store {name!r} is configured; there is {known}.")
    if refused := refusals(specification, "2"):
        raise click.ClickException(f"DataJoint refuses the store before it asks it: {mask(refused[0])}")
    if not yes:
        click.confirm(f"List one object of {safe(mask(target(specification)))}?", abort=True, err=True)
    found = probe_store(specification)
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False))
    else:
        click.echo(safe(found.message))
    if not found.fine:
        raise SystemExit(1)


def _print(found: Report, everything: bool) -> None:
    click.echo(f"As DataJoint {found.series} reads it")
    for setting in found.settings:
        if setting.verdict == "default" and not setting.shadowed and not everything:
            continue
        value = "not set" if setting.value is None else safe(setting.value)
        click.echo(f"  {setting.key} = {value}  ({safe(setting.source)})")
        for other in setting.shadowed:
            given = "" if other.value is None else f" = {safe(other.value)}"
            click.echo(f"      not {safe(other.source)}{given}: {safe(other.note)}")
    if found.stores:
        click.echo("Stores")
    for store in found.stores:
        mark = "yes" if store.effective else "no"
        default = ", the default" if store.name == found.default_store else ""
        click.echo(f"  {safe(store.name)} ({safe(store.protocol or '?')}{default}): {mark}, {safe(store.reason)}")
        for text in store.problems:
            click.echo(f"      {safe(text)}")
    if found.problems:
        click.echo("Problems")
    for problem in found.problems:
        place = safe(problem.path) + (f":{problem.line}" if problem.line else "")
        click.echo(f"  {place}: {safe(problem.message)}")

"""``djlab config``: the configuration of a project, explained."""

from __future__ import annotations

import difflib
import json
from dataclasses import asdict
from pathlib import Path

import click

from djlab.cli.formats.text import printable as safe
from djlab.config import read_configuration
from djlab.config.effective import store_specification, target
from djlab.config.explanations import SETTINGS, STORES, explanation
from djlab.config.probing import probe_store
from djlab.config.report import DEFAULT, Assigned, Report, ReportedSetting, report
from djlab.config.specification import refusals
from djlab.config.stores import mask
from djlab.pipeline.locate import find_files, find_project

GROUPS = ("database", "connection", "stores", "jobs", "display")


@click.command("config")
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".")
@click.option("--all", "everything", is_flag=True, help="Also the settings that nobody set.")
@click.option("--explain", "name", metavar="NAME", help="Say what one setting does and where it comes from.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--test", "store", metavar="STORE", help="List one object of this store instead; asks before it connects."
)
@click.option("--yes", is_flag=True, help="With --test: do not ask.")
def command(path: Path, everything: bool, name: str | None, as_json: bool, store: str | None, yes: bool) -> None:
    """Explain the DataJoint configuration of a project: values, the sources that win, what is wrong.

    PATH is the project's folder or one inside it (default: the current folder). What DataJoint would have in a kernel
    at the project's root is derived without importing it; secrets are masked. Exits 1 when something is wrong.

    Example: djlab config my-pipeline --all

    Example: djlab config --explain database.port

    Example: djlab config --test raw
    """
    root = find_project(path.resolve()) or path.resolve()
    files = [Path(file.path) for file in find_files(root)]
    folders = {file.parent for file in files if file.name == "__init__.py"}
    if store is not None:
        _test(root, sorted(folders), store, yes, as_json)
        return
    found = report(root, sorted(folders), files=files)
    if name is not None:
        _explain(found, name, as_json)
        return
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


def _explain(found: Report, name: str, as_json: bool) -> None:
    """One setting, or one key of a store, with its line of explanation."""
    known = {setting.key: setting for setting in found.settings}
    setting = known.get(name)
    told = setting.explanation if setting is not None else explanation(name)
    if setting is None and not told:
        close = difflib.get_close_matches(name, [*known, *SETTINGS, *(f"stores.NAME.{key}" for key in STORES)], 3, 0.5)
        hint = f"; there is {', '.join(close)}" if close else ""
        raise click.UsageError(f"No setting is called {name}{hint}.")
    if as_json:
        click.echo(json.dumps({"key": name, "explanation": told, **(asdict(setting) if setting else {})}, indent=2))
        return
    click.echo(told or f"DataJoint keeps {safe(name)} and does nothing with it.")
    if setting is not None:
        _print_setting(setting)
    for one in found.assigned:
        if one.key == name:
            _print_assigned(one)


def _print_setting(setting: ReportedSetting) -> None:
    source = (
        f"{safe(setting.source)}, as the default" if setting.usual and setting.source != DEFAULT else setting.source
    )
    click.echo(f"  {setting.key} = {_value(setting.value)}  ({safe(source)})")
    for other in setting.shadowed:
        given = "" if other.value is None else f" = {_value(other.value)}"
        click.echo(f"      not {safe(other.source)}{given}: {safe(other.note)}")


def _value(value: str | None) -> str:
    return "not set" if value is None else safe(value) or '""'


def _print_assigned(one: Assigned) -> None:
    value = "a value that only the run tells" if one.value is None else safe(one.value)
    when = "when it is imported" if one.scope == "module" else "in a function"
    named = f"settings from {value}" if one.key == "*" else f"{safe(one.key)} = {value}"
    more = f", and {one.more} more" if one.more else ""
    note = f": {one.note}" if one.note else ""
    click.echo(f"  {named}  ({safe(one.path)}:{one.line}{more}, {when}){note}")


def _print(found: Report, everything: bool) -> None:
    click.echo(f"As DataJoint {found.series} reads it: {safe(found.reason)}")
    for setting in found.settings:
        if everything or setting.verdict != "default" or setting.shadowed:
            _print_setting(setting)
            if everything and setting.explanation:
                click.echo(f"      {setting.explanation}")
    if found.assigned:
        click.echo("Set by the project's code, which wins once it has run")
    for one in found.assigned:
        _print_assigned(one)
    _print_stores(found)
    if found.problems:
        click.echo("Problems")
    for problem in found.problems:
        place = safe(problem.path) + (f":{problem.line}" if problem.line else "")
        click.echo(f"  {place}: {safe(problem.message)}")
    if found.hints:
        click.echo("Worth knowing")
    for hint in found.hints:
        click.echo(f"  {safe(hint)}")


def _print_stores(found: Report) -> None:
    if found.stores:
        click.echo("Stores")
    for store in found.stores:
        mark = "yes" if store.effective else "no"
        default = ", the default" if store.name == found.default_store else ""
        click.echo(f"  {safe(store.name)} ({safe(store.protocol or '?')}{default}): {mark}, {safe(store.reason)}")
        for text in store.problems:
            click.echo(f"      {safe(text)}")

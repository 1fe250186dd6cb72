"""``djlab config``: the configuration of a project, explained."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from djlab.cli.formats.text import printable as safe
from djlab.config.report import Report, report
from djlab.pipeline.locate import find_files, find_project

GROUPS = ("database", "connection", "stores", "jobs", "display")


@click.command("config")
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".")
@click.option("--all", "everything", is_flag=True, help="Also the settings that nobody set.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(path: Path, everything: bool, as_json: bool) -> None:
    """Explain the DataJoint configuration of a project: values, the sources that win, what is wrong.

    PATH is the project's folder or one inside it (default: the current folder). What DataJoint would have in a kernel
    at the project's root is derived without importing it; secrets are masked. Exits 1 when something is wrong.

    Example: djlab config my-pipeline --all
    """
    root = find_project(path.resolve()) or path.resolve()
    folders = {Path(file.path).parent for file in find_files(root) if Path(file.path).name == "__init__.py"}
    found = report(root, sorted(folders))
    if as_json:
        click.echo(json.dumps(asdict(found), indent=2, ensure_ascii=False))
    else:
        _print(found, everything)
    if found.problems:
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

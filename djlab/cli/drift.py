"""``djlab drift``: where the source and the database differ."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from djlab.cli.connected import connected, host_option
from djlab.cli.formats.text import printable as safe
from djlab.database.drift import TableDrift, read_drift
from djlab.pipeline import read
from djlab.pipeline.locate import find_project

TITLES = {
    "not-alterable": "Differ, and DataJoint's alter() cannot mend it",
    "alterable": "Differ; these statements would mend it",
    "comment": "Differ in comments",
    "only-in-code": "Only in the source: importing the module would create them",
    "only-in-database": "Only in the database",
    "unknown": "Not compared",
    "same": "The same",
}
DIFFERENT = ("not-alterable", "alterable", "comment", "only-in-code", "only-in-database")


@click.command("drift")
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".")
@host_option
@click.option("--all", "everything", is_flag=True, help="Also the tables that are the same.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def command(context: click.Context, path: Path, host: str | None, everything: bool, as_json: bool) -> None:
    """Compare the tables that the source declares with those of the database.

    PATH is the project's folder or one inside it (default: the current folder). The session is read-only, and no code
    of the project runs; the ALTER statements are for you to look at. Exit code 0: no difference; 1: differences; 2:
    wrong use, or the database cannot be asked.

    Example: djlab drift my-pipeline --host db.lab.org
    """
    root = find_project(path.resolve()) or path.resolve()
    with connected(root, host) as database:
        pipeline = read(root)
        found = database.run(lambda connection: read_drift(connection, database.dialect, pipeline))
    if as_json:
        click.echo(json.dumps({"tables": [asdict(table) for table in found]}, indent=2, ensure_ascii=False))
    else:
        _print(found, everything)
    context.exit(1 if any(table.kind in DIFFERENT for table in found) else 0)


def _print(found: list[TableDrift], everything: bool) -> None:
    for kind, title in TITLES.items():
        tables = [table for table in found if table.kind == kind]
        if not tables or (kind == "same" and not everything):
            continue
        click.echo(f"{title}:")
        for table in tables:
            click.echo(f"  {safe(table.id or f'{table.schema}.{table.table}')}")
            for difference in table.differences:
                click.echo(f"      {safe(difference.message)}")
            for statement in table.alter:
                click.echo(f"      {safe(statement)};")
    counts = {kind: sum(table.kind == kind for table in found) for kind in TITLES}
    click.echo(", ".join(f"{number} {kind}" for kind, number in counts.items() if number) or "No tables.")

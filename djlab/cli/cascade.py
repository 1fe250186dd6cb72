"""``djlab cascade``: what a delete would take, and where rows came from."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from djlab.cli.connected import connected, host_option
from djlab.cli.formats.text import printable as safe
from djlab.database.cascade import Cascade, Question, read_cascade, refusals
from djlab.database.cascade_tables import CascadeCount, CascadeTable, by_name, cascade_tables, count_cascade
from djlab.database.catalogue import Name
from djlab.database.connection import Database, Work
from djlab.database.names import is_known
from djlab.pipeline import read
from djlab.pipeline.locate import find_project
from djlab.pipeline.model import Pipeline

Counted = list[tuple[CascadeTable, CascadeCount]]


@click.command("cascade")
@click.argument("table")
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".")
@click.option("--restrict", "restriction", default="", help="Only these rows, as DataJoint takes it; all without it.")
@click.option("--trace", is_flag=True, help="Where the rows came from instead of what a delete would take.")
@click.option("--masters", is_flag=True, help="Take the masters of deleted parts, too (part_integrity='cascade').")
@host_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def command(
    context: click.Context,
    table: str,
    path: Path,
    restriction: str,
    trace: bool,
    masters: bool,
    host: str | None,
    as_json: bool,
) -> None:
    """Count the rows that a delete would take with it, table by table. Nothing is deleted.

    TABLE is a table's id (workflow.subject:Subject), its class, or SCHEMA.TABLE as the database spells it. PATH is the
    project's folder or one inside it (default: the current folder). Exit code 0: counted; 1: DataJoint would refuse
    the delete for the sake of a part; 2: wrong use, or the database cannot be asked.

    Example: djlab cascade Session my-pipeline --restrict "subject_id = 3"
    """
    root = find_project(path.resolve()) or path.resolve()
    pipeline = read(root)
    question = Question(
        _named(table, pipeline),
        restriction,
        "upstream" if trace else "downstream",
        "cascade" if masters else "enforce",
    )
    with connected(root, host, 120) as database:
        cascade = database.run(lambda connection: read_cascade(connection, database.dialect, question))
        counted: Counted = []
        for one in cascade_tables(cascade, pipeline):
            work = _counting(database, cascade, (one.schema, one.table))
            counted += [(one, count) for count in database.run(work)]
    refused = refusals(question, by_name(count for _, count in counted))
    if as_json:
        told = [{**asdict(one), "count": count.count, "problem": count.problem} for one, count in counted]
        click.echo(json.dumps({"tables": told, "refused": [part for part, _ in refused]}, indent=2, ensure_ascii=False))
    else:
        _print(counted, refused)
    context.exit(1 if refused else 0)


def _counting(database: Database, cascade: Cascade, name: Name) -> Work[list[CascadeCount]]:
    return lambda connection: count_cascade(connection, database.settings, cascade, [name])


def _named(text: str, pipeline: Pipeline) -> Name:
    found = [
        table
        for table in pipeline.tables
        if text in (table.id, table.class_, f"{table.schema}.{table.table}")
        or text == f"{table.module.rpartition('.')[2]}.{table.class_}"
    ]
    if len(found) > 1:
        raise click.UsageError(f"{text} names several tables: {', '.join(sorted(table.id for table in found))}")
    if found:
        if not is_known(found[0].schema):
            raise click.UsageError(f"The source does not tell the schema of {text}; give SCHEMA.TABLE.")
        return str(found[0].schema), found[0].table
    schema, dot, table = text.partition(".")
    if not dot:
        raise click.UsageError(f"The project has no table {text}.")
    return schema, table


def _print(counted: Counted, refused: list[tuple[Name, Name]]) -> None:
    for one, count in counted:
        if count.count == 0 and not one.first:
            continue
        number = f"{count.count:,}" if count.count is not None else "?"
        notes = [] if one.id else ["outside the project"]
        notes += [f"part of {one.master_id or one.master}"] if one.master else []
        notes += [count.problem] if count.problem else []
        told = f"  ({safe('; '.join(notes))})" if notes else ""
        click.echo(f"{number:>12}  {safe(one.id or f'{one.schema}.{one.table}')}{told}")
    total = sum(count.count or 0 for _, count in counted)
    click.echo(f"{total:>12,}  in all")
    ids = {(one.schema, one.table): one.id for one, _ in counted}
    ids |= {(one.schema, one.master): one.master_id for one, _ in counted if one.master}
    for part, master in refused:
        names = [ids.get(name) or ".".join(name) for name in (part, master)]
        click.echo(
            safe(f"DataJoint would refuse: rows of the part {names[0]} would go, and none of its master {names[1]}.")
        )

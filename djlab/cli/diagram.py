"""``djlab diagram``: the pipeline in DataJoint's notation, without a browser."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click

from djlab.diagram import GraphvizError, View, to_data, to_dot, to_mermaid, to_svg
from djlab.pipeline import read
from djlab.pipeline.query import SelectorError, select

FORMATS: dict[str, Callable[[View], str]] = {
    "svg": to_svg,
    "mermaid": to_mermaid,
    "dot": to_dot,
    "json": lambda view: json.dumps(to_data(view), indent=1, ensure_ascii=False) + "\n",
}


@click.command(
    short_help="Draw a project's pipeline.",
    epilog="Example: djlab diagram . --select 1+Session+2 --format svg --output session.svg",
)
@click.argument("path", type=click.Path(exists=True, file_okay=False), default=".")
@click.option(
    "--select", "selector", help="Only these tables: +Session, Session+2, tier:computed, module:ephys, store:main."
)
@click.option(
    "--format",
    "format_",
    type=click.Choice([*FORMATS]),
    default="mermaid",
    show_default=True,
    help="svg needs Graphviz on PATH.",
)
@click.option("--modules", is_flag=True, help="Draw each module as one node.")
@click.option("--collapse", multiple=True, metavar="MODULE", help="Draw this module as one node; may be repeated.")
@click.option(
    "--direction", type=click.Choice(["LR", "TB"]), default="LR", show_default=True, help="Left to right, or downwards."
)
@click.option("--theme", type=click.Choice(["light", "dark"]), default="light", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False, writable=True), help="A file instead of the standard output.")
def command(
    path: str,
    selector: str | None,
    format_: str,
    modules: bool,
    collapse: tuple[str, ...],
    direction: str,
    theme: str,
    output: str | None,
) -> None:
    """Draw the pipeline below PATH, a project or a package folder, as SVG, Mermaid, DOT or JSON.

    Nothing of the project is run, and no database is asked.
    """
    pipeline = read(path)
    tables = None
    if selector is not None:
        try:
            tables = select(pipeline, selector)
        except SelectorError as error:
            raise click.BadParameter(str(error), param_hint="--select") from error
    known = frozenset(module.name for module in pipeline.modules)
    for name in collapse:
        if name not in known:
            raise click.BadParameter(f"`{name}` is no module of this project", param_hint="--collapse")
    collapsed = known if modules else frozenset(collapse)
    view = View(
        pipeline,
        tables,
        collapsed,
        theme="dark" if theme == "dark" else "light",
        direction="TB" if direction == "TB" else "LR",
    )
    try:
        text = FORMATS[format_](view)
    except GraphvizError as error:
        raise click.ClickException(str(error)) from error
    if output is None:
        click.echo(text, nl=False)
    else:
        Path(output).write_text(text, encoding="utf-8")

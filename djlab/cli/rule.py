"""``djlab rule``: the page of a convention rule."""

from __future__ import annotations

import json

import click

from djlab.checks import all_rules, find_rule
from djlab.checks.documentation import page


@click.command()
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(name: str | None, as_json: bool) -> None:
    """Print the page of the rule NAME (its code or slug), or the list of all rules.

    Example: djlab rule DJL301
    """
    if name is None:
        _print_all(as_json)
        return
    rule = find_rule(name)
    if rule is None:
        raise click.UsageError(f"there is no rule {name!r}; djlab rule lists them")
    text = page(rule.code)
    if as_json:
        click.echo(json.dumps({**_row(rule.code), "page": text.markdown}, indent=2))
    else:
        click.echo(text.markdown, nl=False)


def _print_all(as_json: bool) -> None:
    rows = [_row(rule.code) for rule in all_rules()]
    if as_json:
        click.echo(json.dumps({"format": 1, "rules": rows}, indent=2))
        return
    for row in rows:
        click.echo(f"{row['code']}  {row['severity']:<7}  {row['slug']:<28}  {row['summary']}")


def _row(code: str) -> dict[str, object]:
    rule = find_rule(code)
    assert rule is not None  # noqa: S101
    return {
        "code": rule.code,
        "slug": rule.slug,
        "severity": rule.severity,
        "certainty": rule.certainty,
        "fixable": rule.fixable,
        "summary": page(code).summary,
    }

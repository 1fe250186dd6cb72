"""A project as a tree for people."""

from __future__ import annotations

import re

import click

from djlab.pipeline.model import ForeignKey, Module, Table
from djlab.project.model import Project

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_COLOURS = {"Manual": "green", "Lookup": "white", "Imported": "cyan", "Computed": "red", "Part": "bright_black"}


def render(project: Project) -> str:
    """Modules with their schemas, tables with their keys, warnings, errors and cycles."""
    lines = [click.style(_plain(project.project.name or project.project.root), bold=True)]
    for problem in project.project.problems:
        place = f" (line {problem.line})" if problem.line else ""
        lines.append(click.style(f"{_plain(problem.message)}{place}", fg="red"))
    by_module: dict[str, list[Table]] = {}
    for table in project.tables:
        by_module.setdefault(table.module, []).append(table)
    for module in project.modules:
        tables = by_module.get(module.name, [])
        if tables or module.schemas or module.error:
            lines += ["", _module(module)]
            if module.error:
                text = f"  {_plain(module.path)}:{module.error.line}: {_plain(module.error.message)}"
                lines.append(click.style(text, fg="red"))
            for table in tables:
                lines += _table(table)
    for cycle in project.cycles:
        lines += ["", click.style(f"cycle of {cycle.kind}", fg="yellow")]
        lines += [
            f"  {_plain(step.path)}:{step.line}: {_plain(step.from_)} -> {_plain(step.to)}" for step in cycle.steps
        ]
    keys = sum(len(table.foreign_keys) for table in project.tables)
    schema_modules = sum(1 for module in project.modules if module.schemas or module.name in by_module)
    counts = (
        _count(schema_modules, "schema module"),
        _count(len(project.tables), "table"),
        _count(keys, "foreign key"),
    )
    lines += ["", ", ".join(counts)]
    return "\n".join(lines)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _module(module: Module) -> str:
    names = ", ".join(_plain(schema.name or "not activated") for schema in module.schemas)
    return click.style(_plain(module.name), bold=True) + (f"  ({names})" if names else "")


def _table(table: Table) -> list[str]:
    indent = "    " if table.master else "  "
    name = click.style(_plain(table.class_), fg=_COLOURS[table.tier])
    # A reference that leads to no known table brings attributes that nobody here can name.
    unknown = ["…"] if any(key.key and key.target is None for key in table.foreign_keys) else []
    key = ", ".join([*unknown, *map(_plain, table.primary_key)])
    lines = [f"{indent}{name}  {table.tier.lower()}  [{key}]"]
    lines += [f"{indent}  -> {_key(key)}" for key in table.foreign_keys]
    lines += [click.style(f"{indent}  ! line {w.line}: {_plain(w.message)}", fg="yellow") for w in table.warnings]
    return lines


def _key(key: ForeignKey) -> str:
    options = [word for word, holds in (("nullable", key.nullable), ("unique", key.unique)) if holds]
    options += [] if key.key else ["secondary"]
    options += [] if key.resolution == "exact" else [key.resolution]
    renamed = [f"{_plain(new)}={_plain(old)}" for new, old in key.renames.items()]
    notes = ", ".join(options + renamed)
    return _plain(key.target or key.expression) + (f"  ({notes})" if notes else "")


def _plain(text: str) -> str:
    """Text of a project without what a terminal would obey."""
    return _CONTROL.sub("�", text)

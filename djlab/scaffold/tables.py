"""The text of a table class, and what a starter notebook has to know of a table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from djlab.pipeline.model import Table
from djlab.scaffold.names import snake_case
from djlab.scaffold.options import FirstTable
from djlab.scaffold.references import Imports
from djlab.scaffold.render import render


@dataclass(frozen=True, slots=True)
class TableSketch:
    """A table as a starter notebook shows it; ``attributes`` are those that an insert must or may give."""

    name: str
    tier: str
    attributes: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


def words(name: str) -> str:
    """``CamelCase`` or ``snake_case`` as words, the first one capitalised."""
    text = snake_case(name).replace("_", " ").strip() if name[:1].isupper() else name.replace("_", " ").strip()
    return text[:1].upper() + text[1:]


def own_key(table: FirstTable, parents: list[Table], module: str, core_types: bool) -> tuple[str, str] | None:
    """Name and definition line of the table's own key attribute; ``None`` for a tier whose key is all foreign."""
    if table.tier in ("Imported", "Computed"):
        return None
    inherited = {name for parent in parents for name in parent.primary_key}
    if table.tier == "Lookup":
        name = _free(snake_case(table.name), f"{module}_{snake_case(table.name)}", inherited)
        return name, f"{name} : varchar(64)  # short name"
    name = _free(f"{snake_case(table.name)}_id", f"{module}_{snake_case(table.name)}_id", inherited)
    return name, f"{name} : {'int32' if core_types else 'int'}  # number that names the {words(table.name).lower()}"


def first_table_text(
    table: FirstTable, key: tuple[str, str] | None, parents: list[Table], imports: Imports, templates: Path | None
) -> str:
    """The class statement of a new module's first table."""
    key_lines = [f"-> {imports.expressions[parent.id]}" for parent in parents]
    if key is not None:
        key_lines.append(key[1])
    lines = {
        "Manual": ["notes = '' : varchar(1000)  # free text"],
        "Lookup": ["description = '' : varchar(1000)  # free text"],
    }.get(table.tier, ["# attributes that make computes, e.g. duration : float64  # seconds"])
    values = {
        "name": table.name,
        "tier": table.tier,
        "comment": words(table.name),
        "key_lines": key_lines,
        "lines": lines,
    }
    return render("module/table.py.jinja", values, templates)


def first_table_sketch(table: FirstTable, key: tuple[str, str] | None, parents: list[Table]) -> TableSketch:
    """What the starter notebook shows of the first table."""
    inherited = list(dict.fromkeys(name for parent in parents for name in parent.primary_key))
    free = {"Manual": ["notes"], "Lookup": ["description"]}.get(table.tier, [])
    return TableSketch(table.name, table.tier, (*inherited, *([key[0]] if key else []), *free))


def sketches(tables: list[Table]) -> list[TableSketch]:
    """The tables of a module as its starter notebook shows them, parts below their masters."""
    return [
        TableSketch(
            table.class_,
            table.tier,
            tuple(attribute.name for attribute in table.attributes),
            tuple(part.class_.rpartition(".")[2] for part in tables if part.master == table.id),
        )
        for table in tables
        if table.tier != "Part"
    ]


def _free(name: str, other: str, taken: set[str]) -> str:
    return name if name not in taken else other

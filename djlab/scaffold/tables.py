"""The text of a table class, and what a starter notebook has to know of a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from djlab.pipeline.model import Table
from djlab.scaffold.names import snake_case
from djlab.scaffold.options import FirstTable
from djlab.scaffold.references import Imports
from djlab.scaffold.render import one_line, render


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
    return table_text(TableText(table.name, table.tier, words(table.name), key_lines), templates)


@dataclass(frozen=True, slots=True)
class TableText:
    """What a class statement is written from: names, and lines of its definition.

    ``schema`` and ``datajoint`` are what the module calls its schema and, with the full stop, the package (``dj.``).
    ``lines`` of nothing become an example of what the tier usually has. ``parts`` are class statements.
    """

    name: str
    tier: str
    comment: str
    key_lines: list[str]
    lines: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    make: str = "make"
    schema: str = "schema"
    datajoint: str = "dj."


def table_text(table: TableText, templates: Path | None) -> str:
    """The class statement of a table, or of a part, which stands in its master without the schema's decorator."""
    lines = table.lines or {
        "Manual": ["notes = '' : varchar(1000)  # free text"],
        "Lookup": ["description = '' : varchar(1000)  # free text"],
        "Part": ["# attributes of each, e.g. amplitude : float64  # microvolts"],
    }.get(table.tier, ["# attributes that make computes, e.g. duration : float64  # seconds"])
    values = {**{name: getattr(table, name) for name in TableText.__slots__}, "lines": lines}
    values["comment"] = one_line(table.comment)
    return render("module/part.py.jinja" if table.tier == "Part" else "module/table.py.jinja", values, templates)


def part_key(name: str, inherited: set[str], core_types: bool) -> str:
    """The definition line of the key attribute that a part adds to its master's key."""
    attribute = _free(f"{snake_case(name)}_id", f"{snake_case(name)}_number", inherited)
    return f"{attribute} : {'int32' if core_types else 'int'}  # counts within its master"


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

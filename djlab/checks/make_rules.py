"""What the rules about ``make`` share: the methods of a project's auto-populated tables, with their places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from djlab.checks.context import Context
from djlab.checks.facts import ClassFacts, ModuleFacts
from djlab.checks.finding import Place
from djlab.checks.make_reader import MakeFacts
from djlab.pipeline.model import Table

AUTOMATIC = ("Imported", "Computed")


class MakeMethod(NamedTuple):
    """A ``make`` method (or one of its three parts) of a table."""

    table: Table
    facts: MakeFacts
    path: str
    key_source: frozenset[str]


def automatic_classes(context: Context) -> Iterator[tuple[Table, ClassFacts, ModuleFacts]]:
    """The classes of the project's Imported and Computed tables."""
    for table in context.tables:
        if table.tier in AUTOMATIC:
            facts = context.facts(context.module_of[table.module])
            if facts is not None and table.class_ in facts.classes:
                yield table, facts.classes[table.class_], facts


def make_methods(context: Context) -> Iterator[MakeMethod]:
    """The methods of the project's Imported and Computed tables that DataJoint calls to make rows."""
    for table, facts, _ in automatic_classes(context):
        for make in facts.makes:
            yield MakeMethod(table, make, context.path(table), facts.key_source)


def place_of(context: Context, path: str, line: int, column: int, text: str) -> Place:
    """The place of a piece of code; ``column`` is the syntax tree's, in bytes from 0."""
    source = context.source(path)
    whole = source.line(line) if source else ""
    start = len(whole.encode()[:column].decode(errors="ignore"))
    length = len(text) if whole.startswith(text, start) else 0
    return Place(path, line, start + 1, line, start + 1 + length)

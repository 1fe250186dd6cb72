"""The places of a definition's parts in the file that holds it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from djlab.checks.finding import Place
from djlab.checks.source import Source
from djlab.pipeline.definition import AttributeLine, Definition, ForeignKeyLine, IndexLine, parse_definition
from djlab.pipeline.model import Table

_BEFORE_TYPE = re.compile(r"""[a-z_][a-z0-9_]*[ \t]*(?:=(?:"[^"]*"|'[^']*'|[^:"'])*)?:[ \t]*""")

_NAMED = re.compile(r"(?P<name>[A-Za-z_]\w*)[ \t]*(?:=[^:]*)?:")
_VALID = re.compile(r"[a-z_][a-z0-9_]*\Z")


@dataclass(frozen=True, slots=True)
class Declaration:
    """A table's definition with the file that holds it.

    ``path`` is that of the table's module; ``source`` is ``None`` where the file cannot be read.
    """

    table: Table
    path: str
    definition: Definition
    source: Source | None
    texts: tuple[str, ...] = field(default=(), repr=False)
    _attributes: tuple[AttributeLine, ...] = field(default=(), init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found = tuple(item for item in self.definition.items if isinstance(item, AttributeLine))
        object.__setattr__(self, "_attributes", found)  # nearly every rule goes through them, at every save

    def attributes(self) -> Iterator[AttributeLine]:
        return iter(self._attributes)

    def foreign_keys(self) -> Iterator[ForeignKeyLine]:
        return (item for item in self.definition.items if isinstance(item, ForeignKeyLine))

    def indexes(self) -> Iterator[IndexLine]:
        return (item for item in self.definition.items if isinstance(item, IndexLine))

    def lines(self) -> Iterator[tuple[int, str]]:
        """The definition's own lines, stripped, with the lines of the file on which they stand."""
        return (
            (number, line.strip()) for number, line in enumerate(self.texts, self.table.definition_line) if line.strip()
        )

    def misnamed(self) -> dict[int, str]:
        """The names on lines that would be attributes if their names were in lower case."""
        found = {}
        for line, _ in self.definition.warnings:
            match = _NAMED.match(self.text(line))
            if match and not _VALID.match(match["name"]):
                found[line] = match["name"]
        return found

    def text(self, line: int) -> str:
        """A line of the definition, stripped; empty where the definition has no such line."""
        number = line - self.table.definition_line
        return self.texts[number].strip() if 0 <= number < len(self.texts) else ""

    def start(self, line: int) -> int:
        """Where the line of the definition begins on its line of the file; -1 where the file does not hold it so."""
        text = self.text(line)
        return self.source.line(line).find(text) if self.source is not None and text else -1

    def place(self, line: int, text: str = "") -> Place:
        """The place of ``text`` on a line of the definition, or of the whole line where ``text`` is empty.

        The line's first column where the file does not hold the line as the definition does.
        """
        start = self.start(line)
        if start < 0:
            return Place(self.path, max(line, 1))
        whole = self.text(line)
        offset = whole.find(text) if text else 0
        if offset < 0:
            offset, text = 0, whole
        column = start + offset + 1
        return Place(self.path, line, column, line, column + len(text or whole))

    def type_place(self, attribute: AttributeLine) -> Place | None:
        """The place of an attribute's type; ``None`` where the file does not hold the line as the definition does."""
        start = self.start(attribute.line)
        if start < 0:
            return None
        text = self.text(attribute.line)
        match = _BEFORE_TYPE.match(text)
        if match is None or not text.startswith(attribute.type, match.end()):
            return None
        column = start + match.end() + 1
        return Place(self.path, attribute.line, column, attribute.line, column + len(attribute.type))


def declaration(table: Table, path: str, source: Source | None) -> Declaration:
    """The declaration of a table whose definition is written out (``table.definition_line`` is not 0)."""
    texts = tuple(table.definition.split("\n"))
    return Declaration(table, path, parse_definition(table.definition, max(table.definition_line, 1)), source, texts)

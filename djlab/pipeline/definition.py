"""One definition text as attributes, foreign keys and indexes.

The grammar is DataJoint's (``datajoint.declare`` of 0.14 and 2.x), read with regular expressions instead of pyparsing,
which takes half a millisecond a line. Nothing here evaluates what a definition says.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from djlab.pipeline.reference import Reference, parse_reference
from djlab.pipeline.types import store_of, type_problem

_SPLIT = re.compile(r"\s*\n\s*")
# The lookaheads with a back-reference are atomic groups, which Python 3.10's ``re`` lacks: a quoted text is never
# given up again once it was recognised, exactly as pyparsing's SkipTo(ignore=quoted) behaves.
_ATTRIBUTE = re.compile(
    r"""[ \t\r]*(?P<name>[a-z_][a-z0-9_]*)
    (?:[ \t\r]*=(?=(?P<default>(?:"[^"\n\r]*"|'[^'\n\r]*'|[^:])*))(?P=default))?
    [ \t\r]*:[ \t\r]*
    (?:(?P<codec><[^>\n\r]+>)[ \t\r]*
      |(?=(?P<type>[A-Za-z]+(?:"[^"\n\r]*"|'[^'\n\r]*'|[^#])*))(?P=type))
    \#(?P<comment>.*)""",
    re.VERBOSE | re.DOTALL,
)
_INDEX = re.compile(r"(unique\s+)?index\s*\((?P<args>.*)\)\s*(#.*)?$", re.IGNORECASE)
_INDEX_START = re.compile(r"(unique\s+)?index\s*(?P<rest>\W.*)?$", re.IGNORECASE)
_FOREIGN_KEY = re.compile(r"\s*->\s*(?:\[\s*(?P<options>[A-Za-z]+(?:\s*,\s*[A-Za-z]+)*)\s*\])?(?P<rest>.*)$", re.DOTALL)
_OLD_FOREIGN_KEY = re.compile(
    r"\s*\(\s*(?P<names>[a-z][a-z0-9_]*(?:\s*,\s*[a-z][a-z0-9_]*)*)\s*\)\s*->\s*(?P<rest>.*)$", re.DOTALL
)


class AttributeLine(NamedTuple):
    """An attribute as its line states it; ``default`` is without quotes, ``None`` where the line has none."""

    line: int
    key: bool
    name: str
    type: str
    default: str | None
    comment: str
    nullable: bool
    store: str | None


class ForeignKeyLine(NamedTuple):
    """A ``->`` line. ``old_names`` are the new names of the old form ``(new_name) -> Class``."""

    line: int
    key: bool
    expression: str
    reference: Reference | None
    nullable: bool
    unique: bool
    old_names: tuple[str, ...]


class IndexLine(NamedTuple):
    """An ``index (...)`` line."""

    line: int
    attributes: tuple[str, ...]
    unique: bool


Item = AttributeLine | ForeignKeyLine | IndexLine


class Definition(NamedTuple):
    """What a definition text declares; ``warnings`` are ``(line, message)``. Lines count from ``first_line``."""

    comment: str
    items: tuple[Item, ...]
    warnings: tuple[tuple[int, str], ...]


def is_foreign_key(line: str) -> bool:
    """Tell whether DataJoint takes the line for a foreign key (``datajoint.declare.is_foreign_key``)."""
    arrow = line.find("->")
    if arrow < 0:
        return False
    before = line[:arrow]
    return '"' not in before and "#" not in before and "'" not in before


def parse_definition(text: str, first_line: int = 1) -> Definition:
    """Read a definition; never raises. ``first_line`` is the number of the line on which ``text`` begins."""
    comment = ""
    items: list[Item] = []
    warnings: list[tuple[int, str]] = []
    key = True
    first = True
    for number, raw in enumerate(text.split("\n"), first_line):
        line = raw.strip()
        if not line:
            continue
        if "\t" in line:
            line = line.expandtabs()  # as pyparsing does
        if first and line[0] == "#":
            comment = line[1:].strip()
            if comment.startswith(":"):
                warnings.append((number, "DataJoint refuses a table comment that begins with a colon"))
        elif line[0] == "#":
            pass
        elif line.startswith("---") or line.startswith("___"):
            key = False
        elif is_foreign_key(line):
            items.append(_foreign_key(line, number, key, warnings))
        else:
            _index_or_attribute(line, number, key, items, warnings)
        first = False
    return Definition(comment, tuple(items), tuple(warnings))


def _index_or_attribute(line: str, number: int, key: bool, items: list[Item], warnings: list[tuple[int, str]]) -> None:
    if _INDEX_START.match(line) and not _ATTRIBUTE.match(line + "#"):
        index = _index(line, number)
        if index is None:
            warnings.append((number, f"not an index that DataJoint can read: {line}"))
        else:
            items.append(index)
        return
    attribute = parse_attribute(line, number, key)
    if isinstance(attribute, str):
        warnings.append((number, attribute))
        return
    items.append(attribute)
    problem = _attribute_problem(attribute)
    if problem:
        warnings.append((number, problem))


def parse_attribute(line: str, number: int, key: bool) -> AttributeLine | str:
    """Read one attribute line, or say why DataJoint would refuse it."""
    match = _ATTRIBUTE.match(line + "#")
    if match is None:
        return f"not an attribute that DataJoint can read: {line}"
    name, default, codec, plain, comment = match.group("name", "default", "codec", "type", "comment")
    type_ = (codec or plain).strip()
    nullable = False
    if default is not None:
        default = default.strip()
        nullable = default.lower() == "null"
        if len(default) > 1 and default[0] in "\"'" and default[-1] == default[0]:
            default = default[1:-1]
    return AttributeLine(
        number,
        key,
        name,
        type_,
        default,
        comment.rstrip("#").strip(),
        nullable,
        store_of(type_) if "@" in type_ or "-" in type_ else None,
    )


def _attribute_problem(attribute: AttributeLine) -> str:
    if attribute.nullable and attribute.key:
        return f"DataJoint refuses `{attribute.name}`: an attribute of the primary key cannot be nullable"
    if attribute.comment.startswith(":"):
        return f"DataJoint refuses `{attribute.name}`: a comment must not begin with a colon"
    if attribute.name.startswith(("index", "unique index")):
        return f"DataJoint 0.14 takes `{attribute.name}` for an index and refuses the table"
    if attribute.name[0] == "_":
        return f"DataJoint refuses `{attribute.name}`: names with a leading underscore are its own"
    return type_problem(attribute)


def _foreign_key(line: str, number: int, key: bool, warnings: list[tuple[int, str]]) -> ForeignKeyLine:
    old_names: tuple[str, ...] = ()
    match = _FOREIGN_KEY.match(line)
    if match is None:
        old = _OLD_FOREIGN_KEY.match(line)
        if old is None:
            warnings.append((number, f"not a foreign key that DataJoint can read: {line}"))
            return ForeignKeyLine(number, key, line[line.find("->") + 2 :].strip(), None, False, False, ())
        old_names = tuple(name.strip() for name in old["names"].split(","))
        match = _FOREIGN_KEY.match("->" + old["rest"])
        warnings.append(
            (
                number,
                "the form `(new_name) -> Table` is gone since DataJoint 0.14: write `-> Table.proj(new_name='name')`",
            )
        )
        if match is None:
            return ForeignKeyLine(number, key, old["rest"].strip(), None, False, False, old_names)
    options = {option.strip().upper() for option in (match["options"] or "").split(",")} - {""}
    for option in sorted(options - {"NULLABLE", "UNIQUE"}):
        warnings.append((number, f"DataJoint refuses the foreign key option `{option.lower()}`"))
    nullable = "NULLABLE" in options
    if nullable and key:
        warnings.append((number, "DataJoint refuses a nullable foreign key in the primary key"))
    expression, reference = parse_reference(match["rest"])
    return ForeignKeyLine(number, key, expression, reference, nullable, "UNIQUE" in options, old_names)


def _index(line: str, number: int) -> IndexLine | None:
    match = _INDEX.match(line)
    if match is None:
        return None
    parts: list[str] = []
    depth = 0
    current = ""
    for char in match["args"]:
        if char == "," and depth == 0:
            parts.append(current.strip())
            current = ""
            continue
        depth += (char == "(") - (char == ")")
        current += char
    parts.append(current.strip())
    return IndexLine(number, tuple(part for part in parts if part), bool(match[1]))


def beginning(text: str) -> Definition:
    """The foreign keys in the lines that stand above the first part which only running the code tells (``{…}``)."""
    definition = parse_definition(text.partition("{")[0].rpartition("\n")[0])
    return Definition("", tuple(item for item in definition.items if isinstance(item, ForeignKeyLine)), ())


def placed(definition: Definition, line: int) -> Definition:
    """An inherited or computed definition has no lines of its own: all of it stands at the class."""
    items = tuple(item._replace(line=line) for item in definition.items)
    return Definition(definition.comment, items, tuple((line, message) for _, message in definition.warnings))

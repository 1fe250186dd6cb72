"""A changed file of which only comments and blank lines between its statements differ: its statements may have moved.

Such a file parses to what it parsed to before, on other lines. A header put above all files of a project, a comment
that goes, a file that a formatter gave its last line break: none of it is parsed again.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from djlab.pipeline.definition import Definition
from djlab.pipeline.facts import BINDERS, Binding, ClassFact, FileFacts, FunctionFact, ImportFact, Text
from djlab.pipeline.syntax import exceeds_limits

_ENCODING = re.compile(rb"\A(?:[^\n]*\n)?[ \t]*#[^\n]*coding[:=]")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Move(NamedTuple):
    """All statements that began at this line of a file or below begin ``by`` lines further down."""

    line: int
    by: int


def find_move(data: bytes, before: FileFacts) -> Move | None:
    """What became of a file's statements; ``None`` where more than comments and blank lines between them differs."""
    old = before.text
    if before.error is not None or not _is_plain(old) or not _is_plain(data) or exceeds_limits(data):
        return None
    old, new = _ended(old), _ended(data)
    begin = old.rfind(b"\n", 0, _common_beginning(old, new)) + 1
    same = _common_end(old, new, begin)
    gone, come = old[begin : len(old) - same], new[begin : len(new) - same]
    # A line that ends in a backslash goes on, be it with a blank line only.
    if old[max(begin - 2, 0) : begin] == b"\\\n" or not _is_quiet(gone) or not _is_quiet(come):
        return None
    first = old.count(b"\n", 0, begin) + 1
    end = first + gone.count(b"\n")
    # Statements stand in the order of their lines, so the last one above is the only one that can reach in.
    below = bisect_left(before.statements, (end, 0))
    if below and before.statements[below - 1][1] >= first:
        return None
    return Move(end, come.count(b"\n") - gone.count(b"\n"))


def move(facts: FileFacts, data: bytes, found: Move) -> bool:
    """Take in the bytes of which ``found`` tells; tells whether anything moved."""
    facts.text = data
    line, by = found
    if not by or not facts.statements or facts.statements[-1][0] < line:
        return False
    # What is inside a statement moves with it, whatever line it is said to be on: a definition with ``\n`` in it
    # counts lines that the file does not have.
    facts.statements = tuple([(a + by, b + by) if a >= line else (a, b) for a, b in facts.statements])
    facts.bodies = tuple(
        [
            body._replace(header=body.header + by, first=body.first + by, last=body.last + by)
            if body.header >= line
            else body
            for body in facts.bodies
        ]
    )
    facts.imports = tuple([_import(fact, line, by) for fact in facts.imports])
    facts.stars = tuple([_binding(star, line, by) for star in facts.stars])
    facts.calls = tuple([call if call.line < line else call._replace(line=call.line + by) for call in facts.calls])
    for bindings in facts.bindings.values():
        bindings[:] = [_binding(binding, line, by) for binding in bindings]
    for fact in facts.classes:
        if fact.line >= line:
            _move_class(fact, by)
    return True


def _binding(binding: Binding, line: int, by: int) -> Binding:
    if binding.line < line:
        return binding
    value = binding.value
    if type(value) is ImportFact:
        value = _import(value, line, by)
    elif type(value) is FunctionFact:
        value.line += by
    return binding._replace(value=value, line=binding.line + by)


def _import(fact: ImportFact, line: int, by: int) -> ImportFact:
    return fact if fact.line < line else fact._replace(line=fact.line + by)


def _move_class(fact: ClassFact, by: int) -> None:
    fact.line += by
    text = fact.definition
    if text is not None and text.line:
        fact.definition = Text(text.line + by, text.expr, None if text.parsed is None else _moved(text.parsed, by))
    for value in fact.names.values():
        if type(value) is FunctionFact:
            value.line += by
    for nested in fact.nested.values():
        _move_class(nested, by)


def _moved(definition: Definition, by: int) -> Definition:
    items = tuple([item._replace(line=item.line + by) for item in definition.items])
    return Definition(definition.comment, items, tuple([(line + by, message) for line, message in definition.warnings]))


def _is_plain(text: bytes) -> bool:
    """Whether lines are what they seem, and none of the first two says how the bytes are to be read."""
    return not (b"\r" in text or b"\f" in text or text.startswith(_BYTE_ORDER_MARK) or _ENCODING.match(text))


def _is_quiet(lines: bytes) -> bool:
    """Whether some lines are blank or comments, and nothing that Python refuses or that djlab looks for in a text."""
    if not lines:
        return True
    if b"\0" in lines or any(binder in lines for binder in BINDERS):
        return False
    try:
        lines.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return all(line.lstrip(b" ")[:1] in (b"", b"#") for line in lines.split(b"\n"))


def _ended(text: bytes) -> bytes:
    return text if text.endswith(b"\n") else text + b"\n"


def _common_beginning(one: bytes, other: bytes) -> int:
    """How many bytes two texts begin with alike."""
    low, high = 0, min(len(one), len(other))
    if one[:high] == other[:high]:
        return high
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _common_end(one: bytes, other: bytes, begin: int) -> int:
    """How many bytes two texts end with alike, of those after ``begin``, and in whole lines."""
    low, high = 0, min(len(one), len(other)) - begin
    while low < high:
        middle = (low + high + 1) // 2
        if one[len(one) - middle : len(one) - low] == other[len(other) - middle : len(other) - low]:
            low = middle
        else:
            high = middle - 1
    at = len(one) - low
    if all(not start or text[start - 1 : start] == b"\n" for text, start in ((one, at), (other, len(other) - low))):
        return low
    return len(one) - one.find(b"\n", at) - 1 if low else 0

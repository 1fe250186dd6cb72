"""A changed file without those function bodies that are known from before, so that only what changed is parsed.

Most of a pipeline's source is the bodies of methods, of which the model wants nothing but the imports. A body that
stood in the last state of the file, below the same header, parses to what it parsed to then: its lines are left empty,
with ``pass`` in the first. Whether each ``pass`` came to stand where it belongs, as all of a function's body, is
checked on the tree; where it does not, the whole file is parsed.
"""

from __future__ import annotations

import ast
import re
from itertools import accumulate
from typing import Any, NamedTuple

from djlab.pipeline.facts import Body, FileFacts, ImportFact

_ENCODING = re.compile(rb"\A(?:[^\n]*\n)?[ \t]*#[^\n]*coding[:=]")
_WORTH = 2
"""Lines from which leaving out a body saves more than it costs."""


class Shortened(NamedTuple):
    """The bytes to parse, and the bodies left out as ``(where it is now, where it was)`` by the line of their header.

    The lines are those of the whole text.
    """

    data: bytes
    bodies: dict[int, tuple[Body, Body]]


def shorten(data: bytes, before: FileFacts) -> Shortened | None:
    """Leave out of a file's bytes the function bodies that its last facts know; ``None`` where that saves nothing."""
    old = before.text
    if not before.bodies or not _is_plain(old) or not _is_plain(data):
        return None
    offsets = [0, *accumulate(map(len, old.splitlines(keepends=True)))]
    bodies: dict[int, tuple[Body, Body]] = {}
    pieces: list[bytes] = []
    done, line, was_done = 0, 1, 0
    for body in before.bodies:
        header, first = offsets[body.header - 1], offsets[body.first - 1]
        if body.last - body.first + 1 < _WORTH or old[first : first + body.column].strip(b" "):
            continue
        text = old[header : offsets[body.last]].rstrip(b"\n")
        at = done + header - was_done  # where it is if nothing changed before it
        if not data.startswith(text, at):
            at = data.find(text, done)
        end = at + len(text)
        if at < 0 or data[at - 1 : at] not in (b"\n", b"") or data[end : end + 1] not in (b"\n", b""):
            continue
        if _goes_on(data, end, body.column):
            continue
        line += data.count(b"\n", done, at)
        now = Body(line, line + body.first - body.header, line + body.last - body.header, body.column)
        bodies[line] = now, body
        pieces += (data[done : at + first - header], b" " * body.column, b"pass", b"\n" * (body.last - body.first))
        done, line, was_done = end, now.last, header + len(text)
    if not bodies:
        return None
    pieces.append(data[done:])
    return Shortened(b"".join(pieces), bodies)


def _is_plain(data: bytes) -> bool:
    """Whether lines and indentation are what they seem: UTF-8, line feeds, blanks."""
    return not (
        b"\r" in data or b"\n\t" in data or b" \t" in data or b"\f" in data or _ENCODING.match(data) is not None
    )


def _goes_on(data: bytes, end: int, column: int) -> bool:
    """Whether the next statement after a body belongs to the body."""
    size = len(data)
    while end < size:
        start = end + 1
        end = data.find(b"\n", start)
        end = size if end < 0 else end
        text = data[start:end].lstrip()
        if text and text[:1] != b"#":
            return end - start - len(text) >= column
    return False


class Bodies:
    """Notes the function bodies of a tree, and gives those that were left out their true lines."""

    def __init__(self, shortened: Shortened | None) -> None:
        self._left_out = shortened.bodies if shortened is not None else {}
        self._restored = 0
        self._found: list[Body] = []

    def note(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Take in a function of the tree, before anything else looks at where it ends."""
        first: Any = node.body[0]
        left_out = self._left_out.get(node.lineno)
        if left_out is not None:
            body = left_out[0]
            if len(node.body) == 1 and type(first) is ast.Pass and first.lineno == body.first:
                self._restored += 1
                first.end_lineno = node.end_lineno = body.last
                self._found.append(body)
            return
        start = first.decorator_list[0].lineno if getattr(first, "decorator_list", None) else first.lineno
        self._found.append(Body(node.lineno, start, node.end_lineno or start, first.col_offset))

    @property
    def is_whole(self) -> bool:
        """Whether every body that was left out was found to be one."""
        return self._restored == len(self._left_out)

    def found(self) -> tuple[Body, ...]:
        """The bodies in the order of their lines."""
        return tuple(sorted(self._found))

    def imports(self, before: tuple[ImportFact, ...]) -> list[ImportFact]:
        """The imports inside the bodies that were left out, from those of the file's last state."""
        if not self._left_out or not before:
            return []
        return [
            fact._replace(line=fact.line + now.first - was.first)
            for now, was in self._left_out.values()
            for fact in before
            if was.first <= fact.line <= was.last
        ]

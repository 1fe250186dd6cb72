"""The text of a project's files, with the places in it, as Python counts lines."""

from __future__ import annotations

import os
import re
import tokenize
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from djlab.checks.finding import Place

MAX_BYTES = 4_000_000
"""A larger file is not read: no module that a person writes is that long."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """One file. ``text`` keeps its line ends (and a byte order mark), so that ``encode`` gives the file's own bytes."""

    path: str
    text: str
    encoding: str = "utf-8"
    lines: tuple[str, ...] = field(default=(), repr=False)

    def line(self, number: int) -> str:
        """The text of a line without its end; empty where there is no such line."""
        if not 1 <= number <= len(self.lines):
            return ""
        return self.lines[number - 1].rstrip("\r\n").removeprefix("\ufeff")

    def find(self, number: int, needle: str) -> Place:
        """The place of ``needle`` on a line; the line's first column where it does not stand there."""
        at = self.line(number).find(needle) if needle else -1
        if at < 0:
            return Place(self.path, max(number, 1))
        return Place(self.path, number, at + 1, number, at + 1 + len(needle))

    def encode(self, text: str) -> bytes:
        return text.encode(self.encoding)


def split_lines(text: str) -> tuple[str, ...]:
    """Lines with their ends, as Python's tokenizer splits them (``str.splitlines`` also splits at form feeds)."""
    return tuple(_LINE.findall(text))


def decode(path: str, data: bytes) -> Source | None:
    """The source of a file's bytes in the encoding that it states; ``None`` if the bytes are not in that encoding."""
    try:
        encoding = tokenize.detect_encoding(BytesIO(data).readline)[0] if path.endswith(".py") else "utf-8"
        encoding = encoding.removesuffix("-sig")
        text = data.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError):
        return None
    return Source(path, text, encoding, split_lines(text))


class Sources:
    """The files of one project, each read once for as long as it does not change on disk."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._folder = os.fspath(root)
        self._known: dict[str, tuple[tuple[int, int], Source | None]] = {}

    def get(self, path: str) -> Source | None:
        """The file at ``path`` (relative to the root); ``None`` if it cannot be read as text."""
        file = os.path.join(self._folder, path)  # noqa: PTH118 -- asked for every file at every save
        try:
            stat = os.stat(file)  # noqa: PTH116 -- the same
        except OSError:
            self._known.pop(path, None)
            return None
        stamp = (stat.st_mtime_ns, stat.st_size)
        known = self._known.get(path)
        if known is not None and known[0] == stamp:
            return known[1]
        source = None
        if stat.st_size <= MAX_BYTES:
            try:
                source = decode(path, Path(file).read_bytes())
            except OSError:
                source = None
        self._known[path] = (stamp, source)
        return source

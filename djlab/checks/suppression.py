"""``# noqa: DJL301``: findings that the source says it knows about.

The comment stands on the line of the finding or, for a finding inside a text of several lines (a definition), behind
the text's closing quotes, where it does not become a comment of the table or the attribute.
"""

from __future__ import annotations

import io
import re
import tokenize
from dataclasses import dataclass
from functools import lru_cache

from djlab.checks.finding import Place
from djlab.checks.source import Source

_NOQA = re.compile(r"#\s*noqa\s*:\s*(?P<codes>[A-Z]+[0-9]+(?:[\s,]+[A-Z]+[0-9]+)*)", re.IGNORECASE)
_CODE = re.compile(r"DJL[0-9]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Suppression:
    """One code in one comment; it speaks for the lines from ``first`` to ``last``. ``place`` is that of the code."""

    code: str
    first: int
    last: int
    place: Place
    comment: Place
    alone: bool


@lru_cache(maxsize=512)
def suppressions(source: Source) -> tuple[Suppression, ...]:
    """The suppressions of djlab's codes in a file; other tools' codes are left to them."""
    if "noqa" not in source.text.lower() or "djl" not in source.text.lower():
        return ()
    found: list[Suppression] = []
    for number, column, comment, first in _comments(source):
        match = _NOQA.search(comment)
        if match is None:
            continue
        codes = list(_CODE.finditer(comment, match.start("codes"), match.end("codes")))
        others = re.findall(r"[A-Za-z]+[0-9]+", match["codes"])
        whole = Place(source.path, number, column + match.start() + 1, number, column + match.end() + 1)
        for code in codes:
            begin, end = column + code.start() + 1, column + code.end() + 1
            place = Place(source.path, number, begin, number, end)
            found.append(Suppression(code[0].upper(), first, number, place, whole, len(others) == 1))
    return tuple(found)


def _comments(source: Source) -> list[tuple[int, int, str, int]]:
    """Comments as (line, 0-based column, text, first line that the comment speaks for)."""
    if not source.path.endswith(".py"):
        return [
            (number, line.find("#"), line[line.find("#") :].rstrip("\r\n"), number)
            for number, line in enumerate(source.lines, 1)
            if "#" in line and "noqa" in line.lower()
        ]
    found: list[tuple[int, int, str, int]] = []
    string_lines: dict[int, int] = {}
    try:
        for token in tokenize.generate_tokens(io.StringIO(source.text.removeprefix("\ufeff")).readline):
            if token.type == tokenize.STRING and token.start[0] != token.end[0]:
                string_lines[token.end[0]] = token.start[0]
            elif token.type == tokenize.COMMENT:
                line = token.start[0]
                found.append((line, token.start[1], token.string, string_lines.get(line, line)))
    except (tokenize.TokenError, SyntaxError):
        return found
    return found

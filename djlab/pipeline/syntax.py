"""Bytes to a syntax tree, or to the reason why there is none."""

from __future__ import annotations

import ast
import re
import sys
import warnings

from djlab.pipeline.model import SourceError

MAX_BYTES = 1_500_000
"""Larger files are not read: parsing them would take longer than a second."""

MAX_FIELDS = 20_000
"""Replacement fields (``{x}``) of one f-string: Python's own parser takes a time that grows with their square."""

_FORMATTED = re.compile(rb"\b(?:f|fr|rf)(\"{3}|'{3}|\"|')", re.IGNORECASE)
_PYTHON_2 = re.compile(
    r"^\s*print\s+[^\s=(.,:\[]|^\s*print\s*>>|^\s*except\s+[\w.()\s,]+,\s*[a-z_]\w*\s*:|^\s*raise\s+[\w.]+\s*,|^\s*exec\s+[\"'\w]"
    r"|<>|\bur[\"']|\b0[0-7]+\b(?!\.)|\b\d+[lL]\b|`"
)
_NEWER = (
    (re.compile(r"^\s*match\s+.+:\s*$"), (3, 10)),
    (re.compile(r"^\s*except\s*\*"), (3, 11)),
    (re.compile(r"^\s*type\s+\w+(\[.*\])?\s*=|^\s*(async\s+)?(def|class)\s+\w+\["), (3, 12)),
    (re.compile(r"\b[rR]?[tT][rR]?(\"|')"), (3, 14)),
    (re.compile(r"^\s*except\s+[\w.]+\s*,\s*[\w.]+\s*(,\s*[\w.]+\s*)*:"), (3, 14)),
    (re.compile(r"\b[rR]?[fF][rR]?(\"|')"), (3, 12)),
)


def parse(data: bytes) -> tuple[ast.Module | None, SourceError | None]:
    """Parse a file's bytes, honouring its encoding line; the error names the line and, where it can, the Python."""
    if len(data) > MAX_BYTES:
        return None, SourceError(1, f"the file has {len(data):,} bytes; djlab reads source files up to {MAX_BYTES:,}")
    if data.count(b"{") > MAX_FIELDS // 2 and _fields(data) > MAX_FIELDS:
        return None, SourceError(1, f"an f-string has more than {MAX_FIELDS:,} fields: parsing it would take too long")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(data), None
    except SyntaxError as error:
        return None, SourceError(error.lineno or 1, _message(data, error))
    except (RecursionError, MemoryError):
        return None, SourceError(1, "the source is nested too deeply for Python to parse")
    except (ValueError, LookupError, OverflowError) as error:
        return None, SourceError(1, str(error) or type(error).__name__)


def exceeds_limits(data: bytes) -> bool:
    """Whether a text may be too much for :func:`parse`; ``False`` where it surely is not."""
    return len(data) > MAX_BYTES or data.count(b"{") > MAX_FIELDS // 2


def _fields(data: bytes) -> float:
    """How many fields one f-string would have that takes as long to parse as all those of the file."""
    squares = 0
    match = _FORMATTED.search(data)
    while match:
        end = data.find(match[1], match.end())
        end = len(data) if end < 0 else end
        squares += data.count(b"{", match.end(), end) ** 2
        match = _FORMATTED.search(data, end + len(match[1]))
    return float(squares**0.5)


def _message(data: bytes, error: SyntaxError) -> str:
    message = error.msg or "invalid syntax"
    number = error.lineno or 1
    text = data.decode("utf-8", "replace").splitlines()[max(number - 1, 0) : number]
    line = text[0] if text else ""
    if len(line) > 2000:
        return message
    if _PYTHON_2.search(line):
        return f"{message}: this looks like Python 2"
    for pattern, version in _NEWER:
        if version > sys.version_info[:2] and pattern.search(line):
            wanted = ".".join(map(str, version))
            here = ".".join(map(str, sys.version_info[:2]))
            return f"{message}: this may be syntax of Python {wanted} or later; djlab runs on Python {here}"
    return message

"""A restriction as people write it in DataJoint (``"weight > 20 AND sex IN ('F', 'M')"``), read and made safe.

DataJoint hands the text of a restriction to the server as it is. djlab reads it: comparisons of columns with values,
joined by AND, OR, NOT and parentheses. Columns must be those of the table, values are bound, and anything else is
refused in words, so the text may come from anybody.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from djlab.database import dialect as sql
from djlab.database.columns import Column, Dialect
from djlab.database.pages import PageError, Source, reference

LIMIT = 4000
DEPTH = 30
_TEXT = {"postgresql": r"'(?:[^']|'')*'", "mysql": r"'(?:[^'\\]|''|\\.)*'"}
"""A text between quotes; MySQL and MariaDB read backslashes in it."""
_GRAMMAR = r"""\s*(?:
    (?P<string>TEXT)
  | (?P<hex>[xX]'[0-9a-fA-F]*')
  | (?P<quoted>"(?:[^"]|"")*"|`(?:[^`]|``)*`)
  | (?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<word>[^\W\d]\w*)
  | (?P<sign><=|>=|<>|!=|=|<|>|\(|\)|,)
    )"""
_FLAGS = re.VERBOSE | re.DOTALL
_PATTERNS = {dialect: re.compile(_GRAMMAR.replace("TEXT", text), _FLAGS) for dialect, text in _TEXT.items()}
_ESCAPED = {"0": "\0", "b": "\b", "n": "\n", "r": "\r", "t": "\t", "Z": "\x1a"}
_COMPARISONS = {"=": "=", "<>": "<>", "!=": "<>", "<": "<", ">": ">", "<=": "<=", ">=": ">="}
_WORDS = {"and", "or", "not", "in", "like", "is", "null", "between", "true", "false"}
_CLOSED = {"json", "binary"}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int

    def is_(self, word: str) -> bool:
        return self.kind in ("word", "sign") and self.text.lower() == word


Place = Callable[[Column], str]
"""How a column is written in the SQL."""


def parse(text: str, source: Source, place: Place | None = None) -> sql.Sql | None:
    """The restriction as SQL with its parameters; ``None`` for an empty one.

    ``place`` writes the columns in another way than as those of a page's table ``t``. Raises ``PageError`` with the
    place in the text for what is not understood or names no column.
    """
    if len(text) > LIMIT:
        raise PageError(f"The restriction is longer than {LIMIT} characters.")
    if not text.strip():
        return None
    parser = _Parser(_tokens(text, source.dialect), source, place or (lambda column: reference(source, column)))
    found = parser.alternatives(0)
    parser.end()
    return found


def columns_of(text: str, source: Source) -> frozenset[str]:
    """The names of the columns that a restriction compares. Raises ``PageError`` as :func:`parse` does."""
    seen: set[str] = set()

    def place(column: Column) -> str:
        seen.add(column.name)
        return "1"

    parse(text, source, place)
    return frozenset(seen)


def _tokens(text: str, dialect: Dialect) -> list[_Token]:
    tokens, at = [], 0
    stripped = text.rstrip()
    while at < len(stripped):
        match = _PATTERNS[dialect].match(stripped, at)
        if match is None or match.lastgroup is None:
            rest = stripped[at:].lstrip()
            raise PageError(f"The restriction is not understood from {rest[:20]!r} on (character {at + 1}).")
        tokens.append(_Token(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup)))
        at = match.end()
    return tokens


def _unquoted(text: str, dialect: Dialect) -> str:
    """What a text between quotes says. MySQL leaves ``\\%`` and ``\\_`` as they are: they are meant for LIKE."""
    inner = text[1:-1].replace("''", "'")
    if dialect == "postgresql":
        return inner
    return re.sub(
        r"\\(.)",
        lambda match: match[0] if match[1] in "%_" else _ESCAPED.get(match[1], match[1]),
        inner,
        flags=re.DOTALL,
    )


class _Parser:
    def __init__(self, tokens: list[_Token], source: Source, place: Place) -> None:
        self._tokens = tokens
        self._source = source
        self._place = place
        self._at = 0

    def alternatives(self, depth: int) -> sql.Sql:
        return self._joined("or", lambda: self._joined("and", lambda: self._factor(depth)))

    def end(self) -> None:
        token = self._peek()
        if token is not None:
            raise self._unexpected(token, "AND or OR")

    def _joined(self, word: str, part: Callable[[], sql.Sql]) -> sql.Sql:
        parts = [part()]
        while self._take(word):
            parts.append(part())
        if len(parts) == 1:
            return parts[0]
        text = f" {word.upper()} ".join(f"({one})" for one, _ in parts)
        return text, tuple(value for _, values in parts for value in values)

    def _factor(self, depth: int) -> sql.Sql:
        if depth > DEPTH:
            raise PageError("The restriction is nested too deeply.")
        if self._take("not"):
            text, values = self._factor(depth + 1)
            return f"NOT ({text})", values
        if self._take("("):
            found = self.alternatives(depth + 1)
            self._expect(")")
            return found
        return self._comparison()

    def _comparison(self) -> sql.Sql:
        column = self._column()
        place = self._place(column)
        if self._take("is"):
            positive = not self._take("not")
            self._expect("null")
            return f"{place} IS {'' if positive else 'NOT '}NULL", ()
        if column.kind in _CLOSED:
            raise PageError(f"{column.name} holds {column.type}: it can be asked for IS NULL and IS NOT NULL only.")
        negated = "NOT " if self._take("not") else ""
        if self._take("in"):
            return self._in(column, place, negated)
        if self._take("between"):
            low, first = self._bound(column)
            self._expect("and")
            high, second = self._bound(column)
            return f"{place} {negated}BETWEEN {low} AND {high}", (*first, *second)
        if self._take("like"):
            pattern = self._string(column)
            kind = "CHAR" if self._source.dialect == "mysql" else "text"
            return f"CAST({place} AS {kind}) {negated}LIKE %s", (pattern,)
        token = self._peek()
        operator = _COMPARISONS.get(token.text) if token is not None and token.kind == "sign" else None
        if negated or operator is None:
            raise self._unexpected(token, "=, <>, <, <=, >, >=, IN, LIKE, BETWEEN or IS")
        self._at += 1
        text, values = self._bound(column)
        return f"{place} {operator} {text}", values

    def _in(self, column: Column, place: str, negated: str) -> sql.Sql:
        self._expect("(")
        parts = [self._bound(column)]
        while self._take(","):
            parts.append(self._bound(column))
        self._expect(")")
        listed = ", ".join(text for text, _ in parts)
        return f"{place} {negated}IN ({listed})", tuple(value for _, values in parts for value in values)

    def _column(self) -> Column:
        token = self._next("the name of a column")
        name = token.text
        if token.kind == "quoted":
            mark = name[0]
            name = name[1:-1].replace(mark * 2, mark)
        elif token.kind != "word" or name.lower() in _WORDS:
            raise self._unexpected(token, "the name of a column")
        return self._source.column(name)

    def _bound(self, column: Column) -> sql.Sql:
        token = self._next("a value")
        if token.kind == "string":
            text = _unquoted(token.text, self._source.dialect)
        elif token.kind == "number":
            text = token.text
        elif token.kind == "hex" and column.kind == "uuid":
            # So DataJoint has to be told a UUID on MySQL and MariaDB, which keep it as 16 bytes.
            text = token.text[2:-1]
        elif token.is_("true") or token.is_("false"):
            text = "1" if token.is_("true") else "0"
        elif token.is_("null"):
            raise PageError(f"Nothing is equal to NULL: write {column.name} IS NULL.")
        else:
            raise self._unexpected(token, "a number or a text in single quotes")
        if column.kind == "uuid":
            text = text.replace("-", "")
        try:
            return sql.bound(column, text, self._source.dialect)
        except (ValueError, ArithmeticError):
            raise PageError(f"{text!r} is no value of {column.name}, which holds {column.type}.") from None

    def _string(self, column: Column) -> str:
        token = self._next("a pattern in single quotes")
        if token.kind != "string":
            raise self._unexpected(token, f"a pattern in single quotes for {column.name}")
        return _unquoted(token.text, self._source.dialect)

    def _peek(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _next(self, wanted: str) -> _Token:
        token = self._peek()
        if token is None:
            raise self._unexpected(None, wanted)
        self._at += 1
        return token

    def _take(self, word: str) -> bool:
        token = self._peek()
        if token is None or not token.is_(word):
            return False
        self._at += 1
        return True

    def _expect(self, word: str) -> None:
        if not self._take(word):
            raise self._unexpected(self._peek(), word.upper())

    @staticmethod
    def _unexpected(token: _Token | None, wanted: str) -> PageError:
        if token is None:
            return PageError(f"The restriction ends where {wanted} should follow.")
        return PageError(
            f"The restriction has {token.text[:30]!r} at character {token.at + 1}; {wanted} should be there."
        )

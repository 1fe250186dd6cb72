from __future__ import annotations

import re
from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.declaration import Declaration
from djlab.checks.finding import Finding, Place, Severity
from djlab.checks.rule import Rule

_PERCENT = re.compile(r"(?<!%)(%%)*%(?!%)")
_BACKSLASH = re.compile(r'(?<!\\)(\\\\)*\\("|\Z)')
_BRACE = re.compile(r"[{}]")
_SOME = re.compile(r"""["%\\{}]""")


class UnsafeText(Rule):
    """A comment, default or type holds a character that breaks the statement which DataJoint sends.

    ## Anti-pattern

    ```python
    definition = \"\"\"
    # Sessions of the "pilot" study
    session_id : int32
    ---
    efficiency : float32  # in % of the maximum
    \"\"\"
    ```

    ## Best practice

    ```python
    definition = \"\"\"
    # Sessions of the 'pilot' study
    session_id : int32
    ---
    efficiency : float32  # in percent of the maximum
    \"\"\"
    ```

    ## Why

    DataJoint puts these texts into `CREATE TABLE` as they are. A single `%` is taken for a parameter, by every release
    and on every database. MySQL and MariaDB also refuse a double quote in the table's comment, and a backslash before
    a double quote or at the end. DataJoint 0.14 formats the statement, and takes braces for names.

    ## Source

    Run with 0.14.10 and 2.3.5 on MariaDB and with 2.3.5 on PostgreSQL ("not enough arguments for format string",
    "tuple index out of range", "You have an error in your SQL syntax", "KeyError").
    """

    code = "DJL213"
    slug = "unsafe-text"
    severity = "error"

    def check(self, context: Context) -> Iterator[Finding]:
        for declaration in context.declarations:
            if _SOME.search(declaration.table.definition) is None:
                continue
            comment = declaration.definition.comment
            first = next((number for number, _ in declaration.lines()), 0)
            if comment and first:
                yield from self._text(context, declaration, first, comment)
                if '"' in comment:
                    yield from self._on_mysql(context, declaration, first, "a double quote in the table's comment")
            for attribute in declaration.attributes():
                for text in (attribute.comment, attribute.default or "", attribute.type):
                    yield from self._text(context, declaration, attribute.line, text)

    def _text(self, context: Context, declaration: Declaration, line: int, text: str) -> Iterator[Finding]:
        if _PERCENT.search(text):
            place = declaration.place(line)
            yield self._report(declaration, place, "a single %", "DataJoint", "Write percent, or %% for one %")
        if _BRACE.search(text) and context.only("0.14"):
            place = declaration.place(line)
            yield self._report(declaration, place, "a brace", "DataJoint 0.14", "Write it without braces")
        if _BACKSLASH.search(text):
            yield from self._on_mysql(context, declaration, line, "a backslash before a quote or at the end")

    def _on_mysql(self, context: Context, declaration: Declaration, line: int, what: str) -> Iterator[Finding]:
        subject = context.subject
        if subject.may_use_mysql:
            severity: Severity | None = None if subject.uses_mysql else "warning"
            place = declaration.place(line)
            yield self._report(declaration, place, what, "MySQL", "Write it without, or with single quotes", severity)

    def _report(
        self, declaration: Declaration, place: Place, what: str, who: str, advice: str, severity: Severity | None = None
    ) -> Finding:
        message = f"{what} breaks the declaration: {who} takes it for a part of the statement"
        return self.finding(place, message, help=advice, severity=severity, table=declaration.table.id)

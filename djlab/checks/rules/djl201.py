from __future__ import annotations

import re
from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.declaration import Declaration
from djlab.checks.finding import Edit, Finding, Fix, Severity
from djlab.checks.rule import Rule
from djlab.checks.versions import reads_old_keys
from djlab.pipeline.definition import ForeignKeyLine

_OLD_TARGET = re.compile(r"(?P<target>[\w.]+)\s*(?:\(\s*(?P<names>\w+(?:\s*,\s*\w+)*)\s*\))?\s*(?:#.*)?")
_OPTIONS = re.compile(r"->\s*\[(?P<options>[^\]]*)\]")


class DefinitionSyntax(Rule):
    """A line of a definition is none that DataJoint can read.

    ## Anti-pattern

    ```python
    definition = \"\"\"
    subject_id int32
    (parent_id) -> Subject
    \"\"\"
    ```

    ## Best practice

    ```python
    definition = \"\"\"
    subject_id : int32
    -> Subject.proj(parent_id="subject_id")
    \"\"\"
    ```

    ## Why

    DataJoint reads the definition when the module is imported: one such line, and no table of the module or of those
    that import it can be used.

    ## Source

    `prepare_declare` in `datajoint/declare.py` of 0.14.10 and 2.3.5 ("Declaration error in position", "Parsing error
    in line", "Table definition syntax error", "Invalid foreign key option"). DataJoint 2 takes `___` for an attribute,
    not for the separator. Releases before 0.14 still read `(parent_id) -> Subject`: where the requirement admits no
    later one, that form is a warning.
    """

    code = "DJL201"
    slug = "definition-syntax"
    severity = "error"
    fixable = True

    def check(self, context: Context) -> Iterator[Finding]:
        for declaration in context.declarations:
            named = set(declaration.misnamed())
            yield from self._lines(declaration, named)
            yield from self._foreign_keys(context, declaration)
            if context.only("2"):
                yield from self._separators(declaration)

    def _lines(self, declaration: Declaration, named: set[int]) -> Iterator[Finding]:
        read = {item.line for item in declaration.definition.items}
        # A definition of which nothing can be read is text that a base class replaces, as a rule.
        severity: Severity | None = None if read else "info"
        for line, _ in declaration.definition.warnings:
            text = declaration.text(line)
            if line in read or line in named or text.startswith("#"):
                continue
            yield self.finding(
                declaration.place(line),
                f"DataJoint cannot read the line `{text}`",
                help="Write an attribute as `name = default : type  # comment`",
                severity=severity,
                certainty=None if read else "possible",
                table=declaration.table.id,
            )

    def _foreign_keys(self, context: Context, declaration: Declaration) -> Iterator[Finding]:
        for key in declaration.foreign_keys():
            severity: Severity | None = None
            if key.old_names:
                severity = "warning" if reads_old_keys(context.subject.requirement) else None
                message = f"the form `({', '.join(key.old_names)}) -> {key.expression}` is no longer read"
                advice = _as_projection(context, declaration, key)
            elif (option := _unknown_option(declaration.text(key.line))) is not None:
                message = f"DataJoint has no option `[{option}]` of a foreign key"
                advice = "Write [nullable], [unique] or [nullable, unique]"
            elif key.reference is None:
                message = f"`{key.expression}` is neither a table nor the projection of one"
                advice = "A foreign key refers to a table class or to its proj(new='old')"
            else:
                continue
            place = declaration.place(key.line)
            yield self.finding(place, message, help=advice, severity=severity, table=declaration.table.id)

    def _separators(self, declaration: Declaration) -> Iterator[Finding]:
        for line, text in declaration.lines():
            if text.startswith("___"):
                place = declaration.place(line)
                exact = declaration.start(line) >= 0
                yield self.finding(
                    place,
                    "DataJoint 2 reads `___` as an attribute: the separator is `---`",
                    help="Write ---",
                    fix=Fix("Write ---", (Edit(place, "---"),)) if exact and set(text) == {"_"} else None,
                    table=declaration.table.id,
                )


def _as_projection(context: Context, declaration: Declaration, key: ForeignKeyLine) -> str:
    """The old form as DataJoint reads it today: the attributes of the target stand in the line, or are its key."""
    match = _OLD_TARGET.fullmatch(key.expression)
    if match is None:
        return "Write -> Table.proj(new='old') with the names that the attributes have there"
    options = ", ".join(["nullable"] * key.nullable + ["unique"] * key.unique)
    target, named = (f"[{options}] " if options else "") + match["target"], match["names"]
    theirs = [name.strip() for name in named.split(",")] if named else _primary_key(context, declaration, key)
    if len(theirs) != len(key.old_names):
        unknown = ", ".join(f"{name}='…'" for name in key.old_names)
        return f"Write -> {target}.proj({unknown}) with the names that the attributes have there"
    renamed = [f"{new}='{old}'" for new, old in zip(key.old_names, theirs, strict=True) if new != old]
    return f"Write -> {target}.proj({', '.join(renamed)})" if renamed else f"Write -> {target}"


def _primary_key(context: Context, declaration: Declaration, key: ForeignKeyLine) -> tuple[str, ...]:
    found = next((item for item in declaration.table.foreign_keys if item.line == key.line), None)
    target = context.table_of.get(found.target or "") if found else None
    return target.primary_key if target else ()


def _unknown_option(text: str) -> str | None:
    """An option of a foreign key that DataJoint refuses."""
    match = _OPTIONS.search(text)
    given = [option.strip() for option in match["options"].split(",")] if match else []
    return next((option for option in given if option.upper() not in ("NULLABLE", "UNIQUE")), None)

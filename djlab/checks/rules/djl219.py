from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.datajoint_names import EVERY, NAMES
from djlab.checks.datajoint_uses import spoken, uses
from djlab.checks.finding import Edit, Finding, Fix
from djlab.checks.rule import Rule

_NEW = {"Entry": "Manual", "Ingest": "Imported", "Compute": "Computed"}


class UnknownName(Rule):
    """DataJoint has no such name.

    ## Anti-pattern

    ```python
    @schema
    class Spikes(dj.computed):
        definition = ...
    ```

    ## Best practice

    ```python
    @schema
    class Spikes(dj.Computed):
        definition = ...
    ```

    ## Why

    Python raises AttributeError when it reads the statement: of a module that does so while it is imported, no table
    can be used. In a function it fails when the function is called.

    ## Source

    The names that `datajoint` of 0.14.10 and of 2.3.5 has after its import. A name that only DataJoint 2 has
    (`dj.Entry`) is one for a project that asks for 0.14; one that only 0.14 has is a matter of DJL604. Names that the
    project gives to the module itself, and names below `try` or `if`, are left alone.
    """

    code = "DJL219"
    slug = "unknown-datajoint-name"
    severity = "error"
    fixable = True

    def check(self, context: Context) -> Iterator[Finding]:
        lines = sorted(context.lines)
        has = f"DataJoint {' and '.join(lines)} {'has' if len(lines) == 1 else 'have'}"
        known = NAMES["0.14"] if context.only("0.14") else EVERY
        for module in context.modules:
            source = context.source(module.path)
            if source is None or not spoken(source.text) - known:
                continue
            for use in uses(source):
                unknown = use.name not in known and use.name[0] != "_" and use.name != "*"
                if not unknown or use.guarded or use.assigned or _is_given(context, use.name):
                    continue
                new = _meant(use.name, known)
                same = new is not None and (new.lower() == use.name.lower() or use.name in _NEW)
                written = f"{new} as {use.name}" if use.imported and not use.imported.asname else new
                yield self.finding(
                    use.place,
                    f"{has} no `dj.{use.name}`",
                    help=f"Did you mean dj.{new}?" if new else None,
                    fix=Fix(f"Write dj.{new}", (Edit(use.place, written),)) if same and written else None,
                    severity="warning" if use.late else None,
                    module=module.name,
                )


def _meant(name: str, known: frozenset[str]) -> str | None:
    if name in _NEW:
        return _NEW[name]
    by_case = {other.lower(): other for other in sorted(known, key=str.islower, reverse=True)}
    near = difflib.get_close_matches(name.lower(), by_case, 1, 0.75)
    return by_case[near[0]] if near else None


def _is_given(context: Context, name: str) -> bool:
    """Whether a module of the project gives the name to `datajoint`, or asks whether it is there."""
    given = re.compile(rf"\.{name}\s*=[^=]|(?:hasattr|setattr|getattr)\(\s*\w+\s*,\s*[\"']{name}[\"']")
    sources = (context.source(module.path) for module in context.modules)
    return any(source is not None and given.search(source.text) for source in sources)

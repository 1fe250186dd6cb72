from __future__ import annotations

from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding, Place
from djlab.checks.rule import Rule

_ITEMS = (
    (
        "a LICENSE",
        ("LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE", "COPYING"),
        "Add the terms under which others may use it",
    ),
    ("a README", ("README.md", "README.rst", "README.txt", "README"), "Say what the pipeline is and how it is run"),
)


class MissingFile(Rule):
    """A pipeline project lacks a file that every one should have.

    ## Anti-pattern

    A project with `pyproject.toml` and schema modules, and neither `LICENSE` nor `README.md`.

    ## Best practice

    `LICENSE`, `README.md` and `pyproject.toml` at the root of a Git repository.

    ## Why

    Without a licence nobody may use the pipeline, without a README nobody knows how.

    ## Source

    The DataJoint Book's summary of a production pipeline project.
    """

    code = "DJL504"
    slug = "missing-file"
    severity = "info"

    def check(self, context: Context) -> Iterator[Finding]:
        if not context.exists("pyproject.toml") or not context.tables:
            return
        for what, names, advice in _ITEMS:
            if not any(context.exists(name) for name in names):
                yield self.finding(Place("pyproject.toml"), f"the project has not {what}", help=advice)

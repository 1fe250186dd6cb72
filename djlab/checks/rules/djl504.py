from __future__ import annotations

from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding, Place
from djlab.checks.rule import Rule

_ITEMS = (
    (
        "LICENSE",
        ("LICENSE", "LICENSE.txt", "LICENSE.md", "LICENSE.rst", "LICENCE", "LICENCE.txt", "LICENCE.md", "COPYING"),
        "Add the terms under which others may use it",
    ),
    ("README", ("README.md", "README.rst", "README.txt", "README"), "Say what the pipeline is and how it is run"),
)
_DOCKER = ("docker", "Dockerfile", "docker-compose.yaml", "docker-compose.yml", "compose.yaml", "compose.yml")


class MissingFile(Rule):
    """A pipeline project lacks what every one should have.

    ## Anti-pattern

    A project with `pyproject.toml` and schema modules, and neither `LICENSE` nor `README.md`, outside of any Git
    repository.

    ## Best practice

    `LICENSE`, `README.md` and `pyproject.toml` at the root of a Git repository, and `docker/` with what runs the
    pipeline.

    ## Why

    Without a licence nobody may use the pipeline, without a README nobody knows how; without a history nobody can say
    which code made a row. Docker is asked for only where the project keeps to the Book: where it states its stores in
    pyproject.toml.

    ## Source

    The DataJoint Book's summary of a production pipeline project.
    """

    code = "DJL504"
    slug = "missing-file"
    severity = "info"

    def check(self, context: Context) -> Iterator[Finding]:
        source = context.source("pyproject.toml")
        if source is None or not context.tables:
            return
        place = Place("pyproject.toml")
        for what, names, advice in _ITEMS:
            if not any(context.exists(name) for name in names):
                yield self.finding(place, f"the project has no {what}", help=advice)
        root = context.subject.root
        if not any((folder / ".git").exists() or (folder / ".hg").exists() for folder in (root, *root.parents)):
            yield self.finding(place, "the project is in no repository", help="Run git init, and commit")
        if "[tool.datajoint.stores" in source.text and not any(context.exists(name) for name in _DOCKER):
            yield self.finding(
                place,
                "the project has no docker/",
                help="Add a Dockerfile and a compose file that run the database and the worker",
            )

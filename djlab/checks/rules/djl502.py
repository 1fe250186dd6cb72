from __future__ import annotations

import fnmatch
from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding, Place
from djlab.checks.rule import Rule

SECRET_PATHS = (".secrets", ".env", "docker/.env", "local/.env")


class SecretsNotIgnored(Rule):
    """A file of secrets is not left out by Git.

    ## Anti-pattern

    A folder `.secrets` beside a `.gitignore` that does not name it.

    ## Best practice

    ```gitignore
    .secrets/
    .env
    ```

    ## Why

    The next `git add .` puts the password into the repository's history, from where it cannot be taken back.

    ## Source

    DataJoint's documentation of secrets; the DataJoint Book's best practice 4. Read are the `.gitignore` files of the
    project's root and of the folder that holds the file, line by line; a negated pattern wins over what it takes back.
    """

    code = "DJL502"
    slug = "secrets-not-ignored"
    severity = "warning"
    certainty = "likely"

    def check(self, context: Context) -> Iterator[Finding]:
        if not context.exists(".git"):
            return
        for path in SECRET_PATHS:
            if context.exists(path) and not _ignored(context, path):
                yield self.finding(
                    Place(".gitignore" if context.exists(".gitignore") else path),
                    f"Git does not ignore {path}",
                    help=f"Add the line {path} to .gitignore, and see with git ls-files {path} whether it is tracked",
                )


def _ignored(context: Context, path: str) -> bool:
    folder, _, name = path.rpartition("/")
    found = False
    for place, wanted in ((".gitignore", path), (f"{folder}/.gitignore" if folder else "", name)):
        source = context.source(place) if place else None
        for line in source.lines if source is not None else ():
            pattern = line.strip()
            if not pattern or pattern.startswith("#"):
                continue
            negated = pattern.startswith("!")
            pattern = pattern.lstrip("!").rstrip("/").removesuffix("/*").removesuffix("/**")
            anywhere = "/" not in pattern
            pattern = pattern.removeprefix("**/").removeprefix("/")
            target = wanted.rpartition("/")[2] if anywhere else wanted
            if fnmatch.fnmatchcase(target, pattern):
                found = not negated
    # .secrets may keep a .gitignore of its own, as DataJoint's save_template writes it.
    inner = context.source(f"{path}/.gitignore")
    return found or (inner is not None and "*" in (line.strip() for line in inner.lines))

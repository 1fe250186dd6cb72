from __future__ import annotations

from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding, Place
from djlab.checks.gitignore import ignored, tracked_paths
from djlab.checks.rule import Rule

SECRET_PATHS = (".secrets", ".env", "docker/.env", "local/.env")


class SecretsNotIgnored(Rule):
    """A file of secrets is not left out by Git, or is in the repository already.

    ## Anti-pattern

    A folder `.secrets` beside a `.gitignore` that does not name it.

    ## Best practice

    ```text
    .secrets/
    .env
    ```

    ## Why

    The next `git add .` puts the password into the repository's history, from where it cannot be taken back.

    ## Source

    DataJoint's documentation of secrets; the DataJoint Book's best practice 4. Read are the `.gitignore` files of the
    project's root and of the folder that holds the file, line by line; a negated pattern wins over what it takes back.
    What is tracked is read from `.git/index`; Git itself is not run.
    """

    code = "DJL502"
    slug = "secrets-not-ignored"
    severity = "warning"
    certainty = "likely"

    def check(self, context: Context) -> Iterator[Finding]:
        if not context.exists(".git"):
            return
        tracked = tracked_paths(context.subject.root / ".git")
        for path in SECRET_PATHS:
            held = [name for name in tracked if name == path or name.startswith(f"{path}/")]
            held = [name for name in held if not name.endswith((".gitignore", ".gitkeep", ".example"))]
            place = Place(".gitignore" if context.exists(".gitignore") else path)
            if held:
                yield self.finding(
                    Place(held[0]),
                    f"{held[0]} is in the repository",
                    help=f"Run git rm --cached {held[0]}, add {path} to .gitignore, and change what it holds",
                    certainty="certain",
                )
            elif context.exists(path) and not ignored(context, path):
                yield self.finding(place, f"Git does not ignore {path}", help=f"Add the line {path} to .gitignore")

from __future__ import annotations

from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding, Place
from djlab.checks.rule import Rule


class SourceLayout(Rule):
    """The package with the schema modules lies beside pyproject.toml, not in `src/`.

    ## Anti-pattern

    ```
    my_pipeline/
      pyproject.toml
      workflow/subject.py
    ```

    ## Best practice

    ```
    my_pipeline/
      pyproject.toml
      src/workflow/subject.py
    ```

    ## Why

    Started at the project's root, Python finds the folder before the installed package, and tests pass that fail
    wherever the package is installed.

    ## Source

    The DataJoint Book's best practice 5: use the src layout. Most public pipelines do not, hence a note.
    """

    code = "DJL503"
    slug = "src-layout"
    severity = "info"

    def check(self, context: Context) -> Iterator[Finding]:
        if not context.exists("pyproject.toml"):
            return
        seen = set()
        holders = {table.module for table in context.tables}
        for module in context.modules:
            top = module.path.split("/")[0]
            if (
                module.name in holders
                and "/" in module.path
                and top not in ("src", "python", "lib")
                and top not in seen
            ):
                seen.add(top)
                yield self.finding(
                    Place("pyproject.toml"),
                    f"the package {module.name.split('.')[0]} lies beside pyproject.toml",
                    help=f"Move {top}/ to src/{top}/",
                )

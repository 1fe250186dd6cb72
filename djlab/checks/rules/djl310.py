from __future__ import annotations

from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding, Place
from djlab.checks.rule import Rule


class StarImport(Rule):
    """A schema module imports everything of another one with a star.

    ## Anti-pattern

    ```python
    from .subject import *

    class Session(dj.Manual):
        definition = \"\"\"
        -> Subject
        \"\"\"
    ```

    ## Best practice

    ```python
    from . import subject

    class Session(dj.Manual):
        definition = \"\"\"
        -> subject.Subject
        \"\"\"
    ```

    ## Why

    Nothing in the file says where `Subject` comes from, and the star also brings the other module's `schema`: a class
    above the module's own `schema = …` is then declared in the wrong schema.

    ## Source

    The DataJoint Book's best practice 3: import upstream modules explicitly.
    """

    code = "DJL310"
    slug = "star-import"
    severity = "info"

    def check(self, context: Context) -> Iterator[Finding]:
        holders = {table.module for table in context.pipeline.tables}
        own = {table.module for table in context.tables}
        for module in context.modules:
            # A package that gathers its modules' names holds no tables itself.
            facts = context.facts(module) if module.name in own else None
            source = context.source(module.path)
            for line, name in facts.stars if facts is not None else ():
                if name in holders and name != module.name:
                    yield self.finding(
                        source.find(line, source.line(line).strip()) if source else Place(module.path, line),
                        f"everything of {name} is imported with a star",
                        help=f"Import the module: from . import {name.rpartition('.')[2]}",
                        module=module.name,
                    )

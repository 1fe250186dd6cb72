from __future__ import annotations

import re
from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding
from djlab.checks.rule import Rule

BUILT_IN = frozenset({"attach", "blob", "filepath", "hash", "npy", "object"})
_CODEC = re.compile(r"<\s*(?P<name>\w+)\s*(?:@[\w-]*)?\s*>\Z")
_REGISTERED = re.compile(r"^\s*name\s*(?::\s*[\w.]+\s*)?=\s*['\"](?P<name>\w+)['\"]", re.MULTILINE)


class UnknownCodec(Rule):
    """A codec is neither DataJoint's nor declared in the project.

    ## Anti-pattern

    ```python
    definition = \"\"\"
    -> Session
    ---
    movie : <movei@main>
    \"\"\"
    ```

    ## Best practice

    Use one of DataJoint's codecs (`attach`, `blob`, `filepath`, `hash`, `npy`, `object`), or declare your own:

    ```python
    class MovieCodec(dj.Codec):
        name = "movie"
    ```

    ## Why

    Without a codec of that name DataJoint refuses the table. An installed package may bring it (entry points
    `datajoint.codecs`), which the source of the project does not tell: the finding is a warning, unless the angle
    brackets hold no name at all. A project that may run on 0.14 and makes adapters (`dj.AttributeAdapter`) is left
    alone: there any object of the module's may be one.

    ## Source

    `lookup_codec` in `datajoint/codecs.py` of 2.3.5 ("Codec `<movei>` is not registered").
    """

    code = "DJL210"
    slug = "unknown-codec"
    severity = "warning"
    certainty = "possible"

    def check(self, context: Context) -> Iterator[Finding]:
        if "2" not in context.lines:
            return
        own: set[str] | None = None
        for declaration in context.declarations:
            for attribute in declaration.attributes():
                if not attribute.type.startswith("<"):
                    continue
                match = _CODEC.match(attribute.type)
                name = match["name"] if match else attribute.type
                if name in BUILT_IN:
                    continue
                if own is None:
                    if "0.14" in context.lines and _adapts(context):
                        return
                    own = _declared(context)
                if name in own:
                    continue
                yield self.finding(
                    declaration.type_place(attribute) or declaration.place(attribute.line),
                    f"`{attribute.type}` is no codec of DataJoint's and none that the project declares",
                    help=f"DataJoint has {', '.join(sorted(BUILT_IN))}; an installed package may bring others",
                    table=declaration.table.id,
                )


def _adapts(context: Context) -> bool:
    """Whether the project makes adapters of 0.14: any object of that class, under any name, may be meant."""
    return any(
        "AttributeAdapter" in source.text or "register_adapters" in source.text
        for module in context.modules
        if (source := context.source(module.path)) is not None
    )


def _declared(context: Context) -> set[str]:
    found: set[str] = set()
    for module in context.modules:
        source = context.source(module.path)
        if source is not None and ("Codec" in source.text or "AttributeType" in source.text):
            found.update(match["name"] for match in _REGISTERED.finditer(source.text))
    return found

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from djlab.checks.context import Context
from djlab.checks.facts import ImportedName
from djlab.checks.finding import Finding, Place
from djlab.checks.rule import Rule
from djlab.pipeline.model import Module

_GENERATED = frozenset({"_version", "version", "__version__", "_version_info"})
"""Modules that a build writes."""
_MADE_AT_RUN_TIME = re.compile(r"\b(?:__getattr__|globals|exec|setattr|sys\.modules|import_module)\b|import \*")


class ImportLeadsNowhere(Rule):
    """A schema module imports from its own package what is not there.

    ## Anti-pattern

    ```python
    from . import equipment  # equipment.py was renamed to rig.py
    ```

    ## Best practice

    ```python
    from . import rig
    ```

    ## Why

    Importing the module fails, and with it that of every module downstream: no table of theirs can be used. A renamed
    or moved module, a file that was never committed, and a Git submodule that is not checked out look like this.
    Imports below `if` or `try` are let pass, as are names that a module may give itself at run time.

    ## Source

    Python's import system: "No module named …", "cannot import name …".
    """

    code = "DJL312"
    slug = "import-leads-nowhere"
    severity = "warning"
    certainty = "likely"

    def check(self, context: Context) -> Iterator[Finding]:
        holders = {module.name for module in context.modules if module.schemas}
        for module in context.modules:
            # A script that has nothing to do with the tables is somebody else's business.
            if not module.schemas and not any(item.module in holders for item in module.imports):
                continue
            base = _base(context.subject.root, module)
            facts = context.facts(module) if base is not None else None
            if facts is None or base is None:
                continue
            own = module.name.partition(".")[0]
            for item in facts.imports:
                if item.guarded or item.module.partition(".")[0] != own or _is_bound(context, item):
                    continue
                said = _missing(context, base, item)
                if said is None:
                    continue
                source = context.source(module.path)
                line = source.line(item.line).strip() if source else ""
                yield self.finding(
                    source.find(item.line, item.name if item.name and item.name in line else line)
                    if source
                    else Place(module.path, item.line),
                    f"this import leads nowhere: {said[0]}",
                    help=said[1],
                    module=module.name,
                )


def _base(root: Path, module: Module) -> Path | None:
    """The folder that holds the top-level package of a module; ``None`` where its path does not follow its name."""
    parts = module.name.split(".")
    path = (root / module.path).with_suffix("")
    if path.name == "__init__":
        path = path.parent
    if len(parts) < 2 or list(path.parts[-len(parts) :]) != parts:
        return None
    return path.parents[len(parts) - 1]


def _is_bound(context: Context, item: ImportedName) -> bool:
    """Whether what was read anyway shows that an import finds its name, or may: no disk is asked for most."""
    if item.name in _GENERATED or item.module.rpartition(".")[2] in _GENERATED:
        return True
    if item.name is None or f"{item.module}.{item.name}" in context.module_of:
        return item.name is not None or item.module in context.module_of
    holder = context.module_of.get(item.module)
    source = context.source(holder.path) if holder is not None else None
    return source is not None and _may_bind(source.text, item.name)


def _may_bind(text: str, name: str) -> bool:
    """Where the word stands at all, some statement may bind it."""
    words = _words(text)
    return words is None or name in words


@lru_cache(maxsize=2048)
def _words(text: str) -> frozenset[str] | None:
    """The words of a file; ``None`` where it may give itself names that it does not spell."""
    return None if _MADE_AT_RUN_TIME.search(text) else frozenset(re.findall(r"\w+", text))


def _missing(context: Context, base: Path, item: ImportedName) -> tuple[str, str] | None:
    """What an import does not find, and what to do about it; ``None`` where it finds it, or may."""
    holder = base.joinpath(*item.module.split("."))
    if not _exists(holder):
        return f"there is no module `{item.module}`", _advice(holder)
    if item.name is None or _exists(holder / item.name):
        return None
    file = holder / "__init__.py" if holder.is_dir() else holder.with_name(f"{holder.name}.py")
    if not file.exists():
        # A folder without __init__.py holds its files and nothing else; one without any is a submodule not checked out.
        if holder.is_dir():
            return f"the folder of `{item.module}` holds no `{item.name}`", _advice(holder / item.name)
        return None
    source = context.source(os.path.relpath(file, context.subject.root).replace(os.sep, "/"))
    if source is None or _may_bind(source.text, item.name):
        return None
    return f"`{item.module}` holds no module and no name `{item.name}`", _advice(holder / item.name)


def _exists(place: Path) -> bool:
    """Whether a module of that path is there in any form: a package, a file of source, a compiled one."""
    if place.is_dir():
        return True
    return any(name.startswith(f"{place.name}.") for name in _names(place.parent))


def _names(folder: Path) -> list[str]:
    try:
        return [entry.name for entry in folder.iterdir()]
    except OSError:
        return []


def _advice(place: Path) -> str:
    names = {name.partition(".")[0] for name in _names(place.parent) if name.endswith(".py") or "." not in name}
    close = difflib.get_close_matches(place.name, sorted(names - {"__init__", "__pycache__"}), 1, 0.6)
    if close:
        return f"Did you mean {close[0]}?"
    if place.parent.is_dir() and not _names(place.parent):
        return "The folder is empty. If it is a Git submodule: git submodule update --init"
    return "Import the module by its present name, or add the file"

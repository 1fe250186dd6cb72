"""The modules of a project as they were read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from djlab.pipeline.facts import FileFacts


@dataclass(slots=True)
class ModuleSource:
    """A module as it was read; ``outside`` tells that it is not the project's own."""

    name: str
    path: str
    is_package: bool
    facts: FileFacts
    outside: bool = False


def namespaces(modules: Iterable[str]) -> frozenset[str]:
    """The packages of some modules: also those without an `__init__.py`."""
    found: set[str] = set()
    for name in modules:
        while "." in name:
            name = name.rpartition(".")[0]
            found.add(name)
    return frozenset(found)

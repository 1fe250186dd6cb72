"""What a dotted name in a module's source refers to: a table of the pipeline, or nothing that can be said."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from djlab.checks.facts import ModuleFacts
from djlab.pipeline.model import Module, Table

_MAX_HOPS = 8


class Names:
    """Resolves names through the imports of modules; only what the source alone tells counts."""

    def __init__(
        self,
        modules: Mapping[str, Module],
        tables: Mapping[str, Table],
        facts: Callable[[Module], ModuleFacts | None],
    ) -> None:
        self._modules = modules
        self._tables = tables
        self._facts = facts

    def table(self, module: str, name: str, owner: str = "", hops: int = 0) -> Table | None:
        """The table that ``name`` (``Class``, ``mod.Class``, ``Class.Part``, ``self.Part``) means in ``module``.

        ``owner`` is the class in whose methods the name stands. ``None`` where it is no table or cannot be told.
        """
        if name == "self" or name.startswith("self."):
            return self._tables.get(f"{module}:{owner}{name[4:]}")
        if hops > _MAX_HOPS or module not in self._modules:
            return None
        own = self._tables.get(f"{module}:{name}")
        if own is not None:
            return own
        head, _, rest = name.partition(".")
        facts = self._facts(self._modules[module])
        if facts is None or head in facts.classes:
            return None
        found = None
        for imported in facts.imports:
            if imported.bound != head:
                continue
            if imported.name is None:
                found = self._in_module(imported.module, rest, hops)
            elif f"{imported.module}.{imported.name}" in self._modules:
                found = self._in_module(f"{imported.module}.{imported.name}", rest, hops)
            else:
                target = f"{imported.name}.{rest}" if rest else imported.name
                found = self.table(imported.module, target, hops=hops + 1)
        if found is None:
            for _, star in facts.stars:
                found = found or self.table(star, name, hops=hops + 1)
        return found

    def _in_module(self, module: str, rest: str, hops: int) -> Table | None:
        while rest:
            part, _, after = rest.partition(".")
            if f"{module}.{part}" not in self._modules:
                break
            module, rest = f"{module}.{part}", after
        return self.table(module, rest, hops=hops + 1) if rest else None

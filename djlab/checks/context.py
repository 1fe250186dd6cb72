"""What a rule is given: the project with its lookups, each made once for all rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from djlab.checks.declaration import Declaration, declaration
from djlab.checks.facts import FactsCache, ModuleFacts
from djlab.checks.naming import Names
from djlab.checks.source import Source, Sources, split_lines
from djlab.checks.subject import Subject
from djlab.pipeline.model import Module, Pipeline, Table
from djlab.pipeline.types import Line


class Context:
    """One project under check. ``asked`` tells whether the rule's group was asked for by name."""

    def __init__(
        self,
        subject: Subject,
        sources: Sources,
        facts: FactsCache,
        declarations: dict[str, Declaration],
        asked: frozenset[str] = frozenset(),
    ) -> None:
        self.subject = subject
        self.asked = asked
        self._sources = sources
        self._facts = facts
        self._declarations = declarations
        self._read: dict[str, Source | None] = {}

    @property
    def pipeline(self) -> Pipeline:
        return self.subject.pipeline

    @cached_property
    def lines(self) -> frozenset[Line]:
        return self.subject.lines

    def only(self, line: Line) -> bool:
        """Whether the project runs on this line of DataJoint and on no other."""
        return self.lines == {line}

    @cached_property
    def modules(self) -> tuple[Module, ...]:
        """The project's own modules; those of installed packages are not the project's to mend."""
        return tuple(module for module in self.pipeline.modules if module.writable)

    @cached_property
    def module_of(self) -> dict[str, Module]:
        return {module.name: module for module in self.pipeline.modules}

    @cached_property
    def table_of(self) -> dict[str, Table]:
        return {table.id: table for table in self.pipeline.tables}

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The tables of the project's own modules."""
        own = {module.name for module in self.modules}
        return tuple(table for table in self.pipeline.tables if table.module in own)

    @cached_property
    def declarations(self) -> tuple[Declaration, ...]:
        """The definitions that are written out in the project's own modules."""
        found = []
        for table in self.tables:
            if table.definition_line:
                path = self.path(table)
                source = self.source(path)
                known = self._declarations.get(table.id)
                if known is None or known.table is not table or known.source is not source:
                    known = declaration(table, path, source)
                    self._declarations[table.id] = known
                found.append(known)
        return tuple(found)

    def path(self, table: Table) -> str:
        return self.module_of[table.module].path

    def source(self, path: str) -> Source | None:
        """The text of a file of the project, as the editor has it where it is open there."""
        if path not in self._read:
            self._read[path] = self._open(path)
        return self._read[path]

    def _open(self, path: str) -> Source | None:
        source = self._sources.get(path)
        text = self.subject.texts.get(path)
        if text is None:
            return source
        if source is None:
            return Source(path, text, "utf-8", split_lines(text))
        return replace(source, text=text, lines=split_lines(text))

    def facts(self, module: Module) -> ModuleFacts | None:
        """What a module's syntax tree tells about imports and ``make``; ``None`` where it does not parse."""
        source = self.source(module.path)
        return self._facts.get(source, module.name) if source is not None else None

    @cached_property
    def names(self) -> Names:
        """Names of modules and tables, as the source of a module sees them."""
        return Names(self.module_of, self.table_of, self.facts)

    def exists(self, path: str) -> bool:
        return (self.subject.root / path).exists()

    def ancestors(self, table: Table) -> Iterator[Table]:
        """The tables that a table depends on, directly or not, each once; their masters come with their parts."""
        seen: set[str] = {table.id}
        waiting = [table]
        while waiting:
            current = waiting.pop()
            for key in current.foreign_keys:
                target = self.table_of.get(key.target) if key.target else None
                if target is not None and target.id not in seen:
                    seen.add(target.id)
                    waiting.append(target)
                    yield target

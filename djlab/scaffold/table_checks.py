"""What stands in the way of a new table, in words for the field that has to change."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from djlab.config import read_configuration
from djlab.pipeline.definition import AttributeLine, parse_definition
from djlab.pipeline.model import Module, Pipeline, Table
from djlab.pipeline.types import unknown_type
from djlab.scaffold.cycles import find_cycle
from djlab.scaffold.insertion import SourceFile
from djlab.scaffold.layout import uses_core_types
from djlab.scaffold.names import check_attribute, check_class, longest_identifier, table_name
from djlab.scaffold.plan import Problem, first_problems
from djlab.scaffold.references import unknown_module
from djlab.scaffold.table_options import ForeignKeyOptions, TableOptions

Problems = Iterator[Problem | None]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the project's configuration says of names: its stores, and how long a name may be."""

    stores: tuple[str, ...]
    longest: int
    core_types: bool


def project_facts(root: Path, pipeline: Pipeline) -> Facts:
    """The facts of the project at ``root``."""
    folders = {(root / module.path).parent for module in pipeline.modules if module.writable}
    configuration = read_configuration(root, sorted(folders))
    stores = tuple(store.name for store in configuration.stores)
    # What no source says may still come from the environment of a worker elsewhere.
    stated = "database.backend" in configuration.loaded.winner
    backend = configuration.loaded.values.get("database.backend") if stated else None
    return Facts(stores, longest_identifier(backend), uses_core_types(pipeline))


@dataclass(frozen=True, slots=True)
class Checks:
    """The checks of one choice of options."""

    options: TableOptions
    state: Pipeline
    module: Module
    master: Table | None
    source: SourceFile
    facts: Facts

    def run(self) -> tuple[Problem, ...]:
        """All problems, those of the name first."""
        found = [*self._name(), *self._parts(), *self._foreign_keys(), *self._attributes(), *self._key()]
        comment = self.options.comment.strip()
        if comment.startswith(":"):
            found.append(Problem("comment", "DataJoint refuses a table comment that begins with a colon"))
        return first_problems(found)

    def _name(self) -> Problems:
        name, master = self.options.name, self.master
        tier = "Part" if master else self.options.tier
        reason = check_class(name, tier, master.table if master else None, longest=self.facts.longest)
        if reason:
            yield Problem("name", reason)
            return
        if master:
            node = self.source.find_class(master.class_)
            if node is None:
                yield Problem("master", f"{master.class_} stands at no top level of {self.module.path}")
                return
            names = {name for statement in node.body for name in _names(statement)}
            if name in names:
                yield Problem("name", f"{master.class_} has a {name} already")
            return
        if name in self.source.top_level_names():
            yield Problem("name", f"{self.module.name} has a {name} already")
        table = table_name(name, tier)
        for other in self.state.tables:
            if other.table == table and other.schema == self.module.schemas[0].name and other.class_ != name:
                yield Problem("name", f"{other.id} is the table {table} of that schema already")

    def _parts(self) -> Problems:
        own = table_name(self.options.name, self.options.tier)
        if len(set(self.options.parts)) != len(self.options.parts):
            yield Problem("parts", "Each part is named once")
        for part in self.options.parts:
            reason = check_class(part, "Part", own, longest=self.facts.longest)
            if reason:
                yield Problem("parts", f"{part}: {reason}" if part else reason)

    def _foreign_keys(self) -> Problems:
        tables = {table.id: table for table in self.state.tables}
        upstream = []
        seen: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
        for number, key in enumerate(self.options.foreign_keys):
            field = f"foreign_keys.{number}"
            target = tables.get(key.target)
            if target is None:
                reason = unknown_module(self.state, key.target, "table") if key.target else "Choose a table"
                yield Problem(field, reason)
                continue
            if target.module != self.module.name:
                upstream.append(target.module)
            elif self.master and target.line > self.master.line:
                yield Problem(field, f"{target.class_} stands below {self.master.class_} in {self.module.path}")
            if (key.target, key.renames) in seen:
                yield Problem(field, f"{target.class_} is referred to twice: rename its attributes in one of them")
            seen.add((key.target, key.renames))
            if key.nullable and key.key:
                yield Problem(field, "A foreign key in the primary key cannot be nullable")
            yield from self._renames(field, key, target)
        cycle = find_cycle(self.state, self.module.name, upstream)
        if cycle:
            yield Problem("foreign_keys", f"That closes a cycle: {' → '.join(cycle)}")

    def _renames(self, field: str, key: ForeignKeyOptions, target: Table) -> Problems:
        news = [new for new, _ in key.renames]
        kept = set(target.primary_key) - {old for _, old in key.renames}
        for new, old in key.renames:
            reason = check_attribute(new, longest=self.facts.longest)
            if reason:
                yield Problem(field, f"{new}: {reason}" if new else "Give the attribute its new name")
            if old not in target.primary_key:
                yield Problem(field, f"{old} is no key attribute of {target.class_}: {', '.join(target.primary_key)}")
            if new in kept or news.count(new) > 1:
                yield Problem(field, f"{target.class_} has an attribute {new} already")

    def _attributes(self) -> Problems:
        taken = inherited_key(self.options, self.state, self.master)
        for place, lines in (("key", self.options.key), ("attributes", self.options.attributes)):
            for number, line in enumerate(lines):
                field = f"{place}.{number}"
                attribute = self._attribute(line, place == "key")
                if isinstance(attribute, str):
                    yield Problem(field, attribute)
                    continue
                if attribute.name in taken:
                    yield Problem(field, f"The table has an attribute {attribute.name} already")
                taken.add(attribute.name)

    def _attribute(self, line: str, key: bool) -> AttributeLine | str:
        if not line.strip():
            return "Write an attribute, e.g. session_id : int32"
        if "\n" in line or "\r" in line:
            return "Write one attribute a line"
        text = line if key else f"---\n{line}"
        parsed = parse_definition(text)
        if parsed.warnings:
            return self._with_hint(line, parsed.warnings[0][1])
        item = parsed.items[0] if len(parsed.items) == 1 else None
        if not isinstance(item, AttributeLine):
            return f"not an attribute: {line.strip()}"
        if key and item.type.startswith("<"):
            return f"A key attribute cannot be stored as {item.type}"
        reason = check_attribute(item.name, longest=self.facts.longest)
        return reason or self._type(item) or self._store(item) or item

    def _type(self, attribute: AttributeLine) -> str:
        line: Literal["0.14", "2"] = "2" if self.facts.core_types else "0.14"
        near = unknown_type(attribute.type, line)
        if near is None:
            return ""
        return f"DataJoint {line} knows no type {attribute.type}" + (f"; the nearest is {near}" if near else "")

    def _with_hint(self, line: str, reason: str) -> str:
        """``object@main`` is how the Book writes it and no DataJoint reads it."""
        type_ = line.partition(":")[2].partition("#")[0].strip()
        if type_.partition("@")[0] in ("object", "npy", "hash") and not type_.startswith("<"):
            return f"Write <{type_}>"
        near = unknown_type(type_, "2" if self.facts.core_types else "0.14") if "the type" in reason else None
        return reason[:1].upper() + reason[1:] + (f"; the nearest is {near}" if near else "")

    def _store(self, attribute: AttributeLine) -> str:
        if attribute.store is None or "@" not in attribute.type:
            return ""
        known = ", ".join(self.facts.stores) or "none"
        if not attribute.store:
            return f"Name the store: DataJoint 2.3 refuses {attribute.type} at the first insert (stores: {known})"
        if attribute.store not in self.facts.stores:
            return f"The project has no store {attribute.store} (stores: {known})"
        return ""

    def _key(self) -> Problems:
        options = self.options
        if self.master or options.tier not in ("Imported", "Computed"):
            return
        if not any(key.key for key in options.foreign_keys):
            yield Problem("foreign_keys", f"{options.tier} tables take their key from upstream tables: choose one")
        if options.key and self.facts.core_types:
            yield Problem("key.0", f"DataJoint refuses key attributes of their own in {options.tier} tables")


def inherited_key(options: TableOptions, state: Pipeline, master: Table | None) -> set[str]:
    """The attributes that reach the new table through its foreign keys and its master."""
    tables = {table.id: table for table in state.tables}
    names = set(master.primary_key) if master else set()
    for key in options.foreign_keys:
        target = tables.get(key.target)
        if target is not None:
            renames = {old: new for new, old in key.renames}
            names |= {renames.get(name, name) for name in target.primary_key}
    return names


def _names(statement: ast.stmt) -> set[str]:
    if isinstance(statement, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
        return {statement.name}
    if isinstance(statement, ast.Assign):
        return {target.id for target in statement.targets if isinstance(target, ast.Name)}
    return set()

"""Facts to the model, and the model's next state after some files changed."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

from djlab.pipeline import graph
from djlab.pipeline.evaluate import Evaluator
from djlab.pipeline.expressions import render
from djlab.pipeline.facts import Binding, ImportFact
from djlab.pipeline.headings import Headings
from djlab.pipeline.model import Cycle, Import, Module, Pipeline, Reader, Schema, Table
from djlab.pipeline.modules import ModuleSource
from djlab.pipeline.resolve import Resolver
from djlab.pipeline.scope import Scope
from djlab.pipeline.values import OneOf, SchemaValue, Virtual, readable


class ModelBuilder:
    """Builds the model of a project's modules and keeps what building it found out."""

    def __init__(self, root: str, evaluator: Evaluator, reader: Reader) -> None:
        self._root = root
        self._evaluator = evaluator
        self._reader = reader
        self._resolver = Resolver(evaluator)
        self._headings = Headings({})
        self._modules: dict[str, Module] = {}
        self._uses: dict[str, set[str]] = {}
        self._pipeline = Pipeline(root)

    def build(self) -> Pipeline:
        """The whole model."""
        sources = self._resolver.run()
        self._headings = Headings(sources)
        tables = tuple(self._headings.compute(id_) for id_ in sources)
        outside = sorted({table.value.module for table in sources.values() if table.outside})
        found = [*self._evaluator.modules.values(), *map(self._evaluator.find, outside)]
        self._modules = {source.name: self._module(source) for source in found if source is not None}
        modules = tuple(self._modules.values())
        self._pipeline = Pipeline(
            root=self._root,
            packages=tuple(sorted({name.partition(".")[0] for name in self._evaluator.modules})),
            modules=modules,
            tables=tables,
            module_edges=graph.module_edges(modules, tables),
            cycles=graph.cycles(modules, tables),
            reader=self._reader,
        )
        return self._pipeline

    def refresh(self, names: set[str]) -> Pipeline | None:
        """The model after changes inside these modules that no other module can see, or ``None``: build it anew."""
        if self._resolver.uses_definitions or _is_knotted(self._pipeline.cycles):
            return None
        ids = self._resolver.refresh(names)
        if ids is None:
            return None
        before = self._pipeline
        changed = self._headings.refresh(ids)
        was = {name: self._modules[name] for name in names}
        for name in names:
            self._modules[name] = self._module(self._evaluator.modules[name])
        tables = tuple(map(self._headings.tables.__getitem__, self._resolver.tables)) if changed else before.tables
        modules = tuple(self._modules.values())
        edges, cycles = before.module_edges, before.cycles
        if any(_targets(was[name]) != _targets(self._modules[name]) for name in names):
            edges, cycles = graph.module_edges(modules, tables), graph.cycles(modules, tables)
        elif cycles:
            cycles = tuple(self._with_lines(cycle, names) for cycle in cycles)
        self._pipeline = replace(before, modules=modules, tables=tables, module_edges=edges, cycles=cycles)
        return self._pipeline

    def replace(self, source: ModuleSource) -> Pipeline | None:
        """The model after a change of one module's names, or ``None``: build it anew."""
        name = source.name
        self._evaluator.replace(source)
        new = self._resolver.replace(name)
        if new is None or not self._headings.replace(self._resolver.tables, new):
            return None
        before = self._pipeline
        was = self._modules[name]
        for other, uses in list(self._uses.items()):
            if name in uses or other == name:
                self._modules[other] = self._module(self._evaluator.modules[other])
        tables = tuple(map(self._headings.tables.__getitem__, self._resolver.tables))
        modules = tuple(self._modules.values())
        changed = {name, *(table.value.module for table in new.values())}
        edges = graph.updated_edges(before.module_edges, modules, tables, changed)
        cycles = before.cycles
        if _may_knot(before, tables, set(new)) or _targets(was) != _targets(self._modules[name]):
            cycles = graph.cycles(modules, tables)
        else:
            cycles = tuple(self._with_lines(cycle, {name}) for cycle in cycles)
        if _is_knotted(before.cycles) or _is_knotted(cycles):
            return None
        self._pipeline = replace(before, modules=modules, tables=tables, module_edges=edges, cycles=cycles)
        return self._pipeline

    def _with_lines(self, cycle: Cycle, names: set[str]) -> Cycle:
        """A cycle with the lines as they are now; its edges are the same."""
        if not any(step.from_.partition(":")[0] in names for step in cycle.steps):
            return cycle
        steps = []
        for step in cycle.steps:
            table = self._headings.tables.get(step.from_)
            lines = [key.line for key in table.foreign_keys if key.target == step.to] if table else []
            if not table:
                scopes = ("module",) if cycle.kind == "imports" else ("module", "function")
                imports = self._modules[step.from_].imports
                lines = [i.line for scope in scopes for i in imports if i.module == step.to and i.scope == scope]
            steps.append(replace(step, line=lines[0]) if lines else step)
        return replace(cycle, steps=tuple(steps))

    def _module(self, source: ModuleSource) -> Module:
        path = source.path if source.outside else _relative(source.path, self._root)
        self._evaluator.trail = self._uses[source.name] = set()
        return Module(
            name=source.name,
            path=path,
            schemas=tuple(self._schemas(source)),
            imports=tuple(self._imports(source)),
            error=source.facts.error,
            docstring=source.facts.docstring,
            writable=not source.outside,
        )

    def _imports(self, source: ModuleSource) -> list[Import]:
        found: dict[tuple[str, str], Import] = {}
        for fact in source.facts.imports:
            name = imported_module(self._evaluator, source, fact)
            if name is not None and name != source.name:
                found.setdefault((name, fact.scope), Import(name, fact.line, fact.scope))
        return sorted(found.values(), key=lambda item: (item.line, item.module))

    def _schemas(self, source: ModuleSource) -> list[Schema]:
        found: list[Schema] = []
        for variable, bindings in source.facts.bindings.items():
            for binding in bindings:
                value = binding.value
                if isinstance(value, tuple) and not isinstance(value, ImportFact) and value[0] in ("call", "if"):
                    schema = self._schema(source, variable, binding)
                    if schema is not None:
                        found.append(schema)
        return found

    def _schema(self, source: ModuleSource, variable: str, binding: Binding) -> Schema | None:
        expr: Any = binding.value
        scope = Scope(source.name, binding.position)
        if self._evaluator.holds(binding.guards, scope) is False:
            return None
        value = self._evaluator.evaluate(expr, scope, variable)
        if isinstance(value, OneOf):
            value = next((single for single in value.values if isinstance(single, SchemaValue)), value)
        arguments = expr[2] if expr[0] == "call" else ()
        if isinstance(value, SchemaValue):
            expression = render(arguments[0]) if arguments else ""
            if value.name is None:
                activation = self._resolver.activations.get(value)
                name = readable(activation.name) if activation else None
                return Schema(variable, name, expression, "deferred", binding.line)
            kind: Any = "constant" if value.name.text is None else "expression"
            return Schema(variable, readable(value.name), expression, kind, binding.line)
        if isinstance(value, Virtual):
            name = None if value.name is None else readable(value.name)
            return Schema(variable, name, render(arguments[-1]) if arguments else "", "virtual", binding.line)
        return None


def imported_module(evaluator: Evaluator, source: ModuleSource, fact: ImportFact) -> str | None:
    """The module of the project that an import statement imports: the submodule that it names, else its package."""
    name = evaluator.absolute(source, fact.level, fact.module)
    if fact.kind == "from" and fact.name and f"{name}.{fact.name}" in evaluator.modules:
        return f"{name}.{fact.name}"
    return name if name in evaluator.modules else None


def _is_knotted(cycles: tuple[Cycle, ...]) -> bool:
    """Whether foreign keys run in a circle: what they bring then depends on where a reading of everything cuts it."""
    return any(cycle.kind == "foreign keys" for cycle in cycles)


def _may_knot(before: Pipeline, tables: tuple[Table, ...], new: set[str]) -> bool:
    """Whether cycles of foreign keys may have come or gone: a table that others refer to refers elsewhere."""
    if _is_knotted(before.cycles):
        return True
    was = {table.id: [key.target for key in table.foreign_keys] for table in before.tables if table.id in new}
    moved = {t.id for t in tables if t.id in new and was.get(t.id) != [key.target for key in t.foreign_keys]}
    return any(key.target in moved for table in tables for key in table.foreign_keys)


def _targets(module: Module) -> set[tuple[str, str]]:
    return {(item.module, item.scope) for item in module.imports}


def _relative(path: str, root: str) -> str:
    below = path[len(root) + 1 :] if path.startswith(root + os.sep) else os.path.relpath(path, root)
    return below.replace(os.sep, "/")

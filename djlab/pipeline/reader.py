"""Reading a project: files to facts, facts to the model."""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from djlab.pipeline import graph, locate
from djlab.pipeline.evaluate import Evaluator
from djlab.pipeline.expressions import render
from djlab.pipeline.facts import Binding, ImportFact
from djlab.pipeline.headings import Headings
from djlab.pipeline.model import Import, Module, Pipeline, Schema
from djlab.pipeline.modules import ModuleSource
from djlab.pipeline.resolve import Resolver
from djlab.pipeline.scope import Scope
from djlab.pipeline.source import read_source
from djlab.pipeline.values import OneOf, SchemaValue, Virtual, readable


class ProjectReader:
    """Keeps the facts of a project's files, so that a changed file costs that file only."""

    def __init__(self, root: str, installed: Iterable[str] = ()) -> None:
        self.root = root
        self.installed = [*locate.site_packages(root), *map(os.fspath, installed)]
        self.sources: dict[str, ModuleSource] = {}
        self.packages: tuple[str, ...] = ()
        self._bytes: dict[str, bytes] = {}
        self._outside: dict[str, ModuleSource | None] = {}

    def read(self) -> Pipeline:
        """Read every file and build the model."""
        files, _ = locate.find_files(self.root)
        units: dict[str, list[tuple[locate.SourceFile, bytes]]] = {}
        relevant: set[str] = set()
        for file in files:
            data = locate.read_bytes(file.path)
            top = file.module.partition(".")[0]
            units.setdefault(top, []).append((file, data))
            if b"datajoint" in data:
                relevant.add(top)
        todo = sorted(relevant)
        enabled = gc.isenabled()
        gc.disable()
        try:
            while todo:
                for file, data in units.pop(todo.pop(), ()):
                    self._take(file, data)
                    for fact in self.sources[file.module].facts.imports:
                        top = fact.module.partition(".")[0]
                        if fact.level == 0 and top in units and top not in todo:
                            todo.append(top)
        finally:
            if enabled:
                gc.enable()
        return self.build()

    def reread(self, paths: Iterable[str]) -> Pipeline:
        """Take in files that changed, appeared or vanished."""
        by_path = {source.path: name for name, source in self.sources.items()}
        fresh = False
        for path in map(os.path.abspath, paths):
            name = by_path.get(path)
            if name is not None and os.path.isfile(path):
                source = self.sources[name]
                self._take(locate.SourceFile(path, name, source.is_package), locate.read_bytes(path))
            elif name is not None:
                del self.sources[name]
                self._bytes.pop(path, None)
            else:
                fresh = True
        if fresh:
            return self.read()
        return self.build()

    def _take(self, file: locate.SourceFile, data: bytes) -> None:
        if self._bytes.get(file.path) == data and file.module in self.sources:
            return
        facts = read_source(data)
        old = self.sources.get(file.module)
        if facts.error is not None and old is not None:
            old.facts.error = facts.error
            facts = old.facts
        self.sources[file.module] = ModuleSource(file.module, file.path, file.is_package, facts)
        self._bytes[file.path] = data

    def find_outside(self, name: str) -> ModuleSource | None:
        """A module of an installed package, by its source; packages that cannot matter are not looked at."""
        if name in self._outside:
            return self._outside[name]
        found: ModuleSource | None = None
        if self.installed and name.partition(".")[0] not in _NEVER_FOLLOWED:
            for folder in self.installed:
                path = locate.module_file(folder, name)
                if path is not None:
                    data = locate.read_bytes(path)
                    found = ModuleSource(name, path, path.endswith("__init__.py"), read_source(data), True)
                    break
        self._outside[name] = found
        return found

    def build(self) -> Pipeline:
        """The model of the facts as they are."""
        evaluator = Evaluator(dict(sorted(self.sources.items())), self.find_outside, read_settings(self.root))
        resolver = Resolver(evaluator)
        sources = resolver.run()
        headings = Headings(sources)
        tables = tuple(headings.compute(id_) for id_ in sources)
        modules = [self._module(evaluator, resolver, source) for source in evaluator.modules.values()]
        outside = sorted({table.value.module for table in sources.values() if table.outside})
        modules += [
            self._module(evaluator, resolver, source) for name in outside if (source := self.find_outside(name))
        ]
        tops = {name.partition(".")[0] for name in self.sources}
        return Pipeline(
            root=self.root,
            packages=tuple(sorted(tops)),
            modules=tuple(modules),
            tables=tables,
            module_edges=graph.module_edges(modules, tables),
            cycles=graph.cycles(modules, tables),
            reader=self,
        )

    def _module(self, evaluator: Evaluator, resolver: Resolver, source: ModuleSource) -> Module:
        path = source.path if source.outside else os.path.relpath(source.path, self.root).replace(os.sep, "/")
        facts = source.facts
        return Module(
            name=source.name,
            path=path,
            schemas=tuple(self._schemas(evaluator, resolver, source)),
            imports=tuple(self._imports(evaluator, source)),
            error=facts.error,
            docstring=facts.docstring,
            writable=not source.outside,
        )

    def _imports(self, evaluator: Evaluator, source: ModuleSource) -> list[Import]:
        found: dict[tuple[str, str], Import] = {}
        for fact in source.facts.imports:
            for name in imported_modules(evaluator, source, fact):
                if name != source.name:
                    found.setdefault((name, fact.scope), Import(name, fact.line, fact.scope))
        return sorted(found.values(), key=lambda item: (item.line, item.module))

    def _schemas(self, evaluator: Evaluator, resolver: Resolver, source: ModuleSource) -> list[Schema]:
        found: list[Schema] = []
        for variable, bindings in source.facts.bindings.items():
            for binding in bindings:
                if (
                    not isinstance(binding.value, tuple)
                    or isinstance(binding.value, ImportFact)
                    or binding.value[0] not in ("call", "if")
                ):
                    continue
                schema = self._schema(evaluator, resolver, source, variable, binding)
                if schema is not None:
                    found.append(schema)
        return found

    def _schema(
        self, evaluator: Evaluator, resolver: Resolver, source: ModuleSource, variable: str, binding: Binding
    ) -> Schema | None:
        value = evaluator.evaluate(binding.value, Scope(source.name, binding.position), variable)  # type: ignore[arg-type]
        if isinstance(value, OneOf):
            value = next((single for single in value.values if isinstance(single, SchemaValue)), value)
        expr: Any = binding.value
        arguments = expr[2] if expr[0] == "call" else ()
        if isinstance(value, SchemaValue):
            expression = render(arguments[0]) if arguments else ""
            if value.name is None:
                activation = resolver.activations.get(value)
                return Schema(
                    variable, readable(activation.name) if activation else None, expression, "deferred", binding.line
                )
            kind: Any = "constant" if value.name.text is None else "expression"
            return Schema(variable, readable(value.name), expression, kind, binding.line)
        if isinstance(value, Virtual):
            name = None if value.name is None else readable(value.name)
            return Schema(variable, name, render(arguments[-1]) if arguments else "", "virtual", binding.line)
        return None


_NEVER_FOLLOWED = frozenset(("datajoint", "numpy", "pandas", "scipy", "matplotlib", "networkx", "torch", "tensorflow"))


def imported_modules(evaluator: Evaluator, source: ModuleSource, fact: ImportFact) -> list[str]:
    """The modules of the project that an import statement imports: the submodule that it names, else its package."""
    name = evaluator.absolute(source, fact.level, fact.module)
    if fact.kind == "from" and fact.name and f"{name}.{fact.name}" in evaluator.modules:
        return [f"{name}.{fact.name}"]
    return [name] if name in evaluator.modules else []


def read_settings(root: str) -> dict[str, Any]:
    """The configuration values that the project's own files give (``datajoint.json``, ``dj_local_conf.json``)."""
    for name in ("datajoint.json", "dj_local_conf.json"):
        data = locate.read_bytes(os.path.join(root, name), 1_000_000)
        try:
            found = json.loads(data) if data else None
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            return found
    return {}


def read(path: str | os.PathLike[str], *, installed: Iterable[str | os.PathLike[str]] = ()) -> Pipeline:
    """Read the pipeline below a project folder or a plain package folder; project code is never run.

    ``installed`` are site-packages folders in which activated elements are looked up, after the project's ``.venv``.
    Raises ``NotADirectoryError`` when ``path`` is no folder; whatever the folder holds raises nothing.
    """
    root = Path(os.path.abspath(path))
    if not root.is_dir():
        raise NotADirectoryError(f"{root} is not a folder")
    return ProjectReader(os.fspath(root), [os.fspath(folder) for folder in installed]).read()

"""Reading a project: files to facts, facts to the model."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any, Literal

from djlab.pipeline import locate
from djlab.pipeline.absorb import absorb
from djlab.pipeline.build import ModelBuilder
from djlab.pipeline.evaluate import Evaluator
from djlab.pipeline.kept import KeptFacts
from djlab.pipeline.model import Pipeline
from djlab.pipeline.modules import ModuleSource
from djlab.pipeline.moves import find_move, move
from djlab.pipeline.pause import no_collection
from djlab.pipeline.source import read_source

Taken = Literal["nothing", "inside", "names"]


class ProjectReader:
    """Keeps the facts of a project's files, so that a changed file costs that file only."""

    def __init__(self, root: str, installed: Iterable[str] = ()) -> None:
        self.root = root
        self.installed = [*locate.site_packages(root), *map(os.fspath, installed)]
        self.sources: dict[str, ModuleSource] = {}
        self._bytes: dict[str, bytes] = {}
        self._mentions: dict[str, bool] = {}
        self._kept = KeptFacts()
        self._outside: dict[str, ModuleSource | None] = {}
        self._builder: ModelBuilder | None = None
        self._idle: set[str] = set()

    def read(self) -> Pipeline:
        """Read every file and build the model."""
        with no_collection():
            self._read_files()
            return self._build()

    def reread(self, paths: Iterable[str]) -> Pipeline:
        """Take in files that changed, appeared or vanished."""
        with no_collection():
            wanted = {os.path.abspath(path) for path in paths}
            by_path = {source.path: source for source in self.sources.values()}
            if self._builder is None or any(path not in by_path or not os.path.isfile(path) for path in wanted):
                return self._read_again(wanted)
            changed: dict[Taken, set[str]] = {"nothing": set(), "inside": set(), "names": set()}
            for path in sorted(wanted):
                source, data = by_path[path], locate.read_bytes(path)
                if self._bytes[path] == data:
                    continue
                if (b"datajoint" in data) != (b"datajoint" in self._bytes[path]):
                    return self._read_again(wanted)
                taken = self._take(locate.SourceFile(path, source.name, source.is_package), data)
                changed[taken].add(source.name)
            if any(self._tops(self.sources[name]) & self._idle for name in changed["names"]):
                return self._read_again(wanted)
            return self._advance(self._builder, changed["inside"], changed["names"]) or self._build()

    def read_ahead(self, paths: Iterable[str]) -> None:
        """Take the facts of files that changed or appeared; the model is not built until :meth:`reread`."""
        with no_collection():
            by_path = {source.path: source for source in self.sources.values()}
            for path in map(os.path.abspath, paths):
                data = locate.read_bytes(path)
                if data and self._bytes.get(path) != data and data not in self._kept:
                    source = by_path.get(path)
                    if source is not None and find_move(data, source.facts) is not None:
                        continue
                    self._kept.keep(read_source(data, None if source is None else source.facts))

    def overlay(self, path: str, data: bytes) -> Pipeline:
        """The model as it would be with these bytes in the file at ``path``, relative to the root."""
        absolute = os.path.join(self.root, path)
        old = next((source for source in self.sources.values() if source.path == absolute), None)
        name, is_package = (old.name, old.is_package) if old is not None else (_LOOSE, False)
        with no_collection():
            facts = read_source(data, None if old is None else old.facts)
            modules = {**self.sources, name: ModuleSource(name, absolute, is_package, facts)}
            evaluator = Evaluator(dict(sorted(modules.items())), self.find_outside, read_settings(self.root))
            return ModelBuilder(self.root, evaluator, self).build()

    def holds(self, path: str, data: bytes) -> bool:
        """Whether the file at ``path``, relative to the root, was read with just these bytes, and parsed."""
        absolute = os.path.join(self.root, path)
        if self._bytes.get(absolute) != data:
            return False
        return any(source.path == absolute and source.facts.error is None for source in self.sources.values())

    def _read_again(self, fresh: Collection[str]) -> Pipeline:
        self._read_files(fresh)
        return self._build()

    def _advance(self, builder: ModelBuilder, inside: set[str], names: set[str]) -> Pipeline | None:
        """The model after changes inside some modules and of the names of others; ``None``: build it anew."""
        if len(names) > _FEW:
            return None
        pipeline = builder.refresh(inside)
        for name in sorted(names):
            pipeline = pipeline and builder.replace(self.sources[name])
        return pipeline

    def _read_files(self, fresh: Collection[str] | None = None) -> None:
        """Read the files of every top-level package that speaks of DataJoint, and of those that these import.

        With ``fresh``, only files at these paths have changed or appeared.
        """
        files = locate.find_files(self.root)
        paths = {file.path for file in files}
        for name in [name for name, source in self.sources.items() if source.path not in paths]:
            self._drop(name)
        self._mentions = {path: mentions for path, mentions in self._mentions.items() if path in paths}
        texts: dict[str, bytes] = {}
        units: dict[str, list[locate.SourceFile]] = {}
        relevant: set[str] = set()
        for file in files:
            if fresh is None or file.path in fresh or file.path not in self._mentions:
                texts[file.path] = locate.read_bytes(file.path)
                self._mentions[file.path] = b"datajoint" in texts[file.path]
            top = file.module.partition(".")[0]
            units.setdefault(top, []).append(file)
            if self._mentions[file.path]:
                relevant.add(top)
        known: set[str] = set()
        todo = sorted(relevant)
        while todo:
            for file in units.pop(todo.pop(), ()):
                known.add(file.module)
                was = self._bytes.get(file.path)
                data = texts.get(file.path, was)
                if data is None:
                    data = locate.read_bytes(file.path)
                if was != data or file.module not in self.sources:
                    self._take(file, data)
                todo += sorted((self._tops(self.sources[file.module]) & units.keys()) - set(todo))
        self._idle = set(units)
        for name in self.sources.keys() - known:
            self._drop(name)

    def _drop(self, name: str) -> None:
        source = self.sources.pop(name)
        self._bytes.pop(source.path, None)
        self._kept.keep(source.facts)

    @staticmethod
    def _tops(source: ModuleSource) -> set[str]:
        """The top-level packages that a module imports."""
        return {fact.module.partition(".")[0] for fact in source.facts.imports if fact.level == 0}

    def _take(self, file: locate.SourceFile, data: bytes) -> Taken:
        """Take in a file's bytes; tells what changed: nothing that counts, what no other file can see, or names."""
        old = self.sources.get(file.module)
        same_file = old is not None and old.path == file.path
        found = find_move(data, old.facts) if old is not None and same_file else None
        if old is not None and found is not None:
            self._bytes[file.path] = data
            return "inside" if move(old.facts, data, found) else "nothing"
        facts = self._kept.take(data) or read_source(data, old.facts if old is not None and same_file else None)
        was, self._bytes[file.path] = self._bytes.get(file.path), data
        if old is not None and same_file:
            if facts.error is not None and (old.facts.classes or old.facts.bindings):
                old.facts.error = facts.error
                return "inside"
            if old.facts == facts and old.facts.dynamic is facts.dynamic:
                old.facts.text, old.facts.bodies = facts.text, facts.bodies
                old.facts.statements = facts.statements
                return "nothing"
            if old.facts.text != was:
                old.facts.error = None  # it was that of the file; these facts are of the last text that parsed
            if absorb(old.facts, facts):
                return "inside"
        if old is not None:
            self._kept.keep(old.facts)
        self.sources[file.module] = ModuleSource(file.module, file.path, file.is_package, facts)
        return "names"

    def _build(self) -> Pipeline:
        modules = dict(sorted(self.sources.items()))
        evaluator = Evaluator(modules, self.find_outside, read_settings(self.root))
        self._builder = ModelBuilder(self.root, evaluator, self)
        return self._builder.build()

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


_LOOSE = "__open__"
"""Name of the module that a text is which no file of the pipeline holds."""

_FEW = 3
"""Modules whose names changed, up to which it is quicker to take in one after the other than to build all anew."""

_NEVER_FOLLOWED = frozenset(("datajoint", "numpy", "pandas", "scipy", "matplotlib", "networkx", "torch", "tensorflow"))


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

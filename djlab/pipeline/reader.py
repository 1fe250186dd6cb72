"""Reading a project: files to facts, facts to the model."""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from djlab.pipeline import locate
from djlab.pipeline.absorb import absorb
from djlab.pipeline.build import ModelBuilder
from djlab.pipeline.evaluate import Evaluator
from djlab.pipeline.model import Pipeline
from djlab.pipeline.modules import ModuleSource
from djlab.pipeline.source import read_source


class ProjectReader:
    """Keeps the facts of a project's files, so that a changed file costs that file only."""

    def __init__(self, root: str, installed: Iterable[str] = ()) -> None:
        self.root = root
        self.installed = [*locate.site_packages(root), *map(os.fspath, installed)]
        self.sources: dict[str, ModuleSource] = {}
        self._bytes: dict[str, bytes] = {}
        self._outside: dict[str, ModuleSource | None] = {}
        self._builder: ModelBuilder | None = None
        self._idle: set[str] = set()

    def read(self) -> Pipeline:
        """Read every file and build the model."""
        with _no_collection():
            self._read_files()
            return self._build()

    def reread(self, paths: Iterable[str]) -> Pipeline:
        """Take in files that changed, appeared or vanished."""
        with _no_collection():
            by_path = {source.path: source for source in self.sources.values()}
            changed: set[str] = set()
            whole = self._builder is None
            for path in map(os.path.abspath, paths):
                source = by_path.get(path)
                if source is None or not os.path.isfile(path):
                    self._read_files()
                    return self._build()
                data = locate.read_bytes(path)
                if self._bytes[path] != data:
                    if (b"datajoint" in data) != (b"datajoint" in self._bytes[path]):
                        self._read_files()
                        return self._build()
                    changed.add(source.name)
                    whole |= not self._take(locate.SourceFile(path, source.name, source.is_package), data)
            if whole or self._builder is None:
                if any(self._tops(self.sources[name]) & self._idle for name in changed):
                    self._read_files()
                elif len(changed) == 1 and self._builder is not None:
                    return self._builder.replace(self.sources[next(iter(changed))]) or self._build()
                return self._build()
            return self._builder.refresh(changed) or self._build()

    def overlay(self, path: str, data: bytes) -> Pipeline:
        """The model as it would be with these bytes in the file at ``path``, relative to the root."""
        absolute = os.path.join(self.root, path)
        old = next((source for source in self.sources.values() if source.path == absolute), None)
        name, is_package = (old.name, old.is_package) if old is not None else (_LOOSE, False)
        with _no_collection():
            modules = {**self.sources, name: ModuleSource(name, absolute, is_package, read_source(data))}
            evaluator = Evaluator(dict(sorted(modules.items())), self.find_outside, read_settings(self.root))
            return ModelBuilder(self.root, evaluator, self).build()

    def _read_files(self) -> None:
        """Read the files of every top-level package that speaks of DataJoint, and of those that these import."""
        units: dict[str, list[tuple[locate.SourceFile, bytes]]] = {}
        relevant: set[str] = set()
        for file in locate.find_files(self.root):
            data = locate.read_bytes(file.path)
            top = file.module.partition(".")[0]
            units.setdefault(top, []).append((file, data))
            if b"datajoint" in data:
                relevant.add(top)
        known: set[str] = set()
        todo = sorted(relevant)
        while todo:
            for file, data in units.pop(todo.pop(), ()):
                known.add(file.module)
                if self._bytes.get(file.path) != data or file.module not in self.sources:
                    self._take(file, data)
                todo += sorted((self._tops(self.sources[file.module]) & units.keys()) - set(todo))
        self._idle = set(units)
        for name in self.sources.keys() - known:
            self._bytes.pop(self.sources.pop(name).path, None)

    @staticmethod
    def _tops(source: ModuleSource) -> set[str]:
        """The top-level packages that a module imports."""
        return {fact.module.partition(".")[0] for fact in source.facts.imports if fact.level == 0}

    def _take(self, file: locate.SourceFile, data: bytes) -> bool:
        """Take in a file's bytes; tells whether only what no other file can see has changed."""
        facts = read_source(data)
        self._bytes[file.path] = data
        old = self.sources.get(file.module)
        if old is not None and old.path == file.path:
            if facts.error is not None and (old.facts.classes or old.facts.bindings):
                old.facts.error = facts.error
                return True
            old.facts.error = None
            if absorb(old.facts, facts):
                return True
        self.sources[file.module] = ModuleSource(file.module, file.path, file.is_package, facts)
        return False

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

_NEVER_FOLLOWED = frozenset(("datajoint", "numpy", "pandas", "scipy", "matplotlib", "networkx", "torch", "tensorflow"))


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without the cyclic garbage collector: walking the facts of a whole project costs more than it can free."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


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

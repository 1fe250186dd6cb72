"""A project that follows the changes of its files.

Only what a change can touch is read again: the changed modules, the notebooks, the configuration. Sessions are not
thread-safe; who shares one serialises the calls.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple, TypeVar

from djlab import checks, pipeline
from djlab.checks import Checker, Subject
from djlab.checks.versions import admitted_lines
from djlab.config import Configuration, read_configuration
from djlab.config.assigned import CodeStore, CodeStores
from djlab.config.legacy import GLOBAL
from djlab.config.requirement import installed_version
from djlab.pipeline.locate import MARKERS, find_files
from djlab.pipeline.model import Cycle, Module, ModuleEdge, Pipeline, Table
from djlab.project.findings import make_checker, stated_backend, subject_of, to_model
from djlab.project.model import ConfigurationProblem, Finding, Identity, Notebook, Project, Store, StructureItem
from djlab.project.notebooks import NotebookReader
from djlab.project.stores import Uses, lacks_stores, project_stores, store_uses
from djlab.project.structure import read_structure, repository_of

HISTORY = 500
"""How many revisions back a delta can start."""

_PACKAGING = frozenset({"pyproject.toml", "setup.py", "setup.cfg"})
_CONFIGURATION = frozenset({*MARKERS, "requirements.txt", "_stores.py", "__init__.py"})
_PARTS = ("module_edges", "cycles", "stores", "notebooks", "structure", "findings")
_SOURCE_SUFFIXES = frozenset({".py", ".ipynb"})

Item = TypeVar("Item")
Stamp = tuple[int, int, int]


class Change(NamedTuple):
    """What one revision touched: modules by name and tables by id that changed, appeared or vanished; whole parts."""

    revision: int
    modules: frozenset[str]
    tables: frozenset[str]
    parts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Delta:
    """What changed since an earlier revision.

    ``tables`` holds all tables of the changed modules, and every other table whose content changed. The smaller parts
    are complete, or ``None`` where nothing of them changed.
    """

    project: Identity
    modules: tuple[Module, ...]
    tables: tuple[Table, ...]
    removed_modules: tuple[str, ...]
    removed_tables: tuple[str, ...]
    module_edges: tuple[ModuleEdge, ...] | None
    cycles: tuple[Cycle, ...] | None
    stores: tuple[Store, ...] | None
    notebooks: tuple[Notebook, ...] | None
    structure: tuple[StructureItem, ...] | None
    findings: tuple[Finding, ...] | None


class ProjectSession:
    """The current state of the project at ``path`` and the way from one state to the next.

    ``revision`` grows with each state that differs from the one before. It starts at the time of opening in
    milliseconds, so that a revision of an earlier session is never taken for one of this.

    Raises NotADirectoryError when ``path`` is no folder.
    """

    def __init__(
        self, path: str | Path, environ: Mapping[str, str] | None = None, *, installed: Iterable[str | Path] = ()
    ) -> None:
        self.root = Path(path).resolve()
        if not self.root.is_dir():
            raise NotADirectoryError(str(path))
        self._environ = environ
        self._installed = tuple(installed)
        self._notebooks = NotebookReader(self.root)
        self._assigned = CodeStores(self.root)
        self._history: deque[Change] = deque(maxlen=HISTORY)
        self._stamps: dict[str, Stamp] = {}
        self._packaging: tuple[Stamp | None, ...] = ()
        self._uses: Uses = {}
        self._findings: tuple[Finding, ...] = ()
        self._found: tuple[checks.Finding, ...] | None = None
        self._unchecked = True
        self._configuration: Configuration
        self.revision = int(time.time() * 1000)
        self._oldest = self.revision
        self._checker = make_checker(self.root)
        self._live_checker: Checker | None = None
        self._read_all()
        self.project = self._compose()

    def update(self, paths: Iterable[str | Path] | None = None) -> frozenset[str]:
        """Goes to the state of the disk after files at these paths changed, appeared or vanished; findings stay.

        A folder stands for all that lies below it. Without ``paths`` the whole project is compared with the disk.
        Returns the names of the modules that changed, appeared or vanished; ``revision`` tells whether anything did.
        """
        changed = None if paths is None else {str(path) for path in paths}
        sources = {path for path in changed or () if path.endswith(".py")}
        if changed is None or any(_is_folderlike(path) for path in changed) or not sources <= self._stamps.keys():
            self._reread(self._stale())
        else:
            self._reread(sources)
        if changed is None or any(Path(path).name in _CONFIGURATION or _is_folderlike(path) for path in changed):
            configuration = self._read_configuration()
            if configuration != self._configuration:
                self._configuration = configuration
                self._checker = make_checker(self.root)
                self._live_checker = None
                self._outdate()
        if changed:
            self._outdate()
        return self._advance(self._compose())

    def read_anew(self) -> frozenset[str]:
        """Reads every file again, whatever its stamp says; returns what :meth:`update` returns."""
        self._packaging = ()
        # The checkers keep sources by their stamps, too.
        self._checker = make_checker(self.root)
        self._live_checker = None
        return self.update()

    def read_ahead(self, paths: Iterable[str | Path]) -> None:
        """Does of the next :meth:`update` what can be done while more files change; the state stays what it is."""
        self._pipeline.read_ahead(path for path in map(str, paths) if path.endswith(".py"))

    def is_save(self, paths: Collection[str | Path]) -> bool:
        """Whether what changed is one file that was read before and is still there."""
        return len(paths) == 1 and all(str(path) in self._stamps and _stamp(str(path)) is not None for path in paths)

    @property
    def is_checked(self) -> bool:
        """Whether the findings are those of the current state."""
        return self._found is not None

    def findings_of(self, path: str) -> tuple[checks.Finding, ...] | None:
        """The findings about a file (relative to the root) with their fixes; ``None`` while they are not up to date."""
        if self._found is None:
            return None
        return tuple(finding for finding in self._found if finding.place.path == path)

    def pending_check(self) -> Callable[[], tuple[checks.Finding, ...]] | None:
        """The work of checking the current state; ``None`` where nothing changed since the last check was begun.

        Checking a large project takes longer than reading a change, so it is no part of :meth:`update`. The work may
        run in another thread while the session goes on; its result goes to :meth:`take_findings`.
        """
        if not self._unchecked:
            return None
        self._unchecked = False
        # A part of checking, so that a page that waits for a change does not wait for it.
        self._code_stores = self._find_code_stores()
        subject, checker = self.subject(), self._checker
        return lambda: checker.check(subject).findings

    def subject(self) -> Subject:
        """The current state as the rules see it."""
        notebooks = [notebook.path for notebook in self.project.notebooks]
        return subject_of(self._pipeline, self._configuration, notebooks, self._code_stores)

    @property
    def live_checker(self) -> Checker:
        """The project's checker for what is asked between two checks; it shares no state with one that runs beside."""
        if self._live_checker is None:
            self._live_checker = make_checker(self.root)
        return self._live_checker

    def take_findings(self, findings: tuple[checks.Finding, ...]) -> None:
        """Makes the result of a check part of the current state."""
        self._found = None if self._unchecked else findings
        self._findings = to_model(findings)
        stores = project_stores(self._configuration, self._uses, self._code_stores)
        self._advance(replace(self.project, findings=self._findings, stores=stores))

    def _outdate(self) -> None:
        self._unchecked = True
        self._found = None

    def check(self) -> None:
        """Brings the findings up to date."""
        work = self.pending_check()
        if work is not None:
            self.take_findings(work())

    def delta(self, since: int) -> Delta | None:
        """What changed after revision ``since``; ``None`` when that revision is not known (any more)."""
        if not self._oldest <= since <= self.revision:
            return None
        later = [change for change in self._history if change.revision > since]
        modules = frozenset[str]().union(*(change.modules for change in later))
        tables = frozenset[str]().union(*(change.tables for change in later))
        parts = frozenset[str]().union(*(change.parts for change in later))
        current = self.project
        kept_modules = tuple(module for module in current.modules if module.name in modules)
        kept_tables = tuple(table for table in current.tables if table.id in tables or table.module in modules)
        return Delta(
            project=current.project,
            modules=kept_modules,
            tables=kept_tables,
            removed_modules=tuple(sorted(modules - {module.name for module in kept_modules})),
            removed_tables=tuple(sorted(tables - {table.id for table in kept_tables})),
            module_edges=current.module_edges if "module_edges" in parts else None,
            cycles=current.cycles if "cycles" in parts else None,
            stores=current.stores if "stores" in parts else None,
            notebooks=current.notebooks if "notebooks" in parts else None,
            structure=current.structure if "structure" in parts else None,
            findings=current.findings if "findings" in parts else None,
        )

    @property
    def pipeline(self) -> Pipeline:
        """What the source declares, as the current project shows it."""
        return self._pipeline

    @property
    def package_folders(self) -> tuple[Path, ...]:
        """The folders of the top-level packages, absolute."""
        return self._package_folders

    @property
    def outside_folders(self) -> tuple[Path, ...]:
        """Folders outside the root that hold configuration which DataJoint finds from the root."""
        files = [file for file in self._configuration.loaded.files if file.name != GLOBAL]
        folders = {file if file.is_dir() else file.parent for file in files}
        return tuple(sorted(folder for folder in folders if not folder.is_relative_to(self.root)))

    def _read_all(self) -> None:
        self._packaging = self._packaging_stamps()
        self._stamps, modules = self._scan()
        self._package_folders = _package_folders(modules)
        self._pipeline: Pipeline = pipeline.read(self.root, installed=self._installed)
        self._uses = store_uses(self._pipeline.tables)
        self._configuration = self._read_configuration()
        self._code_stores = self._find_code_stores()

    def _reread(self, paths: Collection[str]) -> None:
        packaging = self._packaging_stamps()
        if packaging != self._packaging:
            self._outdate()
            # Stamps before reading: what is written meanwhile has another one and is read with the next update.
            self._packaging = packaging
            self._stamps, modules = self._scan()
            self._package_folders = _package_folders(modules)
            self._next(pipeline.read(self.root, installed=self._installed))
        elif paths:
            self._outdate()
            stamps = {path: _stamp(path) for path in paths}
            self._next(self._pipeline.reread(paths))
            for path, stamp in stamps.items():
                if stamp is None:
                    self._stamps.pop(path, None)
                else:
                    self._stamps[path] = stamp

    def _next(self, after: Pipeline) -> None:
        if after.tables is not self._pipeline.tables:
            self._uses = store_uses(after.tables)
        self._pipeline = after

    def _stale(self) -> set[str]:
        """The files whose stamp on disk is not the one that was read."""
        stamps, modules = self._scan()
        before = self._stamps
        self._package_folders = _package_folders(modules)
        return {path for path in before.keys() | stamps.keys() if before.get(path) != stamps.get(path)}

    def _scan(self) -> tuple[dict[str, Stamp], list[tuple[str, str]]]:
        files = find_files(self.root)
        stamps = {file.path: stamp for file in files if (stamp := _stamp(file.path)) is not None}
        return stamps, [(file.path, file.module) for file in files]

    def _packaging_stamps(self) -> tuple[Stamp | None, ...]:
        return tuple(_stamp(str(self.root / name)) for name in sorted(_PACKAGING))

    def _read_configuration(self) -> Configuration:
        configuration = read_configuration(self.root, self._package_folders, self._environ)
        installed = installed_version(self.root)
        wanted = f"=={installed}" if installed else configuration.packaging.datajoint
        self._lines = tuple(sorted(admitted_lines(wanted)))
        return configuration

    def _compose(self) -> Project:
        current, configuration = self._pipeline, self._configuration
        names = {module.name for module in current.modules}
        notebooks = self._notebooks.read(names)
        schema_modules = [module.name for module in current.modules if module.schemas]
        return Project(
            format=1,
            project=Identity(
                root=str(self.root),
                name=configuration.packaging.name or self.root.name,
                packages=current.packages,
                datajoint=configuration.packaging.datajoint,
                lines=self._lines,
                backend=stated_backend(configuration),
                problems=tuple(
                    ConfigurationProblem(problem.path, problem.line, problem.message)
                    for problem in configuration.problems
                ),
            ),
            modules=current.modules,
            tables=current.tables,
            module_edges=current.module_edges,
            cycles=current.cycles,
            stores=project_stores(configuration, self._uses, self._code_stores),
            notebooks=notebooks,
            structure=read_structure(self.root, current.packages, schema_modules, repository_of(self.root)),
            findings=self._findings,
        )

    def _find_code_stores(self) -> tuple[CodeStore, ...]:
        """The stores that code sets; looked for where one is missing elsewhere, since it takes a look at each file."""
        if not lacks_stores(self._configuration, self._uses):
            return ()
        return self._assigned.read(self._stamps)

    def _advance(self, after: Project) -> frozenset[str]:
        before = self.project
        if after == before:
            return frozenset()
        modules = _differing(before.modules, after.modules, lambda module: module.name)
        tables = _differing(before.tables, after.tables, lambda table: table.id)
        owners = {table.module for table in (*before.tables, *after.tables) if table.id in tables}
        self.project = after
        self.revision += 1
        parts = frozenset(name for name in _PARTS if getattr(before, name) != getattr(after, name))
        self._history.append(Change(self.revision, modules, tables, parts))
        self._oldest = self._history[0].revision - 1
        return modules | owners


def inspect(
    path: str | Path, environ: Mapping[str, str] | None = None, *, installed: Iterable[str | Path] = ()
) -> Project:
    """The project at ``path`` (a project or a plain package folder) as ``djlab inspect --json`` prints it.

    ``environ`` stands for the environment of the user's kernel (default: this process's); ``installed`` are
    site-packages folders in which activated elements are looked up, beside the project's ``.venv``. Raises
    NotADirectoryError when ``path`` is no folder. What the folder holds never raises.
    """
    session = ProjectSession(path, environ, installed=installed)
    session.check()
    return session.project


def _differing(before: Iterable[Item], after: Iterable[Item], key: Callable[[Item], str]) -> frozenset[str]:
    old = {key(item): item for item in before}
    new = {key(item): item for item in after}
    return frozenset(
        name
        for name in old.keys() | new.keys()
        if not (name in old and name in new and (old[name] is new[name] or old[name] == new[name]))
    )


def _is_folderlike(path: str) -> bool:
    return Path(path).suffix not in _SOURCE_SUFFIXES and Path(path).name not in _CONFIGURATION


def _stamp(path: str) -> Stamp | None:
    try:
        status = Path(path).stat()
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_size, status.st_ino)


def _package_folders(files: Iterable[tuple[str, str]]) -> tuple[Path, ...]:
    """The folders of the top-level packages of ``(path, dotted module)`` pairs."""
    folders = set()
    for path, module in files:
        place = Path(path)
        place = place.parent if place.name == "__init__.py" else place.with_suffix("")
        depth = module.count(".")
        if depth or Path(path).name == "__init__.py":
            folders.add(place.parents[depth - 1] if depth else place)
    return tuple(sorted(folders))

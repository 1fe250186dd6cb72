"""Import statements and foreign key lines that refer to tables of other modules."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field

from djlab.pipeline.model import Module, Pipeline, Table
from djlab.scaffold.layout import ImportStyle


@dataclass(slots=True)
class Upstream:
    """The modules to import and the tables to refer to, in the order in which they were chosen."""

    modules: list[Module] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def find_upstream(pipeline: Pipeline, names: Iterable[str]) -> Upstream:
    """Look up modules (``workflow.subject``) and tables (``workflow.subject:Subject``) by name."""
    modules = {module.name: module for module in pipeline.modules}
    tables = {table.id: table for table in pipeline.tables}
    found = Upstream()
    for given in dict.fromkeys(names):
        name = full_module_name(pipeline, given)
        table = tables.get(name)
        if table in found.tables:
            continue
        module = modules.get(table.module if table else name)
        if module is None or (":" in name and table is None):
            found.unknown.append(given)
            continue
        if module not in found.modules:
            found.modules.append(module)
        if table is not None:
            found.tables.append(table)
    return found


def full_module_name(pipeline: Pipeline, name: str) -> str:
    """``subject`` as ``workflow.subject``, ``subject:Subject`` as ``workflow.subject:Subject``, where one module fits.

    A name that the project has as it stands, and one that none or several modules fit, come back unchanged.
    """
    module, colon, table = name.partition(":")
    names = [item.name for item in pipeline.modules]
    fitting = [item for item in names if module and item.endswith(f".{module}")]
    return f"{fitting[0]}{colon}{table}" if module not in names and len(fitting) == 1 else name


def unknown_module(pipeline: Pipeline, name: str, what: str = "module") -> str:
    """That the project has no such module, with the names that may have been meant."""
    module, colon, table = name.partition(":")
    names = [item.name for item in pipeline.modules]
    fitting = [item for item in names if module and item.endswith(f".{module}")]
    near = fitting or difflib.get_close_matches(module, names, 1, 0.75)
    if colon:
        ids = [item.id for item in pipeline.tables]
        meant = full_module_name(pipeline, name)
        near = [f"{item}:{table}" for item in near if f"{item}:{table}" in ids]
        near = near or difflib.get_close_matches(meant, ids, 1, 0.75)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    return f"The project has no {what} {name}{hint}"


@dataclass(frozen=True, slots=True)
class Imports:
    """``lines`` in the order that import sorters use; ``expressions`` how each table id is written in a definition."""

    lines: tuple[str, ...]
    expressions: dict[str, str]


def write_imports(package: str, upstream: Upstream, style: ImportStyle, taken: frozenset[str]) -> Imports:
    """The import statements of a module in ``package``. ``taken`` are names that the module itself uses."""
    statements: dict[str, set[str]] = {}
    expressions: dict[str, str] = {}
    used = set(taken)
    for module in upstream.modules:
        tables = [table for table in upstream.tables if table.module == module.name]
        roots = {table.id.partition(":")[2].partition(".")[0] for table in tables}
        if style.classes and roots and not roots & used:
            source = _source(package, module.name, style.relative and module.writable)
            statements.setdefault(source, set()).update(roots)
            used |= roots
            prefix = ""
        else:
            parent, _, last = module.name.rpartition(".")
            name = _free_name(last, parent, used)
            used.add(name)
            source = _source(package, parent, style.relative and module.writable) if parent else ""
            item = last if name == last else f"{last} as {name}"
            statements.setdefault(source, set()).add(item)
            prefix = f"{name}."
        for table in tables:
            expressions[table.id] = prefix + table.id.partition(":")[2]
    lines = []
    for source in sorted(statements, key=_order):
        names = sorted(statements[source])
        lines += [f"from {source} import {', '.join(names)}"] if source else [f"import {name}" for name in names]
    return Imports(tuple(lines), expressions)


def _free_name(last: str, parent: str, used: set[str]) -> str:
    name = last
    if name in used:
        name = f"{parent.rpartition('.')[2]}_{last}".lstrip("_")
    while name in used:
        name += "_"
    return name


def _source(package: str, target: str, relative: bool) -> str:
    """What stands between ``from`` and ``import``: the dotted target, seen from the package when relative."""
    ours, theirs = package.split("."), target.split(".")
    if not relative or not package or ours[0] != theirs[0]:
        return target
    shared = 0
    while shared < min(len(ours), len(theirs)) and ours[shared] == theirs[shared]:
        shared += 1
    return "." * (len(ours) - shared + 1) + ".".join(theirs[shared:])


def _order(source: str) -> tuple[int, int, str]:
    """Absolute imports first, then relative ones from the farthest, as isort and ruff sort them."""
    dots = len(source) - len(source.lstrip("."))
    return (0 if not dots else 1, -dots, source.lstrip("."))

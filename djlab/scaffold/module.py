"""New schema modules."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from djlab.pipeline.model import Pipeline, Table
from djlab.scaffold.command import command_line, template_words
from djlab.scaffold.cycles import find_cycle
from djlab.scaffold.layout import Place, choose_place, current, import_style, uses_core_types
from djlab.scaffold.names import check_class, check_module, check_schema
from djlab.scaffold.notebook import starter_notebook
from djlab.scaffold.options import FirstTable, ModuleOptions, as_options
from djlab.scaffold.plan import Plan, PlannedFile, Problem, first_problems, plan_new_file
from djlab.scaffold.references import Upstream, find_upstream, unknown_module, write_imports
from djlab.scaffold.render import render
from djlab.scaffold.tables import first_table_sketch, first_table_text, own_key, words


def plan_module(
    root: str | Path,
    options: ModuleOptions | Mapping[str, Any],
    *,
    pipeline: Pipeline | None = None,
    templates: Path | None = None,
) -> Plan:
    """Plan a new schema module and, where asked for, its starter notebook.

    ``pipeline`` is the project's current state where the caller has it; it is read from ``root`` otherwise.
    ``templates`` is a folder of the user's own templates. Raises :class:`~djlab.scaffold.options.OptionError` for
    options of the wrong type.
    """
    chosen: ModuleOptions = as_options(ModuleOptions, options)
    base = Path(root).resolve()
    state = current(base, pipeline)
    command = module_command(chosen, templates)
    upstream = find_upstream(state, chosen.upstream)
    place = choose_place(state, upstream.modules, chosen.package)
    problems = _check(state, chosen, upstream, place)
    if place is None or any(problem.field in ("name", "schema", "table.name", "upstream") for problem in problems):
        return Plan("module", str(base), (), problems, command, None)
    files, file_problems = _files(base, state, chosen, upstream, place, templates)
    return Plan("module", str(base), tuple(files), first_problems((*problems, *file_problems)), command, files[0].path)


def module_command(options: ModuleOptions, templates: Path | None = None) -> str:
    """``djlab new module …`` with these options."""
    line = ["new", "module", options.name]
    if options.schema and options.schema != options.name:
        line += ["--schema", options.schema]
    for name in options.upstream:
        line += ["--upstream", name]
    if options.table is not None:
        line += ["--table", options.table.name]
        if options.table.tier != "Manual":
            line += ["--tier", options.table.tier]
    if options.package is not None:
        line += ["--package", options.package]
    if not options.notebook:
        line.append("--no-notebook")
    return command_line(*line, *template_words(templates))


def _files(
    root: Path, pipeline: Pipeline, options: ModuleOptions, upstream: Upstream, place: Place, templates: Path | None
) -> tuple[list[PlannedFile], list[Problem | None]]:
    table = options.table
    key = own_key(table, upstream.tables, options.name, uses_core_types(pipeline)) if table else None
    taken = frozenset({"dj", "schema", *([table.name] if table else [])})
    imports = write_imports(place.package, upstream, import_style(pipeline, place), taken)
    values = {
        "title": f"{words(options.name)}.",
        "schema": options.schema or options.name,
        "imports": imports.lines,
        "table": first_table_text(table, key, upstream.tables, imports, templates) if table else "",
    }
    text = render("module/module.py.jinja", values, templates)
    module, problem = plan_new_file(root, place.path(f"{options.name}.py"), text)
    files = [module]
    problems = [Problem("name", problem.message) if problem else None]
    if options.notebook:
        shown = [first_table_sketch(table, key, upstream.tables)] if table else []
        notebook, problem = starter_notebook(root, place, options.name, shown)
        files.append(notebook)
        problems.append(problem)
    return files, problems


def _check(pipeline: Pipeline, options: ModuleOptions, upstream: Upstream, place: Place | None) -> tuple[Problem, ...]:
    found = [
        _as_problem("name", check_module(options.name)),
        _as_problem("schema", check_schema(options.schema) if options.schema else None),
        *(Problem("upstream", unknown_module(pipeline, name, "module or table")) for name in upstream.unknown),
    ]
    if place is None:
        found.append(_no_place(pipeline, options.package))
    else:
        found.append(_as_problem("name", _taken_name(pipeline, place, options.name)))
        own = place.module(options.name)
        found.append(_as_problem("schema", _taken_schema(pipeline, own, options.schema or options.name)))
        cycle = find_cycle(pipeline, own, [module.name for module in upstream.modules])
        if cycle:
            found.append(Problem("upstream", f"That closes a cycle: {' → '.join(cycle)}"))
    if options.table is not None:
        found.append(_as_problem("table.name", check_class(options.table.name, options.table.tier)))
        found.append(_as_problem("upstream", _needs_upstream(options.table, upstream.tables)))
    return first_problems(found)


def _needs_upstream(table: FirstTable, parents: list[Table]) -> str | None:
    if table.tier not in ("Imported", "Computed") or parents:
        return None
    return f"{table.tier} tables take their key from upstream tables alone: choose at least one table"


def _taken_name(pipeline: Pipeline, place: Place, name: str) -> str | None:
    folder = Path(pipeline.root) / place.folder
    try:
        present = {entry.name.lower(): entry.name for entry in folder.iterdir()}
    except OSError:
        return None
    # A file of the very name is compared by content later on: planning the same module twice is no mistake.
    for candidate in (f"{name}.py", name):
        taken = present.get(candidate.lower())
        if taken is not None and (taken != f"{name}.py" or (folder / taken).is_dir()):
            if (folder / taken).is_dir() and not any((folder / taken).glob("*.py")):
                continue
            return f"{place.path(taken)} exists already"
    return None


def _taken_schema(pipeline: Pipeline, own: str, schema: str) -> str | None:
    for module in pipeline.modules:
        for present in module.schemas:
            if present.kind == "constant" and present.name == schema and module.name != own:
                return f"The schema {schema} belongs to {module.name} already; one module has one schema of its own"
    return None


def _no_place(pipeline: Pipeline, package: str | None) -> Problem:
    if package is not None:
        return Problem("package", f"The project has no package {package}")
    return Problem("package", f"{pipeline.root} holds no Python package; `djlab new project` makes one")


def _as_problem(field: str, message: str | None) -> Problem | None:
    return None if message is None else Problem(field, message)

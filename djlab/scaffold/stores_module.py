"""The module ``_stores.py``, which hands the stores of ``pyproject.toml`` to DataJoint when the package is imported."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from djlab.config import read_configuration
from djlab.config.bridge import MODULE, find_bridge
from djlab.pipeline.model import Pipeline
from djlab.scaffold.command import command_line
from djlab.scaffold.insertion import SourceFile, insert
from djlab.scaffold.layout import current, package_folder, places
from djlab.scaffold.options import as_options
from djlab.scaffold.plan import Plan, PlannedFile, Problem, first_problems, plan_new_file, plan_text
from djlab.scaffold.render import render
from djlab.scaffold.store_options import StoresModuleOptions

_TEMPLATE = "project/package/_stores.py.jinja"


def plan_stores_module(
    root: str | Path,
    options: StoresModuleOptions | Mapping[str, Any],
    *,
    pipeline: Pipeline | None = None,
    templates: Path | None = None,
) -> Plan:
    """Plan ``_stores.py`` in the project's package, and the lines of its ``__init__.py`` that call it.

    Raises :class:`~djlab.scaffold.options.OptionError` for options of the wrong type.
    """
    chosen: StoresModuleOptions = as_options(StoresModuleOptions, options)
    base = Path(root).resolve()
    model = current(base, pipeline)
    words = ["new", "stores-module", *(["--package", chosen.package] if chosen.package else [])]
    command = command_line(*words)
    if read_configuration(base).series == "0.14":
        problem = Problem("", "DataJoint 0.14 has its stores in dj_local_conf.json: the module is for DataJoint 2")
        return Plan("stores-module", str(base), (), (problem,), command, None)
    if (there := find_module(base, model)) and chosen.package is None:
        problem = Problem("", f"{there} applies the stores already")
        return Plan("stores-module", str(base), (), (problem,), command, None)
    files, problems, notes = module_files(base, model, chosen.package, templates)
    first = files[0].path if files else None
    return Plan("stores-module", str(base), tuple(files), first_problems(problems), command, first, tuple(notes))


def package_folders(root: Path, pipeline: Pipeline) -> list[Path]:
    """The folders of the project's packages, in which a ``_stores.py`` may lie."""
    return sorted({(root / m.path).parent for m in pipeline.modules if m.writable and m.path.endswith("/__init__.py")})


def find_module(root: Path, pipeline: Pipeline) -> str | None:
    """The dotted name of the module that applies the stores; ``None`` where none does."""
    bridge = find_bridge(package_folders(root, pipeline))
    return bridge.module if bridge is not None and bridge.applied else None


def module_files(
    root: Path, pipeline: Pipeline, package: str | None, templates: Path | None = None
) -> tuple[list[PlannedFile], list[Problem | None], list[str]]:
    """The files of the module, what stands in the way, and what is left to do."""
    name = package if package is not None else _package(pipeline)
    folder = package_folder(pipeline, name) if name else None
    if name is None or folder is None:
        reason = (
            f"There is no package {name}"
            if name
            else "The schema modules lie in no package: call apply_stores() where they are imported"
        )
        return [], [Problem("package", reason)], []
    module, problem = plan_new_file(root, f"{folder}/{MODULE}.py", render(_TEMPLATE, {}, templates))
    if problem is not None and module.seen is not None and _applies(module.content):
        problem = None  # the project's own module does it, and stays as it is
    init, stuck = plan_text(root, f"{folder}/__init__.py", lambda text: _calling(text, name))
    notes = ["On Python 3.10 _stores.py needs the package tomli"] if _on_old_python(root) else []
    return [module, init], [problem, stuck], notes


def _package(pipeline: Pipeline) -> str | None:
    """The top-level package of the schema modules."""
    return next((place.package.partition(".")[0] for place in places(pipeline) if place.package), None)


def _applies(text: str) -> bool:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return any(isinstance(node, ast.FunctionDef) and node.name == "apply_stores" for node in tree.body)


def _calling(text: str | None, package: str) -> str:
    """``__init__.py`` with the lines that apply the stores, before anything that could import a schema module.

    Raises ValueError for a text that is no Python.
    """
    lines = [f"from {package}.{MODULE} import apply_stores", "", "apply_stores()"]
    if not (text or "").strip():
        return "\n".join(lines) + "\n"
    try:
        file = SourceFile(text or "")
    except (SyntaxError, RecursionError, MemoryError) as error:
        raise ValueError(f"the package's __init__.py is no Python: {error}") from error
    if "apply_stores" in file.top_level_names():
        return file.text
    head = 0
    for position, node in enumerate(file.tree.body):
        is_docstring = position == 0 and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        is_future = isinstance(node, ast.ImportFrom) and node.module == "__future__" and not node.level
        if not (is_docstring or is_future):
            break
        head = node.end_lineno or 0
    if head:
        return insert(file.text, [file.lines_after(head, ["", *lines])])
    first = file.tree.body[0].lineno if file.tree.body else 1
    decorated = getattr(file.tree.body[0], "decorator_list", []) if file.tree.body else []
    first = min([first, *(node.lineno for node in decorated)])
    return insert(file.text, [file.lines_after(first - 1, [*lines, ""])])


def _on_old_python(root: Path) -> bool:
    project = read_configuration(root).pyproject.data.get("project", {})
    wanted = project.get("requires-python", "") if isinstance(project, dict) else ""
    return isinstance(wanted, str) and any(f"3.{minor}" in wanted for minor in (8, 9, 10))

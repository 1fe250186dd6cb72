"""Starter notebooks: they run in any kernel that has DataJoint and the project's package, with djlab or without."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from djlab.pipeline.model import Module, Pipeline
from djlab.scaffold.command import command_line
from djlab.scaffold.layout import Place, current, notebook_folder, notebook_name, place_of
from djlab.scaffold.options import NotebookOptions, as_options
from djlab.scaffold.plan import Plan, PlannedFile, Problem, plan_new_file
from djlab.scaffold.references import full_module_name, unknown_module
from djlab.scaffold.tables import TableSketch, sketches, words

LOAD_DJLAB = """\
try:
    %load_ext djlab.notebook
except ModuleNotFoundError:
    pass  # without djlab, tables show in DataJoint's own form"""


def plan_notebook(
    root: str | Path,
    options: NotebookOptions | Mapping[str, Any],
    *,
    pipeline: Pipeline | None = None,
) -> Plan:
    """Plan the starter notebook of a module that exists.

    ``pipeline`` is the project's current state where the caller has it; it is read from ``root`` otherwise.
    Raises :class:`~djlab.scaffold.options.OptionError` for options of the wrong type.
    """
    chosen: NotebookOptions = as_options(NotebookOptions, options)
    base = Path(root).resolve()
    state = current(base, pipeline)
    command = command_line("new", "notebook", chosen.module)
    name = full_module_name(state, chosen.module)
    module = next((module for module in state.modules if module.name == name), None)
    if module is None:
        message = unknown_module(state, chosen.module) if chosen.module else "Choose a module"
        return Plan("notebook", str(base), (), (Problem("module", message),), command, None)
    tables = sketches([table for table in state.tables if table.module == module.name])
    file, problem = starter_notebook(base, place_of(module), _short(module), tables, _schema_variable(module))
    return Plan("notebook", str(base), (file,), (problem,) if problem else (), command, file.path)


def starter_notebook(
    root: Path, place: Place, name: str, tables: list[TableSketch], schema: str | None = "schema"
) -> tuple[PlannedFile, Problem | None]:
    """The planned starter notebook of the module ``name`` in ``place``; one that exists is kept and no problem.

    ``schema`` is the variable of the module's schema, ``None`` where its tables go into the schema of another module.
    """
    path = notebook_name(root, notebook_folder(root), name)
    file, problem = plan_new_file(root, path, notebook_text(path, place, name, tables, schema))
    if problem is not None and file.seen is not None:
        return file, None
    return file, problem


def notebook_text(path: str, place: Place, name: str, tables: list[TableSketch], schema: str | None = "schema") -> str:
    """The JSON text of a starter notebook. Cell ids depend on the path alone, so the text is the same each time."""
    statement = f"from {place.package} import {name}" if place.package else f"import {name}"
    shown = place.package or name
    cells = [
        new_markdown_cell(
            f"# {words(name)}\n\nStarter notebook of the schema module `{place.module(name)}`.\n\n"
            f"If the import of `{shown}` fails, install the project into this kernel's environment with "
            "`%pip install -e ..` and restart the kernel."
        ),
        new_markdown_cell("## Connection"),
        new_code_cell(f"import datajoint as dj\n\n{LOAD_DJLAB}\n\ndj.conn()"),
        new_code_cell(statement),
    ]
    if schema is not None or tables:
        cells += [new_markdown_cell("## Diagram"), new_code_cell(_diagram_cell(name, tables, schema))]
    entered = [table for table in tables if table.tier in ("Manual", "Lookup")]
    if entered:
        cells.append(new_markdown_cell("## Data entry"))
        cells.extend(new_code_cell(insert_cell(name, table)) for table in entered)
    computed = [table for table in tables if table.tier in ("Imported", "Computed")]
    if computed:
        cells.append(new_markdown_cell("## Populate\n\nEach call makes the rows that are still missing."))
        cells.extend(
            new_code_cell(f"{name}.{table.name}.populate(display_progress=True, suppress_errors=True)")
            for table in computed
        )
    if tables:
        cells.append(new_markdown_cell("## Tables"))
        for table in tables:
            cells.append(new_code_cell(f"{name}.{table.name}()"))
            cells.extend(new_code_cell(f"{name}.{table.name}.{part}()") for part in table.parts)
    return finished(path, cells)


def _diagram_cell(name: str, tables: list[TableSketch], schema: str | None) -> str:
    shown = [schema] if schema is not None else [table.name for table in tables]
    summands = [f"dj.Diagram({name}.{each}, context=vars({name}))" for each in shown]
    diagram = summands[0] if len(summands) == 1 else "(\n    " + "\n    + ".join(summands) + "\n)"
    return (
        "from IPython.display import Markdown\n\n"
        f"diagram = {diagram}\n"
        'Markdown(f"```mermaid\\n{diagram.make_mermaid()}\\n```")'
    )


def finished(path: str, cells: list[NotebookNode]) -> str:
    """The text of a notebook file with these cells, valid nbformat 4.5."""
    for number, cell in enumerate(cells):
        cell["id"] = hashlib.sha256(f"{path}:{number}".encode()).hexdigest()[:8]
    notebook = new_notebook(
        cells=cells,
        metadata={
            "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
    )
    nbformat.validate(notebook)
    text: str = nbformat.writes(notebook)
    return text if text.endswith("\n") else text + "\n"


def insert_cell(module: str, table: TableSketch) -> str:
    """The source of a cell that enters rows; it runs as it is and enters none."""
    example = ", ".join(f'"{name}": ...' for name in table.attributes)
    return f"rows = [\n    # {{{example}}},\n]\n{module}.{table.name}.insert(rows, skip_duplicates=True)"


def _schema_variable(module: Module) -> str | None:
    own = [schema.variable for schema in module.schemas if schema.kind != "virtual"]
    return own[0] if own else None


def _short(module: Module) -> str:
    return module.name.rpartition(".")[2]

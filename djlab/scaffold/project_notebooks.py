"""The two notebooks of a new project."""

from __future__ import annotations

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from djlab.scaffold.names import camel_case
from djlab.scaffold.notebook import LOAD_DJLAB, finished, insert_cell
from djlab.scaffold.project_options import ProjectOptions
from djlab.scaffold.tables import TableSketch


def entry_notebook(path: str, options: ProjectOptions) -> str:
    """``01-data-entry.ipynb``: connects, shows the diagram, enters rows."""
    names = ", ".join(sorted(options.modules))
    cells = [
        new_markdown_cell(
            "# Data entry\n\nIf the import below fails, install the project into this kernel's environment with "
            "`%pip install -e ..` and restart the kernel."
        ),
        new_code_cell(f"import datajoint as dj\n\n{LOAD_DJLAB}\n\ndj.conn()"),
        new_code_cell(f"from {options.modules_package} import {names}"),
        new_markdown_cell("## Diagram"),
        _diagram(options),
        new_markdown_cell("## Enter rows"),
    ]
    if options.example:
        cells += [
            new_code_cell(
                "import datetime\n\n"
                "subject.Subject.insert(\n    [\n"
                + "".join(
                    "        {\n"
                    f'            "subject_id": {number},\n'
                    f'            "species": "{species}",\n'
                    f'            "subject_name": "{name}",\n'
                    f'            "sex": "{sex}",\n'
                    f'            "date_of_birth": datetime.date(2026, 1, {day}),\n'
                    "        },\n"
                    for number, species, name, sex, day in (
                        (101, "mouse", "Ida", "F", 12),
                        (102, "rat", "Jonas", "M", 19),
                    )
                )
                + "    ],\n    skip_duplicates=True,\n)\nsubject.Subject()"
            ),
            new_code_cell(
                "acquisition.Session.insert(\n    (\n"
                "        {\n"
                '            "subject_id": subject_id,\n'
                '            "session_id": 1,\n'
                '            "rig": "rig-1",\n'
                '            "session_date": datetime.date(2026, 4, 1),\n'
                '            "duration": 6.0,\n'
                "        }\n"
                "        for subject_id in (101, 102)\n"
                "    ),\n    skip_duplicates=True,\n)\nacquisition.Session()"
            ),
        ]
    else:
        keys: list[str] = []
        for name in options.modules:
            table = camel_case(name)
            keys.append(f"{name}_id")
            sketch = TableSketch(table, "Manual", (*keys, "notes"))
            cells.append(new_code_cell(f"{insert_cell(name, sketch)}\n{name}.{table}()"))
    return finished(path, cells)


def analysis_notebook(path: str, options: ProjectOptions) -> str:
    """``02-analysis.ipynb``: populates what is missing and looks at the results."""
    names = ", ".join(sorted(options.modules))
    cells = [
        new_markdown_cell("# Analysis"),
        new_code_cell(f"import datajoint as dj\n\n{LOAD_DJLAB}\n\ndj.conn()"),
        new_code_cell(f"from {options.modules_package} import {names}"),
    ]
    if options.example:
        cells += [
            new_markdown_cell(
                "## Populate\n\nEach call makes the rows that are still missing. A job that fails is kept in the "
                "table's queue with its error and does not hold up the others."
            ),
            new_code_cell(
                "for table in (\n    acquisition.Recording,\n    processing.Filtered,\n    processing.Events,\n"
                "    analysis.EventRate,\n    analysis.SubjectSummary,\n):\n"
                "    table.populate(reserve_jobs=True, suppress_errors=True, display_progress=True)"
            ),
            new_markdown_cell(
                "Jobs that failed. After mending the cause, `acquisition.Recording.jobs.errors.delete()` has them made "
                "again."
            ),
            new_code_cell('acquisition.Recording.jobs.errors.proj("error_message", "host")'),
            new_markdown_cell("## Results"),
            new_code_cell("analysis.SubjectSummary()"),
            new_code_cell('analysis.EventRate.to_pandas()["rate"].unstack("filter_id")'),
            new_markdown_cell("The first events of one recording:"),
            new_code_cell('processing.Events.Event & {"filter_id": 2, "channel": 0}'),
        ]
    else:
        for name in options.modules:
            table = camel_case(name)
            cells.append(new_code_cell(f"{name}.{table}()"))
    return finished(path, cells)


def _diagram(options: ProjectOptions) -> NotebookNode:
    schemas = " + ".join(f"dj.Diagram({name})" for name in options.modules)
    cell: NotebookNode = new_code_cell(
        "from IPython.display import Markdown\n\n"
        f"diagram = {schemas}\n"
        'Markdown(f"```mermaid\\n{diagram.make_mermaid()}\\n```")'
    )
    return cell

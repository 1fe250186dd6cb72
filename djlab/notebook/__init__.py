"""The kernel side of djlab: ``%load_ext djlab.notebook`` shows any DataJoint expression as one bounded page of rows.

DataJoint's own display of an expression counts all its rows and writes values into HTML unescaped; here a displayed
cell costs one bounded SELECT without binary columns, and JupyterLab with djlab shows it as a grid that asks the living
kernel for further pages. Works with DataJoint 0.14 and 2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from djlab.notebook.embedding import Diagram


def load_ipython_extension(shell: Any) -> None:
    """What ``%load_ext djlab.notebook`` calls."""
    from djlab.notebook.extension import load

    load(shell)


def unload_ipython_extension(shell: Any) -> None:
    """What ``%unload_ext djlab.notebook`` calls: DataJoint's own display is back."""
    from djlab.notebook.extension import unload

    unload(shell)


def diagram(
    target: Any = None,
    *,
    select: str = "",
    upstream: int | None = 1,
    downstream: int | None = 1,
    modules: bool | None = None,
    attributes: bool = False,
    direction: Literal["LR", "TB"] = "LR",
) -> Diagram:
    """The diagram of a project or of a table's neighbourhood, to be displayed in a notebook.

    ``target`` is the folder of a project, the name or id of a table (``"Session"``, ``"workflow.subject:Subject"``) of
    the project that encloses the working directory, a table class, or ``None`` for that whole project. ``select`` keeps
    what a selector names, such as ``"+Session tier:computed"``. Of a table's neighbourhood, ``upstream`` and
    ``downstream`` foreign keys are followed, ``None`` for all. ``modules`` closes or opens all modules, ``None`` leaves
    it to their number.

    The source is read, not run, and no database is asked. JupyterLab with djlab shows the diagram and keeps it up to
    date with the files; elsewhere it is a table, and a picture where Graphviz is installed.

    Raises ``ValueError`` for a name that no table or more than one has and for a selector that names nothing,
    ``FileNotFoundError`` where no project is found and ``NotADirectoryError`` for a path that is no folder.
    """
    from djlab.notebook.embedding import embed

    return embed(
        target,
        select_=select,
        upstream=upstream,
        downstream=downstream,
        modules=modules,
        attributes=attributes,
        direction=direction,
    )


def show(value: Any) -> None:
    """Displays one value, such as a blob that was fetched: arrays as plots or images, the rest as text.

    What is displayed is bounded; an array that is kept in a store is loaded for it up to 100 MB. Needs IPython.
    """
    from IPython.display import display

    from djlab.notebook.values import bundle

    display(bundle(value), raw=True)  # type: ignore[no-untyped-call]

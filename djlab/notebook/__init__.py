"""The kernel side of djlab: ``%load_ext djlab.notebook`` shows any DataJoint expression as one bounded page of rows.

DataJoint's own display of an expression counts all its rows and writes values into HTML unescaped; here a displayed
cell costs one bounded SELECT without binary columns, and JupyterLab with djlab shows it as a grid that asks the living
kernel for further pages. Works with DataJoint 0.14 and 2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from djlab.notebook.embedding import diagram as diagram


def load_ipython_extension(shell: Any) -> None:
    """What ``%load_ext djlab.notebook`` calls."""
    from djlab.notebook.extension import load

    load(shell)


def unload_ipython_extension(shell: Any) -> None:
    """What ``%unload_ext djlab.notebook`` calls: DataJoint's own display is back."""
    from djlab.notebook.extension import unload

    unload(shell)


def __getattr__(name: str) -> Any:
    """``diagram``, which is loaded when it is first used."""
    if name == "diagram":
        from djlab.notebook.embedding import diagram

        return diagram
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def show(value: Any) -> None:
    """Displays one value, such as a blob that was fetched: in words, and arrays and images drawn below.

    What a store, a file or a folder (a ``pathlib.Path``) holds is shown as well. What is displayed is bounded, and so
    is what is read for it: an array on this machine is mapped, one elsewhere is loaded up to 100 MB. Needs IPython.
    """
    from IPython.display import display

    from djlab.notebook.values import bundle

    made = bundle(value)
    display({"text/plain": made["text/plain"]}, raw=True)  # type: ignore[no-untyped-call]
    if len(made) > 1:
        # A page shows one form of an output: the words would be hidden behind the picture.
        display(made, raw=True)  # type: ignore[no-untyped-call]

"""The kernel side of djlab: ``%load_ext djlab.notebook`` shows any DataJoint expression as one bounded page of rows.

DataJoint's own display of an expression counts all its rows and writes values into HTML unescaped; here a displayed
cell costs one bounded SELECT without binary columns, and JupyterLab with djlab shows it as a grid that asks the living
kernel for further pages. Works with DataJoint 0.14 and 2.
"""

from __future__ import annotations

from typing import Any


def load_ipython_extension(shell: Any) -> None:
    """What ``%load_ext djlab.notebook`` calls."""
    from djlab.notebook.extension import load

    load(shell)


def unload_ipython_extension(shell: Any) -> None:
    """What ``%unload_ext djlab.notebook`` calls: DataJoint's own display is back."""
    from djlab.notebook.extension import unload

    unload(shell)

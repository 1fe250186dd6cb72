"""The IPython extension: one display formatter and one comm target."""

from __future__ import annotations

import html
from typing import Any

from datajoint.expression import QueryExpression
from traitlets import Int
from traitlets.config import Configurable

from djlab.notebook.expressions import TableClass, expression_of
from djlab.notebook.handles import Handles
from djlab.notebook.lost import ConnectionLostError, connected
from djlab.notebook.paging import TARGET, answer
from djlab.notebook.preview import preview

_ATTRIBUTE = "_djlab_notebook"


class DJLabNotebook(Configurable):
    """Displays DataJoint expressions in a notebook."""

    stored_rows = Int(
        10,
        min=0,
        max=100,
        help="Rows of a displayed expression that the notebook's file keeps; 0 keeps none.",
    ).tag(config=True)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.handles: Handles[QueryExpression] = Handles()

    def bundle(self, value: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """The MIME bundle of a displayed value; ``None`` leaves it to IPython."""
        try:
            expression = expression_of(value)
            if expression is None:
                return None
            handle = self.handles.mint(expression)
            shown = connected(expression.connection, lambda: preview(expression, self.stored_rows, handle))
        except Exception as error:
            told = str(error) if isinstance(error, ConnectionLostError) else f"{type(error).__name__}: {error}"
            message = f"The rows cannot be shown. {told}"[:2000]
            return {"text/plain": message, "text/html": f"<p>{html.escape(message)}</p>"}, {}
        return shown.bundle(), {}

    def on_comm(self, comm: Any, _open: Any) -> None:
        """A page opened the comm: answer each of its messages on it."""

        def on_message(message: dict[str, Any]) -> None:
            comm.send(answer(self.handles, message["content"]["data"]))

        comm.on_msg(on_message)


def load(shell: Any) -> None:
    """Take over the display of DataJoint expressions in this IPython shell. A second call changes nothing."""
    if getattr(shell, _ATTRIBUTE, None) is not None:
        return
    notebook = DJLabNotebook(parent=shell)
    formatter = shell.display_formatter.mimebundle_formatter
    for type_ in (QueryExpression, TableClass):
        formatter.for_type(type_, notebook.bundle)
    manager = _comm_manager(shell)
    if manager is not None:
        manager.register_target(TARGET, notebook.on_comm)
    shell.configurables.append(notebook)
    setattr(shell, _ATTRIBUTE, notebook)


def unload(shell: Any) -> None:
    """Give the display back to DataJoint."""
    notebook = getattr(shell, _ATTRIBUTE, None)
    if notebook is None:
        return
    for type_ in (QueryExpression, TableClass):
        shell.display_formatter.mimebundle_formatter.pop(type_, None)
    manager = _comm_manager(shell)
    if manager is not None:
        manager.unregister_target(TARGET, notebook.on_comm)
    shell.configurables.remove(notebook)
    setattr(shell, _ATTRIBUTE, None)


def _comm_manager(shell: Any) -> Any:
    """The comm manager of a Jupyter kernel; plain IPython has none."""
    return getattr(getattr(shell, "kernel", None), "comm_manager", None)

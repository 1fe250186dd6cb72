from __future__ import annotations

from typing import Any

import datajoint as dj
import pytest
from IPython.core.interactiveshell import InteractiveShell

from djlab.notebook.handles import Handles
from djlab.notebook.paging import answer
from djlab.notebook.preview import MIME_TYPE

pytestmark = pytest.mark.database


class Comm:
    """A comm as the kernel gives it to a target, with the page's end in the test's hands."""

    def __init__(self) -> None:
        self.sent: list[Any] = []
        self.receive: Any = None

    def on_msg(self, callback: Any) -> None:
        self.receive = callback

    def send(self, data: Any) -> None:
        self.sent.append(data)


@pytest.fixture
def handles(shell: InteractiveShell) -> Handles[Any]:
    return shell._djlab_notebook.handles


def handle_of(shell: InteractiveShell, value: Any) -> str:
    return shell.display_formatter.format(value)[0][MIME_TYPE]["handle"]


def test_pages_come_over_the_comm_and_make_the_whole_table(shell: InteractiveShell, tables: Any) -> None:
    handle = handle_of(shell, tables())
    comm = Comm()
    shell._djlab_notebook.on_comm(comm, {})
    ids: list[int] = []
    cursor = None
    for number in range(100):
        request = {"id": number, "handle": handle, "type": "page", "size": 7, "cursor": cursor}
        comm.receive({"content": {"data": request}})
        reply = comm.sent[-1]
        assert reply["id"] == number
        ids += [row[0] for row in reply["page"]["rows"]]
        cursor = reply["page"]["next"]
        if cursor is None:
            break
    assert ids == list(range(40))
    comm.receive({"content": {"data": {"id": "x", "handle": handle, "type": "count"}}})
    assert comm.sent[-1]["count"] == 40


def test_pages_of_an_expression_are_its_rows_from_the_end(tables: Any, handles: Handles[Any]) -> None:
    handle = handles.mint((tables & "name LIKE 'animal 1%'").proj(double="2 * subject_id"))
    request = {"handle": handle, "type": "page", "size": 3, "backwards": True, "order": [["double", False]]}
    reply = answer(handles, request)
    assert [row[-1] for row in reply["page"]["rows"]] == ["34", "36", "38"]


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (None, "gone"),
        ({"handle": "foreign", "type": "page"}, "gone"),
        ({"handle": ["foreign"], "type": "page"}, "gone"),
        ({"type": "drop"}, "request"),
        ({"type": "page", "size": "many"}, "request"),
        ({"type": "page", "order": [["nope", True]]}, "request"),
        ({"type": "page", "order": 7}, "request"),
        ({"type": "page", "cursor": "!"}, "request"),
    ],
)
def test_a_request_that_does_not_fit_is_answered(handles: Handles[Any], tables: Any, message: Any, reason: str) -> None:
    if isinstance(message, dict):
        message = {"handle": handles.mint(tables()), **message}
    assert answer(handles, message)["error"]["reason"] == reason


def test_a_table_dropped_while_open_is_an_answer(
    shell: InteractiveShell, handles: Handles[Any], connection: dj.Connection
) -> None:
    schema = dj.Schema("notebook_gone", connection=connection)

    @schema
    class Gone(dj.Manual):
        definition = "n : int32"

    handle = handle_of(shell, Gone())
    schema.drop(prompt=False)
    error = answer(handles, {"handle": handle, "type": "page"})["error"]
    assert error["reason"] == "database"
    assert "gone" in error["message"]


def test_old_handles_are_forgotten() -> None:
    handles: Handles[int] = Handles(limit=2)
    first, second, third = (handles.mint(number) for number in range(3))
    assert [handles.get(handle) for handle in (first, second, third)] == [None, 1, 2]

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import datajoint as dj
import pytest
from IPython.core.interactiveshell import InteractiveShell

from djlab.notebook import load_ipython_extension, unload_ipython_extension
from djlab.notebook.preview import MIME_TYPE

pytestmark = pytest.mark.database

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\u202egnp.exe\u202c",
    "x" * 1_000_000,
    "",
    "it's 100 % \\ `\"",
]


def shown(shell: InteractiveShell, value: Any) -> dict[str, Any]:
    return shell.display_formatter.format(value)[0]


def test_a_displayed_cell_is_one_bounded_select(shell: InteractiveShell, tables: Any, queries: list[str]) -> None:
    for expression in (
        tables(),
        tables & "subject_id < 30",
        tables.proj("name"),
        tables * tables.Ear,
        tables.aggr(tables.Ear, n="count(*)"),
    ):
        assert len(expression.heading) > 0  # loads it
        queries.clear()
        bundle = shown(shell, expression)
        assert set(bundle) == {MIME_TYPE, "text/html", "text/plain"}
        assert len(queries) == 1, queries
        assert queries[0].startswith("SELECT ")
        assert queries[0].endswith(" LIMIT 11")
        assert "count(DISTINCT" not in queries[0]


def test_datajoints_own_display_is_not_called(
    shell: InteractiveShell, tables: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> str:
        raise AssertionError("called")

    monkeypatch.setattr(dj.expression.QueryExpression, "__repr__", fail)
    monkeypatch.setattr(dj.expression.QueryExpression, "_repr_html_", fail)
    assert shown(shell, tables())[MIME_TYPE]["title"] == "Subject"
    assert shown(shell, tables)[MIME_TYPE]["rows"]


def test_the_payload(shell: InteractiveShell, tables: Any) -> None:
    data = shown(shell, tables())[MIME_TYPE]
    assert data["protocol"] == 1
    assert len(data["rows"]) == 10
    assert data["more"] is True
    assert data["columns"][0] == {
        "name": "subject_id",
        "type": "int32",
        "kind": "integer",
        "key": True,
        "nullable": False,
        "comment": "number of the animal",
    }
    assert data["rows"][1] == [1, "F", "animal 1", None, True, None]
    assert [column["kind"] for column in data["columns"]] == ["integer", "enum", "text", "json", "binary", "decimal"]


def test_blobs_are_never_read(shell: InteractiveShell, tables: Any, queries: list[str]) -> None:
    html = shown(shell, tables())["text/html"]
    assert '"image" IS NOT NULL' in queries[-1]
    assert 'CAST(t."image"' not in queries[-1]
    assert "&lt;blob&gt;" in html


def test_a_class_that_is_no_declared_table_is_left_to_ipython(shell: InteractiveShell) -> None:
    assert "Manual" in shown(shell, dj.Manual)["text/plain"]
    assert MIME_TYPE not in shown(shell, dj.Manual)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def test_hostile_rows_are_text_and_bounded(shell: InteractiveShell, connection: dj.Connection) -> None:
    schema = dj.Schema("notebook_hostile", connection=connection)

    @schema
    class Hostile(dj.Manual):
        definition = """
        n : int32
        ---
        words=null : json
        """

    Hostile.insert({"n": number, "words": {"w": text}} for number, text in enumerate(HOSTILE))
    bundle = shown(shell, Hostile())
    schema.drop(prompt=False)
    tags = Tags()
    tags.feed(bundle["text/html"])
    assert tags.tags <= {"table", "caption", "thead", "tbody", "tr", "th", "td", "b", "u", "bdi", "em", "p"}
    assert tags.attributes <= {"scope", "title"}
    assert "\u202e" not in bundle["text/html"] + bundle["text/plain"]
    assert len(str(bundle)) < 20_000
    long = bundle[MIME_TYPE]["rows"][3][1]
    assert long["truncated"] is True
    assert len(long["text"]) == 200


def test_hundreds_of_columns_are_bounded(shell: InteractiveShell, connection: dj.Connection) -> None:
    schema = dj.Schema("notebook_wide", connection=connection)

    @schema
    class Wide(dj.Manual):
        definition = "n : int32\n---\n" + "\n".join(f"c{number}=0 : int32" for number in range(500))

    Wide.insert1({"n": 1})
    bundle = shown(shell, Wide())
    schema.drop(prompt=False)
    assert bundle[MIME_TYPE]["column_count"] == 501
    assert len(bundle[MIME_TYPE]["columns"]) == 50
    assert "50 of 501 columns" in bundle["text/plain"]


def test_a_setting_stores_no_rows(shell: InteractiveShell, tables: Any, queries: list[str]) -> None:
    shell.run_line_magic("config", "DJLabNotebook.stored_rows = 0")
    assert len(tables().heading) > 0  # loads it
    queries.clear()
    bundle = shown(shell, tables())
    assert queries == []
    assert bundle[MIME_TYPE]["rows"] == []
    assert bundle[MIME_TYPE]["more"] is True
    assert "animal 1" not in bundle["text/html"] + bundle["text/plain"]


def test_errors_are_shown_once_and_do_not_reach_datajoints_display(
    shell: InteractiveShell, tables: Any, queries: list[str]
) -> None:
    expression = tables & "1 = 1/0 AND '<b>' = name"
    assert len(expression.heading) > 0
    queries.clear()
    bundle = shown(shell, expression)
    assert "cannot be shown" in bundle["text/plain"]
    assert "<b>" not in bundle["text/html"]
    assert len(queries) == 1


def test_the_order_of_top_is_kept(shell: InteractiveShell, tables: Any) -> None:
    rows = shown(shell, tables & dj.Top(3, order_by="subject_id desc"))[MIME_TYPE]["rows"]
    assert [row[0] for row in rows] == [39, 38, 37]


def test_unloading_gives_the_display_back(tables: Any) -> None:
    InteractiveShell.clear_instance()
    made = InteractiveShell.instance()
    load_ipython_extension(made)
    load_ipython_extension(made)
    unload_ipython_extension(made)
    unload_ipython_extension(made)
    assert MIME_TYPE not in shown(made, tables())
    InteractiveShell.clear_instance()

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
from diagram.example import pipeline, views

from djlab.diagram import GraphvizError, View, to_data, to_dot, to_mermaid, to_svg
from djlab.diagram.drawing import draw, module_labels
from djlab.diagram.notation import NODE_KINDS, notation
from djlab.pipeline.model import Cycle, CycleStep, ForeignKey, Module, ModuleEdge, Pipeline, Table

RECORDING = "lab.ephys:Recording"


def edges(view: View) -> set[tuple[str, str, str, int]]:
    return {(edge.parent, edge.child, edge.kind, edge.count) for edge in draw(view).edges}


def test_the_two_directions_are_walked_apart() -> None:
    view = View(pipeline(), focus=RECORDING, upstream=1, downstream=0)
    assert view.shown() == {RECORDING, "lab.session:Session"}
    view = View(pipeline(), focus=RECORDING, upstream=0, downstream=1)
    assert view.shown() == {RECORDING, "lab.ephys:Recording.Channel", "lab.ephys:Sorting"}


def test_no_limit_walks_to_the_end_even_around_a_cycle() -> None:
    view = View(pipeline(), focus=RECORDING, upstream=None, downstream=None)
    assert "lab.subject:Species" in view.shown()
    assert "lab.report:Loop" in view.shown()


def test_unknown_focus_is_refused() -> None:
    with pytest.raises(KeyError, match="Nobody"):
        View(pipeline(), focus="lab:Nobody").shown()


def test_edges_say_what_datajoint_says() -> None:
    found = edges(View(pipeline()))
    assert ("lab.session:Session", RECORDING, "primaryOneToOne", 1) in found
    assert ("lab.subject:Subject", "lab.session:Session", "primaryOneToMany", 1) in found
    assert ("lab.subject:Species", "lab.subject:Subject", "secondary", 1) in found


def test_renaming_is_told() -> None:
    renamed = [edge for edge in draw(View(pipeline())).edges if edge.renames]
    assert [(edge.child, edge.renames) for edge in renamed] == [
        ("lab.session:Session.Observer", ("observer ← subject_id",))
    ]


def test_modules_tell_imports_from_foreign_keys() -> None:
    assert edges(View.of_modules(pipeline())) == {
        ("lab.subject", "lab.session", "both", 2),
        ("lab.session", "lab.ephys", "both", 1),
        ("lab.ephys", "lab.report", "foreignKeys", 1),
        ("lab.tools", "lab.ephys", "imports", 0),
        ("lab.ephys", "lab.tools", "imports", 0),
        ("lab.session", "lab.subject", "imports", 0),
    }


def test_collapsed_module_bundles_its_foreign_keys() -> None:
    found = edges(View(pipeline(), collapsed=frozenset({"lab.subject"})))
    assert ("lab.subject", "lab.session:Session", "bundle", 1) in found
    assert ("lab.subject", "lab.session:Session.Observer", "bundle", 1) in found


def test_only_what_closes_a_cycle_is_marked() -> None:
    cyclic = {(edge.parent, edge.child) for edge in draw(View(pipeline())).edges if edge.cycle}
    weird = 'lab.report:Übersicht"];evil -> x'
    assert cyclic == {("lab.report:Loop", weird), (weird, "lab.report:Loop")}


def test_modules_show_every_cycle_and_tell_lazy_imports_apart() -> None:
    drawing = draw(View.of_modules(pipeline()))
    assert {(edge.parent, edge.child, edge.lazy) for edge in drawing.edges if edge.cycle} == {
        ("lab.tools", "lab.ephys", False),
        ("lab.ephys", "lab.tools", False),
        ("lab.subject", "lab.session", True),
        ("lab.session", "lab.subject", True),
    }
    # A module without tables is drawn where it ties the knot, and with nothing else that it imports.
    assert [node.tables for node in drawing.nodes if node.id == "lab.tools"] == [0]
    assert "lab.helpers" not in {node.id for node in drawing.nodes}


def knot() -> Pipeline:
    key = {"resolution": "exact", "key": True, "nullable": False, "unique": False}
    tables = [
        Table(
            f"m.{one}:{one.upper()}", f"m.{one}", one.upper(), "Manual", None, one, one, 1, "", "",
            foreign_keys=(ForeignKey(other, f"m.{other}:{other.upper()}", **key),),  # type: ignore[arg-type]
        )
        for one, other in (("a", "b"), ("b", "a"))
    ]  # fmt: skip
    steps = (CycleStep("m.a:A", "m.b:B", "m/a.py", 2), CycleStep("m.b:B", "m.a:A", "m/b.py", 2))
    edges = (ModuleEdge("m.a", "m.b", imports=False, foreign_keys=1), ModuleEdge("m.b", "m.a", False, 1))
    return Pipeline(
        "/p",
        ("m",),
        (Module("m.a", "m/a.py"), Module("m.b", "m/b.py")),
        tuple(tables),
        edges,
        cycles=(Cycle("foreign keys", steps),),
    )


@pytest.mark.parametrize("closed", [(), ("m.a",), ("m.a", "m.b")])
def test_a_cycle_of_foreign_keys_stays_one_when_modules_close(closed: tuple[str, ...]) -> None:
    drawing = draw(View(knot(), collapsed=frozenset(closed)))
    assert [edge.cycle for edge in drawing.edges] == [True, True]


def test_references_that_lead_nowhere_are_nodes() -> None:
    kinds = {node.id: node.kind for node in draw(View(pipeline())).nodes}
    assert kinds["external:probes.Probe"] == "external"
    assert kinds["unresolved:SortingMethod"] == "unresolved"


def test_labels_drop_the_shared_package_only() -> None:
    assert module_labels(["a.b.c", "a.b.d.e"]) == {"a.b.c": "c", "a.b.d.e": "d.e"}
    assert module_labels(["a.b"]) == {"a.b": "b"}
    assert module_labels(["a", "a.b"]) == {"a": "a", "a.b": "a.b"}


def test_notation_covers_every_kind_in_both_themes() -> None:
    colour = re.compile(r"#[0-9A-F]{6}")
    assert tuple(notation().nodes) == NODE_KINDS
    for style in notation().nodes.values():
        for colours in style.colours.values():
            assert all(colour.fullmatch(value) for value in (colours.fill, colours.stroke, colours.text))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_is_readable_on_its_fill(theme: str) -> None:
    for style in notation().nodes.values():
        colours = style.colours[theme]  # type: ignore[index]
        assert contrast(colours.text, colours.fill) >= 4.5


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio."""

    def luminance(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def hostile(name: str) -> Pipeline:
    table = Table(f"m:{name}", "m", name, "Manual", None, "s", "t", 1, "", "", new_dimension=True)
    return Pipeline("/p", ("m",), (Module("m", "m.py"),), (table,))


NAMES = ['"', "\\", "\\N", '"]; a -> b; "', "<script>", "</u>>", "a\nb", "&amp;", "`x`", "#quot;", "日本", "end", "}"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.skipif(not shutil.which("dot"), reason="asks Graphviz itself, which is not installed here")
def test_graphviz_reads_back_one_node_of_that_name(name: str) -> None:
    done = subprocess.run(
        ["dot", "-Tjson0"], input=to_dot(View(hostile(name))).encode(), capture_output=True, check=True
    )
    assert done.stdout.count(b'"shape": "box"') == 1
    assert b'"tail"' not in done.stdout


@pytest.mark.parametrize("name", NAMES)
def test_mermaid_label_holds_no_character_with_a_meaning(name: str) -> None:
    line = next(line for line in to_mermaid(View(hostile(name))).splitlines() if line.endswith(":::Manual"))
    label = re.fullmatch(r'    n0\["(.*)"\]:::Manual', line)
    assert label
    assert not re.search(r"[<>\"'`\\{}|]|#(?!\d+;)", label[1])


@pytest.mark.skipif(not shutil.which("dot"), reason="asks Graphviz itself, which is not installed here")
def test_svg_is_drawn_by_graphviz() -> None:
    for view in views().values():
        svg = to_svg(view)
        assert svg.rstrip().endswith("</svg>")
        assert svg.count('class="node"') == len(to_data(view)["nodes"])
        assert svg.count('class="edge"') == len(to_data(view)["edges"])


def test_svg_without_graphviz_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(GraphvizError, match="Install Graphviz"):
        to_svg(View(pipeline()))

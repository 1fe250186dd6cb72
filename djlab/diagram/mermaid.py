"""A view as a Mermaid flowchart, for pages that draw Mermaid themselves (GitHub, GitLab, documentation sites)."""

from __future__ import annotations

from collections.abc import Iterable

from djlab.diagram.dot import edge_text
from djlab.diagram.drawing import Drawing, Edge, Node, draw
from djlab.diagram.notation import NODE_KINDS, NodeKind, notation
from djlab.diagram.view import View

# DataJoint's own Mermaid output: a box, a stadium, a circle and a subroutine box.
_BRACKETS: dict[NodeKind, tuple[str, str]] = {
    "Imported": ("([", "])"),
    "Computed": ("([", "])"),
    "module": ("[[", "]]"),
    "unresolved": ("((", "))"),
}

# Mermaid reads `#number;` as that character; nothing of a quoted text has a meaning once these are out.
_ENTITIES = {ord(character): f"#{ord(character)};" for character in "#&<>\"'`\\;{}|"}


def to_mermaid(view: View) -> str:
    """The view as a ``flowchart``; names stand in it only as escaped labels, never as identifiers."""
    drawing = draw(view)
    ids = {node.id: f"n{number}" for number, node in enumerate(drawing.nodes)}
    lines = [
        f"flowchart {view.direction}",
        *_classes(view),
        *_frames(drawing, ids),
        *(_node(node, ids, "  ") for node in drawing.nodes if not node.module),
        *(_edge(edge, ids) for edge in drawing.edges),
        *(_link_style(number, edge, view) for number, edge in enumerate(drawing.edges)),
    ]
    return "\n".join(lines) + "\n"


def escape(text: str) -> str:
    """Text for a quoted Mermaid label."""
    return " ".join(text.split()).translate(_ENTITIES)


def _classes(view: View) -> Iterable[str]:
    for kind in NODE_KINDS:
        style = notation().nodes[kind]
        colours = style.colours[view.theme]
        dotted = ",stroke-dasharray:1 3" if style.outline == "dotted" else ""
        yield f"  classDef {kind} fill:{colours.fill},stroke:{colours.stroke},color:{colours.text}{dotted}"
    yield "  classDef newDimension text-decoration:underline"


def _frames(drawing: Drawing, ids: dict[str, str]) -> Iterable[str]:
    for number, frame in enumerate(drawing.frames):
        members = [node for node in drawing.nodes if node.module == frame.module]
        yield f'  subgraph m{number}["{escape(frame.label)}"]'
        masters = {node.master for node in members if node.master}
        for node in members:
            if node.id in masters:
                yield f'    subgraph e{ids[node.id]}[" "]'
                parts = [part for part in members if part.master == node.id]
                yield from (_node(member, ids, "      ") for member in [node, *parts])
                yield "    end"
            elif not node.master:
                yield _node(node, ids, "    ")
        yield "  end"


def _node(node: Node, ids: dict[str, str], indent: str) -> str:
    opening, closing = _BRACKETS.get(node.kind, ("[", "]"))
    label = escape(node.label)
    if node.kind == "module":
        label += f"<br/>{node.tables} {'table' if node.tables == 1 else 'tables'}"
    line = f'{indent}{ids[node.id]}{opening}"{label}"{closing}:::{node.kind}'
    return f"{line}\n{indent}class {ids[node.id]} newDimension" if node.underline else line


def _edge(edge: Edge, ids: dict[str, str]) -> str:
    label = edge_text(edge)
    middle = f'|"{escape(label)}"|' if label else ""
    return f"  {ids[edge.parent]} -->{middle} {ids[edge.child]}"


def _link_style(number: int, edge: Edge, view: View) -> str:
    style = notation().edges[edge.kind]
    colours = notation().palette[view.theme]
    colour = colours.cycle if edge.cycle else colours.renamed if edge.renames else colours.edge
    dashes = {"dashed": ",stroke-dasharray:5 3", "dotted": ",stroke-dasharray:1 3"}.get(style.style, "")
    return f"  linkStyle {number} stroke:{colour},stroke-width:{style.width:g}px{dashes}"

"""A view as DOT, Graphviz's language, with the clusters and styles of ``dj.Diagram``."""

from __future__ import annotations

import html
from collections.abc import Iterable

from djlab.diagram.drawing import Drawing, Edge, Node, draw
from djlab.diagram.notation import notation
from djlab.diagram.view import View


def to_dot(view: View) -> str:
    """The view as a ``digraph``; every name in it is quoted, whatever it holds."""
    colours = notation().palette[view.theme]
    drawing = draw(view)
    lines = [
        "digraph pipeline {",
        f"  rankdir={view.direction};",
        f"  bgcolor={quote(colours.background)};",
        f"  node [fontname={quote(notation().font)}, margin={quote('0.11,0.06')}];",
        f"  edge [fontname={quote(notation().font)}, fontsize=9, arrowhead=none];",
        *_frames(drawing, view),
        *(_node(node, view, "  ") for node in drawing.nodes if not node.module),
        *(_edge(edge, view) for edge in drawing.edges),
        "}",
    ]
    return "\n".join(lines) + "\n"


def quote(text: str) -> str:
    """A DOT string that stands for exactly this text: the backslash sequences of labels mean nothing in it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\r", " ").replace("\n", " ")
    return f'"{escaped}"'


def _frames(drawing: Drawing, view: View) -> Iterable[str]:
    colours = notation().palette[view.theme]
    for number, frame in enumerate(drawing.frames):
        members = [node for node in drawing.nodes if node.module == frame.module]
        yield f"  subgraph cluster_{number} {{"
        yield f"    label={quote(frame.label)}; labeljust=r; style={quote('rounded,dashed')};"
        yield f"    color={quote(colours.frame)}; fontcolor={quote(colours.frame_text)};"
        yield f"    fontname={quote(notation().font)};"
        masters = {node.master for node in members if node.master}
        for node in members:
            if node.id in masters:
                parts = [part for part in members if part.master == node.id]
                yield f"    subgraph cluster_{number}_{members.index(node)} {{"
                yield f"      label={quote('')}; style={quote('rounded,filled')};"
                yield f"      fillcolor={quote(colours.entity)}; color={quote(colours.entity)};"
                yield from (_node(member, view, "      ") for member in [node, *parts])
                yield "    }"
            elif not node.master:
                yield _node(node, view, "    ")
        yield "  }"


def _node(node: Node, view: View, indent: str) -> str:
    style = notation().nodes[node.kind]
    colours = style.colours[view.theme]
    words = ["rounded"] * style.rounded + ["filled"] + ["dotted"] * (style.outline == "dotted")
    return (
        f"{indent}{quote(node.id)} [label={_label(node)}, shape={style.shape}, style={quote(','.join(words))}, "
        f"fontsize={style.font_size}, fillcolor={quote(colours.fill)}, color={quote(colours.stroke)}, "
        f"fontcolor={quote(colours.text)}];"
    )


def _label(node: Node) -> str:
    if node.underline:
        return f"<<u>{html.escape(node.label)}</u>>"
    if node.kind == "module":
        # The newline is Graphviz's own sequence, so it is put between two texts that are already quoted.
        return f'{quote(node.label)[:-1]}\\n({node.tables} {"table" if node.tables == 1 else "tables"})"'
    return quote(node.label)


def _edge(edge: Edge, view: View) -> str:
    style = notation().edges[edge.kind]
    colours = notation().palette[view.theme]
    base = colours.cycle if edge.cycle else colours.renamed if edge.renames else colours.edge
    colour = base if edge.cycle else f"{base}{round(colours.edge_opacity * 255):02X}"
    label = edge_text(edge)
    return (
        f"  {quote(edge.parent)} -> {quote(edge.child)} "
        f"[style={style.style}, penwidth={style.width:g}, color={quote(colour)}"
        + (f", label={quote(label)}, fontcolor={quote(base)}" if label else "")
        + "];"
    )


def edge_text(edge: Edge) -> str:
    """The renaming, or how many foreign keys the line stands for where that is not one, after the sign of a cycle."""
    words = list(edge.renames) or [str(edge.count)] * (edge.count > 1)
    sign = "(↻) " if edge.lazy else "↻ " if edge.cycle else ""
    return (sign + ", ".join(words)).rstrip()

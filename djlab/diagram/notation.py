"""DataJoint's notation, read from ``notation.json``: the page draws from the same file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal, cast

NodeKind = Literal["Manual", "Lookup", "Imported", "Computed", "Part", "module", "external", "unresolved"]
EdgeKind = Literal["primaryOneToOne", "primaryOneToMany", "secondary", "bundle", "both", "foreignKeys", "imports"]
Theme = Literal["light", "dark"]

NODE_KINDS: tuple[NodeKind, ...] = (
    "Manual",
    "Lookup",
    "Imported",
    "Computed",
    "Part",
    "module",
    "external",
    "unresolved",
)


@dataclass(frozen=True, slots=True)
class NodeColours:
    """Colours as ``#RRGGBB``."""

    fill: str
    stroke: str
    text: str


@dataclass(frozen=True, slots=True)
class NodeStyle:
    """How a node is drawn: ``shape`` is Graphviz's word, ``outline`` is ``solid`` or ``dotted``, sizes are points."""

    label: str
    meaning: str
    shape: str
    rounded: bool
    font_size: int
    outline: str
    colours: dict[Theme, NodeColours]


@dataclass(frozen=True, slots=True)
class EdgeStyle:
    """How an edge is drawn: ``style`` is Graphviz's word, ``width`` is in points."""

    label: str
    style: str
    width: float


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours that belong to the drawing as a whole; ``edge_opacity`` lies between 0 and 1."""

    background: str
    edge: str
    renamed: str
    edge_opacity: float
    cycle: str
    frame: str
    frame_text: str
    entity: str


@dataclass(frozen=True, slots=True)
class Notation:
    font: str
    nodes: dict[NodeKind, NodeStyle]
    edges: dict[EdgeKind, EdgeStyle]
    palette: dict[Theme, Palette]


@cache
def notation() -> Notation:
    text = resources.files("djlab.diagram").joinpath("notation.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return Notation(
        font=data["font"],
        nodes={cast("NodeKind", kind): _node(style) for kind, style in data["nodes"].items()},
        edges={
            cast("EdgeKind", kind): EdgeStyle(style["label"], style["style"], style["width"])
            for kind, style in data["edges"].items()
        },
        palette={cast("Theme", theme): _palette(colours) for theme, colours in data["palette"].items()},
    )


def _node(data: dict[str, Any]) -> NodeStyle:
    themes: tuple[Theme, Theme] = ("light", "dark")
    return NodeStyle(
        label=data["label"],
        meaning=data["meaning"],
        shape=data["shape"],
        rounded=data["rounded"],
        font_size=data["fontSize"],
        outline=data.get("outline", "solid"),
        colours={theme: NodeColours(**data[theme]) for theme in themes},
    )


def _palette(data: dict[str, Any]) -> Palette:
    return Palette(
        background=data["background"],
        edge=data["edge"],
        renamed=data["renamed"],
        edge_opacity=data["edgeOpacity"],
        cycle=data["cycle"],
        frame=data["frame"],
        frame_text=data["frameText"],
        entity=data["entity"],
    )

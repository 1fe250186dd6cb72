"""A view as plain data, for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from djlab.diagram.drawing import draw
from djlab.diagram.view import View


def to_data(view: View) -> dict[str, Any]:
    """``{"format": 1, "frames": […], "nodes": […], "edges": […]}`` with the fields of ``djlab.diagram.drawing``."""
    drawing = asdict(draw(view))
    return {"format": 1, **{key: list(drawing[key]) for key in ("frames", "nodes", "edges")}}

"""Views of a pipeline in DataJoint's notation, as DOT, Mermaid, SVG and data."""

from djlab.diagram.data import to_data
from djlab.diagram.dot import to_dot
from djlab.diagram.mermaid import to_mermaid
from djlab.diagram.svg import GraphvizError, to_svg
from djlab.diagram.view import View

__all__ = ["GraphvizError", "View", "to_data", "to_dot", "to_mermaid", "to_svg"]

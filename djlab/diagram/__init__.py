"""Views of a pipeline in DataJoint's notation, as DOT, Mermaid and data."""

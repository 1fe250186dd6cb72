"""A project as the JSON object of format 1."""

from __future__ import annotations

import json

from djlab.pipeline.serialise import to_data
from djlab.project.model import Project


def render(project: Project) -> str:
    """One object; characters outside ASCII are escaped, so that any terminal and any pipe carries it."""
    return json.dumps(to_data(project), indent=1)

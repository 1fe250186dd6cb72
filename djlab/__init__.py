"""djlab: the workbench of a DataJoint pipeline project in JupyterLab."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

try:
    __version__ = version("djlab")
except PackageNotFoundError:  # a source tree that was never installed
    __version__ = "0+unknown"


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "labextension", "dest": "djlab"}]


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    # Not an import statement: djlab itself stays below all its rooms, and light.
    return [{"module": "djlab", "app": import_module("djlab.server.app").DJLab}]

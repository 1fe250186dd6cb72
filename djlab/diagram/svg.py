"""A view as SVG, laid out and drawn by Graphviz's ``dot``."""

from __future__ import annotations

import shutil
import subprocess

from djlab.diagram.dot import to_dot
from djlab.diagram.view import View


class GraphvizError(RuntimeError):
    """``dot`` is missing or refused; the message says what to do."""


def to_svg(view: View, *, timeout: float = 120) -> str:
    """The view as an SVG document.

    Raises :class:`GraphvizError` when Graphviz is not installed, fails, or needs more than ``timeout`` seconds.
    """
    executable = shutil.which("dot")
    if executable is None:
        raise GraphvizError(
            "SVG needs Graphviz's dot, which is not on PATH. Install Graphviz (https://graphviz.org/download), "
            "or choose --format dot, mermaid or json."
        )
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command; the names of the project go in as quoted DOT
            [executable, "-Tsvg"],
            input=to_dot(view).encode(),
            capture_output=True,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise GraphvizError(
            f"dot did not finish within {timeout:g} s. Show fewer tables: --modules, or --select."
        ) from error
    if done.returncode:
        raise GraphvizError(f"dot failed: {done.stderr.decode(errors='replace').strip()[:500]}")
    return done.stdout.decode()

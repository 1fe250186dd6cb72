"""The command line that does what a dialog does."""

from __future__ import annotations

import shlex
from pathlib import Path


def command_line(*words: str) -> str:
    """``djlab`` with these words, quoted for a POSIX shell."""
    return shlex.join(["djlab", *words])


def template_words(templates: Path | None) -> list[str]:
    """The option that names the folder of the user's own templates, where there is one."""
    return [] if templates is None else ["--template", str(templates)]

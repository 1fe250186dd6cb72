"""The command line that does what a dialog does."""

from __future__ import annotations

import shlex


def command_line(*words: str) -> str:
    """``djlab`` with these words, quoted for a POSIX shell."""
    return shlex.join(["djlab", *words])

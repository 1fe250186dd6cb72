"""Making a folder a Git repository, without running anything that a configuration could smuggle in."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

# No file watcher, no hooks, no template folder: `git init` copies hooks and configuration from the last.
SAFE = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "init.templateDir=")


def init(root: Path) -> str | None:
    """Make ``root`` a repository, unless it is in one already. Returns why not, or ``None``.

    Nothing is staged or committed.
    """
    git = shutil.which("git")
    if git is None:
        return "Git is not installed; the project is no repository yet"
    inside = subprocess.run(  # noqa: S603 - fixed words
        [git, *SAFE, "-C", str(root), "rev-parse", "--is-inside-work-tree"], capture_output=True, check=False
    )
    if inside.returncode == 0:
        return None
    done = subprocess.run(  # noqa: S603 - fixed words
        [git, *SAFE, "init", "--quiet", "--initial-branch=main", str(root)], capture_output=True, text=True, check=False
    )
    return None if done.returncode == 0 else f"git init failed: {done.stderr.strip()}"

"""Making a folder a Git repository, without running anything that a configuration could smuggle in."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from djlab.scaffold.plan import digest

# No file watcher, no hooks, no template folder: `git init` copies hooks and configuration from the last.
SAFE = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "init.templateDir=")


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository that was just made, with the SHA-256 of each of its files."""

    folder: Path
    files: dict[Path, str]

    def take_back(self) -> str | None:
        """Remove the repository, unless somebody has used it since. Returns why not, or ``None``."""
        if not self.folder.exists():
            return None
        if self.folder.is_symlink() or _files(self.folder) != self.files:
            return "it has been used since"
        folders = [path for path in self.folder.rglob("*") if path.is_dir()]
        for path in self.files:
            path.unlink()
        for path in sorted(folders, key=lambda path: len(path.parts), reverse=True):
            path.rmdir()
        self.folder.rmdir()
        return None


def init(root: Path) -> tuple[Repository | None, str | None]:
    """Make ``root`` a repository, unless it is in one already. Nothing is staged or committed.

    Returns the repository where one was made, and why none could be.
    """
    git = shutil.which("git")
    if git is None:
        return None, "Git is not installed; the project is no repository yet"
    try:
        return _init(git, root)
    except OSError as error:
        return None, f"git init failed: {error}"


def _init(git: str, root: Path) -> tuple[Repository | None, str | None]:
    inside = subprocess.run(  # noqa: S603 - fixed words
        [git, *SAFE, "-C", str(root), "rev-parse", "--is-inside-work-tree"], capture_output=True, check=False
    )
    folder = root / ".git"
    if inside.returncode == 0 or folder.exists():
        return None, None
    done = subprocess.run(  # noqa: S603 - fixed words
        [git, *SAFE, "init", "--quiet", "--initial-branch=main", str(root)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        return None, f"git init failed: {done.stderr.strip()}"
    return Repository(folder, _files(folder)), None


def _files(folder: Path) -> dict[Path, str]:
    found = {}
    for path in folder.rglob("*"):
        if not path.is_dir() or path.is_symlink():
            with contextlib.suppress(OSError):
                found[path] = digest(path.read_bytes())
    return found

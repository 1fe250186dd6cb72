"""What is worth knowing of a configuration and is not wrong."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from djlab.config import legacy, modern
from djlab.config.assigned import Assignment
from djlab.config.configuration import Configuration

_SKIPPED = {"node_modules", "build", "dist", "site-packages", "__pycache__"}
_DEPTH = 3
_MOST = 5


def hints(root: Path, configuration: Configuration, assigned: Sequence[Assignment]) -> list[str]:
    """One sentence each."""
    found = [*_no_host(root, configuration, assigned)]
    elsewhere, notebooks = _looked(root, configuration)
    wanted = legacy.LOCAL if configuration.series == "0.14" else modern.CONFIG
    if elsewhere:
        more = " and more" if len(elsewhere) > _MOST else ""
        below = "" if configuration.series == "0.14" else " or below it"
        found.append(f"{', '.join(elsewhere[:_MOST])}{more}: read only by a Python that starts in that folder{below}")
    if configuration.series == "0.14" and notebooks and (root / legacy.LOCAL).is_file():
        found.append(
            f"DataJoint 0.14 looks for {wanted} only in the folder where Python starts: a notebook in {notebooks[0]}/ "
            "does not see the one in the project's folder unless it changes to that folder before it imports datajoint"
        )
    return found


def _no_host(root: Path, configuration: Configuration, assigned: Sequence[Assignment]) -> Iterator[str]:
    old = configuration.series == "0.14"
    wanted = legacy.LOCAL if old else modern.CONFIG
    if "database.host" in configuration.loaded.winner or configuration.loaded.fatal:
        return
    keys = {one.key for one in assigned}
    if keys & {"database.host", "DJ_HOST", "*"}:
        does = "does" if keys & {"database.host", "DJ_HOST"} else "may"
        yield f"No file and no variable names a database; the project's code {does} (see what the code sets)"
        return
    yield (
        "No file and no variable names a database: DataJoint would try localhost. "
        f"Set database.host in {wanted}, or DJ_HOST"
    )
    for name in legacy.examples(root) if old and not (root / legacy.LOCAL).exists() else ():
        yield f"{name} looks like an example: copy it to {legacy.LOCAL} and fill it in"


def _looked(root: Path, configuration: Configuration) -> tuple[list[str], list[str]]:
    """Files of settings below the root, and the folders with notebooks there; both relative, not deep."""
    wanted = legacy.LOCAL if configuration.series == "0.14" else modern.CONFIG
    files, folders = [], []
    for folder, names, entries in os.walk(root):
        place = Path(folder).relative_to(root)
        names[:] = sorted(name for name in names if not name.startswith(".") and name not in _SKIPPED)
        if len(place.parts) >= _DEPTH:
            names.clear()
        if not place.parts:
            continue
        if wanted in entries:
            files.append((place / wanted).as_posix())
        if any(name.endswith(".ipynb") for name in entries):
            folders.append(place.as_posix())
    return files, folders

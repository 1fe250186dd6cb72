"""Fixed files written to disk: each whole or not at all, and never over a change that came in between."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from djlab.checks.fixes import Changed


class WriteRefusedError(OSError):
    """A fixed file was not written; the message says why."""


def write_changed(root: Path, changed: Changed) -> None:
    """Replace the file of ``changed`` below ``root``; mode and symlinks stay as they are.

    Raises:
        WriteRefusedError: the file lies outside the project or is not the one that was read.
        OSError: it cannot be written.
    """
    file = (root / changed.path).resolve()
    if not file.is_relative_to(root.resolve()):
        raise WriteRefusedError(f"{changed.path} leads out of the project to {file}: mend it there")
    if file.read_bytes() != changed.source.encode(changed.source.text):
        raise WriteRefusedError(f"{changed.path} has changed since it was checked: run djlab check again")
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as new:
            new.write(changed.data)
        shutil.copymode(file, name)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise

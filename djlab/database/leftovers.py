"""What a server that was killed leaves behind.

PostgreSQL refuses to start while a process has the number in ``postmaster.pid``, or while backends of the killed server
still hold its shared memory. That number may be a zombie's (containers often have nobody who reaps it) or belong to
another program by now.
"""

from __future__ import annotations

import time
from pathlib import Path

PROC = Path("/proc")


def clear(data: Path, proc: Path = PROC, patience: float = 10) -> bool:
    """Wait until the backends of a killed server have ended, then remove its ``postmaster.pid`` and socket lock.

    Without ``/proc``, with a living server, or when backends outlive ``patience`` seconds nothing is done. Gives
    whether the files were removed.
    """
    pid_file = data / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return False
    if not (proc / "self").exists() or _is_postgres(proc / str(pid)):
        return False
    end = time.monotonic() + patience
    while any(_works_in(process, data) for process in proc.iterdir() if process.name.isdigit()):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    for lock in (pid_file, *data.parent.glob(".s.PGSQL.*.lock")):
        lock.unlink(missing_ok=True)
    return True


def _is_postgres(process: Path) -> bool:
    try:
        # "pid (name) state ...": the name may itself hold blanks and parentheses.
        name, _, rest = process.joinpath("stat").read_text().partition("(")[2].rpartition(")")
    except OSError:
        return False
    return name.startswith("postgres") and rest.split()[0] not in {"Z", "X"}


def _works_in(process: Path, folder: Path) -> bool:
    try:
        return process.joinpath("cwd").resolve(strict=True) == folder.resolve()
    except OSError:
        return False

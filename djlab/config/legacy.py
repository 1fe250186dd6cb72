"""What DataJoint 0.14 has loaded once it is imported, derived without importing it.

Source: the end of ``datajoint/settings.py`` of 0.14.10. Exactly one file is read: ``dj_local_conf.json`` in the folder
that Python starts in, else ``~/.datajoint_config.json``; then six environment variables overwrite what it said. Any key
is kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path

from djlab.config.documents import Problem, read_json, read_text
from djlab.config.loaded import Loaded
from djlab.config.settings import LEGACY, LEGACY_VARIABLES, LEVELS

LOCAL = "dj_local_conf.json"
GLOBAL = ".datajoint_config.json"
_EXAMPLE = re.compile(r".*dj_?(example_?)?local_?conf(ig)?.*\.json.*", re.IGNORECASE)


def load(root: Path, environ: Mapping[str, str], home: Path | None = None) -> Loaded:
    """What DataJoint 0.14 holds when Python starts in ``root`` with these environment variables."""
    loaded = Loaded(values=deepcopy(dict(LEGACY)))
    candidates = [(root / LOCAL, LOCAL)]
    if home is not None:
        candidates.append((home / GLOBAL, f"~/{GLOBAL}"))
    present = [(path, name) for path, name in candidates if path.exists()]
    for path, name in present[:1]:
        _file(loaded, path, name)
    for path, name in present[1:]:
        _shadowed(loaded, path, name, present[0][1])
    for key, variable in LEGACY_VARIABLES.items():
        if variable in environ:
            loaded.offer(key, variable, environ[variable])
            loaded.take(key, variable, environ[variable])
    level = loaded.values["loglevel"]
    if level is not None and level not in LEVELS:
        source = loaded.winner.get("loglevel", "loglevel")
        loaded.fatal = f"{source}: loglevel must be one of {', '.join(LEVELS)}; importing DataJoint fails"
        loaded.problems.append(Problem(source, 0, loaded.fatal))
    return loaded


def examples(root: Path) -> list[str]:
    """Names of files in the root that show what a dj_local_conf.json should hold, as many projects have one."""
    try:
        names = sorted(entry.name for entry in root.iterdir())
    except OSError:
        return []
    return [name for name in names if name != LOCAL and _EXAMPLE.fullmatch(name)]


def _file(loaded: Loaded, path: Path, name: str) -> None:
    loaded.files.append(path)
    document = read_json(path, name)
    if document.problem is not None and _is_empty_list(path):
        loaded.problems.append(document.problem)  # dict.update() takes an empty list for nothing
        return
    if document.problem is not None:
        problem = document.problem
        loaded.fatal = f"{problem.message}; importing DataJoint fails"
        loaded.problems.append(Problem(problem.path, problem.line, loaded.fatal))
        return
    for key, value in document.data.items():
        loaded.offer(key, name, value)
        loaded.take(key, name, value)
    stores = document.data.get("stores")
    if isinstance(stores, dict):
        for store, specification in stores.items():
            loaded.take_store(store, specification, name)
    elif stores is not None:
        loaded.problems.append(Problem(name, 0, f"{name}: stores must be an object"))


def _is_empty_list(path: Path) -> bool:
    try:
        return bool(json.loads(read_text(path)) == [])
    except (OSError, ValueError, RecursionError):
        return False


def _shadowed(loaded: Loaded, path: Path, name: str, winner: str) -> None:
    for key, value in read_json(path, name).data.items():
        loaded.offer(key, name, value, f"DataJoint reads {winner} and not {name}")
        if key == "stores" and isinstance(value, dict):
            loaded.passed_over.update(dict.fromkeys(value, f"DataJoint reads {winner} and not {name}"))

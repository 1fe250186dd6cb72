"""Which files a project's ``.gitignore`` leaves out."""

from __future__ import annotations

import fnmatch

from djlab.checks.context import Context


def ignored(context: Context, path: str) -> bool:
    """Whether the project's own ``.gitignore`` files leave a path out; Git itself is not asked."""
    folder, _, name = path.rpartition("/")
    found = False
    for place, wanted in ((".gitignore", path), (f"{folder}/.gitignore" if folder else "", name)):
        source = context.source(place) if place else None
        for line in source.lines if source is not None else ():
            pattern = line.strip()
            if not pattern or pattern.startswith("#"):
                continue
            negated = pattern.startswith("!")
            pattern = pattern.lstrip("!").rstrip("/").removesuffix("/*").removesuffix("/**")
            anywhere = "/" not in pattern
            pattern = pattern.removeprefix("**/").removeprefix("/")
            target = wanted.rpartition("/")[2] if anywhere else wanted
            if fnmatch.fnmatchcase(target, pattern):
                found = not negated
    # .secrets may keep a .gitignore of its own, as DataJoint's save_template writes it.
    inner = context.source(f"{path}/.gitignore")
    return found or (inner is not None and "*" in (line.strip() for line in inner.lines))

"""What the routes answer, computed off the event loop."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from djlab.server.roots import RefusedError, Roots

if TYPE_CHECKING:
    from djlab.project.session import ProjectSession

GZIP_FROM = 8_000
"""Bytes from which an answer is worth compressing."""
SOURCE_LIMIT = 2_000_000
"""Largest module that the source view gets, in bytes."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The body of an answer, with its compressed form where it is large, and a tag that names this very content."""

    body: bytes
    packed: bytes | None
    tag: str


def pack(data: object, tag: str) -> Answer:
    """Plain data as the body of an answer."""
    body = json.dumps(data, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "replace")
    return Answer(body, gzip.compress(body, 1, mtime=0) if len(body) >= GZIP_FROM else None, tag)


def project_answer(session: ProjectSession, facts: dict[str, Any], since: int | None) -> Answer:
    """The state of a project, or what changed after revision ``since`` where that is still known."""
    from djlab.pipeline.serialise import to_data

    data: dict[str, Any] = {"revision": session.revision, **facts}
    tag = f"{session.revision}-{'-'.join(str(value) for value in facts.values())}"
    if since is not None and since == session.revision:
        return pack(data, f"{tag}-same")
    delta = session.delta(since) if since is not None else None
    if delta is not None:
        changed = {name: part for name, part in to_data(delta).items() if part is not None}
        return pack({**data, "delta": changed}, f"{tag}-{since}")
    return pack({**data, "project": to_data(session.project)}, tag)


def list_projects(roots: Roots, folder: Path, depth: int, limit: int) -> dict[str, Any]:
    """The projects at and below a folder, before them the one that encloses it."""
    from djlab.pipeline.locate import find_project, find_projects, mentions_datajoint

    found = [place.resolve() for place in find_projects(folder, depth, limit + 1)]
    truncated = len(found) > limit
    enclosing = find_project(folder)
    if enclosing is not None and enclosing.resolve() not in found:
        place = enclosing.resolve()
        if place.is_relative_to(roots.server) or place == roots.enclosing():
            found.insert(0, place)
    if not found and mentions_datajoint(folder):
        found = [folder]
    return {"projects": [_entry(roots, place) for place in found[:limit]], "truncated": truncated}


def _entry(roots: Roots, place: Path) -> dict[str, Any]:
    from djlab.config import read_configuration
    from djlab.pipeline.locate import find_files

    return {
        "path": roots.contents_path(place),
        "root": str(place),
        "name": read_configuration(place).packaging.name or place.name,
        "packages": sorted({file.module.partition(".")[0] for file in find_files(place)}),
        "writable": roots.is_writable(place),
        "start_command": roots.start_command(place),
    }


def source(session: ProjectSession, path: str) -> dict[str, str]:
    """The text of a file that the model names as a module's.

    Raises RefusedError: 404 for any other path and for a file that is gone, 403 for one that a symlink leads out of the
    project, 413 for one that is too large.
    """
    module = next((module for module in session.project.modules if module.path == path), None)
    if module is None:
        raise RefusedError(404, "The project's model names no such file.", "unknown")
    place = session.root / path
    try:
        resolved = place.resolve()
        if module.writable and not resolved.is_relative_to(session.root):
            raise RefusedError(403, "A symbolic link leads out of the project.", "outside")
        if resolved.suffix != ".py":
            raise RefusedError(403, "The file is no Python module.", "outside")
        with resolved.open("rb") as file:
            content = file.read(SOURCE_LIMIT + 1)
    except (OSError, RuntimeError) as error:
        raise RefusedError(404, "The file cannot be read any more.", "missing") from error
    if len(content) > SOURCE_LIMIT:
        raise RefusedError(413, f"The file is larger than {SOURCE_LIMIT:,} bytes.", "large")
    return {"path": path, "text": content.decode("utf-8", "replace")}


def options(session: ProjectSession) -> dict[str, Any]:
    """What the dialogs offer: modules and packages for a new module, tables for its foreign keys, the next notebook."""
    from djlab.scaffold.layout import own_schema_modules, places

    pipeline = session.pipeline
    own = own_schema_modules(pipeline)
    return {
        "packages": [place.package for place in places(pipeline)],
        "modules": [
            {"name": module.name, "schemas": [schema.name for schema in module.schemas if schema.name]}
            for module in own
        ],
        "tables": [
            {"id": table.id, "module": table.module, "class": table.class_, "tier": table.tier}
            for table in pipeline.tables
            if table.tier != "Part"
        ],
        "tiers": ["Manual", "Lookup", "Imported", "Computed"],
        "next_notebook": _next_notebook(session),
    }


def check_text(session: ProjectSession, path: str, text: str) -> dict[str, Any]:
    """The findings about a module with this text instead of that on disk."""
    from djlab.project import live

    return {"findings": live.findings_data(live.check_text(session, path, text))}


def check_cells(session: ProjectSession, path: str, cells: list[str]) -> dict[str, Any]:
    """The findings about the code cells of a notebook."""
    from djlab.project import live

    return {"findings": live.cell_findings_data(live.check_cells(session, path, cells))}


def rule(name: str) -> dict[str, Any]:
    """A rule and its page in Markdown.

    Raises RefusedError (404) where no rule has this code or slug.
    """
    from djlab.checks import find_rule
    from djlab.checks.documentation import page

    found = find_rule(name)
    if found is None:
        raise RefusedError(404, f"There is no rule {name}.", "unknown")
    shown = page(found.code)
    return {
        "code": found.code,
        "slug": found.slug,
        "severity": found.severity,
        "certainty": found.certainty,
        "fixable": found.fixable,
        "summary": shown.summary,
        "markdown": shown.markdown,
    }


def _next_notebook(session: ProjectSession) -> int:
    numbers = [0]
    for notebook in session.project.notebooks:
        digits = Path(notebook.path).name.partition("-")[0]
        if digits.isascii() and digits.isdigit() and len(digits) < 4:
            numbers.append(int(digits))
    return max(numbers) + 1

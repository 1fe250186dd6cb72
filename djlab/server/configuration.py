"""What the configuration routes answer, computed off the event loop."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from djlab.server.roots import RefusedError

if TYPE_CHECKING:
    from djlab.config import Configuration
    from djlab.project.session import ProjectSession


def explained(session: ProjectSession) -> dict[str, Any]:
    """What ``GET configuration`` answers: no secret is part of it. Connects to nothing."""
    from djlab.config.effective import store_specification, target
    from djlab.config.explanations import store_keys
    from djlab.config.report import report
    from djlab.config.stores import mask
    from djlab.pipeline.locate import find_files
    from djlab.scaffold import movable_secrets

    configuration = _configuration(session)
    found = report(session.root, session.package_folders, files=[Path(one.path) for one in find_files(session.root)])
    stores = []
    for store in found.stores:
        specification = store_specification(configuration, session.root, store.name)
        place = None if specification is None or store.protocol is None else mask(target(specification))
        keys = [{"key": key, "explanation": told} for key, told in store_keys(store.protocol, found.series)]
        own = {"target": place, "declared": _declared(configuration, store.name), "keys": keys}
        stores.append({**asdict(store), **own})
    bridge = configuration.bridge
    return {
        "series": found.series,
        "reason": found.reason,
        "settings": [asdict(setting) for setting in found.settings],
        "stores": stores,
        "default_store": found.default_store,
        "module": None if bridge is None else {"name": bridge.module, "problem": bridge.reason},
        "problems": [asdict(problem) for problem in found.problems],
        "assigned": [asdict(one) for one in found.assigned],
        "hints": list(found.hints),
        "secrets": [{"key": key, "path": path} for key, path in movable_secrets(session.root)],
    }


def specification_of(session: ProjectSession, name: str, seen: str) -> dict[str, Any]:
    """The specification of a store to test, with its secrets: it stays on the server.

    Raises RefusedError: 404 for no such store, 409 when it is not what the user was shown (``seen``) or cannot be
    tested.
    """
    from djlab.config.effective import store_specification, target
    from djlab.config.specification import refusals
    from djlab.config.stores import mask

    found = store_specification(_configuration(session), session.root, name)
    if found is None:
        raise RefusedError(404, "No store of this name is configured.", "missing")
    if mask(target(found)) != seen:
        raise RefusedError(409, "The store has changed meanwhile. Look at it again.", "changed")
    if refused := refusals(found, "2"):
        raise RefusedError(409, f"DataJoint refuses the store before it asks it: {mask(refused[0])}.", "refused")
    return found


def _configuration(session: ProjectSession) -> Configuration:
    from djlab.config import read_configuration

    return read_configuration(session.root, session.package_folders)


def _declared(configuration: Configuration, name: str) -> dict[str, str] | None:
    """The settings of a store in pyproject.toml as texts, secrets left out; ``None`` where it is not declared there."""
    import json

    from djlab.config.specification import without_secrets
    from djlab.config.stores import mask

    table: Any = configuration.pyproject.data
    for key in ("tool", "datajoint", "stores", name):
        table = table.get(key) if isinstance(table, dict) else None
    if not isinstance(table, dict):
        return None
    return {
        str(key): mask(value if isinstance(value, str) else json.dumps(value, default=str))
        for key, value in without_secrets(table).items()
    }

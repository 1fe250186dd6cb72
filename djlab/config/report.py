"""The configuration explained: each setting with its value, the source that won, and those that it shadows."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from djlab.config.configuration import Configuration, read_configuration
from djlab.config.documents import Problem
from djlab.config.exposure import exposed
from djlab.config.requirement import Series
from djlab.config.settings import LEGACY_SECRETS, MODERN
from djlab.config.specification import looks_secret
from djlab.config.stores import ConfiguredStore, mask
from djlab.config.unread import unread

Verdict = Literal["set", "default", "problem"]
MASK = "••••"
DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Shadowed:
    """A source whose value DataJoint does not take; ``note`` says why, where it is not merely a weaker source."""

    source: str
    value: str | None
    note: str


@dataclass(frozen=True, slots=True)
class ReportedSetting:
    """``value`` as text, masked for a secret, ``None`` where nothing is set."""

    key: str
    value: str | None
    source: str
    shadowed: tuple[Shadowed, ...]
    verdict: Verdict
    problem: str


@dataclass(frozen=True, slots=True)
class Report:
    """``series`` is the line of DataJoint that reads this; no secret is part of it."""

    series: Series
    settings: tuple[ReportedSetting, ...]
    stores: tuple[ConfiguredStore, ...]
    default_store: str | None
    problems: tuple[Problem, ...]


def report(
    root: Path,
    package_folders: Iterable[Path] = (),
    environ: Mapping[str, str] | None = None,
    home: Path | None = None,
) -> Report:
    """The configuration that DataJoint has in a kernel at ``root``.

    Reads files, runs ``git ls-files``, writes nothing.
    """
    variables = os.environ if environ is None else environ
    configuration = read_configuration(root, package_folders, variables, home)
    problems = list(configuration.problems)
    problems += exposed(root)
    problems += unread(root, variables, configuration.series, configuration.pyproject, configuration.bridge)
    settings = tuple(_setting(key, configuration) for key in configuration.loaded.values if key != "stores")
    for setting in settings:
        if setting.problem and setting.verdict == "problem":
            # The only problem that a default can have is the port's, and it comes from where the backend is set.
            cause = configuration.loaded.winner.get("database.backend", setting.key)
            problems.append(Problem(setting.source if setting.source != DEFAULT else cause, 0, setting.problem))
    unique = {(problem.path, problem.line, problem.message): problem for problem in problems}
    return Report(
        configuration.series,
        settings,
        configuration.stores,
        configuration.default_store,
        tuple(Problem(problem.path, problem.line, mask(problem.message)) for problem in unique.values()),
    )


def _setting(key: str, configuration: Configuration) -> ReportedSetting:
    loaded = configuration.loaded
    source = loaded.winner.get(key, DEFAULT)
    secret = key in LEGACY_SECRETS or (key in MODERN and MODERN[key].secret) or looks_secret(key)
    won = False
    shadowed = []
    for offer in reversed(loaded.offers.get(key, [])):
        if offer.source == source and not won and not offer.note:
            won = True
            continue
        shadowed.append(Shadowed(offer.source, _shown(offer.value, secret), offer.note or f"{source} wins"))
    problem = _port_trap(key, source, configuration)
    verdict: Verdict = "problem" if problem else "default" if source == DEFAULT else "set"
    return ReportedSetting(key, _shown(loaded.values[key], secret), source, tuple(shadowed), verdict, problem)


def _port_trap(key: str, source: str, configuration: Configuration) -> str:
    values = configuration.loaded.values
    if key != "database.port" or source != DEFAULT or configuration.series != "2":
        return ""
    host = values.get("database.host")
    if ":" in str(host) and not str(host).startswith("/"):
        return ""
    if values.get("database.backend") == "postgresql" and values.get(key) == 3306:
        where = configuration.loaded.winner.get("database.backend", "a file")
        return (
            f"the backend is postgresql ({where}) but the port stays 3306: DataJoint takes the default port from "
            "DJ_BACKEND alone. Set database.port to 5432"
        )
    return ""


def _shown(value: Any, secret: bool) -> str | None:
    if value is None:
        return None
    if secret:
        return MASK
    text = mask(str(value)) if not isinstance(value, bool) else str(value).lower()
    return text if len(text) <= 300 else text[:300] + "…"

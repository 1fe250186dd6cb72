"""The configuration explained: each setting with its value, the source that won, and those that it shadows."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from djlab.config.assigned import Assignment, assignments
from djlab.config.configuration import Configuration, read_configuration
from djlab.config.documents import Problem
from djlab.config.explanations import explanation
from djlab.config.exposure import exposed
from djlab.config.hints import hints
from djlab.config.requirement import Series
from djlab.config.settings import LEGACY, LEGACY_VARIABLES, MODERN
from djlab.config.stores import ConfiguredStore, mask
from djlab.config.unread import unread
from djlab.config.values import MASK, is_secret, shown

Verdict = Literal["set", "default", "problem"]
DEFAULT = "default"

__all__ = ["MASK", "Report", "report"]


@dataclass(frozen=True, slots=True)
class Shadowed:
    """A source whose value DataJoint does not take; ``note`` says why, where it is not merely a weaker source."""

    source: str
    value: str | None
    note: str


@dataclass(frozen=True, slots=True)
class ReportedSetting:
    """``value`` as text, masked for a secret, ``None`` where nothing is set; ``usual`` says that it is the default's.

    ``explanation`` is a line about the setting, empty for one that DataJoint does not know.
    """

    key: str
    explanation: str
    value: str | None
    usual: bool
    source: str
    shadowed: tuple[Shadowed, ...]
    verdict: Verdict
    problem: str


@dataclass(frozen=True, slots=True)
class Assigned:
    """A setting that the project's code gives: it wins over the others once the code has run.

    ``value`` as text, masked, ``None`` where only the run tells. ``scope`` is ``module`` where importing the file is
    enough, else ``function``. ``path`` and ``line`` are the first place, ``more`` the number of others that give the
    same. ``note`` says what DataJoint makes of it, where that is not what the code means.
    """

    key: str
    value: str | None
    path: str
    line: int
    scope: Literal["module", "function"]
    more: int
    note: str


@dataclass(frozen=True, slots=True)
class Report:
    """``series`` is the line of DataJoint that reads this, ``reason`` how djlab knows; no secret is part of it.

    ``hints`` are what is worth knowing and not wrong.
    """

    series: Series
    reason: str
    settings: tuple[ReportedSetting, ...]
    stores: tuple[ConfiguredStore, ...]
    default_store: str | None
    problems: tuple[Problem, ...]
    assigned: tuple[Assigned, ...]
    hints: tuple[str, ...]


def report(
    root: Path,
    package_folders: Iterable[Path] = (),
    environ: Mapping[str, str] | None = None,
    home: Path | None = None,
    files: Iterable[Path] = (),
) -> Report:
    """The configuration that DataJoint has in a kernel at ``root``; ``files`` is the source that may change it.

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
    found = assignments(root, files)
    problems += [_written(one) for one in found if is_secret(one.key) and isinstance(one.value, str) and one.value]
    unique = {(problem.path, problem.line, problem.message): problem for problem in problems}
    return Report(
        configuration.series,
        configuration.reader.reason,
        settings,
        configuration.stores,
        configuration.default_store,
        tuple(Problem(problem.path, problem.line, mask(problem.message)) for problem in unique.values()),
        tuple(_assigned(found, configuration.series)),
        tuple(hints(root, configuration, found)),
    )


def _written(one: Assignment) -> Problem:
    return Problem(
        one.path,
        one.line,
        f"{one.path} gives {one.key} as text: everybody with the source has it. Change the secret, and take it from "
        "DJ_PASS or .secrets/ instead",
    )


def _assigned(found: Iterable[Assignment], series: Series) -> Iterator[Assigned]:
    groups: dict[tuple[str, str | None, str], list[Assignment]] = {}
    for one in found:
        value = shown(one.key, one.value)
        if value is None and one.expression and not is_secret(one.key):
            value = mask(one.expression)
        groups.setdefault((one.key, value, one.scope), []).append(one)
    for (key, value, _), same in groups.items():
        first = same[0]
        yield Assigned(key, value, first.path, first.line, first.scope, len(same) - 1, _note(key, series))


def _note(key: str, series: Series) -> str:
    if key.startswith("DJ_"):
        known = {*LEGACY_VARIABLES.values()} if series == "0.14" else {one.variable for one in MODERN.values()}
        if key in known or key == "DJ_STORES" or (series == "0.14" and key.startswith("DJ_SUPPORT_")):
            return "read when datajoint is imported, so not if that was before"
        return f"DataJoint {series} does not read it"
    if series == "2" and key != "*" and key.partition(".")[0] != "stores" and key not in MODERN:
        return "DataJoint 2 has no such setting and raises an error"
    return ""


def _setting(key: str, configuration: Configuration) -> ReportedSetting:
    loaded = configuration.loaded
    source = loaded.winner.get(key, DEFAULT)
    won = False
    shadowed = []
    for offer in reversed(loaded.offers.get(key, [])):
        if offer.source == source and not won and not offer.note:
            won = True
            continue
        shadowed.append(Shadowed(offer.source, shown(key, offer.value), offer.note or f"{source} wins"))
    problem = _port_trap(key, source, configuration)
    verdict: Verdict = "problem" if problem else "default" if source == DEFAULT else "set"
    value = loaded.values[key]
    usual = MODERN[key].default if configuration.series == "2" and key in MODERN else LEGACY.get(key)
    told = explanation(key)
    return ReportedSetting(
        key, told, shown(key, value), bool(value == usual), source, tuple(shadowed), verdict, problem
    )


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

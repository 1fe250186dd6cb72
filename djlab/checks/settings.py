"""``[tool.djlab.check]`` of pyproject.toml."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import tomli

from djlab.checks.finding import SEVERITIES, Severity
from djlab.checks.registry import all_rules

WHERE = "[tool.djlab.check] of pyproject.toml"
_KEYS = ("select", "ignore", "exclude", "per-file-ignores", "severity", "baseline")


class SettingsError(ValueError):
    """The settings cannot be used; the message says what, where, and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Which rules run where.

    ``select`` and ``ignore`` hold codes or their beginnings (``DJL3``); the longer one wins where both match.
    ``exclude`` and the keys of ``per_file_ignores`` are patterns of paths relative to the root (``**`` is not needed:
    ``*`` also matches ``/``). ``severity`` overrides the severity of rules by code. ``baseline`` is the path of the
    baseline file, relative to the root.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    severity: Mapping[str, Severity] = field(default_factory=dict)
    baseline: str | None = None

    def runs(self, code: str) -> bool:
        """Whether the rule with this code is selected."""
        chosen = max((len(p) for p in self.select if code.startswith(p)), default=0 if not self.select else -1)
        dropped = max((len(p) for p in self.ignore if code.startswith(p)), default=-1)
        return chosen > dropped

    def ignored_at(self, code: str, path: str) -> bool:
        """Whether findings of a rule are not wanted in a file."""
        if any(fnmatch.fnmatchcase(path, pattern) for pattern in self.exclude):
            return True
        return any(
            code.startswith(prefix)
            for pattern, prefixes in self.per_file_ignores.items()
            if fnmatch.fnmatchcase(path, pattern)
            for prefix in prefixes
        )


def read_settings(root: Path) -> Settings:
    """The settings of the project at ``root``; the defaults where it has none or pyproject.toml cannot be read.

    Raises:
        SettingsError: a key or a value is not one that djlab knows.
    """
    try:
        data = tomli.loads((root / "pyproject.toml").read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError):
        return Settings()
    for key in ("tool", "djlab", "check"):
        value = data.get(key, {})
        if not isinstance(value, dict):
            raise SettingsError(f"{key} in {WHERE} is not a table")
        data = value
    return parse_settings(data)


def parse_settings(data: Mapping[str, Any]) -> Settings:
    """The settings that the table ``[tool.djlab.check]`` states.

    Raises:
        SettingsError: a key or a value is not one that djlab knows.
    """
    for key in data:
        if key not in _KEYS:
            raise SettingsError(f"{key} is no setting of {WHERE}; there are {', '.join(_KEYS)}")
    per_file = data.get("per-file-ignores", {})
    if not isinstance(per_file, dict):
        raise SettingsError(f'per-file-ignores in {WHERE} is not a table like {{"src/old/*.py" = ["DJL2"]}}')
    severity = data.get("severity", {})
    if not isinstance(severity, dict) or not all(value in SEVERITIES for value in severity.values()):
        raise SettingsError(f'severity in {WHERE} is not a table like {{DJL305 = "warning"}} ({", ".join(SEVERITIES)})')
    baseline = data.get("baseline")
    if baseline is not None and not isinstance(baseline, str):
        raise SettingsError(f"baseline in {WHERE} is not the path of a file")
    return Settings(
        select=codes(_strings(data, "select"), f"select in {WHERE}"),
        ignore=codes(_strings(data, "ignore"), f"ignore in {WHERE}"),
        exclude=_strings(data, "exclude"),
        per_file_ignores={
            pattern: codes(_strings(per_file, pattern), f"per-file-ignores in {WHERE}") for pattern in per_file
        },
        severity={
            codes([code], f"severity in {WHERE}")[0]: cast("Severity", value) for code, value in severity.items()
        },
        baseline=baseline,
    )


def codes(names: Iterable[str], where: str) -> tuple[str, ...]:
    """Codes or their beginnings, checked against the rules that exist; slugs become codes.

    Raises:
        SettingsError: a name fits no rule.
    """
    found = []
    for name in names:
        wanted = name.strip().upper()
        slug = next((rule.code for rule in all_rules() if rule.slug == name.strip().lower()), None)
        if slug is not None:
            found.append(slug)
        elif wanted and any(rule.code.startswith(wanted) for rule in all_rules()):
            found.append(wanted)
        else:
            raise SettingsError(f"{name!r} in {where} is neither a rule nor the beginning of one: see djlab rule")
    return tuple(found)


def _strings(data: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise SettingsError(f"{key} in {WHERE} is not a list of texts")
    return tuple(value)

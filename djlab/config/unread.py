"""Settings that somebody wrote down and that DataJoint never reads."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from pathlib import Path

from djlab.config.bridge import Bridge
from djlab.config.documents import Document, Problem
from djlab.config.requirement import Series
from djlab.config.settings import LEGACY_VARIABLES, MODERN

_NESTED = re.compile(r"DJ_STORES__\w+", re.IGNORECASE)
_OWN = re.compile(r"DJ_STORES_[^_]\w*|DJ_(SUPPORT_|PYTHON|TEST)\w*", re.IGNORECASE)
_SETTINGS = {
    "DJ_PASSWORD": "DJ_PASS",
    "DJ_USERNAME": "DJ_USER",
    "DJ_HOSTNAME": "DJ_HOST",
    "DJ_DATABASE": "DJ_DATABASE_NAME",
}


def unread(
    root: Path, environ: Mapping[str, str], series: Series, pyproject: Document, bridge: Bridge | None
) -> list[Problem]:
    """One sentence per place."""
    found = [*_variables(environ, series), *_files(root, series)]
    table = pyproject.data.get("tool", {})
    table = table.get("datajoint", {}) if isinstance(table, dict) else {}
    if isinstance(table, dict):
        if isinstance(table.get("stores"), dict) and not (bridge is not None and bridge.applied):
            found.append(
                Problem(
                    "pyproject.toml",
                    0,
                    "DataJoint never reads [tool.datajoint.stores] of pyproject.toml: a module "
                    "src/<package>/_stores.py that the package imports can apply it",
                )
            )
        for key in table:
            if key != "stores":
                found.append(Problem("pyproject.toml", 0, f"DataJoint never reads [tool.datajoint] {key}"))
    return found


def _variables(environ: Mapping[str, str], series: Series) -> list[Problem]:
    known = {setting.variable for setting in MODERN.values()} | {"DJ_STORES", "DJ_THREAD_SAFE"}
    if series == "0.14":
        known = set(LEGACY_VARIABLES.values())
    found = []
    for name in sorted(environ):
        if not name.upper().startswith("DJ_") or name.upper() in known:
            continue
        if _NESTED.fullmatch(name):
            reason = f"DataJoint does not read {name}: only DJ_STORES, as one JSON object, which replaces all stores"
        elif _OWN.fullmatch(name):
            continue
        else:
            close = [_SETTINGS[name]] if name in _SETTINGS else difflib.get_close_matches(name, known, 1, 0.75)
            hint = f": did you mean {close[0]}?" if close else ""
            reason = f"DataJoint {series} does not read the variable {name}{hint}"
        found.append(Problem(name, 0, reason))
    return found


def _files(root: Path, series: Series) -> list[Problem]:
    other = "dj_local_conf.json" if series == "2" else "datajoint.json"
    wanted = "datajoint.json" if series == "2" else "dj_local_conf.json"
    found = []
    if (root / other).is_file():
        found.append(Problem(other, 0, f"DataJoint {series} does not read {other} but {wanted}"))
    if series == "0.14" and (root / ".secrets").is_dir():
        found.append(Problem(".secrets", 0, "DataJoint 0.14 does not read .secrets/"))
    if series == "2" and (root / ".secrets").is_dir() and not (root / "datajoint.json").is_file():
        found.append(
            Problem(".secrets", 0, "DataJoint reads .secrets/ only beside a datajoint.json, and there is none")
        )
    return found

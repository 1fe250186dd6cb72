"""Testing a store: one object is listed through fsspec, in a process of its own that is ended if it takes too long."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from djlab.config.effective import endpoint_url, target
from djlab.config.probe import EXTRAS
from djlab.config.stores import mask

SECONDS = 20.0
Outcome = Literal["answered", "missing", "login", "denied", "unreachable", "library", "setup", "timeout", "failed"]
_SETUP = {
    "TokenFile": "the token names a file that is not there",
    "NoCredentials": "neither connection_string nor account_name is configured",
    "ConnectionString": "the connection_string cannot be read",
    "AccountKey": "the account_key cannot be read",
}


@dataclass(frozen=True, slots=True)
class Probed:
    """What came of a test. ``message`` is for a person and holds no secret."""

    outcome: Outcome
    message: str

    @property
    def fine(self) -> bool:
        return self.outcome == "answered"


def probe_store(specification: Mapping[str, Any], seconds: float = SECONDS) -> Probed:
    """Lists one object of the store that DataJoint's specification describes; nothing is written.

    The caller has asked the user before. At the end of ``seconds`` the process is killed.
    """
    # Standard input, because arguments and variables of a process can be read by others. The folder is empty, so that
    # no module of a project stands in for a library's.
    with tempfile.TemporaryDirectory(prefix="djlab-") as folder:
        try:
            done = subprocess.run(
                [sys.executable, "-c", "from djlab.config.probe import main; main()"],
                input=json.dumps(dict(specification), default=str),
                cwd=folder,
                capture_output=True,
                text=True,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Probed("timeout", f"{mask(target(specification))} gave no answer in {seconds:g} s")
    try:
        answer = json.loads(done.stdout.splitlines()[-1])
        outcome, detail, objects = answer["outcome"], str(answer["detail"]), bool(answer["objects"])
    except (ValueError, IndexError, KeyError, TypeError):
        # What it printed may hold a secret: it is not passed on.
        return Probed("failed", f"the test of {mask(target(specification))} ended without an answer")
    return Probed(outcome, _told(specification, outcome, detail, objects))


def _told(specification: Mapping[str, Any], outcome: str, detail: str, objects: bool) -> str:
    where = mask(target(specification))
    protocol = str(specification.get("protocol", "")).lower()
    extra = f" ({detail})" if detail else ""
    if outcome == "answered":
        held = "holds at least one object" if objects else "is empty so far"
        return f"{where} answers, and {held}"
    if outcome == "missing" and protocol == "file":
        return f"there is no folder {where}; a package with _stores.py makes it when it is imported"
    if outcome == "missing":
        holder = "container" if protocol == "azure" else "bucket"
        return f"{where} answers, but there is no such {holder}{extra}"
    if outcome == "login" and "Credentials" in detail:
        return f"no complete credentials are configured for {where}"
    if outcome == "login":
        return f"{where} refuses the credentials{extra}"
    if outcome == "denied" and protocol == "file":
        return f"{where} cannot be read and written by this user"
    if outcome == "denied":
        return f"{where} forbids listing with these credentials{extra}"
    if outcome == "unreachable":
        place = mask(endpoint_url(specification)) if protocol == "s3" else where
        return f"{place} cannot be reached{extra}"
    if outcome == "setup":
        return f"{where} is not asked: {_SETUP.get(detail, 'what is configured cannot be used')}"
    if outcome == "library":
        package = EXTRAS.get(protocol, "fsspec")
        install = f"'datajoint[{protocol}]>=2.3'" if protocol in EXTRAS else package
        return f"the package {package} is not installed here: pip install {install}"
    return f"{where} failed{extra}"

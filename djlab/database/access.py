"""May djlab connect for this project, and if not, why not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from djlab.database import consent, places
from djlab.database.errors import EmbeddedError, LiveError
from djlab.database.settings import ConnectionSettings

PRODUCTION = (r"(^|[.\-_])prod(uction)?([.\-_\d]|$)",)
"""Hosts that are taken for production ones where nothing else is configured."""

Consent = Literal["user", "embedded", "given", "needed"]


@dataclass(frozen=True, slots=True)
class Access:
    """What is known before a connection.

    ``consent`` is ``user`` where this user's own environment names the host, ``embedded`` for the project's own server,
    ``given`` or ``needed`` for a host that project files name. ``production`` marks a host to be careful with.
    """

    settings: ConnectionSettings
    consent: Consent
    production: bool

    def demand(self) -> None:
        """Raises :class:`LiveError` unless djlab may connect."""
        settings = self.settings
        if not settings.configured:
            raise LiveError(
                "unconfigured",
                "No database is configured for this project. Set database.host in datajoint.json or DJ_HOST.",
            )
        if self.consent == "needed":
            raise LiveError(
                "consent",
                f"{settings.sources['host']} of the project names the host {settings.host}. djlab connects when you "
                "have agreed to it.",
            )


def access_to(root: Path, settings: ConnectionSettings, production: Iterable[str] = PRODUCTION) -> Access:
    """What is known before any connection. Reads the user's consent, connects to nothing."""
    return Access(settings, _consent(root, settings), is_production(settings, production))


def is_production(settings: ConnectionSettings, patterns: Iterable[str]) -> bool:
    """Whether a pattern is found in ``host:port``. A broken pattern marks every host: that errs on the safe side."""
    for pattern in patterns:
        try:
            if re.search(pattern, settings.host, re.IGNORECASE) or re.search(
                pattern, f"{settings.host}:{settings.port}", re.IGNORECASE
            ):
                return True
        except re.error:
            return True
    return False


def _consent(root: Path, settings: ConnectionSettings) -> Consent:
    if not settings.from_project:
        return "user"
    if is_own_server(root, settings):
        return "embedded"
    return "given" if consent.is_given(consent.Target.of(root, settings)) else "needed"


def is_own_server(root: Path, settings: ConnectionSettings) -> bool:
    """Whether the settings lead to the embedded server that this user started for the project."""
    try:
        record = places.load(places.folder_of(root))
    except EmbeddedError:
        return False
    if record is None or settings.backend != "postgresql" or settings.host != record.host:
        return False
    return settings.host.startswith("/") or (settings.port, settings.user) == (record.port, record.user)

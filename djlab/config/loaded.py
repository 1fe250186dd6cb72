"""What DataJoint holds after its import: values, where each came from, and what was passed over."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from djlab.config.documents import Problem


@dataclass(frozen=True, slots=True)
class Offer:
    """A source's value for a setting. ``note`` says why DataJoint does not take it; a shadowed one needs no note."""

    source: str
    value: Any = field(repr=False)
    note: str = ""


@dataclass(slots=True)
class Loaded:
    """The outcome of one loading order.

    ``offers`` holds every source's value per setting, in the order in which DataJoint meets them; ``winner`` the
    source whose value stands (absent: the default). ``store_sources`` names, per store and key, where the key came
    from. ``fatal`` says why importing DataJoint fails, or is empty. Values may be secrets: ``repr`` leaves them out.
    """

    values: dict[str, Any] = field(default_factory=dict, repr=False)
    winner: dict[str, str] = field(default_factory=dict)
    offers: dict[str, list[Offer]] = field(default_factory=dict)
    stores: dict[str, Any] = field(default_factory=dict, repr=False)
    store_sources: dict[str, dict[str, str]] = field(default_factory=dict)
    passed_over: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    fatal: str = ""

    def offer(self, key: str, source: str, value: object, note: str = "") -> None:
        self.offers.setdefault(key, []).append(Offer(source, value, note))

    def take(self, key: str, source: str, value: object) -> None:
        self.values[key] = value
        self.winner[key] = source

    def take_store(self, name: str, value: object, source: str) -> None:
        self.stores[name] = value
        keys = value if isinstance(value, dict) else ()
        self.store_sources[name] = {"": source, **{str(key): source for key in keys}}

"""The stores of a project with the attributes that use them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from djlab.config import Configuration, ConfiguredStore
from djlab.pipeline.model import Table
from djlab.project.model import Store, StoreUse

Uses = dict[str, list[StoreUse]]


def store_uses(tables: Iterable[Table]) -> Uses:
    """Per store name the attributes whose values lie in it; those that arrive through a foreign key do not count."""
    uses: Uses = {}
    for table in tables:
        for attribute in table.attributes:
            if attribute.store is not None and attribute.from_ is None:
                uses.setdefault(attribute.store, []).append(StoreUse(table.id, attribute.name))
    return uses


def project_stores(configuration: Configuration, uses: Uses) -> tuple[Store, ...]:
    """Every store that is configured or used, in the order of the names.

    The store that ``<blob@>`` leaves unnamed is the default store; where none is named, it is one without a name.
    """
    default = configuration.default_store
    named: Uses = {}
    for name, found in uses.items():
        named.setdefault(name or default or "", []).extend(found)
    configured = {store.name: store for store in configuration.stores}
    return tuple(
        _configured(configured[name], named.get(name, []))
        if name in configured
        else _missing(name, named[name], configured)
        for name in sorted(configured.keys() | named.keys())
    )


def _configured(store: ConfiguredStore, uses: list[StoreUse]) -> Store:
    return Store(
        name=store.name,
        protocol=store.protocol,
        location=store.location,
        endpoint=store.endpoint,
        bucket=store.bucket,
        source=store.source,
        effective=store.effective,
        reason=store.reason,
        used_by=tuple(uses),
        problems=store.problems,
    )


def _missing(name: str, uses: list[StoreUse], configured: Iterable[str]) -> Store:
    if name:
        close = difflib.get_close_matches(name, list(configured), 1, 0.6)
        hint = f": did you mean {close[0]}?" if close else ""
        reason = f"used but configured nowhere{hint}"
    else:
        reason = "the default store is used, and stores.default is not set"
    return Store(name, None, None, None, None, None, False, reason, tuple(uses), (reason,))

"""The stores of a project with the attributes that use them."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable

from djlab.config import Configuration, ConfiguredStore
from djlab.config.assigned import CodeStore
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


def lacks_stores(configuration: Configuration, uses: Uses) -> bool:
    """Whether attributes use a store that no file and no variable configures."""
    return not {name or configuration.default_store for name in uses} <= {one.name for one in configuration.stores}


def project_stores(configuration: Configuration, uses: Uses, code: Iterable[CodeStore] = ()) -> tuple[Store, ...]:
    """Every store that is configured, set by the project's code, or used, in the order of the names.

    The store that ``<blob@>`` leaves unnamed is the default store; where none is named, it is one without a name.
    """
    by_code = {store.name: store for store in code}
    default = configuration.default_store
    named: Uses = {}
    for name, found in uses.items():
        named.setdefault(name or default or "", []).extend(found)
    configured = {store.name: store for store in configuration.stores}
    return tuple(
        _configured(configured[name], named.get(name, []))
        if name in configured
        else _by_code(name, by_code[name], named.get(name, []))
        if name in by_code
        else _by_code(name, by_code[""], named[name])
        if name and "" in by_code
        else _missing(name, named[name], configured.keys() | by_code.keys())
        for name in sorted(configured.keys() | named.keys() | (by_code.keys() - {""}))
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


def _by_code(name: str, store: CodeStore, uses: list[StoreUse]) -> Store:
    place = f"{store.path}:{store.line}"
    if not store.name:
        reason = f"in no file of configuration; {place} sets stores whose names only the run tells"
    elif store.scope == "module":
        reason = f"set by the project's code, once {place} is imported"
    else:
        reason = f"set by the project's code, once the function at {place} is called"
    effective = True if store.name and store.scope == "module" else None
    return Store(name, None, None, None, None, store.path, effective, reason, tuple(uses))


def _missing(name: str, uses: list[StoreUse], configured: Collection[str]) -> Store:
    if not configured:
        # Labs keep such files out of their repositories: nothing is wrong as far as one can see.
        what = f"the store {name} is used" if name else "the default store is used"
        reason = f"{what}, and no file here configures a store"
        return Store(name, None, None, None, None, None, None, reason, tuple(uses))
    if name:
        close = difflib.get_close_matches(name, list(configured), 1, 0.6)
        hint = f": did you mean {close[0]}?" if close else ""
        reason = f"used but configured nowhere{hint}"
    else:
        reason = "the default store is used, and stores.default is not set"
    return Store(name, None, None, None, None, None, False, reason, tuple(uses), (reason,))

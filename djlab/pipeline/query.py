"""Questions to a pipeline: what lies up- and downstream, how tables are connected, which ones a selector names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from fnmatch import fnmatchcase

from djlab.pipeline.model import Pipeline, Table
from djlab.pipeline.words import TIERS

_TERM = re.compile(r"(?P<up>(?:\d+)?\+)?(?P<body>[^+]+?)(?P<down>\+(?:\d+)?)?$")
_METHODS = ("tier", "module", "schema", "store", "table", "attribute")


class SelectorError(ValueError):
    """A selector that cannot be read, or that names nothing."""


def neighbourhood(
    pipeline: Pipeline, start: Iterable[str], *, up: int | None = 0, down: int | None = 0
) -> frozenset[str]:
    """The tables ``up`` steps upstream and ``down`` steps downstream of ``start``, which is included.

    ``None`` goes all the way. Raises ``KeyError`` for an id that the pipeline does not have.
    """
    above, below = _edges(pipeline)
    seeds = set(start)
    for seed in seeds:
        if seed not in above:
            raise KeyError(seed)
    return frozenset(_reach(seeds, above, up) | _reach(seeds, below, down))


def path_between(pipeline: Pipeline, one: str, other: str) -> tuple[str, ...]:
    """The tables of a shortest way of foreign keys from ``one`` down to ``other``, or up to it; empty without one.

    Raises ``KeyError`` for an id that the pipeline does not have.
    """
    above, below = _edges(pipeline)
    for name in (one, other):
        if name not in above:
            raise KeyError(name)
    return _path(one, other, below) or _path(one, other, above)


def select(pipeline: Pipeline, selector: str) -> frozenset[str]:
    """The ids of the tables that a selector names.

    ``Session`` or a table id or its end; ``*`` and ``?`` match any text; ``+Session`` with all that it depends on,
    ``Session+2`` with two levels of what depends on it, ``1+Session`` one level up; ``tier:computed``,
    ``module:ephys``, ``schema:lab``, ``store:main``, ``attribute:subject_id``. A space joins selections, a comma keeps
    what both sides have. Raises :class:`SelectorError` for a term that cannot be read or that names no table, with the
    nearest names, and where no table is left.
    """
    groups = selector.split()
    if not groups:
        raise SelectorError("the selector is empty")
    found: set[str] = set()
    for group in groups:
        terms = [term for term in group.split(",") if term]
        if not terms:
            raise SelectorError(f"nothing stands beside the comma in `{group}`")
        found |= set.intersection(*(set(_term(pipeline, term)) for term in terms))
    if not found:
        raise SelectorError(f"no table is in all of these at once: {', '.join(f'`{term}`' for term in terms)}")
    return frozenset(found)


def _term(pipeline: Pipeline, term: str) -> frozenset[str]:
    match = _TERM.match(term)
    if match is None:
        raise SelectorError(f"cannot read `{term}`: write for example `+Session`, `Session+2` or `tier:computed`")
    method, colon, value = match["body"].partition(":")
    if colon and method in _METHODS:
        test = _test(pipeline, method, value)
    elif colon and "." not in method and not any(table.id == match["body"] for table in pipeline.tables):
        near = get_close_matches(method.casefold(), _METHODS, 1)
        advice = f"did you mean `{near[0]}:{value}`?" if near else f"use one of {', '.join(m + ':' for m in _METHODS)}"
        raise SelectorError(f"`{method}:` is no selector: {advice}")
    else:
        test = _named(match["body"])
    seeds = {table.id for table in pipeline.tables if test(table)}
    if not seeds:
        near = _nearest(pipeline, match["body"])
        advice = f": did you mean {' or '.join(f'`{name}`' for name in near)}?" if near else ""
        raise SelectorError(f"`{match['body']}` names no table{advice}")
    up, down = match["up"], match["down"]
    return neighbourhood(
        pipeline,
        seeds,
        up=0 if up is None else (int(up[:-1]) if up[:-1] else None),
        down=0 if down is None else (int(down[1:]) if down[1:] else None),
    )


def _named(body: str) -> Callable[[Table], bool]:
    wanted = body.casefold()
    dotted = wanted.replace(":", ".")

    def test(table: Table) -> bool:
        whole = table.id.casefold().replace(":", ".")
        return (
            fnmatchcase(table.class_.casefold(), wanted)
            or whole == dotted
            or whole.endswith("." + dotted)
            or fnmatchcase(whole, dotted)
        )

    return test


def _test(pipeline: Pipeline, method: str, value: str) -> Callable[[Table], bool]:
    pattern = value.casefold()
    if method == "tier":
        pattern = {"entry": "manual", "ingest": "imported", "compute": "computed"}.get(pattern, pattern)
        return lambda table: fnmatchcase(table.tier.casefold(), pattern)
    if method == "schema":
        return lambda table: fnmatchcase((table.schema or "").casefold(), pattern)
    if method == "store":
        return lambda table: any(
            fnmatchcase((a.store or "default").casefold(), pattern) for a in table.attributes if a.store is not None
        )
    if method == "table":
        return lambda table: fnmatchcase(table.table.casefold(), pattern)
    if method == "attribute":
        return lambda table: any(fnmatchcase(a.name.casefold(), pattern) for a in table.attributes)
    modules = {
        module.name
        for module in pipeline.modules
        if fnmatchcase(module.name.casefold(), pattern) or fnmatchcase(module.name.casefold(), "*." + pattern)
    }
    return lambda table: table.module in modules


def _nearest(pipeline: Pipeline, body: str) -> list[str]:
    """Up to three selectors like one that names no table: names spelt like it, and the same name of another kind."""
    if "*" in body or "?" in body:
        return []
    method, colon, value = body.partition(":")
    if not colon or method not in _METHODS:
        method, value = "", body
    wanted = value.casefold()
    elsewhere = [
        f"{other}:{name}" if other else name
        for other in ("", *_METHODS)
        if other != method
        for name in dict.fromkeys(_names(pipeline, other))
        if name.casefold() == wanted
    ]
    names = {name.casefold(): name for name in _names(pipeline, method)}
    near = [names[name] for name in get_close_matches(wanted, names, 2)]
    return [*(f"{method}:{name}" if method else name for name in near), *elsewhere][:3]


def _names(pipeline: Pipeline, method: str) -> Iterator[str]:
    """What a term of a kind can name; ``""`` are names of tables."""
    if method == "tier":
        yield from sorted({tier.lower() for tier in TIERS.values()})
    if method == "module":
        for module in pipeline.modules:
            yield module.name.rpartition(".")[2]
            yield module.name
    for table in pipeline.tables:
        if method == "":
            yield from (table.class_, f"{table.module.rpartition('.')[2]}.{table.class_}", table.id)
        elif method == "schema" and table.schema:
            yield table.schema
        elif method == "table":
            yield table.table
        elif method == "attribute":
            yield from (attribute.name for attribute in table.attributes)
        elif method == "store":
            yield from (attribute.store or "default" for attribute in table.attributes if attribute.store is not None)


def _edges(pipeline: Pipeline) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    above: dict[str, list[str]] = {table.id: [] for table in pipeline.tables}
    below: dict[str, list[str]] = {table.id: [] for table in pipeline.tables}
    for table in pipeline.tables:
        targets = [key.target for key in table.foreign_keys]
        for target in targets:
            if target in below and target is not None and target not in above[table.id]:
                above[table.id].append(target)
                below[target].append(table.id)
    return above, below


def _reach(start: set[str], edges: dict[str, list[str]], depth: int | None) -> set[str]:
    seen = set(start)
    level = list(start)
    while level and (depth is None or depth > 0):
        level = [other for name in level for other in edges[name] if other not in seen]
        seen.update(level)
        depth = None if depth is None else depth - 1
    return seen


def _path(one: str, other: str, edges: dict[str, list[str]]) -> tuple[str, ...]:
    came: dict[str, str | None] = {one: None}
    level = [one]
    while level and other not in came:
        following: list[str] = []
        for name in level:
            for neighbour in edges[name]:
                if neighbour not in came:
                    came[neighbour] = name
                    following.append(neighbour)
        level = following
    if other not in came:
        return ()
    path: list[str] = []
    step: str | None = other
    while step is not None:
        path.append(step)
        step = came[step]
    return tuple(reversed(path))

"""Which tables hang together by foreign keys, below a table or above it, in schemas outside the project too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import networkx as nx
from sqlalchemy import Connection

from djlab.database.catalogue import Catalogue, CatalogueForeignKey, CatalogueTable, Name, read_catalogue
from djlab.database.columns import Dialect
from djlab.database.errors import LiveError

Direction = Literal["downstream", "upstream"]

_POSTGRESQL = """
    SELECT DISTINCT n.nspname, rn.nspname
    FROM pg_constraint con
    JOIN pg_class c ON c.oid = con.conrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_class rc ON rc.oid = con.confrelid
    JOIN pg_namespace rn ON rn.oid = rc.relnamespace
    WHERE con.contype = 'f' AND {known}.nspname = ANY(%(schemas)s)
"""
_MYSQL = """
    SELECT DISTINCT TABLE_SCHEMA, REFERENCED_TABLE_SCHEMA
    FROM information_schema.KEY_COLUMN_USAGE
    WHERE REFERENCED_TABLE_NAME IS NOT NULL AND {known} IN %(schemas)s
"""


@dataclass(frozen=True, slots=True)
class Link:
    """A foreign key of ``child`` that refers to ``parent``."""

    child: CatalogueTable
    key: CatalogueForeignKey
    parent: CatalogueTable


@dataclass(frozen=True, slots=True)
class Reach:
    """The tables that foreign keys lead to from one, that one first, each after all that lead to it.

    ``links`` are those through which a table is reached, by the table's name.
    """

    catalogue: Catalogue
    order: tuple[Name, ...]
    links: dict[Name, tuple[Link, ...]]


def read_reach_catalogue(connection: Connection, dialect: Dialect, schemas: Iterable[str], way: Direction) -> Catalogue:
    """The catalogue of these schemas and of all that their foreign keys lead to, or that refer to them.

    DataJoint looks for them in the same way (``load_all_downstream``, ``load_all_upstream`` of 2.3.5).
    """
    known, fresh = set(schemas), set(schemas)
    here, there = ("rn", 0) if way == "downstream" else ("n", 1)
    if dialect == "mysql":
        here = "REFERENCED_TABLE_SCHEMA" if way == "downstream" else "TABLE_SCHEMA"
    while fresh:
        asked = list(fresh) if dialect == "postgresql" else tuple(fresh)
        statement = (_POSTGRESQL if dialect == "postgresql" else _MYSQL).format(known=here)
        rows = connection.exec_driver_sql(statement, {"schemas": asked}).all()
        fresh = {row[there] for row in rows} - known
        known |= fresh
    return read_catalogue(connection, dialect, known)


def reach(catalogue: Catalogue, start: Iterable[Name], way: Direction) -> Reach:
    """What is reached from these tables. Hidden tables (``~log``) take no part, as in DataJoint.

    Raises :class:`LiveError` where foreign keys run in a circle: DataJoint refuses to delete there.
    """
    graph: nx.DiGraph[Name] = nx.DiGraph()
    links: dict[tuple[Name, Name], list[Link]] = {}
    for child in catalogue.tables.values():
        for key in child.foreign_keys:
            parent = catalogue.tables.get(key.target)
            if parent is None or child.name[1].startswith("~") or parent.name[1].startswith("~"):
                continue
            step = (parent.name, child.name) if way == "downstream" else (child.name, parent.name)
            graph.add_edge(*step)
            links.setdefault(step, []).append(Link(child, key, parent))
    first = list(start)
    graph.add_nodes_from(first)
    reached = set(first).union(*(nx.descendants(graph, name) for name in first))
    part = graph.subgraph(reached)
    try:
        order = tuple(nx.lexicographical_topological_sort(part))
    except nx.NetworkXUnfeasible:
        circle = [".".join(step[0]) for step in nx.find_cycle(part)]
        raise LiveError(
            "query",
            f"The foreign keys of {' → '.join([*circle, circle[0]])} run in a circle. DataJoint works with acyclic "
            "dependencies only, so it would not delete here either.",
        ) from None
    return Reach(
        catalogue,
        order,
        {name: tuple(link for above in part.predecessors(name) for link in links[above, name]) for name in order},
    )

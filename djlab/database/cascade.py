"""What a delete would take with it, and where rows came from: counted, never done.

``delete`` of DataJoint 2.3.5 (``Table.delete``, ``Diagram.cascade``) and of 0.14.10 take all rows that refer to deleted
ones by any foreign key, and those that refer to these. Then both refuse, and roll back, when rows of a part went and
none of its master; a delete that begins at a part's class is refused at once. ``part_integrity="cascade"`` (2.x) and
``force_masters=True`` (0.14) take the masters of deleted parts, too, and all that these take with them.

Where rows came from are the rows that they refer to, and those that these refer to. (``Diagram.trace`` of 2.3.5 gives
the same for a row; for a restriction on a part of the key it may also give rows of a parent that nothing refers to.)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import networkx as nx
from sqlalchemy import Connection

from djlab.database.affected import Keys, Restriction, Root, Way, affected, count_sql, up, values_sql
from djlab.database.catalogue import Catalogue, CatalogueTable, Name
from djlab.database.columns import Column, Dialect
from djlab.database.dialect import text_of
from djlab.database.errors import LiveError
from djlab.database.names import master_of
from djlab.database.reach import Direction, Link, Reach, reach, read_reach_catalogue
from djlab.database.tables import TableRows

Integrity = Literal["enforce", "cascade"]
MASTERS = 20_000
"""Rows of masters that ``part_integrity="cascade"`` brings in at most: their keys go through djlab."""
ROUNDS = 50


@dataclass(frozen=True, slots=True)
class Question:
    """Rows of a table, and in which direction they are followed. ``integrity`` is DataJoint's ``part_integrity``."""

    name: Name
    restriction: str = ""
    direction: Direction = "downstream"
    integrity: Integrity = "enforce"


@dataclass(frozen=True, slots=True)
class Cascade:
    """The tables that are reached and the ways in which their rows are, ready to be counted one by one."""

    question: Question
    reach: Reach
    ways: Mapping[Name, tuple[Way, ...]]
    masters: frozenset[Name] = field(default_factory=frozenset)
    """Masters that were brought in by their parts."""

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue of all schemas that are reached."""
        return self.reach.catalogue

    def count(self, connection: Connection, name: Name) -> int:
        """How many rows of one of the tables are reached, exactly."""
        table = self.catalogue.tables[name]
        statement, values = count_sql(table, self.ways[name], self.catalogue.dialect)
        return int(connection.exec_driver_sql(statement, values).scalar_one())


def read_cascade(connection: Connection, dialect: Dialect, question: Question) -> Cascade:
    """The tables that are reached, in the order in which foreign keys lead to them.

    Reads the catalogue only, but for ``integrity="cascade"``, which has to look for the masters. Raises ``LiveError``
    for a table that the database does not have and for foreign keys in a circle, ``PageError`` for the restriction.
    """
    catalogue = read_reach_catalogue(connection, dialect, {question.name[0]}, question.direction)
    table = catalogue.table(*question.name)
    if table is None:
        raise LiveError("missing", f"The database has no table {'.'.join(question.name)} that you may read.")
    source = TableRows(table, dialect).source
    roots = [Root(table, Restriction(question.restriction, source))]
    if question.direction == "downstream" and question.integrity == "cascade":
        return _with_masters(connection, question, catalogue, roots)
    found = reach(catalogue, [question.name], question.direction)
    ways = affected(found.order, found.links, roots, question.direction == "upstream")
    return Cascade(question, found, ways)


def refusals(question: Question, counts: Mapping[Name, int | None]) -> list[tuple[Name, Name]]:
    """Parts for whose sake DataJoint would refuse the delete, each with its master; ``counts`` are of all tables."""
    if question.direction == "upstream" or question.integrity == "cascade":
        return []
    found = []
    for name, count in counts.items():
        master = master_of(name)
        if master is not None and (name == question.name or (count and not counts.get(master))):
            found.append((name, master))
    return found


def _with_masters(connection: Connection, question: Question, catalogue: Catalogue, roots: list[Root]) -> Cascade:
    """Adds the masters of parts until no part is without its master."""
    keys: dict[Name, set[tuple[str, ...]]] = {}
    for _ in range(ROUNDS):
        every = roots + [
            Root(catalogue.tables[name], _keys(catalogue, name, rows)) for name, rows in keys.items() if rows
        ]
        found = reach(catalogue, dict.fromkeys(root.table.name for root in every), "downstream")
        ways = affected(found.order, found.links, every, upstream=False)
        grown = False
        for name in found.order:
            master = master_of(name)
            if master is not None and master in catalogue.tables:
                rows = _master_rows(connection, catalogue, name, catalogue.tables[master], ways[name])
                before = keys.setdefault(master, set())
                grown = grown or not rows <= before
                before |= rows
        if sum(map(len, keys.values())) > MASTERS:
            raise LiveError(
                "query", f"More than {MASTERS:,} masters of parts would go, too. Restrict the rows further."
            )
        if not grown:
            return Cascade(question, found, ways, frozenset(name for name, rows in keys.items() if rows))
    raise LiveError("query", f"Masters and parts lead to each other more than {ROUNDS} times. Restrict the rows.")


def _keys(catalogue: Catalogue, name: Name, rows: Iterable[tuple[str, ...]]) -> Keys:
    table = catalogue.tables[name]
    return Keys(_key_columns(table), rows, catalogue.dialect)


def _key_columns(table: CatalogueTable) -> list[Column]:
    return [column.to_column() for name in table.primary_key if (column := table.column(name)) is not None]


def _master_rows(
    connection: Connection, catalogue: Catalogue, part: Name, master: CatalogueTable, ways: tuple[Way, ...]
) -> set[tuple[str, ...]]:
    """The keys of the masters of affected rows of a part, which may refer to its master through other parts."""
    path = _path(catalogue, part, master.name)
    if not path:
        return set()
    for link in path:
        ways = tuple(up(link, ways, {}))
    statement, values = values_sql(master, _key_columns(master), ways, catalogue.dialect, MASTERS + 1)
    return {tuple(text_of(value) or "" for value in row) for row in connection.exec_driver_sql(statement, values)}


def _path(catalogue: Catalogue, part: Name, master: Name) -> list[Link]:
    """The foreign keys from a part to its master, the shortest way as in DataJoint; none where there is none."""
    graph: nx.DiGraph[Name] = nx.DiGraph()
    for child in catalogue.tables.values():
        for key in child.foreign_keys:
            if key.target in catalogue.tables and not graph.has_edge(child.name, key.target):
                graph.add_edge(child.name, key.target, link=Link(child, key, catalogue.tables[key.target]))
    try:
        path = nx.shortest_path(graph, part, master)
    except (nx.NetworkXNoPath, nx.NodeNotFound):
        return []
    return [graph.edges[step]["link"] for step in nx.utils.pairwise(path)]

"""A DataJoint query expression as a source of pages, for DataJoint 0.14 and 2.

Uses what both lines have: ``heading.attributes``, ``make_sql`` and ``connection.query`` (datajoint/heading.py and
expression.py of 0.14.10 and 2.3.5). Nothing here fetches, counts, or decodes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import datajoint as dj
from datajoint.expression import QueryExpression, Union
from datajoint.table import Table

from djlab.database import pages
from djlab.database.columns import Column, Dialect, Kind, kind_of, length_of, members_of, spelled
from djlab.database.dialect import quote
from djlab.database.pages import Page, Request, Source

TableClass: Any = type(dj.Manual)
"""The metaclass of table classes: a notebook cell may end in ``Subject`` as well as in ``Subject()``."""


def expression_of(value: Any) -> QueryExpression | None:
    """The expression that a displayed value stands for; ``None`` for a class that is no declared table."""
    if isinstance(value, QueryExpression):
        return value
    if isinstance(value, TableClass) and issubclass(value, Table) and getattr(value, "database", None):
        return value()
    return None


def title(expression: QueryExpression) -> str:
    """The table's name as the user wrote it (``Subject``, ``Scan.Frame``), else the kind of expression."""
    if isinstance(expression, Table):
        table = type(expression)
        name = str(expression.full_table_name) if table is dj.FreeTable else table.__qualname__
        return name.split("<locals>.")[-1]
    supported = [title(part) for part in expression._support or () if isinstance(part, QueryExpression)]
    return " * ".join(supported) if 0 < len(supported) < 4 else type(expression).__name__


def comment(expression: QueryExpression) -> str:
    """The table's comment as far as it is known without another query."""
    status = getattr(expression.heading, "_table_status", None)
    return str((status or {}).get("comment") or "")


def dialect_of(expression: QueryExpression) -> Dialect:
    """0.14 knows MySQL alone and has no adapters."""
    adapter = getattr(expression.connection, "adapter", None)
    return "postgresql" if getattr(adapter, "backend", "mysql") == "postgresql" else "mysql"


def source_of(expression: QueryExpression) -> Source:
    """The expression as a source of pages. Loads its heading when DataJoint has not done so yet."""
    dialect = dialect_of(expression)
    columns = tuple(_column(attribute) for attribute in expression.heading.attributes.values())
    if not isinstance(expression, Table):
        # Outer joins and computed attributes give NULL where the heading does not say so.
        columns = tuple(replace(column, nullable=column.nullable or not column.key) for column in columns)
    key = tuple(expression.heading.primary_key)
    table = _plain_table(expression)
    if table is not None:
        return Source(dialect, table, columns, key)
    # MySQL would materialise binary values where it cannot merge the subquery.
    names = [column.name for column in columns if column.kind != "binary" or dialect == "postgresql"]
    inner = expression.make_sql() if isinstance(expression, Union) else expression.make_sql(names)
    return Source(dialect, f"({inner})", columns, key)


def _plain_table(expression: QueryExpression) -> str | None:
    """The name of the table whose rows, as they are, are those of the expression: it needs no subquery."""
    if not isinstance(expression, Table) or expression.restriction:
        return None
    name = str(expression.full_table_name)
    if list(expression.support) != [name]:
        return None
    if any(getattr(expression, flag, None) for flag in ("_top", "_distinct", "_group_attributes")):
        return None
    if any(attribute.attribute_expression is not None for attribute in expression.heading.attributes.values()):
        return None
    return name.replace("%", "%%")


def default_order(expression: QueryExpression, source: Source) -> tuple[tuple[str, bool], ...]:
    """The order that a ``dj.Top`` of the expression asks for, as far as it names columns."""
    top = getattr(expression, "_top", None)
    wanted = getattr(top, "order_by", None) or []
    order: list[tuple[str, bool]] = []
    for item in [wanted] if isinstance(wanted, str) else wanted:
        name, _, way = str(item).strip().partition(" ")
        descending = way.strip().lower() == "desc"
        if name.upper() == "KEY":
            order += [(key, descending) for key in source.key]
        elif any(column.name == name for column in source.columns):
            order.append((name, descending))
        else:
            break
    return tuple(order)


def page(expression: QueryExpression, request: Request) -> Page:
    """One page: one SELECT.

    Raises ``PageError`` for a request that does not fit, and whatever DataJoint and the driver raise.
    """
    source = source_of(expression)
    if not request.order and (order := default_order(expression, source)):
        request = replace(request, order=order)
    made = pages.statement(source, request)
    return pages.read(made, _rows(expression, made.sql, made.parameters))


def count(expression: QueryExpression) -> int:
    """The exact number of rows, which may take as long as reading the table."""
    source = source_of(expression)
    alias = quote("t", source.dialect)
    text = f"SELECT count(*) FROM {source.from_} AS {alias}"  # noqa: S608 - DataJoint's own SQL
    return int(_rows(expression, text, ())[0][0])


def _rows(expression: QueryExpression, text: str, parameters: Sequence[Any]) -> Sequence[Sequence[Any]]:
    found: Sequence[Sequence[Any]] = expression.connection.query(text, tuple(parameters)).fetchall()
    return found


def _column(attribute: Any) -> Column:
    try:
        return _known_column(attribute)
    except TypeError:  # a codec that cannot be hashed
        return _column_of(attribute)


def _column_of(attribute: Any) -> Column:
    declared, kind = _declared(attribute)
    members = members_of(str(attribute.type))
    return Column(
        name=attribute.name,
        type=declared,
        kind=kind,
        key=bool(attribute.in_key),
        nullable=bool(attribute.nullable),
        comment=str(attribute.comment or ""),
        members=members,
        length=length_of(str(attribute.type)),
    )


# Attributes are named tuples; the same ones come with every page.
_known_column = lru_cache(maxsize=5000)(_column_of)


def _declared(attribute: Any) -> tuple[str, Kind]:
    """The type as the definition has it, and what its column holds."""
    stored = str(attribute.type)
    codec, store = getattr(attribute, "codec", None), getattr(attribute, "store", None)
    if codec is not None:
        name = f"<{codec.name}@{store}>" if store else f"<{codec.name}>"
        return name, "json" if attribute.json else "binary" if attribute.is_blob else kind_of(stored)
    adapter = getattr(attribute, "adapter", None)
    if adapter is not None:
        return f"<{getattr(adapter, 'attribute_name', adapter)}>".replace("<<", "<").replace(">>", ">"), "binary"
    if any(getattr(attribute, flag, False) for flag in ("is_external", "is_attachment", "is_filepath")):
        # DataJoint 0.14 keeps the hash of the stored value in a binary(16).
        return stored, "binary"
    if attribute.uuid:
        return "uuid", "uuid"
    declared = str(getattr(attribute, "original_type", None) or stored)
    if declared == stored and hasattr(attribute, "original_type"):
        # DataJoint 2 keeps no type of its own for the attributes of a foreign key.
        declared = spelled(stored)
    if attribute.json:
        return declared, "json"
    if attribute.is_blob:
        return declared, "binary"
    if declared == "bool":
        return declared, "bool"
    return declared, kind_of(stored)

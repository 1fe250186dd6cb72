"""Parts that several masters inherit from one base class.

DataJoint declares a table for each master, but `Base.Part` is one Python class: `schema._decorate_master` sets its
master and its heading anew each time, so that afterwards every name for it means the table of the last master (seen
with 0.14.10 and 2.3.5). The id of such a part is that of the class statement which makes it a table, `Master.Part`.
"""

from __future__ import annotations

from collections.abc import Iterable

from djlab.pipeline.sources import Resolved, TableSource

Groups = dict[int, list[TableSource]]


def shared_parts(tables: Iterable[TableSource]) -> Groups:
    """The parts that stand for one class, by the identity of its facts, in the order of their declaration."""
    groups: Groups = {}
    for table in tables:
        if table.master is not None:
            groups.setdefault(id(table.value.fact), []).append(table)
    found = {key: group for key, group in groups.items() if len(group) > 1}
    for group in found.values():
        group.sort(key=lambda table: (table.value.module, table.order))
        for table in group[:-1] if _is_of_one_module(group) else group:
            others = " and ".join(f"`{other.id}`" for other in group if other is not table)
            table.notes.append(
                f"`{table.value.qualname}` is one class with {others}: in Python it means the one that is declared last"
            )
    return found


def meant(table: TableSource, target: TableSource, group: list[TableSource]) -> TableSource | Resolved:
    """Which of the parts that share a class a reference of ``table`` leads to: the one that was declared last."""
    if not _is_of_one_module(group):
        names = " or ".join(f"`{part.id}`" for part in group)
        return Resolved(
            None,
            "unresolved",
            f"these are one class, {names}: which one it means depends on the order of imports",
            True,
        )
    if group[0].value.module != table.value.module:
        return group[-1]
    before = [part for part in group if part.order < table.order]
    return before[-1] if before else target


def _is_of_one_module(group: list[TableSource]) -> bool:
    return len({table.value.module for table in group}) == 1

"""Headings as DataJoint would declare them: own attributes and those that arrive through foreign keys."""

from __future__ import annotations

from dataclasses import replace

from djlab.pipeline.definition import AttributeLine, ForeignKeyLine, IndexLine
from djlab.pipeline.model import Attribute, ForeignKey, Index, Table, Warning
from djlab.pipeline.reference import Reference
from djlab.pipeline.sources import Resolved, TableSource

_EMPTY: dict[str, str] = {}
MAX_KEPT = 200_000
"""Lines whose attributes are kept; lines of former definitions are among them."""


class Headings:
    """Computes tables, parents first; ``tables`` holds what is done."""

    def __init__(self, sources: dict[str, TableSource]) -> None:
        self._sources = sources
        self.tables: dict[str, Table] = {}
        self._keys: dict[str, list[Attribute]] = {}
        self._order: list[str] = []
        self._below: dict[str, list[str]] = {}
        self._made: dict[int, tuple[ForeignKeyLine, ForeignKey]] = {}
        self._of_lines: dict[int, tuple[AttributeLine, Attribute]] = {}
        self._of_keys: dict[tuple[int, str], tuple[ForeignKeyLine, Attribute, Attribute]] = {}

    def compute(self, wanted: str) -> Table:
        """The table of an id, after the tables that it refers to. A circle of references is cut where it closes."""
        stack = [wanted]
        active: set[str] = set()
        while stack:
            current = stack[-1]
            if current in self.tables:
                stack.pop()
                continue
            if current not in active:
                active.add(current)
                parents = [
                    parent
                    for parent in self._sources[current].parents
                    if parent in self._sources and parent not in self.tables and parent not in active
                ]
                if parents:
                    stack += parents
                    continue
            stack.pop()
            self.tables[current] = self._table(self._sources[current])
        return self.tables[wanted]

    def replace(self, sources: dict[str, TableSource], new: dict[str, TableSource]) -> bool:
        """Take in other sources, of which these are new or refer to other tables than before.

        ``False`` where the key of a table changed that others refer to: then everything is to be computed.
        """
        self._sources = sources
        self._below, self._order = {}, []
        keys = {id_: self._keys.pop(id_) for id_ in new if id_ in self._keys}
        for id_ in [id_ for id_ in self.tables if id_ not in sources or id_ in new]:
            del self.tables[id_]
        for id_ in new:
            self.compute(id_)
        return all(_brings_the_same(key, self._keys[id_]) for id_, key in keys.items())

    def _in_order(self) -> list[str]:
        """All tables, those that others refer to first."""
        if not self._order:
            done: set[str] = set()
            for id_ in self._sources:
                stack = [id_]
                while stack:
                    current = stack[-1]
                    targets = [parent for parent in self._sources[current].parents if parent in self._sources]
                    above = [target for target in targets if target not in done and target not in stack]
                    if above:
                        stack.append(above[0])
                        continue
                    stack.pop()
                    if current not in done:
                        done.add(current)
                        self._order.append(current)
        return self._order

    def refresh(self, ids: set[str]) -> bool:
        """Compute these tables again, and those below them whose key that changes; tells whether anything did.

        The references of all tables lead where they led before.
        """
        if not self._below:
            for id_, source in self._sources.items():
                for parent in source.parents:
                    if parent in self._sources:
                        self._below.setdefault(parent, []).append(id_)
        if len(self._of_lines) > MAX_KEPT:
            for kept in (self._made, self._of_lines, self._of_keys):
                kept.clear()
        dirty = set(ids)
        changed = False
        for id_ in self._in_order():
            if id_ not in dirty:
                continue
            key, table = self._keys.get(id_), self.tables[id_]
            found = self._table(self._sources[id_])
            if id_ not in ids or found != table:
                self.tables[id_] = found
                changed = True
            if key is None or not _brings_the_same(key, self._keys[id_]):
                dirty.update(self._below.get(id_, ()))
        return changed

    def _table(self, source: TableSource) -> Table:
        attributes: dict[str, Attribute] = {}
        pending: list[tuple[ForeignKeyLine, Resolved, tuple[str, ...], dict[str, str]]] = []
        indexes: list[Index] = []
        warnings = [Warning(line, message) for line, message in source.definition.warnings]
        warnings += [Warning(source.line, message) for message in source.notes]
        references = iter(source.references)
        own_key = False
        for item in source.definition.items:
            if type(item) is AttributeLine:
                if item.name not in attributes:
                    own_key = own_key or item.key
                    attributes[item.name] = self._own(item)
            elif type(item) is ForeignKeyLine:
                resolved = next(references)
                pending.append((item, resolved, *self._bring(item, resolved.target, attributes)))
                if resolved.target is None:
                    warnings.append(Warning(item.line, f"`-> {item.expression}` is not resolved: {resolved.reason}"))
            elif type(item) is IndexLine:
                indexes.append(Index(item.attributes, item.unique, item.line))
        if source.heading_of is not None:
            line = source.line
            copied = self.tables.get(source.heading_of)
            attributes = {a.name: replace(a, from_=None, line=line) for a in copied.attributes} if copied else {}
            own_key = True
        keys = [attribute for attribute in attributes.values() if attribute.key]
        primary = tuple([attribute.name for attribute in keys])
        fact = source.value.fact
        twin = self.tables.get(source.twin_of) if source.twin_of is not None else None
        self._keys[source.id] = keys if twin is None else self._keys[twin.id]
        found = Table(
            id=source.id,
            module=source.value.module,
            class_=source.value.qualname,
            tier=source.tier,
            master=source.master.id if source.master else None,
            schema=source.schema_name,
            table=source.table,
            line=source.line,
            comment=source.definition.comment,
            definition=source.text or "",
            primary_key=primary,
            attributes=(*keys, *[attribute for attribute in attributes.values() if not attribute.key]),
            foreign_keys=tuple([self._foreign_key(*parts, primary, attributes) for parts in pending]),
            indexes=tuple(indexes),
            methods=fact.methods,
            warnings=tuple(warnings),
            docstring=fact.docstring,
            definition_line=source.definition_line,
            new_dimension=own_key,
        )
        return found if twin is None else _as_declared(found, twin)

    def _own(self, item: AttributeLine) -> Attribute:
        """The attribute of a line: the same object for the same line, so that what lies below can be kept."""
        known = self._of_lines.get(id(item))
        if known is not None and known[0] is item:
            return known[1]
        found = Attribute(
            item.name, item.type, item.key, item.nullable, item.default, item.comment, item.store, None, item.line
        )
        self._of_lines[id(item)] = (item, found)
        return found

    def _inherited(self, line: ForeignKeyLine, name: str, target: str, attribute: Attribute) -> Attribute:
        """The attribute that a foreign key brings; the same object as long as line and target are the same."""
        place = (id(line), name)
        known = self._of_keys.get(place)
        if known is not None and known[0] is line:
            was = known[1]
            same = was.type == attribute.type and was.comment == attribute.comment and was.store == attribute.store
            if was is attribute or (same and known[2].from_ == target):
                return known[2]
        type_ = attribute.type
        found = Attribute(
            name,
            type_.replace(" auto_increment", "") if " " in type_ else type_,
            line.key,
            line.nullable,
            None,
            attribute.comment,
            attribute.store,
            target,
            line.line,
        )
        self._of_keys[place] = (line, attribute, found)
        return found

    def _bring(
        self, line: ForeignKeyLine, target: str | None, attributes: dict[str, Attribute]
    ) -> tuple[tuple[str, ...], dict[str, str]]:
        """Add the attributes that a foreign key brings; their names here, and what they are renamed from."""
        reference = line.reference
        key = self._keys.get(target) if target is not None else None
        if key is None or target is None:
            renamed = reference.renames.items() if reference is not None else ()
            return (), {new: old for new, old in renamed if new != old}
        renames: dict[str, str] = {}
        if line.old_names or (reference is not None and (reference.renames or reference.copies)):
            by_name = {attribute.name: attribute for attribute in key}
            pairs = projected(list(by_name), reference, line.old_names)
            renames = {name: old for name, old in pairs if name != old}
            here = [(name, by_name[old]) for name, old in pairs]
        else:
            here = [(attribute.name, attribute) for attribute in key]
        for name, attribute in here:
            if name not in attributes:
                attributes[name] = self._inherited(line, name, target, attribute)
        return tuple([name for name, _ in here]), renames

    def _foreign_key(
        self,
        line: ForeignKeyLine,
        resolved: Resolved,
        names: tuple[str, ...],
        renames: dict[str, str],
        primary: tuple[str, ...],
        attributes: dict[str, Attribute],
    ) -> ForeignKey:
        key, nullable = line.key, line.nullable
        if names and not key:
            # As the catalogue has it: attributes that stood there before keep their place and their nullability.
            key = all(attributes[name].key for name in names)
            nullable = any(attributes[name].nullable for name in names)
        whole = key and len(names) == len(primary) > 0 and set(names) == set(primary)
        known = self._made.get(id(line))
        if known is not None and known[0] is line:
            found = known[1]
            same = found.attributes == names and found.one_to_one is whole and found.target == resolved.target
            if (
                same
                and found.resolution == resolved.resolution
                and found.reason == resolved.reason
                and found.doubtful is resolved.doubtful
                and found.renames == renames
                and found.key is key
                and found.nullable is nullable
            ):
                return found
        found = ForeignKey(
            line.expression,
            resolved.target,
            resolved.resolution,
            key,
            nullable,
            line.unique,
            renames,
            line.line,
            names,
            whole,
            resolved.reason,
            resolved.doubtful,
        )
        self._made[id(line)] = (line, found)
        return found


def _brings_the_same(key: list[Attribute], other: list[Attribute]) -> bool:
    """Whether two keys give the tables that refer to them the same attributes, whatever lines they stand on."""
    return len(key) == len(other) and all(
        a is b or (a.name == b.name and a.type == b.type and a.comment == b.comment and a.store == b.store)
        for a, b in zip(key, other, strict=True)
    )


def _as_declared(table: Table, first: Table) -> Table:
    """A table with the heading that another class gave it first."""
    return replace(
        table,
        comment=first.comment,
        primary_key=first.primary_key,
        attributes=tuple(replace(attribute, line=table.line) for attribute in first.attributes),
        foreign_keys=tuple(replace(key, line=table.line) for key in first.foreign_keys),
        indexes=tuple(replace(index, line=table.line) for index in first.indexes),
        new_dimension=first.new_dimension,
    )


def projected(key: list[str], reference: Reference | None, old_names: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """A primary key under a projection: ``(name here, name in the target)``, in the order of ``Heading.select``."""
    renames = reference.renames if reference else _EMPTY
    copies = reference.copies if reference else _EMPTY
    if old_names and len(old_names) == len(key):
        return list(zip(old_names, key, strict=True))
    found: list[tuple[str, str]] = []
    gone = set(renames.values())
    for name in key:
        if name not in gone:
            found.append((name, name))
        found += [(new, old) for new, old in renames.items() if old == name]
        found += [(new, old) for new, old in copies.items() if old == name]
    return found

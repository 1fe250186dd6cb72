"""Headings as DataJoint would declare them: own attributes and those that arrive through foreign keys."""

from __future__ import annotations

from djlab.pipeline.definition import AttributeLine, ForeignKeyLine, IndexLine
from djlab.pipeline.model import Attribute, ForeignKey, Index, Table, Warning
from djlab.pipeline.reference import Reference
from djlab.pipeline.resolve import Resolved, TableSource

_EMPTY: dict[str, str] = {}


class Headings:
    """Computes tables, parents first; ``tables`` holds what is done."""

    def __init__(self, sources: dict[str, TableSource]) -> None:
        self._sources = sources
        self.tables: dict[str, Table] = {}
        self._keys: dict[str, list[Attribute]] = {}
        self._below: dict[str, list[str]] = {}

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
                    r.target
                    for r in self._sources[current].references
                    if r.target in self._sources and r.target not in self.tables and r.target not in active
                ]
                if parents:
                    stack += [parent for parent in parents if parent is not None]
                    continue
            stack.pop()
            self.tables[current] = self._table(self._sources[current])
        return self.tables[wanted]

    def refresh(self, ids: set[str]) -> bool:
        """Compute these tables again, and those below them whose key that changes; tells whether anything did.

        The references of all tables lead where they led before.
        """
        if not self._below:
            for id_, source in self._sources.items():
                for reference in source.references:
                    if reference.target in self._sources and reference.target is not None:
                        self._below.setdefault(reference.target, []).append(id_)
        dirty = set(ids)
        changed = False
        for id_ in list(self.tables):
            if id_ not in dirty:
                continue
            key, table = self._keys.get(id_), self.tables[id_]
            found = self._table(self._sources[id_])
            if found != table:
                self.tables[id_] = found
                changed = True
            if key != self._keys[id_]:
                dirty.update(self._below.get(id_, ()))
        return changed

    def _table(self, source: TableSource) -> Table:
        attributes: dict[str, Attribute] = {}
        foreign_keys: list[ForeignKey] = []
        indexes: list[Index] = []
        warnings = [Warning(line, message) for line, message in source.definition.warnings]
        warnings += [Warning(source.value.fact.line, message) for message in source.notes]
        references = iter(source.references)
        own_key = False
        for item in source.definition.items:
            if type(item) is AttributeLine:
                if item.name not in attributes:
                    own_key = own_key or item.key
                    attributes[item.name] = Attribute(
                        item.name,
                        item.type,
                        item.key,
                        item.nullable,
                        item.default,
                        item.comment,
                        item.store,
                        None,
                        item.line,
                    )
            elif type(item) is ForeignKeyLine:
                resolved = next(references)
                foreign_keys.append(self._foreign_key(item, resolved, attributes))
                if resolved.target is None:
                    warnings.append(Warning(item.line, f"`-> {item.expression}` is not resolved: {resolved.reason}"))
            elif type(item) is IndexLine:
                indexes.append(Index(item.attributes, item.unique, item.line))
        primary = tuple(attribute.name for attribute in attributes.values() if attribute.key)
        for number, key in enumerate(foreign_keys):
            if key.key and key.attributes and set(key.attributes) == set(primary):
                foreign_keys[number] = ForeignKey(
                    key.expression,
                    key.target,
                    key.resolution,
                    key.key,
                    key.nullable,
                    key.unique,
                    key.renames,
                    key.line,
                    key.attributes,
                    True,
                    "",
                )
        fact = source.value.fact
        ordered = [a for a in attributes.values() if a.key] + [a for a in attributes.values() if not a.key]
        table = Table(
            id=source.id,
            module=source.value.module,
            class_=source.value.qualname,
            tier=source.tier,
            master=source.master.id if source.master else None,
            schema=source.schema_name,
            table=source.table,
            line=fact.line,
            comment=source.definition.comment,
            definition=source.text or "",
            primary_key=primary,
            attributes=tuple(ordered),
            foreign_keys=tuple(foreign_keys),
            indexes=tuple(indexes),
            methods=fact.methods,
            warnings=tuple(warnings),
            docstring=fact.docstring,
            definition_line=source.definition_line,
            new_dimension=own_key,
        )
        self._keys[source.id] = ordered[: len(primary)]
        return table

    def _foreign_key(self, line: ForeignKeyLine, resolved: Resolved, attributes: dict[str, Attribute]) -> ForeignKey:
        reference = line.reference
        target_key = self._keys.get(resolved.target or "")
        renames: dict[str, str] = {}
        names: list[str] = []
        if target_key is not None:
            pairs = list(projected([attribute.name for attribute in target_key], reference, line.old_names))
            for attribute, (name, old) in zip(_by_name(target_key, pairs), pairs, strict=True):
                names.append(name)
                if name != old:
                    renames[name] = old
                if name not in attributes:
                    attributes[name] = Attribute(
                        name,
                        attribute.type.replace(" auto_increment", ""),
                        line.key,
                        line.nullable,
                        None,
                        attribute.comment,
                        attribute.store,
                        resolved.target,
                        line.line,
                    )
        elif reference is not None:
            renames = {new: old for new, old in reference.renames.items() if new != old}
        return ForeignKey(
            line.expression,
            resolved.target,
            resolved.resolution,
            line.key,
            line.nullable,
            line.unique,
            renames,
            line.line,
            tuple(names),
            False,
            resolved.reason,
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


def _by_name(key: list[Attribute], pairs: list[tuple[str, str]]) -> list[Attribute]:
    named = {attribute.name: attribute for attribute in key}
    return [named[old] for _, old in pairs]

"""Table classes across modules: which classes are tables, of which schema, and what their references name."""

from __future__ import annotations

from typing import cast

from djlab.pipeline import builtin, inheritance
from djlab.pipeline.activation import Activation, Activations, may_activate
from djlab.pipeline.declared import in_order, schema_of
from djlab.pipeline.definition import Definition, ForeignKeyLine, beginning, parse_definition, placed
from djlab.pipeline.evaluate import Evaluator
from djlab.pipeline.expressions import Expr, names_in, render
from djlab.pipeline.facts import ClassFact, Text
from djlab.pipeline.model import Tier
from djlab.pipeline.modules import ModuleSource
from djlab.pipeline.scope import END, Scope
from djlab.pipeline.shared import Groups, meant, shared_parts
from djlab.pipeline.sources import PREFIX, Resolved, TableSource, line_of, snake_case
from djlab.pipeline.twins import first_of_twins
from djlab.pipeline.values import (
    UNKNOWN,
    ClassValue,
    External,
    Heading,
    Missing,
    ModuleValue,
    OneOf,
    Plain,
    SchemaValue,
    Unknown,
    Value,
    describe,
    readable,
)
from djlab.pipeline.words import TIERS

_EMPTY = Definition("", (), ())
_RUN_TIME = "the definition is made at run time: its attributes are not known"
_BEGINNING = "the definition is made at run time: only the foreign keys with which it begins are known"


class Resolver:
    """Finds the tables of a project and follows their references."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.activations: dict[SchemaValue, Activation] = {}
        self.tables: dict[str, TableSource] = {}
        self.uses_definitions = False
        self._order = 0
        self._activates = False
        self._has_twins = False
        self._shared: Groups = {}
        self._idle: set[SchemaValue] = set()
        self._undecided: dict[str, set[str]] = {}
        """By module, the modules that decided that some of its classes are no tables."""

    def run(self) -> dict[str, TableSource]:
        """All tables by their id, in the order of their modules and lines."""
        activations = Activations(self.evaluator)
        activations.run()
        self._activates = any(map(may_activate, self.evaluator.modules.values()))
        self.activations = activations.found
        self.evaluator.schemas.activate({schema: activation.name for schema, activation in activations.found.items()})
        for name in sorted(self.evaluator.modules):
            self._module(self.evaluator.modules[name])
        outside = {schema.module for schema in self.activations if schema.module not in self.evaluator.modules}
        for name in sorted(outside):
            source = self.evaluator.source(name)
            if source is not None:
                self._module(source)
        self._shared = shared_parts(self.tables.values())
        for table in list(self.tables.values()):
            self._references(table)
        for table, first in first_of_twins(self.tables.values()):
            self._has_twins = True
            table.twin_of = first.id
            table.notes.append(f"`{first.id}` declares the same table first: its definition is what holds")
        return self.tables

    def refresh(self, modules: set[str]) -> set[str] | None:
        """Take in new texts of classes in these modules: the ids of the tables concerned.

        ``None`` when a reference now leads to another table than before: the order of tables may have changed.
        """
        concerned: set[str] = set()
        if self._has_twins or self._shared:
            return None
        for table in self.tables.values():
            if table.value.module not in modules and table.defined_in not in modules:
                continue
            concerned.add(table.id)
            before = [reference.target for reference in table.references]
            table.text, table.definition, table.definition_line, table.defined_in = self._definition(
                table.value, table.line
            )
            table.notes = []
            if table.text is None:
                table.notes.append(_BEGINNING if table.definition.items else _RUN_TIME)
            table.references = []
            self._references(table)
            if before != [reference.target for reference in table.references]:
                return None
        return concerned

    # --- tables --------------------------------------------------------------------------------------------------

    def _module(self, source: ModuleSource) -> None:
        last: dict[str, ClassFact] = {}
        for fact in source.facts.classes:
            last[fact.name] = self._choose(source.name, last.get(fact.name), fact)
        for position, fact in in_order(source.facts):
            if last[fact.name] is not fact:
                continue
            if self.evaluator.holds(fact.guards, Scope(source.name, fact.position)) is False:
                continue
            self.evaluator.trail = set()
            schema = schema_of(self.evaluator, source.name, fact)
            value = ClassValue(source.name, "", fact)
            if schema is None or not self._master(value, schema, source.outside, position):
                self._undecided.setdefault(source.name, set()).update(self.evaluator.trail)

    def _choose(self, module: str, known: ClassFact | None, fact: ClassFact) -> ClassFact:
        """Of two classes of one name the later, save where its conditions do not hold."""
        if known is None:
            return fact
        if self.evaluator.holds(fact.guards, Scope(module, fact.position)) is False:
            return known
        if any(guard.test is None for guard in fact.guards):
            return known
        if fact.guards and known.guards and fact.guards[-1].test is known.guards[-1].test:
            return known
        return fact

    def _master(self, value: ClassValue, schema: SchemaValue, outside: bool, position: int) -> bool:
        """Take in a class and its parts; ``False`` where it is no table that stands for itself.

        A schema that nobody activates has no tables, unless that goes for all deferred schemas of the project: then
        the project is an element, which others activate.
        """
        root = inheritance.root_class(self.evaluator, value)
        if root not in TIERS or root == "Part":
            return False
        activation = self.activations.get(schema)
        if schema.name is None and activation is None and self.activations:
            self._idle.add(schema)
            return True
        name = schema.name if schema.name is not None else (activation.name if activation else None)
        table = self._table(value, cast("Tier", TIERS[root]), schema, name, None, outside, position)
        seen: set[str] = set()
        for base in inheritance.ancestors(self.evaluator, value):
            if not isinstance(base, ClassValue):
                continue
            for part_name in base.fact.nested:
                if part_name in seen or not part_name[:1].isupper():
                    continue
                seen.add(part_name)
                part = inheritance.nested(value, base, part_name)
                if inheritance.root_class(self.evaluator, part) == "Part":
                    self._table(part, "Part", schema, name, table, outside, position)
        return True

    def _table(
        self,
        value: ClassValue,
        tier: Tier,
        schema: SchemaValue,
        name: Plain | None,
        master: TableSource | None,
        outside: bool,
        position: int,
    ) -> TableSource:
        stem = snake_case(value.fact.name)
        table = f"{master.table}__{stem}" if master else PREFIX[tier] + stem
        text, definition, line, defined_in = self._definition(value, line_of(value, master))
        self._order += 1
        found = TableSource(
            value=value,
            tier=tier,
            schema=schema,
            schema_name=None if name is None else readable(name),
            table=table,
            master=master,
            text=text,
            definition=definition,
            definition_line=line,
            position=position,
            order=self._order,
            outside=outside,
            defined_in=defined_in,
            structure=set(self.evaluator.trail),
        )
        if text is None:
            found.notes.append(_BEGINNING if definition.items else _RUN_TIME)
            found.copied = self._copied(value)
        self.tables[found.id] = found
        return found

    def _definition(self, value: ClassValue, line: int) -> tuple[str | None, Definition, int, str]:
        for base in inheritance.ancestors(self.evaluator, value):
            if not isinstance(base, ClassValue) or base.fact.definition is None:
                continue
            found: Text = base.fact.definition
            module = (base.origin or base).module
            if found.parsed is not None and base.fact is value.fact and base.origin is None:
                return str(found.expr[1]), found.parsed, found.line, module
            if found.parsed is not None:
                return str(found.expr[1]), placed(found.parsed, line), 0, module
            self.uses_definitions = True
            evaluated = inheritance.class_attribute(self.evaluator, value, "definition")
            if isinstance(evaluated, Plain) and isinstance(evaluated.value, str) and evaluated.text is None:
                return evaluated.value, placed(parse_definition(evaluated.value), line), 0, module
            if isinstance(evaluated, Plain) and evaluated.text is not None:
                return None, placed(beginning(evaluated.text), line), 0, module
            return None, _EMPTY, 0, ""
        return None, _EMPTY, 0, ""

    def _copied(self, value: ClassValue) -> ClassValue | None:
        """The class whose heading the definition repeats: ``definition = str(Other.heading)``."""
        evaluated = inheritance.class_attribute(self.evaluator, value, "definition")
        return evaluated.table if isinstance(evaluated, Heading) else None

    # --- references ----------------------------------------------------------------------------------------------

    def replace(self, name: str) -> dict[str, TableSource] | None:
        """Take in a module whose names changed: the tables that are new, or whose references lead elsewhere.

        ``None`` where more than references may depend on the module, so that everything has to be found anew.
        """
        asked = (
            self._has_twins
            or self._shared
            or self._activates
            or self.evaluator.shared
            or self.evaluator.schemas.is_asked
            or self.uses_definitions
        )
        if asked or any(name in table.structure for table in self.tables.values() if table.value.module != name):
            return None
        if may_activate(self.evaluator.modules[name]):
            return None
        if any(name in uses for module, uses in self._undecided.items() if module != name):
            return None
        self._undecided.pop(name, None)
        before = self.tables
        self.tables = {id_: table for id_, table in before.items() if table.value.module != name}
        self._module(self.evaluator.modules[name])
        new = {id_: table for id_, table in self.tables.items() if table.value.module == name}
        self.tables = dict(sorted(self.tables.items(), key=lambda item: item[1].value.module))
        for table in self.tables.values():
            if name in table.reads and table.id not in new:
                targets = [(reference.target, reference.reason) for reference in table.references]
                table.references = []
                self._references(table)
                if targets != [(reference.target, reference.reason) for reference in table.references]:
                    new[table.id] = table
        for table in list(new.values()):
            if table.value.module == name:
                self._references(table)
        asked = self.uses_definitions or self.evaluator.schemas.is_asked or any(first_of_twins(self.tables.values()))
        return None if asked or shared_parts(self.tables.values()) else new

    def _references(self, table: TableSource) -> None:
        self.evaluator.trail = table.reads = set()
        copied = None if table.copied is None else self.tables.get(table.copied.id)
        if copied is not None and copied is not table:
            table.heading_of = copied.id
            table.notes = [note for note in table.notes if note != _RUN_TIME]
        for item in table.definition.items:
            if isinstance(item, ForeignKeyLine):
                table.references.append(self._resolve(table, item))

    def _resolve(self, table: TableSource, line: ForeignKeyLine) -> Resolved:
        if line.reference is None:
            return Resolved(None, "unresolved", "this is neither a table nor a projection of one")
        path, base = line.reference.path, line.reference.base
        if base is not None:
            value, linked = self._made(table, base)
            if value == UNKNOWN:
                return Resolved(None, "unresolved", "this is neither a table nor a projection of one", doubtful=True)
            shown = ".".join((render(base), *path))
        else:
            value, linked = self._head(table, path[0])
            path = path[1:]
            shown = ".".join(line.reference.path)
        for name in path:
            if isinstance(value, ClassValue) and base is None and inheritance.is_property(self.evaluator, value, name):
                reason = f"`{shown}` is a property, which only an instance has: write `self().{name}`"
                return Resolved(None, "unresolved", reason)
            value = self.evaluator.attribute(value, name)
        return self._target(table, value, linked, shown)

    def _made(self, table: TableSource, base: Expr) -> tuple[Value, bool]:
        """What an expression that is no dotted name gives; its names stand for what they are in the context."""
        names: dict[str, Value] = {}
        linked = False
        for name in names_in(base):
            value, its = self._head(table, name)
            if not isinstance(value, Missing):
                names[name] = value
                linked = linked or its
        module = table.schema.context.module if table.schema.context is not None else table.value.module
        return self.evaluator.evaluate(base, Scope(module, table.position, names=names)), linked

    def _head(self, table: TableSource, name: str) -> tuple[Value, bool]:
        """What the first name of a reference stands for in the context in which DataJoint evaluates it."""
        master = table.master
        if name == "self":
            return table.value, False
        if master is not None and name in ("master", master.value.fact.name):
            return master.value, False
        if master is None and name == table.value.fact.name:
            return table.value, False
        activation = self.activations.get(table.schema)
        if activation is not None and activation.objects is not None:
            found = builtin.mapped(self.evaluator, activation.objects, name)
            doubtful = isinstance(found, External) and found.doubtful
            if doubtful and isinstance(self.evaluator.lookup(table.value.module, name), ClassValue):
                found = UNKNOWN
            if not isinstance(found, (Missing, Unknown)):
                return found, True
        context = table.schema.context
        module, position = table.value.module, table.position
        if table.schema.name is None:
            position = END
        if context is not None:
            module = context.module
            if module != table.value.module:
                position = END
        found = self.evaluator.lookup(module, name, position)
        if isinstance(found, Missing) and table.schema.name is None:
            return Missing(f"`{name}` has to be supplied when the schema of `{module}` is activated"), False
        if isinstance(found, Missing) and table.schema.opaque:
            return Missing(found.reason, doubtful=True), False
        return found, False

    def _target(self, table: TableSource, value: Value, linked: bool, text: str) -> Resolved:
        if isinstance(value, ClassValue):
            return self._class(table, value, linked, text)
        if isinstance(value, External):
            if value.path.startswith(("datajoint.", "builtins.")):
                return Resolved(None, "unresolved", f"`{text}` is no table")
            return Resolved(value.path, "external")
        if isinstance(value, OneOf):
            same = self._same_table(value)
            if same is not None:
                return self._target(table, same, linked, text)
            choices = " or ".join(sorted(describe(single) for single in value.values))
            reason = f"`{text}` is {choices}, depending on something that only running the code tells"
            return Resolved(None, "unresolved", reason, doubtful=True)
        if isinstance(value, (Missing, Unknown)) and value.reason:
            return Resolved(None, "unresolved", value.reason, not isinstance(value, Missing) or value.doubtful)
        if isinstance(value, ModuleValue):
            return Resolved(None, "unresolved", f"`{text}` is the module `{value.name}`, not a table")
        return Resolved(None, "unresolved", f"the source does not tell what `{text}` is", doubtful=True)

    def _class(self, table: TableSource, value: ClassValue, linked: bool, text: str) -> Resolved:
        target = self.tables.get(value.id)
        if target is None:
            return self._no_table(value)
        if id(value.fact) in self._shared:
            found = meant(table, target, self._shared[id(value.fact)])
            if isinstance(found, Resolved):
                return found
            target = found
        if target is table:
            return Resolved(None, "unresolved", f"`{text}` is the table itself, which is not declared yet")
        if target.outside is table.outside and target.value.module == table.value.module and target.order > table.order:
            same_master = table.master is not None and target.master is table.master
            if table.schema.name is not None or same_master or target.master is table:
                return Resolved(None, "unresolved", f"`{text}` is declared further down")
        return Resolved(target.id, "linked" if linked else "exact")

    def _same_table(self, value: OneOf) -> ClassValue | None:
        """Of several classes for one and the same database table the first."""
        found = [self.tables.get(single.id) for single in value.values if isinstance(single, ClassValue)]
        names = {(table.schema_name, table.table) for table in found if table is not None}
        settled = all(table is not None and table.schema.name is not None for table in found)
        if len(names) == 1 and settled and len(found) == len(value.values) and found[0] is not None:
            return found[0].value
        return None

    def _no_table(self, value: ClassValue) -> Resolved:
        source = self.evaluator.source(value.module)
        if source is not None and source.outside:
            return Resolved(f"{value.module}.{value.qualname}", "external")
        reason = f"the class `{value.qualname}` of `{value.module}` is no declared table"
        if any(schema.module == value.module for schema in self._idle):
            reason += ": its schema is not activated"
        return Resolved(None, "unresolved", reason, self._may_be_table(value))

    def _may_be_table(self, value: ClassValue) -> bool:
        """Whether running the code may make a table of the class: by a base or a decorator that is out of sight."""
        decorated = bool(value.fact.decorators) and inheritance.root_class(self.evaluator, value) != "Part"
        source = self.evaluator.source(value.module)
        if decorated or source is None or source.facts.dynamic or not inheritance.is_whole(self.evaluator, value):
            return True
        # `schema(Table)` and `Table = schema(Table)` decorate as well.
        if len(source.facts.bindings.get(value.fact.name, ())) > 1:
            return True
        calls = [(call.expr[1], Scope(value.module, call.position)) for call in source.facts.calls]
        return any(isinstance(self.evaluator.evaluate(called, scope), SchemaValue) for called, scope in calls)

"""New tables in existing modules, and new parts of existing tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from djlab.pipeline.model import Module, Pipeline, Table
from djlab.scaffold.command import command_line, template_words
from djlab.scaffold.insertion import Insertion, SourceFile, add_import, bindings, insert
from djlab.scaffold.layout import current, import_style, place_of, uses_core_types
from djlab.scaffold.options import FirstTable, as_options
from djlab.scaffold.paths import UnsafePathError, resolve_inside
from djlab.scaffold.plan import Plan, PlannedFile, Problem, digest, first_problems, unified_diff
from djlab.scaffold.references import find_upstream, full_module_name, unknown_module, write_imports
from djlab.scaffold.table_checks import Checks, inherited_key, project_facts
from djlab.scaffold.table_options import ForeignKeyOptions, TableOptions
from djlab.scaffold.tables import TableText, own_key, part_key, table_text, words


def plan_table(
    root: str | Path,
    options: TableOptions | Mapping[str, Any],
    *,
    pipeline: Pipeline | None = None,
    templates: Path | None = None,
) -> Plan:
    """Plan a table in a module that exists, or a part of a table that exists.

    The file gets insertions only: the class below the module's last table (a part inside its master), and the imports
    of upstream modules that are missing. Raises :class:`~djlab.scaffold.options.OptionError` for options of the wrong
    type.
    """
    base = Path(root).resolve()
    state = current(base, pipeline)
    chosen = _in_full(as_options(TableOptions, options), state)
    command = table_command(chosen, templates)

    def refused(*problems: Problem | None) -> Plan:
        return Plan("table", str(base), (), first_problems(problems), command, None)

    master = next((table for table in state.tables if table.id == chosen.master), None)
    if chosen.master and (master is None or master.master is not None):
        return refused(Problem("master", _no_master(state, chosen.master, master)))
    name = master.module if master else chosen.module
    module = next((module for module in state.modules if module.name == name), None)
    where = "master" if master else "module"
    if module is None:
        return refused(Problem(where, unknown_module(state, name) if name else "Choose a module"))
    opened = open_module(base, module, where)
    if isinstance(opened, Problem):
        return refused(opened)
    work = _Work(chosen, state, module, master, opened)
    problems = Checks(chosen, state, module, master, opened.source, project_facts(base, state)).run()
    written = None if problems else work.text(templates)
    if problems and not work.is_there(templates, problems):
        return refused(*problems)
    content = opened.text if written is None else insert(opened.text, written)
    line = SourceFile(content).definition_line(work.path)
    action: Any = "skip" if content == opened.text else "update"
    diff = unified_diff(module.path, opened.text, content) if action == "update" else ""
    file = PlannedFile(module.path, action, content, diff, digest(opened.text.encode("utf-8")))
    return Plan("table", str(base), (file,), (), command, module.path, line=line)


def _in_full(options: TableOptions, state: Pipeline) -> TableOptions:
    """The options with the full names of modules and tables that were given by their last part."""
    keys = (replace(key, target=full_module_name(state, key.target)) for key in options.foreign_keys)
    return replace(
        options,
        module=full_module_name(state, options.module),
        master=full_module_name(state, options.master),
        foreign_keys=tuple(keys),
    )


def _no_master(state: Pipeline, name: str, found: Table | None) -> str:
    if found is not None:
        return f"{name} is a part itself: parts go into {found.master}"
    return unknown_module(state, name, "table")


def table_command(options: TableOptions, templates: Path | None = None) -> str:
    """``djlab new table …`` or ``djlab new part …`` with these options."""
    line = ["new", "part", options.master, options.name] if options.master else ["new", "table", options.module]
    if not options.master:
        line.append(options.name)
        if options.tier != "Manual":
            line += ["--tier", options.tier]
    if options.comment:
        line += ["--comment", options.comment]
    for key in options.foreign_keys:
        line += ["--foreign-key", key.to_text()]
    for option, values in (("--key", options.key), ("--attribute", options.attributes), ("--part", options.parts)):
        for value in values:
            line += [option, value]
    if options.make != "make":
        line += ["--make", options.make]
    return command_line(*line, *template_words(templates))


@dataclass(frozen=True, slots=True)
class OpenedModule:
    """The text of a module as it lies on the disk, and its syntax."""

    text: str
    source: SourceFile


def open_module(root: Path, module: Module, field: str) -> OpenedModule | Problem:
    """Read a module that is to be added to, or say why it cannot be."""
    if not module.writable:
        return Problem(field, f"{module.name} belongs to an installed package, which djlab does not change")
    if not module.schemas:
        return Problem(field, f"{module.name} holds no schema; write `schema = dj.Schema(…)` first")
    if len(module.schemas) > 1:
        names = ", ".join(schema.variable for schema in module.schemas)
        return Problem(field, f"{module.name} holds several schemas ({names}); add the table by hand")
    try:
        text = resolve_inside(root, module.path).read_bytes().decode("utf-8")
        source = SourceFile(text)
    except UnsafePathError as error:
        return Problem(field, str(error))
    except OSError as error:
        return Problem(field, f"{module.path} cannot be read: {error.strerror or error}")
    except (UnicodeDecodeError, ValueError):
        return Problem(field, f"{module.path} is not UTF-8; add the table by hand")
    except (SyntaxError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        return Problem(field, f"{module.path} cannot be parsed (line {line}); mend that first")
    return OpenedModule(text, source)


@dataclass(frozen=True, slots=True)
class _Work:
    options: TableOptions
    state: Pipeline
    module: Module
    master: Table | None
    opened: OpenedModule

    @property
    def path(self) -> str:
        """``Class`` or ``Master.Part`` in the module."""
        return f"{self.master.class_}.{self.options.name}" if self.master else self.options.name

    def text(self, templates: Path | None) -> list[Insertion]:
        """The insertions that make the table."""
        options, source = self.options, self.opened.source
        imports, expressions = self._references()
        keys = [_foreign_key(key, expressions[key.target]) for key in options.foreign_keys if key.key]
        others = [_foreign_key(key, expressions[key.target]) for key in options.foreign_keys if not key.key]
        text = self._class([*keys, *self._own_key()], [*others, *options.attributes], templates)
        lines = text.rstrip("\n").split("\n")
        return [*(add_import(source, line) for line in imports), self._place(lines)]

    def is_there(self, templates: Path | None, problems: tuple[Problem, ...]) -> bool:
        """Whether the only problem is that the very same class stands there already."""
        node = self.opened.source.find_class(self.path)
        if node is None or any(problem.field != "name" for problem in problems):
            return False
        wanted = "".join(insertion.text for insertion in self.text(templates)[-1:]).strip()
        return wanted.replace("\r\n", "\n") in self.opened.text.replace("\r\n", "\n")

    def _references(self) -> tuple[tuple[str, ...], dict[str, str]]:
        """Import lines that are missing, and how each target is written in a definition."""
        source, module = self.opened.source, self.module
        bound = bindings(source, module.name, PurePosixPath(module.path).name == "__init__.py")
        expressions: dict[str, str] = {}
        missing = []
        for target in dict.fromkeys(key.target for key in self.options.foreign_keys):
            holder, _, path = target.partition(":")
            if holder == module.name:
                expressions[target] = path
                continue
            root, _, rest = path.partition(".")
            known = {f"{holder}.{root}": rest and f".{rest}", holder: f".{path}"}
            found = [f"{local}{known[dotted]}" for local, dotted in bound.items() if dotted in known]
            if found:
                expressions[target] = found[0]
            else:
                missing.append(target)
        place = place_of(module)
        taken = frozenset({*source.top_level_names(), self.options.name})
        written = write_imports(
            place.package, find_upstream(self.state, missing), import_style(self.state, place), taken
        )
        return written.lines, {**expressions, **written.expressions}

    def _own_key(self) -> list[str]:
        options = self.options
        if options.key or (options.tier in ("Imported", "Computed") and not self.master):
            return list(options.key)
        core = uses_core_types(self.state)
        if any(key.key for key in options.foreign_keys):
            return []
        if self.master:
            return [part_key(options.name, inherited_key(options, self.state, self.master), core)]
        made = own_key(FirstTable(options.name, options.tier), [], self.module.name.rpartition(".")[2], core)
        return [made[1]] if made else []

    def _class(self, key_lines: list[str], lines: list[str], templates: Path | None) -> str:
        options = self.options
        comment = options.comment.strip() or words(options.name)
        prefix = _datajoint(self.opened.source, self.module)
        if self.master:
            return table_text(TableText(options.name, "Part", comment, key_lines, lines, datajoint=prefix), templates)
        inherited = inherited_key(options, self.state, None) | {line.partition(":")[0].strip() for line in key_lines}
        parts = [
            table_text(
                TableText(
                    name,
                    "Part",
                    f"{words(name)} of {words(options.name)[:1].lower()}{words(options.name)[1:]}",
                    [part_key(name, inherited, uses_core_types(self.state))],
                    datajoint=prefix,
                ),
                templates,
            )
            for name in options.parts
        ]
        table = TableText(
            options.name,
            options.tier,
            comment,
            key_lines,
            lines,
            parts,
            options.make,
            self.module.schemas[0].variable,
            prefix,
        )
        return table_text(table, templates)

    def _place(self, lines: list[str]) -> Insertion:
        """Below the last table of the module; a part below its master's last part, else below its definition."""
        source = self.opened.source
        if self.master:
            node = source.find_class(self.master.class_)
            assert node is not None  # noqa: S101 - the checks have found it
            part_ends = [part.end_lineno for part in node.body if type(part).__name__ == "ClassDef"]
            definition = [s.end_lineno for s in node.body if s.lineno == source.definition_line(self.master.class_)]
            line = (part_ends or definition or [node.body[-1].end_lineno])[-1] or node.lineno
            indent = " " * node.body[0].col_offset
            indented = [indent + each if each else each for each in lines]
            return source.lines_after(line, ["", *indented])
        names = {table.class_ for table in self.state.tables if table.module == self.module.name}
        classes = [node for node in source.tree.body if type(node).__name__ == "ClassDef"]
        ends = [node.end_lineno or 0 for node in classes if getattr(node, "name", "") in names]
        if ends:
            return source.lines_after(ends[-1], ["", "", *lines])
        last = source.tree.body[-1].end_lineno or 0
        return source.lines_after(last, ["", "", *lines])


def _foreign_key(key: ForeignKeyOptions, expression: str) -> str:
    words = [word for word, is_set in (("nullable", key.nullable), ("unique", key.unique)) if is_set]
    option = f"[{', '.join(words)}] " if words else ""
    renames = ", ".join(f'{new}="{old}"' for new, old in key.renames)
    return f"-> {option}{expression}.proj({renames})" if renames else f"-> {option}{expression}"


def _datajoint(source: SourceFile, module: Module) -> str:
    """``dj.`` as the module calls DataJoint."""
    bound = bindings(source, module.name, False)
    return next((f"{local}." for local, dotted in bound.items() if dotted == "datajoint"), "dj.")

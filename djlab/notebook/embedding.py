"""A diagram of a project's source as the output of a cell: nothing of the project is run, no database is asked."""

from __future__ import annotations

import html
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from djlab.diagram import GraphvizError, View, to_mermaid, to_svg
from djlab.notebook.render import visible
from djlab.pipeline import Pipeline, read
from djlab.pipeline.locate import find_project
from djlab.pipeline.model import Table
from djlab.pipeline.query import SelectorError
from djlab.pipeline.query import select as select_tables
from djlab.pipeline.serialise import to_data

MIME_TYPE = "application/vnd.djlab.diagram.v1+json"
PROTOCOL = 1

# What a stored output may hold: a notebook is read by people, and sent by mail.
HTML_ROWS = 200
SVG_TABLES = 150
STORED_TABLES = 2000

_TABLE_FIELDS = ("id", "module", "class", "tier", "master", "schema", "table", "comment", "new_dimension")
_KEY_FIELDS = ("expression", "target", "resolution", "key", "nullable", "unique", "renames", "one_to_one")


@dataclass(frozen=True, slots=True)
class Diagram:
    """What a notebook displays: the page draws it, and follows the project where it knows it."""

    pipeline: Pipeline
    view: View
    selector: str = ""
    modules: bool | None = None
    attributes: bool = False
    _bundle: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def name(self) -> str:
        """What the project is called: the name of its folder."""
        return Path(self.pipeline.root).name

    def __repr__(self) -> str:
        about = self.view.focus or self.name
        return visible(f"Diagram of {about}: {len(self.view.shown())} tables")

    def _repr_mimebundle_(self, **_options: Any) -> dict[str, Any]:
        if not self._bundle:
            self._bundle.update(
                {MIME_TYPE: self.payload(), "text/html": _to_html(self), "text/plain": f"{self!r}\n{self.mermaid()}"}
            )
            if len(self.view.shown()) <= SVG_TABLES:
                with suppress(GraphvizError):  # without Graphviz the table tells the same
                    self._bundle["image/svg+xml"] = to_svg(self.view, timeout=10)
        return dict(self._bundle)

    def mermaid(self) -> str:
        """The same as Mermaid text."""
        return to_mermaid(self.view)

    def payload(self) -> dict[str, Any]:
        """What the page draws: the view, and as much of the pipeline as the view shows."""
        shown = self.view.shown()
        tables = [table for table in self.pipeline.tables if table.id in shown][:STORED_TABLES]
        stored = {table.id for table in tables}
        modules = {table.module for table in tables}
        view: dict[str, Any] = {"direction": self.view.direction}
        if self.view.focus is not None:
            view |= {
                "focus": self.view.focus,
                "upstream": self.view.upstream,
                "downstream": self.view.downstream,
            }
        if self.selector:
            view["select"] = self.selector
        if self.modules is not None:
            view["base"] = "modules" if self.modules else "tables"
        if self.attributes:
            view["attributes"] = ["*"]
        return {
            "protocol": PROTOCOL,
            "project": {"root": self.pipeline.root, "name": self.name},
            "view": view,
            "modules": [
                {"name": module.name, "path": module.path, "schemas": to_data(module.schemas)}
                for module in self.pipeline.modules
                if module.name in modules or (module.schemas and shown == self._all())
            ],
            "tables": [_stored(table, with_attributes=self.attributes) for table in tables],
            "module_edges": [
                edge
                for edge in to_data(self.pipeline.module_edges)
                if edge["from"] in modules and edge["to"] in modules
            ],
            "cycles": [
                cycle
                for cycle in to_data(self.pipeline.cycles)
                if all({step["from"], step["to"]} <= (stored | modules) for step in cycle["steps"])
            ],
        }

    def _all(self) -> frozenset[str]:
        return frozenset(table.id for table in self.pipeline.tables)


def diagram(
    target: Any = None,
    *,
    select: str = "",
    upstream: int | None = 1,
    downstream: int | None = 1,
    modules: bool | None = None,
    attributes: bool = False,
    direction: Literal["LR", "TB"] = "LR",
) -> Diagram:
    """The diagram of a project or of a table's neighbourhood, to be displayed in a notebook.

    ``target`` is the folder of a project, the name or id of a table (``"Session"``, ``"workflow.subject:Subject"``) of
    the project that encloses the working directory, a table class, or ``None`` for that whole project. ``select`` keeps
    what a selector names, such as ``"+Session tier:computed"``. Of a table's neighbourhood, ``upstream`` and
    ``downstream`` foreign keys are followed, ``None`` for all. ``modules`` closes or opens all modules, ``None`` leaves
    it to their number.

    The source is read, not run, and no database is asked. JupyterLab with djlab shows the diagram and keeps it up to
    date with the files; elsewhere it is a table, and a picture where Graphviz is installed.

    Raises ``ValueError`` for a name that no table or more than one has and for a selector that names nothing,
    ``FileNotFoundError`` where no project is found and ``NotADirectoryError`` for a path that is no folder.
    """
    root, name = _locate(target)
    pipeline = read(root)
    tables = None
    if select:
        try:
            tables = select_tables(pipeline, select)
        except SelectorError as error:
            raise ValueError(f"select: {error}") from None
    focus = None if name is None else _table(pipeline, name).id
    view = View(
        pipeline,
        tables,
        collapsed=frozenset(module.name for module in pipeline.modules) if modules else frozenset(),
        focus=focus,
        upstream=upstream,
        downstream=downstream,
        direction=direction,
    )
    return Diagram(pipeline, view, select, modules, attributes)


def _locate(target: Any) -> tuple[Path, str | None]:
    """The project's folder, and the table that is named."""
    if target is None:
        return _project(Path.cwd()), None
    if isinstance(target, (str, Path)):
        folder = Path(target).expanduser()
        if folder.is_dir():
            return find_project(folder) or folder.resolve(), None
        if isinstance(target, Path) or "/" in target or "\\" in target:
            raise NotADirectoryError(f"There is no folder {folder}. Give a project's folder, or the name of a table.")
        return _project(Path.cwd()), target
    kind = target if isinstance(target, type) else type(target)
    file = getattr(sys.modules.get(kind.__module__), "__file__", None)
    if file is None:
        raise TypeError(
            "Give a project's folder, the name of a table such as 'Session', or a table class of an imported module; "
            f"{kind.__module__}.{kind.__qualname__} is none of these."
        )
    return _project(Path(file).parent), f"{kind.__module__}:{kind.__qualname__}"


def _project(folder: Path) -> Path:
    found = find_project(folder)
    if found is None:
        raise FileNotFoundError(f"No DataJoint project encloses {folder}. Give the project's folder.")
    return found


def _table(pipeline: Pipeline, name: str) -> Table:
    found = [table for table in pipeline.tables if table.id == name] or [
        table
        for table in pipeline.tables
        if table.class_ == name
        or table.id.partition(":")[2] == name
        or f".{table.id.replace(':', '.')}".endswith(f".{name.replace(':', '.')}")
    ]
    if len(found) == 1:
        return found[0]
    where = f"the project at {pipeline.root}"
    if not found:
        raise ValueError(f"{where} has no table {name!r}")
    raise ValueError(f"{where} has several tables {name!r}: {', '.join(sorted(table.id for table in found))}")


def _stored(table: Table, *, with_attributes: bool) -> dict[str, Any]:
    data = to_data(table)
    return {
        **{name: data[name] for name in _TABLE_FIELDS},
        "attributes": [
            {name: attribute[name] for name in ("name", "type", "key", "nullable", "from")}
            for attribute in (data["attributes"] if with_attributes else ())
        ],
        "foreign_keys": [{name: key[name] for name in _KEY_FIELDS} for key in data["foreign_keys"]],
    }


def _to_html(diagram: Diagram) -> str:
    """The tables with what they depend on, for readers without djlab."""
    shown = diagram.view.shown()
    tables = [table for table in diagram.pipeline.tables if table.id in shown]
    rows = "".join(
        f'<tr><th scope="row"><bdi>{_escape(_name(table.id))}</bdi></th><td>{_escape(table.tier)}</td>'
        f"<td><bdi>{_escape(table.module)}</bdi></td><td>{_parents(table)}</td></tr>"
        for table in tables[:HTML_ROWS]
    )
    more = len(tables) - HTML_ROWS
    note = f"<p>{more} more tables are not listed.</p>" if more > 0 else ""
    head = "".join(f'<th scope="col">{word}</th>' for word in ("Table", "Tier", "Module", "Depends on"))
    caption = f"<caption><b><bdi>{_escape(diagram.name)}</bdi></b></caption>"
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{note}"


def _parents(table: Table) -> str:
    names = [_name(key.target) if key.target else key.expression for key in table.foreign_keys]
    return ", ".join(f"<bdi>{_escape(name)}</bdi>" for name in dict.fromkeys(names))


def _name(table_id: str) -> str:
    return table_id.partition(":")[2] or table_id


def _escape(text: str) -> str:
    return html.escape(visible(text))

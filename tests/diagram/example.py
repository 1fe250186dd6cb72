"""A small pipeline that needs every sign of the notation, and names that every format has to escape."""

from __future__ import annotations

from djlab.diagram import View
from djlab.pipeline.model import (
    Attribute,
    Cycle,
    CycleStep,
    ForeignKey,
    Import,
    Module,
    ModuleEdge,
    Pipeline,
    Schema,
    Table,
    Tier,
)


def foreign_key(expression: str, target: str | None, **facts: object) -> ForeignKey:
    fields: dict[str, object] = {
        "resolution": "exact" if target else "unresolved",
        "key": True,
        "nullable": False,
        "unique": False,
        **facts,
    }
    return ForeignKey(expression=expression, target=target, **fields)  # type: ignore[arg-type]


def table(
    name: str, tier: Tier, *foreign_keys: ForeignKey, key: tuple[str, ...] = (), master: str | None = None
) -> Table:
    module, _, class_ = name.partition(":")
    own = tuple(
        Attribute(
            attribute, "int32", key=True, nullable=False, default=None, comment="", store=None, from_=None, line=3
        )
        for attribute in key
    )
    return Table(
        id=name,
        module=module,
        class_=class_,
        tier=tier,
        master=master,
        schema=module.rpartition(".")[2],
        table=class_.lower(),
        line=10,
        comment=f"comment of {class_}",
        definition="",
        primary_key=key,
        attributes=own,
        foreign_keys=foreign_keys,
        new_dimension=bool(key),
    )


def module(name: str, *imports: str, schema: bool = True) -> Module:
    short = name.rpartition(".")[2]
    return Module(
        name,
        f"src/{name.replace('.', '/')}.py",
        schemas=(Schema("schema", short, f"'{short}'", "constant", 4),) if schema else (),
        imports=tuple(Import(other, line, "module") for line, other in enumerate(imports, start=2)),
    )


def pipeline() -> Pipeline:
    return Pipeline(
        root="/project",
        packages=("lab",),
        modules=(
            module("lab.subject"),
            module("lab.session", "lab.subject"),
            module("lab.ephys", "lab.session", "lab.tools"),
            module("lab.report", "lab.ephys"),
            module("lab.tools", "lab.ephys", schema=False),
            module("lab.helpers", schema=False),
        ),
        tables=(
            table("lab.subject:Species", "Lookup", key=("species",)),
            table(
                "lab.subject:Subject",
                "Manual",
                foreign_key("Species", "lab.subject:Species", key=False, attributes=("species",)),
                key=("subject_id",),
            ),
            table(
                "lab.session:Session",
                "Manual",
                foreign_key("subject.Subject", "lab.subject:Subject", attributes=("subject_id",)),
                key=("session_id",),
            ),
            table(
                "lab.session:Session.Observer",
                "Part",
                foreign_key("master", "lab.session:Session", attributes=("subject_id", "session_id")),
                foreign_key(
                    "subject.Subject.proj(observer='subject_id')",
                    "lab.subject:Subject",
                    renames={"observer": "subject_id"},
                    attributes=("observer",),
                ),
                master="lab.session:Session",
            ),
            table(
                "lab.ephys:Recording",
                "Imported",
                foreign_key("session.Session", "lab.session:Session", one_to_one=True),
                foreign_key("probes.Probe", "probes.Probe", resolution="external"),
            ),
            table(
                "lab.ephys:Recording.Channel",
                "Part",
                foreign_key("master", "lab.ephys:Recording"),
                key=("channel",),
                master="lab.ephys:Recording",
            ),
            table(
                "lab.ephys:Sorting",
                "Computed",
                foreign_key("Recording", "lab.ephys:Recording"),
                foreign_key("SortingMethod", None, key=False),
                key=('<b>"weird\\N"</b>; --> `x`',),
            ),
            table(
                'lab.report:Übersicht"];evil -> x',
                "Computed",
                foreign_key("ephys.Sorting", "lab.ephys:Sorting", one_to_one=True),
                foreign_key("Loop", "lab.report:Loop", key=False),
            ),
            table(
                "lab.report:Loop",
                "Manual",
                foreign_key("Übersicht", 'lab.report:Übersicht"];evil -> x'),
                key=("loop",),
            ),
        ),
        module_edges=(
            ModuleEdge("lab.session", "lab.subject", imports=True, foreign_keys=2),
            ModuleEdge("lab.ephys", "lab.session", imports=True, foreign_keys=1),
            ModuleEdge("lab.report", "lab.ephys", imports=False, foreign_keys=1),
            ModuleEdge("lab.ephys", "lab.tools", imports=True, foreign_keys=0),
            ModuleEdge("lab.tools", "lab.ephys", imports=True, foreign_keys=0),
            ModuleEdge("lab.tools", "lab.subject", imports=True, foreign_keys=0),
            ModuleEdge("lab.session", "lab.helpers", imports=True, foreign_keys=0),
            ModuleEdge("lab.subject", "lab.session", imports=True, foreign_keys=0),
        ),
        cycles=(
            Cycle(
                "imports",
                (
                    CycleStep("lab.ephys", "lab.tools", "src/lab/ephys.py", 3),
                    CycleStep("lab.tools", "lab.ephys", "src/lab/tools.py", 2),
                ),
            ),
            Cycle(
                "lazy imports",
                (
                    CycleStep("lab.session", "lab.subject", "src/lab/session.py", 2),
                    CycleStep("lab.subject", "lab.session", "src/lab/subject.py", 40),
                ),
            ),
            Cycle(
                "foreign keys",
                (
                    CycleStep('lab.report:Übersicht"];evil -> x', "lab.report:Loop", "src/lab/report.py", 12),
                    CycleStep("lab.report:Loop", 'lab.report:Übersicht"];evil -> x', "src/lab/report.py", 13),
                ),
            ),
        ),
    )


def views() -> dict[str, View]:
    """Views by the name of their golden files."""
    whole = pipeline()
    return {
        "tables": View(whole),
        "modules": View.of_modules(whole),
        "mixed-dark": View(whole, collapsed=frozenset({"lab.subject", "lab.report"}), theme="dark", direction="TB"),
        "focus": View(whole, focus="lab.ephys:Recording", upstream=2, downstream=1),
    }


SELECTORS = (
    "Session",
    "session",
    "1+Session",
    "+Session",
    "Session+1",
    "2+Recording+",
    "Recording+1,tier:part",
    "Recording Species",
    "tier:lookup",
    "tier:ingest",
    "module:subject",
    "module:lab.*",
    "schema:ephys",
    "table:s*",
    "attribute:subject_id",
    "store:main",
    "S*",
    "*.Channel",
    "lab.ephys.*",
    "lab.ephys:Sorting",
    "Session.Observer",
    "session.Session",
    "Channel",
    "Subject+,+Sorting",
    "Nobody",
    "(",
)

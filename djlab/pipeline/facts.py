"""What one file says, without its syntax tree.

Facts are about a file alone: nothing in them depends on another file, so they can be kept for as long as the file's
bytes do not change. Positions number the module's statements in the order in which they run.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from djlab.pipeline.definition import Definition
from djlab.pipeline.expressions import Expr
from djlab.pipeline.model import Scope, SourceError

ImportKind = Literal["import", "from", "star"]
BINDERS = (
    *(b"globals()[", b"globals().", b"locals()[", b"locals().update", b"vars()[", b"vars(sys", b"exec("),
    *(b"sys.modules", b"__getattr__", b"spawn_missing_classes", b" global ", b"import_module(__name__"),
)
"""What stands in a module that may get names at run time."""


class Guard(NamedTuple):
    """A condition under which a statement runs: the ``test`` of an ``if`` and the outcome that it needs.

    ``test`` is ``None`` for the handlers of a ``try``: they count only where the body did not bind the name.
    """

    test: Expr | None
    outcome: bool


NEVER = Guard(("const", False, "bool"), True)
"""The condition of what only a type checker runs."""


class ImportFact(NamedTuple):
    """One name of one import statement; ``name`` is the ``as`` name of ``import x as name``, else the imported name."""

    line: int
    scope: Scope
    kind: ImportKind
    level: int
    module: str
    name: str | None


class Binding(NamedTuple):
    """A name that a statement binds. ``value`` is an import, a class, a function or an expression."""

    position: int
    value: ImportFact | ClassFact | FunctionFact | Expr
    guards: tuple[Guard, ...]
    line: int


class Call(NamedTuple):
    """A call that stands as a statement of its own on module level."""

    position: int
    line: int
    expr: Expr
    guards: tuple[Guard, ...]


class Text(NamedTuple):
    """A definition: its ``expr`` and, where that is a plain string, the parsed text. ``line`` is the text's first."""

    line: int
    expr: Expr
    parsed: Definition | None


@dataclass(slots=True)
class ClassFact:
    """A class statement. ``names`` are its attributes, methods that return something included as functions."""

    name: str
    line: int
    position: int
    bases: tuple[Expr, ...]
    decorators: tuple[Expr, ...]
    docstring: str
    definition: Text | None
    nested: dict[str, ClassFact]
    names: dict[str, Expr | FunctionFact]
    methods: tuple[str, ...]
    guards: tuple[Guard, ...] = ()


@dataclass(slots=True)
class FunctionFact:
    """A function by its text; it is parsed when something asks for what it does."""

    name: str
    line: int
    source: str
    decorators: tuple[Expr, ...] = ()
    body: object = field(default=None, compare=False)


class Body(NamedTuple):
    """Where the statements of a function stand: the line of its ``def``, their first and last line, their column."""

    header: int
    first: int
    last: int
    column: int


@dataclass(slots=True)
class FileFacts:
    """All facts of one file. ``classes`` are those of module level, in order; ``stars`` are ``from x import *``.

    ``text`` are the bytes that the facts were taken from, ``bodies`` the functions in them whose bodies need not be
    parsed again, ``statements`` the first and the last line of each statement of the module; facts are equal where
    nothing but these differs.
    """

    docstring: str = ""
    imports: tuple[ImportFact, ...] = ()
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    stars: tuple[Binding, ...] = ()
    calls: tuple[Call, ...] = ()
    classes: tuple[ClassFact, ...] = ()
    error: SourceError | None = None
    text: bytes = field(default=b"", repr=False, compare=False)
    bodies: tuple[Body, ...] = field(default=(), compare=False)
    statements: tuple[tuple[int, int], ...] = field(default=(), compare=False)

    @property
    def dynamic(self) -> bool:
        """Whether running the file may bind names that no statement shows (``globals()[…] = …``, ``exec``)."""
        return any(binder in self.text for binder in BINDERS)

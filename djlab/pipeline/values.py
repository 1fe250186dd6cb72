"""What a name of the source stands for, as far as the source tells without being run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from djlab.pipeline.facts import ClassFact, FunctionFact


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nothing is known; ``reason`` says why, for a person."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Circular(Unknown):
    """A name whose value depends on itself: modules that import each other see it unbound at that moment."""


UNKNOWN: Final = Unknown()
MAX_TEXT = 200_000
"""Longer texts are not joined: no definition is as long, and names bound to `x + x` would double without end."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A name that is not bound where it is looked up: Python would raise.

    ``doubtful`` says that running the code may well bind it: a module that changes its own names, a condition.
    """

    reason: str = ""
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Plain:
    """A constant. ``text`` is ``None`` where the value is certain.

    Otherwise ``text`` is its readable form (``{prefix}ephys``) and ``value`` what it is by default, or ``UNKNOWN``.
    """

    value: Any
    text: str | None = None


@dataclass(frozen=True, slots=True)
class ModuleValue:
    """A module whose source was read."""

    name: str


@dataclass(frozen=True, slots=True)
class External:
    """Something outside of what was read, by its dotted path.

    ``doubtful`` marks what comes from a virtual module of a schema that the project does not have: where that schema
    does not exist either, making the virtual module raises.
    """

    path: str
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """A part of ``dj.config``, by its keys."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ClassValue:
    """A class. ``owner`` is the qualified name of the class through which a nested class was reached, or ``""``.

    ``origin`` is the class as it stands in its file, where ``owner`` inherits it.
    """

    module: str
    owner: str
    fact: ClassFact
    origin: ClassValue | None = None

    @property
    def qualname(self) -> str:
        return f"{self.owner}.{self.fact.name}" if self.owner else self.fact.name

    @property
    def id(self) -> str:
        return f"{self.module}:{self.qualname}"

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, ClassValue)
            and self.fact is other.fact
            and self.owner == other.owner
            and self.module == other.module
        )

    def __hash__(self) -> int:
        return hash((self.module, self.owner, id(self.fact)))


@dataclass(frozen=True, slots=True, eq=False)
class Super:
    """``super()`` inside a method that ``owner`` defines, for a class ``instance``."""

    owner: ClassValue
    instance: ClassValue


@dataclass(frozen=True, slots=True, eq=False)
class FunctionValue:
    """A function of a module."""

    module: str
    fact: FunctionFact


@dataclass(frozen=True, slots=True)
class Namespace:
    """The names of a module as a mapping (``globals()``, ``module.__dict__``), up to a position."""

    module: str
    position: float


@dataclass(frozen=True, slots=True, eq=False)
class Mapping:
    """A dictionary: ``layers`` are dictionaries of names, namespaces and mappings, the later ones winning."""

    layers: tuple[Any, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Sequence:
    """A list, tuple or set."""

    items: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class SchemaValue:
    """A ``dj.Schema``: where it was made, its name (``None`` while deferred) and the names it was told to use.

    ``opaque`` says that it was told to use names which the source does not show.
    """

    module: str
    line: int
    name: Plain | None
    context: Namespace | None = None
    opaque: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a table; as a text it is a definition without foreign keys."""

    table: ClassValue


@dataclass(frozen=True, slots=True)
class Virtual:
    """A virtual module of the schema of this name; ``path`` is where it stands in the source."""

    name: Plain | None
    path: str


@dataclass(frozen=True, slots=True, eq=False)
class OneOf:
    """Several values, one of which holds, depending on something that only running the code tells."""

    values: tuple[Any, ...]


Value = (
    Unknown
    | Missing
    | Plain
    | ModuleValue
    | External
    | Setting
    | ClassValue
    | Super
    | FunctionValue
    | Namespace
    | Mapping
    | Sequence
    | SchemaValue
    | Heading
    | Virtual
    | OneOf
)


def one_of(values: list[Value]) -> Value:
    """The value itself where all agree; empty ones (``None``, unknown) give way to others."""
    distinct: list[Value] = []
    for value in values:
        for single in value.values if isinstance(value, OneOf) else (value,):
            if single not in distinct:
                distinct.append(single)
    solid = [value for value in distinct if not isinstance(value, (Unknown, Missing)) and value != Plain(None)]
    if len(solid) == 1:
        return solid[0]
    if not solid:
        return distinct[0] if distinct else UNKNOWN
    return OneOf(tuple(solid))


def text_of(value: Value, fallback: str) -> Plain:
    """A value inside a text: itself where it is a constant, else ``{fallback}``."""
    if isinstance(value, Plain):
        return value
    if isinstance(value, Setting) and value.keys:
        return Plain(UNKNOWN, "{" + value.keys[-1] + "}")
    if isinstance(value, OneOf):
        plain = [single for single in value.values if isinstance(single, Plain)]
        if plain:
            first = plain[0]
            return Plain(first.value, first.text or "{" + fallback + "}")
    return Plain(UNKNOWN, "{" + fallback + "}")


def readable(value: Plain) -> str:
    """The text of a constant, with what is not certain in braces."""
    return value.text if value.text is not None else str(value.value)


def joined(parts: list[Plain]) -> Plain:
    """The concatenation of texts."""
    certain = all(part.text is None for part in parts)
    known = all(not isinstance(part.value, Unknown) for part in parts)
    if sum(len(readable(part)) + len(str(part.value)) for part in parts) > MAX_TEXT:
        return Plain(UNKNOWN, "{…}")
    value: Any = "".join(str(part.value) for part in parts) if known else UNKNOWN
    return Plain(value, None if certain else "".join(map(readable, parts)))


def describe(value: Value) -> str:
    """What a person is told that a name may stand for."""
    if isinstance(value, ClassValue):
        return f"`{value.id}`"
    if isinstance(value, External):
        return f"`{value.path}`"
    return "something else"

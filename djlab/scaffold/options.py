"""What a person chose in a dialog or on the command line.

``from_data`` takes untrusted plain data. Wrong types and unknown names raise :class:`OptionError` (a wrong request);
values that are of the right type but not acceptable become problems of the plan (a person can mend them).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

TableTier = Literal["Manual", "Lookup", "Imported", "Computed"]
TABLE_TIERS: tuple[TableTier, ...] = get_args(TableTier)
_MAX_TEXT = 10_000
_MAX_ITEMS = 500


class OptionError(ValueError):
    """An option has the wrong type or is unknown; ``field`` is its name."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(f"{field}: {message}" if field else message)


class Reader:
    """Reads typed values out of plain data and refuses what is left over."""

    def __init__(self, data: object, prefix: str = "") -> None:
        if not isinstance(data, Mapping):
            raise OptionError(prefix.rstrip("."), "an object is expected")
        self._data = dict(data)
        self._prefix = prefix

    def text(self, name: str, default: str | None = None) -> str:
        value = self._data.pop(name, default)
        if value is None and default is None:
            raise OptionError(self._prefix + name, "is missing")
        return self._check_text(name, value)

    def optional_text(self, name: str) -> str | None:
        value = self._data.pop(name, None)
        return None if value is None else self._check_text(name, value)

    def flag(self, name: str, default: bool) -> bool:
        value = self._data.pop(name, default)
        if not isinstance(value, bool):
            raise OptionError(self._prefix + name, "true or false is expected")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(self._check_text(name, item) for item in self.items(name))

    def items(self, name: str) -> list[object]:
        value = self._data.pop(name, None)
        if value is None:
            return []
        if not isinstance(value, (list, tuple)):
            raise OptionError(self._prefix + name, "a list is expected")
        if len(value) > _MAX_ITEMS:
            raise OptionError(self._prefix + name, f"at most {_MAX_ITEMS} items are accepted")
        return list(value)

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        value = self.text(name, default)
        if value not in choices:
            raise OptionError(self._prefix + name, f"one of {', '.join(choices)} is expected")
        return value

    def optional_texts(self, name: str) -> tuple[str, ...] | None:
        return self.texts(name) if self._data.get(name) is not None else self._data.pop(name, None)

    def raw(self, name: str) -> object:
        return self._data.pop(name, None)

    def finish(self) -> None:
        for name in self._data:
            raise OptionError(self._prefix + str(name)[:100], "is unknown")

    def _check_text(self, name: str, value: object) -> str:
        if not isinstance(value, str):
            raise OptionError(self._prefix + name, "text is expected")
        if len(value) > _MAX_TEXT:
            raise OptionError(self._prefix + name, f"at most {_MAX_TEXT} characters are accepted")
        return value


@dataclass(frozen=True, slots=True)
class FirstTable:
    """The first table of a new module."""

    name: str
    tier: TableTier = "Manual"

    @staticmethod
    def from_data(data: object) -> FirstTable:
        reader = Reader(data, "table.")
        name = reader.text("name")
        tier = cast("TableTier", reader.choice("tier", TABLE_TIERS, "Manual"))
        reader.finish()
        return FirstTable(name, tier)


@dataclass(frozen=True, slots=True)
class ModuleOptions:
    """A new schema module.

    ``schema`` is the database's name of its schema (the module's name when empty). ``upstream`` names modules
    (``workflow.subject``), which are imported, and tables (``workflow.subject:Subject``), which the first table also
    refers to by a foreign key. ``package`` is the dotted package that the module goes into; ``None`` lets the
    project's own habit decide.
    """

    name: str
    schema: str = ""
    upstream: tuple[str, ...] = ()
    table: FirstTable | None = None
    notebook: bool = True
    package: str | None = None

    @staticmethod
    def from_data(data: object) -> ModuleOptions:
        reader = Reader(data)
        table = reader.raw("table")
        options = ModuleOptions(
            name=reader.text("name"),
            schema=reader.text("schema", ""),
            upstream=reader.texts("upstream"),
            table=None if table is None else FirstTable.from_data(table),
            notebook=reader.flag("notebook", True),
            package=reader.optional_text("package"),
        )
        reader.finish()
        return options


@dataclass(frozen=True, slots=True)
class NotebookOptions:
    """A starter notebook for a module that exists."""

    module: str

    @staticmethod
    def from_data(data: object) -> NotebookOptions:
        reader = Reader(data)
        options = NotebookOptions(module=reader.text("module"))
        reader.finish()
        return options


def as_options(kind: type[Any], options: object) -> Any:
    """``options`` as an instance of ``kind``, read from plain data where it is not one already."""
    return options if isinstance(options, kind) else kind.from_data(options)

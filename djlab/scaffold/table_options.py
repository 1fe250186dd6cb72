"""What a person chose for a new table or part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args

from djlab.scaffold.options import TABLE_TIERS, OptionError, Reader, TableTier

Make = Literal["make", "three-part"]
MAKES: tuple[Make, ...] = get_args(Make)


@dataclass(frozen=True, slots=True)
class ForeignKeyOptions:
    """A foreign key to the table with the id ``target``; ``renames`` are pairs of the new name and the target's."""

    target: str
    key: bool = True
    nullable: bool = False
    unique: bool = False
    renames: tuple[tuple[str, str], ...] = ()

    @staticmethod
    def from_data(data: object, prefix: str = "") -> ForeignKeyOptions:
        reader = Reader(data, prefix)
        renames = reader.raw("renames") or {}
        if not isinstance(renames, Mapping) or not all(isinstance(t, str) for pair in renames.items() for t in pair):
            raise OptionError(f"{prefix}renames", "an object of texts is expected")
        options = ForeignKeyOptions(
            target=reader.text("target"),
            key=reader.flag("key", True),
            nullable=reader.flag("nullable", False),
            unique=reader.flag("unique", False),
            renames=tuple((str(new)[:1000], str(old)[:1000]) for new, old in renames.items()),
        )
        reader.finish()
        return options

    @staticmethod
    def from_text(text: str) -> ForeignKeyOptions:
        """``TARGET[,secondary][,nullable][,unique][,NEW=OLD…]``, as the command line takes it."""
        target, *words = text.split(",")
        flags = {word for word in words if "=" not in word}
        unknown = flags - {"secondary", "nullable", "unique"}
        if unknown:
            raise OptionError("foreign_keys", f"{', '.join(sorted(unknown))}: write secondary, nullable or unique")
        renames = tuple((new, old) for new, _, old in (word.partition("=") for word in words if "=" in word))
        return ForeignKeyOptions(target, "secondary" not in flags, "nullable" in flags, "unique" in flags, renames)

    def to_text(self) -> str:
        """The form of :meth:`from_text`."""
        flags = [("secondary", not self.key), ("nullable", self.nullable), ("unique", self.unique)]
        renames = [f"{new}={old}" for new, old in self.renames]
        return ",".join([self.target, *(word for word, is_set in flags if is_set), *renames])


@dataclass(frozen=True, slots=True)
class TableOptions:
    """A new table in an existing module, or, where ``master`` names a table, a new part of it.

    ``module`` is the dotted name of the module (of the master's for a part). ``key`` and ``attributes`` are definition
    lines (``session_id : int32  # counts from 1``) above and below the ``---``. ``parts`` are names of parts that the
    table gets at once. ``make`` is the form of the skeleton that an Imported or Computed table gets.
    """

    name: str
    module: str = ""
    tier: TableTier = "Manual"
    comment: str = ""
    key: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKeyOptions, ...] = ()
    parts: tuple[str, ...] = ()
    make: Make = "make"
    master: str = ""

    @staticmethod
    def from_data(data: object) -> TableOptions:
        reader = Reader(data)
        options = TableOptions(
            name=reader.text("name"),
            module=reader.text("module", ""),
            tier=cast("TableTier", reader.choice("tier", TABLE_TIERS, "Manual")),
            comment=reader.text("comment", ""),
            key=reader.texts("key"),
            attributes=reader.texts("attributes"),
            foreign_keys=tuple(
                ForeignKeyOptions.from_data(item, f"foreign_keys.{number}.")
                for number, item in enumerate(reader.items("foreign_keys"))
            ),
            parts=reader.texts("parts"),
            make=cast("Make", reader.choice("make", MAKES, "make")),
            master=reader.text("master", ""),
        )
        reader.finish()
        return options

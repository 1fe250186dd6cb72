"""When two spellings of a type, a default or a member mean the same column.

The source says ``int``, DataJoint 2 keeps ``:int32:`` in the comment, MariaDB shows ``int(11)`` and PostgreSQL
``integer``. All spellings are brought to one form; what keeps two forms is a difference.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from djlab.database.catalogue import CatalogueColumn
from djlab.database.columns import Dialect, members_of

_SAME: dict[str, str] = {
    "tinyint": "int8",
    "smallint": "int16",
    "mediumint": "int24",
    "int": "int32",
    "integer": "int32",
    "bigint": "int64",
    "serial": "int64 auto_increment",
    "bool": "bool",
    "boolean": "bool",
    "double": "float64",
    "double precision": "float64",
    "numeric": "decimal",
    "dec": "decimal",
    "fixed": "decimal",
    "character varying": "varchar",
    "character": "char",
    "bpchar": "char",
    "jsonb": "json",
    "timestamp without time zone": "timestamp",
    "time without time zone": "time",
    "timestamp with time zone": "timestamptz",
}
_PARTS = re.compile(r"(?P<name>[a-z][a-z0-9 ]*)(?:\((?P<size>[^()]*)\)(?P<rest>[a-z0-9 ]*))?", re.DOTALL)
_CAST = re.compile(r"::(?:\"[^\"]*\"|[\w.\s]|\([^)]*\))+$")


def canonical(type_: str, dialect: Dialect) -> str:
    """The one form of a type as the source, DataJoint's comment or the catalogue writes it."""
    text = re.sub(r"\s+", " ", type_.strip())
    if text.lower().startswith("enum"):
        return enum_form(members_of(canonical_enum(type_)))
    if text.startswith("<"):
        return re.sub(r"\s", "", text).lower()
    match = _PARTS.fullmatch(text.lower())
    if match is None:
        return text.lower()
    name = " ".join(f"{match['name']} {match['rest'] or ''}".split())
    size = re.sub(r"\s", "", match["size"] or "")
    words = [word for word in name.split() if word not in ("unsigned", "auto_increment", "zerofill")]
    extra = "".join(f" {word}" for word in ("unsigned", "auto_increment") if word in name.split())
    base = _SAME.get(" ".join(words), " ".join(words))
    return _form(base, size, dialect) + extra


def _form(base: str, size: str, dialect: Dialect) -> str:
    if base == "real" or (base == "float" and dialect == "postgresql"):
        return "float32" if base == "real" and dialect == "postgresql" else "float64"
    if base == "float":
        return "float32" if "," not in size else f"float({size})"
    if base == "bool" and dialect == "mysql":
        return "int8"
    if re.fullmatch(r"int\d+", base):
        return base  # a display width is no difference
    if base == "decimal":
        size = size or "10"
        return f"decimal({size if ',' in size else size + ',0'})"
    if base == "datetime" and dialect == "postgresql":
        base = "timestamp"
    if base == "char" and not size:
        size = "1"
    if base in ("datetime", "timestamp", "time") and size in ("0", "6" if dialect == "postgresql" else "0"):
        size = ""
    if base == "bytes" or (dialect == "postgresql" and base in ("bytea", "longblob", "blob")):
        return "bytes"
    if base == "longblob":
        return "bytes"
    if base == "year":
        return "year"
    return f"{base}({size})" if size else base


def canonical_enum(type_: str) -> str:
    """An enum with ``enum(`` at its head, as DataJoint brings it to the database."""
    return re.sub(r"^enum\s*", "enum", re.sub(r"\s+", " ", type_.strip()), flags=re.IGNORECASE)


def enum_form(members: tuple[str, ...]) -> str:
    """An enum by its members in order."""
    return f"enum{members!r}"


def storage(form: str, dialect: Dialect) -> frozenset[str] | None:
    """The forms of the database's own types that DataJoint stores a type as; ``None`` where only a codec knows."""
    stored: dict[str, tuple[str, ...]] = {
        "uuid": ("uuid", "binary(16)"),
        "json": ("json", "longtext"),
        "attach": ("bytes",),
    }
    if form in stored:
        return frozenset(stored[form])
    if re.fullmatch(r"<(blob|attach|djblob)>", form):
        return frozenset(("bytes",))
    if re.fullmatch(r"<\w+@[\w\-]*>", form):
        return frozenset(("json", "longtext"))
    if form.startswith("<"):
        return None
    if re.fullmatch(r"(blob|attach|filepath)@[\w\-]*|external.*", form):
        return frozenset(("binary(16)",))
    if dialect == "postgresql":
        return _on_postgresql(form)
    return frozenset((form,))


def _on_postgresql(form: str) -> frozenset[str]:
    # PostgreSQL has no integer of one byte; a foreign key's timestamp is declared without its precision.
    forms = {form, form.removesuffix(" unsigned"), re.sub(r"^timestamp\(\d\)$", "timestamp", form)}
    return frozenset(forms | ({"int16"} if form == "int8" else set()))


def same_type(source: str, column: CatalogueColumn, dialect: Dialect) -> bool:
    """Whether a type of the source is that of the column: as DataJoint noted it, and as it is stored."""
    form = canonical(source, dialect)
    if column.declared is not None and canonical(column.declared, dialect) != form:
        return False
    if column.members:
        return enum_form(column.members) == form
    stored = canonical(column.type, dialect) + (" auto_increment" if "auto_increment" in column.extra else "")
    expected = storage(form, dialect)
    return expected is None or stored in expected


def default_form(text: str | None, dialect: Dialect) -> str | None:
    """The one form of a default as the source or the catalogue writes it; ``None`` for none and for NULL."""
    if text is None:
        return None
    value = text.strip()
    if dialect == "postgresql":
        value = _CAST.sub("", value)
    if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
        mark = value[0]
        value = value[1:-1].replace(mark * 2, mark).replace("\\" + mark, mark)
    if value.upper() == "NULL":
        return None
    if re.fullmatch(r"current_timestamp(\(\d*\))?|now\(\)", value, re.IGNORECASE):
        return "CURRENT_TIMESTAMP"
    lowered = value.lower()
    if lowered in ("true", "false"):
        return "1" if lowered == "true" else "0"
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    return str(number.normalize()) if number.is_finite() else value

"""A table of the model beside what the catalogue of MariaDB has of it, attribute by attribute.

What the two spell differently is brought to one spelling; nothing else is left out.
"""

from __future__ import annotations

import re
from typing import Any

_INTEGER = re.compile(r"\b(tiny|small|medium|big|)int\(\d+\)")
_ALIASES = {
    "bool": "tinyint",
    "boolean": "tinyint",
    "integer": "int",
    "char": "char(1)",
    "year": "year(4)",
    "real": "double",
    "decimal": "decimal(10,0)",
}


def differences(table: dict[str, Any], heading: dict[str, Any]) -> list[str]:
    """Say what differs: comments, names in order, types, defaults, keys, attribute maps of foreign keys, indexes."""
    found: list[str] = []

    def compare(what: str, declared: object, said: object) -> None:
        if declared != said:
            found.append(f"{table['id']}: {what} is {declared!r}, the model says {said!r}")

    columns = heading["columns"]
    attributes = {attribute["name"]: attribute for attribute in table["attributes"]}
    compare("comment", heading["comment"], table["comment"])
    compare("attributes", [column[0] for column in columns], list(attributes))
    compare("primary key", heading["primary_key"], table["primary_key"])
    for name, type_, nullable, default, comment in columns:
        if (attribute := attributes.get(name)) is None:
            continue
        special = re.match(r":([^:]+):(.*)", comment, re.DOTALL)
        declared, text = (special[1], special[2]) if special else (type_, comment)
        compare(f"type of {name}", _type(declared), _type(attribute["type"]))
        compare(f"comment of {name}", text.strip(), attribute["comment"])
        compare(f"nullable of {name}", bool(nullable), attribute["nullable"])
        compare(f"key of {name}", name in heading["primary_key"], attribute["key"])
        compare(f"default of {name}", _declared_default(default), _written_default(attribute))
    keys = [key for key in heading["foreign_keys"] if not key["parent"].startswith("~external")]
    compare(
        "foreign keys",
        sorted((key["parent"], sorted(map(tuple, key["columns"]))) for key in keys),
        sorted(
            (str(key["target"]), sorted((name, key["renames"].get(name, name)) for name in key["attributes"]))
            for key in table["foreign_keys"]
        ),
    )
    # MariaDB adds an index for each foreign key that has none, under the name of its first column.
    of_keys = [[name for name, _ in key["columns"]] for key in heading["foreign_keys"]]
    compare(
        "indexes",
        sorted(
            (index["columns"], index["unique"])
            for index in heading["indexes"].values()
            if index["unique"] or index["columns"] not in of_keys
        ),
        sorted(
            [
                *(
                    (index["attributes"], index["unique"])
                    for index in table["indexes"]
                    if index["unique"] or index["attributes"] not in of_keys
                ),
                *((key["attributes"], True) for key in table["foreign_keys"] if key["unique"]),
            ]
        ),
    )
    return found


def _type(text: str) -> str:
    if text.lower().startswith("enum"):
        return re.sub(r"\s*([(),])\s*", r"\1", text.replace('"', "'")).replace("ENUM", "enum")
    text = re.sub(r"\s+", " ", re.sub(r"\s*([(),])\s*", r"\1", text.strip().lower()))
    text = re.sub(r"\)(?=\w)", ") ", text).replace(" auto_increment", "")
    text = _INTEGER.sub(r"\1int", text)
    word, _, rest = text.partition(" ")
    return " ".join(filter(None, (_ALIASES.get(word, word), rest)))


def _declared_default(text: str | None) -> str | None:
    if text is None or text == "NULL":
        return None
    if text.startswith("'"):
        return _number(text[1:-1].replace("''", "'"))
    return _number(re.sub(r"current_timestamp\((\d*)\)", r"CURRENT_TIMESTAMP(\1)", text).replace("()", ""))


def _written_default(attribute: dict[str, Any]) -> str | None:
    text = attribute["default"]
    if text is None or text.lower() == "null":
        return None
    if text.upper().startswith("CURRENT_TIMESTAMP"):
        return str(text.upper())
    if attribute["type"].lower().startswith("bool"):
        text = {"true": "1", "false": "0"}.get(text.lower(), text)
    return _number(text)


def _number(text: str) -> str:
    try:
        return str(float(text))
    except ValueError:
        return text

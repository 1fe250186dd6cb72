"""Modules of tables drawn from a seed: keys, foreign keys, defaults, comments and indexes in many combinations."""

from __future__ import annotations

import random
from dataclasses import dataclass

KEYS = ["int", "smallint", "bigint", "varchar(12)", "char(3)", "date", "enum('a','b')", "decimal(5,1)"]
VALUES: list[tuple[str, tuple[str, ...]]] = [
    ("int", ("", "null", "0", "-7", '"12"')),
    ("bigint", ("", "NULL", "9000000000")),
    ("float", ("", "null", "0.25", "1e3")),
    ("decimal(8,3)", ("", "null", "1.500", "-2")),
    ("varchar(40)", ("", "null", '""', "'it is'", '"a: b # c"')),
    ("char(4)", ("", '"ab"')),
    ("date", ("", "null", "'2026-02-03'")),
    ("datetime", ("", "null", "CURRENT_TIMESTAMP", "'2026-02-03 04:05:06'")),
    ("timestamp", ("CURRENT_TIMESTAMP", "null")),
    ("time", ("", "null", "'01:02:03'")),
    ("enum('x','y z','it''s')", ("", "'y z'", "null")),
    ("json", ("", "null")),
]
MODERN = [
    ("int8", ("", "3")),
    ("uint8", ()),
    ("float32", ("", "null")),
    ("bool", ("", "null")),
    ("<blob>", ("", "null")),
]
MYSQL = [("int unsigned", ("", "5")), ("tinyint(1)", ("", "1")), ("longblob", ("", "null")), ("double", ("", "2.5"))]
COMMENTS = ["", "plain", "with 'quotes'", "a: b, (c)", "größe in µm", "back`tick"]


@dataclass
class _Table:
    name: str
    key: list[str]


def module(seed: int, count: int, schema: str, backend: str, line: str) -> str:
    """The source of a module with so many tables, for a line of DataJoint on a backend."""
    draw = random.Random(seed)
    values = (
        VALUES + ([pair for pair in MODERN if pair[1]] if line == "2" else []) + (MYSQL if backend == "mysql" else [])
    )
    parts = ["import datajoint as dj", f'schema = dj.Schema("{schema}")']
    made: list[_Table] = []
    for number in range(count):
        table = _Table(f"G{number}", [])
        lines = [f"# {draw.choice(COMMENTS[1:])}"] if draw.random() < 0.7 else []
        lines += _key(draw, table, made, number)
        lines.append("---")
        lines += _rest(draw, made, values, number)
        body = "\n".join(f"    {text}" for text in lines)
        parts.append(
            f"@schema\nclass {table.name}(dj.Manual):\n    definition = '''\n{body}\n    '''".replace("''''", "' '''")
        )
        made.append(table)
    return "\n\n\n".join(parts) + "\n"


def _key(draw: random.Random, table: _Table, made: list[_Table], number: int) -> list[str]:
    lines = []
    small = [other for other in made if len(other.key) < 4]
    if small and draw.random() < 0.5:
        parent = draw.choice(small)
        if draw.random() < 0.4:
            renamed = {name: f"r{number}_{name}"[:30] for name in parent.key}
            given = ", ".join(f"{new}='{old}'" for old, new in renamed.items())
            lines.append(f"-> {parent.name}.proj({given})")
            table.key += renamed.values()
        else:
            lines.append(f"-> {parent.name}")
            table.key += parent.key
    for place in range(draw.randint(0 if lines else 1, 2)):
        name = f"k{number}_{place}"
        lines.append(_spelt(draw, name, "", draw.choice(KEYS)))
        table.key.append(name)
    return lines


def _rest(draw: random.Random, made: list[_Table], values: list[tuple[str, tuple[str, ...]]], number: int) -> list[str]:
    lines, names = [], []
    if made and draw.random() < 0.4:
        parent = draw.choice(made)
        renamed = {name: f"s{number}_{name}"[:30] for name in parent.key}
        given = ", ".join(f"{new}='{old}'" for old, new in renamed.items())
        option = draw.choice(["", "[nullable] ", "[unique] ", "[nullable, unique] "])
        lines.append(f"-> {option}{parent.name}.proj({given})")
    for place in range(draw.randint(0, 5)):
        type_, defaults = draw.choice(values)
        name = f"v{place}"
        lines.append(_spelt(draw, name, draw.choice(defaults), type_))
        if type_ in ("int", "bigint", "date", "char(4)", "varchar(40)"):
            names.append(name)
    draw.shuffle(names)
    if names and draw.random() < 0.6:
        lines.append(f"{draw.choice(['', 'unique '])}index ({', '.join(names[:2])})")
    if len(names) > 2 and draw.random() < 0.5:
        lines.append(f"INDEX({names[2]})  # why")
    return lines


def _spelt(draw: random.Random, name: str, default: str, type_: str) -> str:
    """A line of an attribute in one of its spellings."""
    if "'" not in type_ and "<" not in type_ and draw.random() < 0.3:
        # DataJoint 2.3.5 knows core types such as date in lower case only.
        upper = draw.random() < 0.5 and type_ in ("int", "bigint")
        type_ = type_.upper() if upper else type_.replace("(", "( ").replace(")", " )")
    given = f" = {default}" if default else ""
    comment = draw.choice(COMMENTS)
    space = draw.choice([" ", "  ", ""])
    return f"{name}{given}{space}:{space}{type_}" + (f"  # {comment}" if comment else "")

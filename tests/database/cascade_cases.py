"""Generated pipelines: renamed keys, parts, diamonds, several keys to one table, nullable keys, three schemas."""

from __future__ import annotations

import random
from typing import Any

Row = dict[str, int | None]


def make_case(number: int, tables: int = 9, deletes: int = 8, secondary: float = 0.3) -> dict[str, Any]:
    """Tables with their rows, and deletes to try. Nothing of it depends on anything but the arguments."""
    return _Maker(random.Random(7000 + number), f"djlab_casc{number}", tables, secondary).case(deletes)


def followed(case: dict[str, Any], asked: dict[str, Any], upstream: bool = False) -> dict[str, int]:
    """What is reached, row by row and without any SQL: numbers of rows by table, without the zeros."""
    tables = {table["name"]: table for table in case["tables"]}
    reached = {name: set[int]() for name in tables}
    reached[asked["table"]] = {
        place
        for place, row in enumerate(tables[asked["table"]]["rows"])
        if not asked["any_of"] or any(all(_holds(row, *test) for test in every) for every in asked["any_of"])
    }
    grown = True
    while grown:
        before = {name: len(rows) for name, rows in reached.items()}
        for name, table in tables.items():
            for parent, columns in table["links"]:
                masters = parent == table["master"] and asked["integrity"] == "cascade"
                for place, row in enumerate(table["rows"]):
                    for above, other in enumerate(tables[parent]["rows"]):
                        if any(row[here] is None or row[here] != other[there] for here, there in columns.items()):
                            continue
                        if not upstream and above in reached[parent]:
                            reached[name].add(place)
                        if (upstream or masters) and place in reached[name]:
                            reached[parent].add(above)
        grown = before != {name: len(rows) for name, rows in reached.items()}
    return {name: len(rows) for name, rows in reached.items() if rows}


def _holds(row: Row, column: str, operator: str, value: int) -> bool:
    found = row[column]
    return found is not None and (found == value if operator == "=" else found >= value)


class _Maker:
    def __init__(self, random_: random.Random, prefix: str, size: int, secondary: float) -> None:
        self._random = random_
        self._secondary = secondary
        self._schemas = [f"{prefix}_{name}" for name in ("one", "two", "outside")]
        self._size = size
        self._tables: list[dict[str, Any]] = []
        self._keys: dict[str, list[str]] = {}
        self._rows: dict[str, list[Row]] = {}

    def case(self, deletes: int) -> dict[str, Any]:
        while len(self._tables) < self._size:
            name = f"T{len(self._tables)}"
            self._add(name, self._random.choice(self._schemas), None)
            for _ in range(self._random.choice((0, 0, 1, 2))):
                self._add(f"T{len(self._tables)}", self._tables[-1]["schema"], name)
        return {
            "schemas": self._schemas,
            "tables": self._tables,
            "deletes": [self._delete() for _ in range(deletes)],
        }

    def _add(self, name: str, schema: str, master: str | None) -> None:
        chance = self._random.random
        earlier = [table["name"] for table in self._tables if table["name"] != master]
        siblings = [table["name"] for table in self._tables if master and table["master"] == master]
        picked = self._random.sample(earlier, min(len(earlier), self._random.choice((0, 1, 1, 2, 2, 3))))
        if master is None and picked and chance() < 0.3:
            picked.append(picked[0])  # two keys to the same table
        parents = [(master, False, False)] if master else []
        # A part that refers to another part of its master does so below the line or above it.
        parents += [(one, chance() < 0.5, chance() < self._secondary) for one in [*picked, *siblings[:1]]]
        own = not parents or all(renamed or nullable for _, renamed, nullable in parents) or chance() < 0.5
        top: list[str] = [f"k{name[1:]} : int32"] if own else []
        below: list[str] = [f"v{name[1:]} : int32"]
        keys = [f"k{name[1:]}"] if own else []
        links: list[tuple[str, dict[str, str], bool]] = []
        for place, (parent, renamed, nullable) in enumerate(parents):
            columns = {key: key for key in self._keys[parent]}
            taken = {column for _, mapping, _ in links for column in mapping}
            secondary = nullable or chance() < self._secondary
            # A nullable key needs columns of its own, and so does a second key to the same table.
            to_master = place == 0 and master is not None
            apart = renamed or secondary or any(parent == one for one, _, _ in links) or taken & columns.keys()
            if to_master:
                secondary = nullable = False
            elif apart:
                columns = {f"r{name[1:]}_{place}_{key}": key for key in columns}
            renames = ", ".join(f'{new}="{old}"' for new, old in columns.items() if new != old)
            named = "master" if parent == master else f"master.{parent}" if parent in siblings else parent
            reference = f"{named}.proj({renames})" if renames else named
            if secondary:
                below.append(f"-> {'[nullable] ' if nullable else ''}{reference}")
            else:
                top.append(f"-> {reference}")
                keys += [column for column in columns if column not in keys]
            links.append((parent, columns, nullable and secondary))
        if not keys:
            top, keys = [f"k{name[1:]} : int32"], [f"k{name[1:]}"]
        tier = "Part" if master else self._random.choice(("Manual", "Lookup", "Manual"))
        if tier == "Manual" and f"k{name[1:]}" not in keys and chance() < 0.5:
            tier = "Computed"
        self._keys[name] = keys
        self._rows[name] = self._fill(name, keys, links)
        self._tables.append(
            {
                "name": name,
                "schema": schema,
                "master": master,
                "tier": tier,
                "definition": "\n".join([*top, "---", *below]),
                "links": [[parent, columns] for parent, columns, _ in links],
                "rows": self._rows[name],
            }
        )

    def _fill(self, name: str, keys: list[str], links: list[tuple[str, dict[str, str], bool]]) -> list[Row]:
        found: dict[tuple[Any, ...], Row] = {}
        for number in range(12):
            row: Row = {f"k{name[1:]}": number} if f"k{name[1:]}" in keys else {}
            row[f"v{name[1:]}"] = self._random.randrange(4)
            for parent, columns, nullable in links:
                if nullable and self._random.random() < 0.4:
                    row |= dict.fromkeys(columns)
                    continue
                fitting = [
                    one
                    for one in self._rows[parent]
                    if all(row.get(here, one[there]) == one[there] for here, there in columns.items())
                ]
                if not fitting:
                    break
                one = self._random.choice(fitting[: 1 + len(fitting) * 2 // 3])
                row |= {here: one[there] for here, there in columns.items()}
            else:
                found.setdefault(tuple(row[key] for key in keys), row)
        return list(found.values())

    def _delete(self) -> dict[str, Any]:
        table = self._random.choice(self._tables[: 1 + len(self._tables) * 2 // 3])
        name, rows = table["name"], self._rows[table["name"]]
        kind = self._random.choice(("key", "key", "part of key", "value", "or", "all"))
        tests: list[list[tuple[str, str, int | None]]] = []
        if rows and kind != "all":
            row, keys = self._random.choice(rows), self._keys[name]
            value = f"v{name[1:]}"
            if kind == "key":
                tests = [[(key, "=", row[key]) for key in keys]]
            elif kind == "part of key":
                tests = [[(keys[0], "=", row[keys[0]])]]
            elif kind == "value":
                tests = [[(value, ">=", self._random.randrange(4))]]
            else:
                tests = [[(keys[-1], "=", row[keys[-1]])], [(value, "=", 1)]]
        return {
            "table": name,
            "restriction": " OR ".join(" AND ".join(" ".join(map(str, test)) for test in every) for every in tests),
            "any_of": tests,
            "integrity": self._random.choice(("enforce", "enforce", "cascade")),
            "exact": kind == "key" and bool(tests),
        }

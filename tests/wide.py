"""A wide pipeline: its source, and the same tables in PostgreSQL without DataJoint's seconds per hundred tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from live import execute

from djlab.database.settings import ConnectionSettings

PER_SCHEMA = 20
ROWS = 20


def write_source(root: Path, tables: int) -> Path:
    """Modules of twenty tables each: one Manual table, and a chain of Computed ones."""
    package = root / "src/wide"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (root / "pyproject.toml").write_text('[project]\nname = "wide"\n')
    for number in range(tables // PER_SCHEMA):
        lines = ["import datajoint as dj", "", f'schema = dj.Schema("wide_{number}")', ""]
        for place in range(PER_SCHEMA):
            tier = "Manual" if place == 0 else "Computed"
            key = "id : int32" if place == 0 else f"-> T{(place - 1) // 2}"
            lines += ["@schema", f"class T{place}(dj.{tier}):", f'    definition = """\n    {key}\n    """']
            lines += [] if place == 0 else ["    def make(self, key):\n        self.insert1(key)"]
        (package / f"m{number}.py").write_text("\n".join(lines) + "\n")
    return root


def names(tables: int) -> Iterator[tuple[str, str]]:
    """Schema and table of all of them, jobs tables left aside."""
    for number in range(tables // PER_SCHEMA):
        for place in range(PER_SCHEMA):
            yield f"wide_{number}", "t0" if place == 0 else f"__t{place}"


def declare(settings: ConnectionSettings, tables: int) -> None:
    """The tables in PostgreSQL with rows, half of the computed ones populated, each with a jobs table."""
    statements = []
    for schema, name in names(tables):
        place = int(name.lstrip("_t") or 0)
        table = f'{schema}."{name}"'
        if place == 0:
            statements += [f"DROP SCHEMA IF EXISTS {schema} CASCADE", f"CREATE SCHEMA {schema}"]
            statements.append(f"CREATE TABLE {table} (id int PRIMARY KEY)")
            statements.append(f"INSERT INTO {table} SELECT generate_series(1, {ROWS})")
        else:
            parent = (place - 1) // 2
            above = f'{schema}."{"t0" if parent == 0 else f"__t{parent}"}"'
            statements.append(f"CREATE TABLE {table} (id int PRIMARY KEY REFERENCES {above})")
            statements.append(f"INSERT INTO {table} SELECT id FROM {above} WHERE id % 2 = 0")
            statements.append(
                f'CREATE TABLE {schema}."~~t{place}" (id int PRIMARY KEY, status text, reserved_time timestamp, '
                'completed_time timestamp, duration float, error_message text, "user" text, host text, pid int)'
            )
            statements.append(
                f"INSERT INTO {schema}.\"~~t{place}\" VALUES (1, 'error', null, now(), 1, 'no', 'u', 'h', 1)"
            )
        statements.append(f"COMMENT ON COLUMN {table}.id IS ':int32:'")
    execute(settings, *(";".join(statements[at : at + 200]) for at in range(0, len(statements), 200)))


def drop(settings: ConnectionSettings, tables: int) -> None:
    """Removes them."""
    for schema in sorted({schema for schema, _ in names(tables)}):
        execute(settings, f"DROP SCHEMA {schema} CASCADE")

"""How a pipeline stands: rows, progress, jobs and errors of all tables, in a number of queries that hardly grows.

Three queries of the catalogue, then one per 200 tables for progress, jobs and errors each.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from djlab.database import jobs as sql
from djlab.database.catalogue import Catalogue, CatalogueTable, Name, read_catalogue
from djlab.database.connection import Database
from djlab.database.jobs import JobTable
from djlab.database.names import is_known, matched, schemas_of
from djlab.database.progress import progress_part
from djlab.database.unions import Answers, ask
from djlab.pipeline.model import Pipeline, Table

STALE_SECONDS = 3600.0
"""DataJoint's own ``jobs.stale_timeout``."""
SAMPLES = 5
GROUPS = 200
"""Groups of errors that are told at most, the largest."""


@dataclass(slots=True)
class JobState:
    """Jobs of one table. ``oldest_seconds`` is the age of the oldest reservation; ``workers`` the number of processes
    that hold one; ``stale`` how many reservations are older than the stale timeout."""

    counts: dict[str, int] = field(default_factory=dict)
    stale: int = 0
    workers: int = 0
    oldest_seconds: float | None = None


@dataclass(slots=True)
class TableStatus:
    """``rows`` is an estimate, ``None`` where there is none; ``total`` and ``remaining`` are exact, of the default key
    source; ``custom`` says that the class has a key source of its own, which only a kernel knows. ``eta_seconds`` is
    what remains, at the mean duration, by the workers that are at it (at least one)."""

    id: str
    tier: str
    declared: bool
    rows: int | None = None
    custom: bool = False
    total: int | None = None
    remaining: int | None = None
    jobs: JobState | None = None
    mean_seconds: float | None = None
    problem: str = ""

    @property
    def eta_seconds(self) -> float | None:
        if self.mean_seconds is None or self.remaining is None:
            return None
        return self.mean_seconds * self.remaining / max(1, self.jobs.workers if self.jobs else 1)


@dataclass(slots=True)
class ErrorSample:
    """One failed job. ``key`` is exact, ``None`` for 0.14, whose keys are blobs: then ``key_hash`` names the job."""

    key: dict[str, Any] | None
    key_hash: str | None
    time: str | None
    user: str
    host: str


@dataclass(slots=True)
class ErrorGroup:
    """Failed jobs of a table with the same message. ``count`` is of the newest ones that were read."""

    id: str
    message: str
    count: int = 0
    samples: list[ErrorSample] = field(default_factory=list)


@dataclass(slots=True)
class Status:
    """``queries`` is how many statements it took; ``truncated`` says that a table has more errors than were read."""

    tables: list[TableStatus]
    errors: list[ErrorGroup]
    queries: int
    truncated: bool
    read_at: float


def read_status(
    connection: Connection, database: Database, pipeline: Pipeline, stale_seconds: float = STALE_SECONDS
) -> Status:
    """The state of all tables of the pipeline whose schemas the source names."""
    dialect, schemas = database.dialect, schemas_of(pipeline)
    catalogue = read_catalogue(connection, dialect, schemas)
    there = matched(pipeline.tables, catalogue)
    states = {table.id: _state(table, there.get(table.id)) for table in pipeline.tables if is_known(table.schema)}
    ids = {found.name: key for key, found in there.items()}
    queries = 3 if schemas else 0
    queries += _progress(connection, database, states, there)
    tables = sql.job_tables(catalogue)
    queries += _jobs(connection, database, states, ids, tables, stale_seconds)
    queries += _durations(connection, database, states, there)
    groups, truncated, more = _errors(connection, database, states, ids, tables, catalogue)
    return Status(list(states.values()), groups, queries + more, truncated, time.time())


def _state(table: Table, found: CatalogueTable | None) -> TableStatus:
    return TableStatus(
        table.id,
        table.tier,
        found is not None,
        found.estimate if found is not None else None,
        custom="key_source" in table.methods,
    )


def _progress(
    connection: Connection,
    database: Database,
    states: dict[str, TableStatus],
    there: Mapping[str, CatalogueTable],
) -> int:
    asked: list[str] = []
    parts: list[str] = []
    for key, found in there.items():
        state = states.get(key)
        if state is not None and state.tier in ("Imported", "Computed") and not state.custom:
            part = progress_part(len(parts), found, database.dialect)
            if part is not None:
                asked.append(key)
                parts.append(part)
    answers = ask(connection, database.settings, parts)
    for place, total, remaining in answers.rows:
        states[asked[place]].total, states[asked[place]].remaining = int(total), int(remaining)
    _note(answers, [[key] for key in asked], states)
    return answers.statements


def _jobs(
    connection: Connection,
    database: Database,
    states: dict[str, TableStatus],
    ids: dict[Name, str],
    tables: Sequence[JobTable],
    stale_seconds: float,
) -> int:
    parts = [sql.status_part(n, jobs, database.dialect, stale_seconds) for n, jobs in enumerate(tables)]
    answers = ask(connection, database.settings, parts)
    for place, target, status, number, oldest, stale, workers, duration in answers.rows:
        key = ids.get(_target(tables[place], target))
        if key is None or key not in states:
            continue
        state = states[key]
        state.jobs = state.jobs or JobState()
        state.jobs.counts[status] = int(number)
        state.jobs.stale += int(stale or 0)
        state.jobs.workers += int(workers or 0)
        if oldest is not None:
            state.jobs.oldest_seconds = max(state.jobs.oldest_seconds or 0.0, float(oldest))
        if duration is not None:
            state.mean_seconds = float(duration)
    blamed = [[ids[jobs.target]] if jobs.target in ids else [] for jobs in tables]
    _note(answers, blamed, states)
    return answers.statements


def _durations(
    connection: Connection,
    database: Database,
    states: dict[str, TableStatus],
    there: Mapping[str, CatalogueTable],
) -> int:
    asked: list[str] = []
    parts: list[str] = []
    for key, found in there.items():
        part = sql.duration_part(len(parts), found, database.dialect) if key in states else None
        if part is not None:
            asked.append(key)
            parts.append(part)
    answers = ask(connection, database.settings, parts)
    for place, duration in answers.rows:
        if duration is not None:
            states[asked[place]].mean_seconds = float(duration)
    return answers.statements


def _errors(
    connection: Connection,
    database: Database,
    states: dict[str, TableStatus],
    ids: dict[Name, str],
    tables: Sequence[JobTable],
    catalogue: Catalogue,
) -> tuple[list[ErrorGroup], bool, int]:
    def has_errors(jobs: JobTable) -> bool:
        if jobs.legacy:
            schema = jobs.table.name[0]
            targets = [key for name, key in ids.items() if name[0] == schema]
        else:
            targets = [ids[jobs.target]] if jobs.target in ids else []
        found = [states[key].jobs for key in targets if key in states]
        return any(state is not None and state.counts.get("error") for state in found)

    failing = [jobs for jobs in tables if has_errors(jobs)]
    parts = [sql.error_part(n, jobs, catalogue.dialect) for n, jobs in enumerate(failing)]
    answers = ask(connection, database.settings, parts)
    groups: dict[tuple[str, str], ErrorGroup] = {}
    read: dict[int, int] = {}
    for place, target, message, moment, user, host, key in answers.rows:
        read[place] = read.get(place, 0) + 1
        table = ids.get(_target(failing[place], target))
        if table is None:
            continue
        group = groups.setdefault((table, message or ""), ErrorGroup(table, message or ""))
        group.count += 1
        if len(group.samples) < SAMPLES:
            exact = None if failing[place].legacy else _loaded(key)
            group.samples.append(
                ErrorSample(exact, key if failing[place].legacy else None, moment, user or "", host or "")
            )
    truncated = len(groups) > GROUPS or any(number >= sql.ERRORS_PER_TABLE for number in read.values())
    largest = sorted(groups.values(), key=lambda group: -group.count)[:GROUPS]
    return largest, truncated, answers.statements


def _target(jobs: JobTable, legacy: str | None) -> Name:
    return jobs.target if jobs.target is not None else (jobs.table.name[0], legacy or "")


def _loaded(key: str | None) -> dict[str, Any] | None:
    try:
        data = json.loads(key or "")
    except ValueError:
        return None
    return data if isinstance(data, dict) else None


def _note(answers: Answers, blamed: Sequence[Iterable[str]], states: dict[str, TableStatus]) -> None:
    for place, failure in answers.failed.items():
        for key in blamed[place]:
            states[key].problem = str(failure)

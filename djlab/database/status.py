"""How a pipeline stands: rows, progress, jobs and errors of all tables, in a number of queries that hardly grows.

Three queries of the catalogue, then one per 200 tables for progress, jobs and errors each.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from djlab.database import jobs as sql
from djlab.database.catalogue import CatalogueTable, Name, read_catalogue
from djlab.database.columns import Dialect
from djlab.database.connection import Database
from djlab.database.jobs import JobTable
from djlab.database.names import is_known, matched, schemas_of
from djlab.database.progress import progress_part
from djlab.database.unions import ask
from djlab.pipeline.model import Pipeline, Table

_Part = Callable[[int, CatalogueTable, Dialect], str | None]
"""Writes the question to one table, given the place of the answer."""

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
    tables = sql.job_tables(catalogue)
    reading = _Reading(connection, database, states, there)
    reading.progress()
    reading.jobs(tables, stale_seconds)
    reading.durations()
    groups, truncated = reading.errors(tables)
    queries = reading.queries + (3 if schemas else 0)
    return Status(list(states.values()), groups, queries, truncated, time.time())


def _state(table: Table, found: CatalogueTable | None) -> TableStatus:
    return TableStatus(
        table.id,
        table.tier,
        found is not None,
        found.estimate if found is not None else None,
        custom="key_source" in table.methods,
    )


class _Reading:
    """One reading of a pipeline's state: what each statement finds goes to the tables that it is about."""

    def __init__(
        self,
        connection: Connection,
        database: Database,
        states: dict[str, TableStatus],
        there: Mapping[str, CatalogueTable],
    ) -> None:
        self._connection = connection
        self._settings = database.settings
        self._dialect = database.dialect
        self._states = states
        self._there = {key: table for key, table in there.items() if key in states}
        self._ids: dict[Name, str] = {table.name: key for key, table in self._there.items()}
        self.queries = 0

    def progress(self) -> None:
        """How many keys each Imported and Computed table has, and how many are left."""
        wanted = {
            key: found
            for key, found in self._there.items()
            if self._states[key].tier in ("Imported", "Computed") and not self._states[key].custom
        }
        for key, total, remaining in self._of_tables(wanted, progress_part):
            self._states[key].total, self._states[key].remaining = int(total), int(remaining)

    def durations(self) -> None:
        """The mean durations that tables keep themselves."""
        for key, duration in self._of_tables(self._there, sql.duration_part):
            if duration is not None:
                self._states[key].mean_seconds = float(duration)

    def jobs(self, tables: Sequence[JobTable], stale_seconds: float) -> None:
        """Jobs by status."""
        parts = [sql.status_part(n, jobs, self._dialect, stale_seconds) for n, jobs in enumerate(tables)]
        blamed = [[self._ids[jobs.target]] if jobs.target in self._ids else [] for jobs in tables]
        for place, target, status, number, oldest, stale, workers, duration in self._ask(parts, blamed):
            state = self._states.get(self._id_of(tables[place], target) or "")
            if state is None:
                continue
            state.jobs = state.jobs or JobState()
            state.jobs.counts[status] = int(number)
            state.jobs.stale += int(stale or 0)
            state.jobs.workers += int(workers or 0)
            if oldest is not None:
                state.jobs.oldest_seconds = max(state.jobs.oldest_seconds or 0.0, float(oldest))
            if duration is not None:
                state.mean_seconds = float(duration)

    def errors(self, tables: Sequence[JobTable]) -> tuple[list[ErrorGroup], bool]:
        """The newest failed jobs by their messages, and whether there are more."""
        failing = [jobs for jobs in tables if self._has_errors(jobs)]
        parts = [sql.error_part(n, jobs, self._dialect) for n, jobs in enumerate(failing)]
        groups: dict[tuple[str, str], ErrorGroup] = {}
        read: Counter[int] = Counter()
        for place, target, message, moment, user, host, key in self._ask(parts):
            read[place] += 1
            table = self._id_of(failing[place], target)
            if table is None:
                continue
            group = groups.setdefault((table, message or ""), ErrorGroup(table, message or ""))
            group.count += 1
            if len(group.samples) < SAMPLES:
                legacy = failing[place].legacy
                exact, key_hash = (None, key) if legacy else (_loaded(key), None)
                group.samples.append(ErrorSample(exact, key_hash, moment, user or "", host or ""))
        truncated = len(groups) > GROUPS or any(number >= sql.ERRORS_PER_TABLE for number in read.values())
        return sorted(groups.values(), key=lambda group: -group.count)[:GROUPS], truncated

    def _of_tables(self, tables: Mapping[str, CatalogueTable], part: _Part) -> Iterator[tuple[Any, ...]]:
        """The rows that a question to some of the tables gives, with the id of the table instead of its place."""
        asked: list[str] = []
        parts: list[str] = []
        for key, found in tables.items():
            text = part(len(parts), found, self._dialect)
            if text is not None:
                asked.append(key)
                parts.append(text)
        for place, *values in self._ask(parts, [[key] for key in asked]):
            yield asked[place], *values

    def _ask(self, parts: Sequence[str], blamed: Sequence[Iterable[str]] = ()) -> list[Any]:
        """The rows of all parts; a part that fails is noted at the tables that it is about."""
        answers = ask(self._connection, self._settings, parts)
        self.queries += answers.statements
        for place, failure in answers.failed.items():
            for key in blamed[place] if blamed else ():
                self._states[key].problem = str(failure)
        return answers.rows

    def _has_errors(self, jobs: JobTable) -> bool:
        schema = jobs.table.name[0]
        targets = [name for name in self._ids if (name[0] == schema if jobs.legacy else name == jobs.target)]
        found = [self._states[self._ids[name]].jobs for name in targets]
        return any(state is not None and state.counts.get("error") for state in found)

    def _id_of(self, jobs: JobTable, legacy: str | None) -> str | None:
        name = jobs.target if jobs.target is not None else (jobs.table.name[0], legacy or "")
        return self._ids.get(name)


def _loaded(key: str | None) -> dict[str, Any] | None:
    try:
        data = json.loads(key or "")
    except ValueError:
        return None
    return data if isinstance(data, dict) else None

"""Plans that wait for a decision, and applied plans that can be undone. The page names them by id, not by paths."""

from __future__ import annotations

import contextlib
import secrets
import shlex
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from djlab.server.roots import RefusedError

if TYPE_CHECKING:
    from djlab.project.session import ProjectSession
    from djlab.scaffold import Applied, Plan

Kept = TypeVar("Kept")

KINDS = ("module", "notebook", "table", "project", "structure", "fix", "store", "stores-module", "secret")

# Kinds of plans that are rendered from templates, apart from new projects.
_WITH_TEMPLATES = ("module", "structure", "table")


@dataclass(frozen=True, slots=True)
class _Entry(Generic[Kept]):
    value: Kept
    user: str
    until: float


class Shelf(Generic[Kept]):
    """Keeps things by an unguessable id, each for the user who made it, a bounded number for a bounded time."""

    def __init__(self, limit: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._seconds = seconds
        self._clock = clock
        self._entries: OrderedDict[str, _Entry[Kept]] = OrderedDict()

    def put(self, value: Kept, user: str) -> str:
        """The id under which the value is kept; the oldest makes room."""
        key = secrets.token_urlsafe(18)
        self._entries[key] = _Entry(value, user, self._clock() + self._seconds)
        while len(self._entries) > self._limit:
            self._entries.popitem(last=False)
        return key

    def take(self, key: str, user: str) -> Kept | None:
        """The value, which is kept no longer; ``None`` for one that is unknown, too old or another user's."""
        entry = self._entries.get(key)
        if entry is None or entry.user != user:
            return None
        del self._entries[key]
        return entry.value if entry.until >= self._clock() else None


def make_plan(session: ProjectSession, kind: str, options: dict[str, Any], templates: str = "") -> Plan:
    """The plan of a scaffold in the project of a session. Nothing is written.

    ``templates`` is the folder of the user's own templates, if there is one. Raises RefusedError (400) for options of
    the wrong type and templates that cannot be used.
    """
    from djlab.project.structure import missing_of
    from djlab.scaffold import (
        plan_module,
        plan_notebook,
        plan_secret,
        plan_store,
        plan_stores_module,
        plan_structure,
        plan_table,
    )

    if kind == "fix":
        return plan_fix(session, options)

    planners: dict[str, Callable[..., Plan]] = {
        "module": plan_module,
        "notebook": plan_notebook,
        "table": plan_table,
        "store": plan_store,
        "stores-module": plan_stores_module,
        "secret": lambda root, given, **_: plan_secret(root, given),
        "structure": partial(plan_structure, missing=missing_of(session.root, session.pipeline)),
    }
    with _refusing():
        own = {"templates": _own_templates(templates, session.root)} if kind in _WITH_TEMPLATES else {}
        return planners[kind](session.root, options, pipeline=session.pipeline, **own)


@contextlib.contextmanager
def _refusing() -> Iterator[None]:
    from djlab.scaffold import OptionError
    from djlab.scaffold.render import BadTemplateError

    try:
        yield
    except OptionError as error:
        raise RefusedError(400, str(error), "options") from error
    except BadTemplateError as error:
        raise RefusedError(400, f"Templates of your own: {error}", "templates") from error


def _own_templates(named: str, root: Path) -> Path | None:
    from djlab.scaffold.render import BadTemplateError, own_folder

    if not named.strip():
        return None
    folder = Path(named.strip()).expanduser()
    if not folder.is_absolute():
        raise BadTemplateError(f"{named} is no absolute path; change it in the settings")
    return own_folder(folder, root)


def make_project_plan(folder: Path, options: dict[str, Any], templates: str = "") -> Plan:
    """The plan of a new project below a folder, in a folder of its own name, which must not hold anything yet.

    Raises RefusedError (400) for options of the wrong type and templates that cannot be used.
    """
    from djlab.scaffold import Problem, ProjectOptions, plan_project

    with _refusing():
        chosen = ProjectOptions.from_data(options)
        new = folder / (Path(chosen.name).name or "_")
        plan = plan_project(new, chosen, templates=_own_templates(templates, new))
    if plan.problems:
        return plan
    root = Path(plan.root)
    if root.is_symlink() or (root.exists() and any(root.iterdir())):
        problem = Problem("name", f"{root.name} exists already in this folder; give the project another name")
        return replace(plan, files=(), problems=(problem,), open=None)
    return plan


def plan_fix(session: ProjectSession, options: dict[str, Any]) -> Plan:
    """The plan of mending one finding, which ``code``, ``path``, ``line`` and ``column`` name.

    Raises RefusedError: 400 for options of the wrong type, 409 where there is no such finding to mend any more.
    """
    from djlab.project.live import mend
    from djlab.scaffold.plan import Plan, PlannedFile, digest

    code, path, line, column = (options.get(key) for key in ("code", "path", "line", "column"))
    if not isinstance(code, str) or not isinstance(path, str) or type(line) is not int or type(column) is not int:
        raise RefusedError(400, "code and path must be texts, line and column numbers.", "options")
    changed = mend(session, code, path, line, column)
    if changed is None:
        raise RefusedError(409, f"There is nothing that {code} could mend in {path} any more.", "changed")
    command = f"djlab check {shlex.quote(path)} --select {code} --fix"
    if changed.source.encoding != "utf-8":
        raise RefusedError(400, f"{path} is not encoded in UTF-8. Mend it with: {command}", "encoding")
    file = PlannedFile(path, "update", changed.text, changed.diff(), digest(changed.source.encode(changed.source.text)))
    return Plan("fix", str(session.root), (file,), (), command, None)


def apply_plan(plan: Plan) -> Applied:
    """Writes a plan, whole or not at all.

    Raises RefusedError: 409 when the disk has changed since the plan was made, 400 for a plan that has problems, 500
    when the system refuses to write.
    """
    from djlab.scaffold import ApplyError, PlanRefusedError, StaleError, apply

    try:
        return apply(plan)
    except StaleError as error:
        raise RefusedError(409, str(error), "changed") from error
    except PlanRefusedError as error:
        raise RefusedError(400, str(error), "problems") from error
    except ApplyError as error:
        raise RefusedError(500, str(error), "write") from error

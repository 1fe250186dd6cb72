"""Routes that write, in two steps: a plan that shows every file, then its application by the plan's id."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_server.auth.decorator import authorized
from tornado import web

from djlab.server import plans
from djlab.server.handlers.base import DJLabHandler, id_of
from djlab.server.roots import RefusedError

if TYPE_CHECKING:
    from djlab.scaffold import Plan


class PlansHandler(DJLabHandler):
    """``POST plans``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        body = self.body()
        kind, options, named = body.get("kind"), body.get("options"), body.get("root")
        if kind not in plans.KINDS:
            raise RefusedError(400, f"kind must be one of {', '.join(plans.KINDS)}.", "kind")
        if not isinstance(options, dict):
            raise RefusedError(400, "options must be an object.", "options")
        templates = body.get("templates", "")
        if not isinstance(templates, str):
            raise RefusedError(400, "templates must be a text.", "templates")
        if kind == "project":
            await self._plan_project(body.get("folder"), options, templates)
            return
        if not isinstance(named, str):
            raise RefusedError(400, "root must be a text.", "root")
        root = await self.hub.compute(self.roots.project, named)
        if not self.roots.is_writable(root):
            raise RefusedError(
                403,
                f"djlab writes below the server's root folder only. Start JupyterLab there: "
                f"{self.roots.start_command(root)}",
                "not-writable",
            )
        followed = await self.hub.project(root)
        if kind == "fix":
            # A page may ask right after it saved, before the watcher has told.
            await followed.refresh()
        plan = await followed.run(partial(plans.make_plan, kind=kind, options=options, templates=templates))
        self.reply({"id": self.djlab.plans.put(plan, self.user), **plan.to_data()})

    async def _plan_project(self, named: object, options: dict[str, Any], templates: str) -> None:
        if not isinstance(named, str):
            raise RefusedError(400, "folder must be a text.", "folder")
        folder = await self.hub.compute(self.roots.folder, named)
        if not self.roots.is_writable(folder):
            raise RefusedError(403, f"The folder {named or folder.name} cannot be written.", "not-writable")
        plan = await self.hub.compute(plans.make_project_plan, folder, options, templates)
        self.reply({"id": self.djlab.plans.put(plan, self.user), **plan.to_data()})


class ApplyHandler(DJLabHandler):
    """``POST plans/{id}/apply``."""

    @web.authenticated
    @authorized
    async def post(self, key: str) -> None:
        plan = self.djlab.plans.take(id_of(key), self.user)
        if plan is None:
            raise RefusedError(404, "The plan is unknown, applied or too old: make it again.", "unknown-plan")
        root = await self._root(plan)
        applied = await self.hub.compute(plans.apply_plan, plan)
        if plan.kind != "project":
            await self._refresh(root, applied.written)
        self.reply(
            {
                "written": [self._contents(root, path) for path in applied.written],
                "open": None if applied.open is None else self._contents(root, applied.open),
                "line": applied.line,
                "root": str(root),
                "notes": [*plan.notes, *applied.notes],
                "undo": self.djlab.applied.put(applied, self.user),
            }
        )

    async def _root(self, plan: Plan) -> Path:
        """Where the plan writes; for a new project the folder need not exist, its parent must.

        Raises RefusedError (403, 404) when it is no place to write in, or no longer.
        """
        if plan.kind != "project":
            root = await self.hub.compute(self.roots.project, plan.root)
            if not self.roots.is_writable(root):
                raise RefusedError(403, "The project can no longer be written.", "not-writable")
            return root
        new = Path(plan.root)
        parent = await self.hub.compute(self.roots.project, str(new.parent))
        if parent != new.parent or new.is_symlink() or not self.roots.is_writable(parent):
            raise RefusedError(403, f"{new.name} can no longer be made in that folder.", "not-writable")
        return new

    async def _refresh(self, root: Path, paths: tuple[str, ...]) -> None:
        followed = await self.hub.project(root)
        await followed.refresh([str(root / path) for path in paths])

    def _contents(self, root: Path, path: str) -> str | None:
        return self.roots.contents_path(root / path)


class UndoHandler(DJLabHandler):
    """``POST plans/{id}/undo``."""

    @web.authenticated
    @authorized
    async def post(self, key: str) -> None:
        applied = self.djlab.applied.take(id_of(key), self.user)
        if applied is None:
            raise RefusedError(404, "There is nothing to undo under this id any more.", "unknown-plan")
        root = await self.hub.compute(self.roots.project, applied.root)
        undone = await self.hub.compute(applied.undo)
        if root.is_dir():  # the undone project of a folder that is gone needs no following
            followed = await self.hub.project(root)
            await followed.refresh([str(root / path) for path in (*undone.removed, *undone.restored)])
        self.reply(
            {
                "removed": list(undone.removed),
                "restored": list(undone.restored),
                "kept": [{"path": kept.path, "reason": kept.reason} for kept in undone.kept],
            }
        )

"""The server extension."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_server.extension.application import ExtensionApp
from traitlets import Bool, Float, Integer, List, Unicode

from djlab.server.databases import Databases
from djlab.server.hub import Hub
from djlab.server.plans import Shelf
from djlab.server.roots import Roots

if TYPE_CHECKING:
    from djlab.scaffold import Applied, Plan

PROJECT_CHANGED = "https://djlab.readthedocs.io/events/project-changed/v1"


class DJLab(ExtensionApp):
    """djlab in Jupyter Server: reads pipeline projects, follows their files and applies plans.

    It never imports project code or DataJoint. Nothing is read before a page asks.
    """

    name = "djlab"
    load_other_extensions = True

    project_depth = Integer(
        3, min=0, max=10, help="How many folders below the server's root projects are looked for."
    ).tag(config=True)
    project_limit = Integer(100, min=1, help="How many projects the picker lists at most.").tag(config=True)
    open_limit = Integer(
        8, min=1, help="How many projects are followed at the same time; the one asked for longest ago is closed."
    ).tag(config=True)
    watch = Bool(
        True,
        help="Whether the operating system is asked to tell about changed files. Without it, and on network file "
        "systems, djlab looks for changes every poll_seconds.",
    ).tag(config=True)
    poll_seconds = Float(
        2.0, min=0.2, help="Seconds between two looks for changed files, where they are not told."
    ).tag(config=True)
    plan_limit = Integer(200, min=1, help="How many plans wait for a decision at most; the oldest makes room.").tag(
        config=True
    )
    plan_seconds = Float(3600.0, min=1, help="Seconds for which a plan can be applied, or an applied one undone.").tag(
        config=True
    )

    production_hosts = List(
        Unicode(),
        default_value=[r"(^|[.\-_])prod(uction)?([.\-_\d]|$)"],
        help="Regular expressions that are looked for in the host and in host:port of a project's database. A host "
        "that one of them is found in is marked as production: a badge, no templates that insert, previews by "
        "dj.FreeTable.",
    ).tag(config=True)
    statement_seconds = Float(
        10.0, min=0.5, help="Seconds after which the database server itself stops a statement of djlab."
    ).tag(config=True)
    database_sessions = Integer(
        4, min=1, max=32, help="How many sessions on its database one project holds at most."
    ).tag(config=True)

    hub: Hub
    databases: Databases
    roots: Roots
    plans: Shelf[Plan]
    applied: Shelf[Applied]
    run_id: str

    def initialize_settings(self) -> None:
        self.run_id = secrets.token_hex(4)
        self.roots = Roots.of(self.settings.get("server_root_dir") or str(Path.cwd()))
        self.plans = Shelf(self.plan_limit, self.plan_seconds)
        self.applied = Shelf(self.plan_limit, self.plan_seconds)
        self.hub = Hub(self._changed, self.log, limit=self.open_limit, poll_seconds=self.poll_seconds, watch=self.watch)
        self.databases = Databases(
            self.log,
            production=self.production_hosts,
            statement_seconds=self.statement_seconds,
            sessions=self.database_sessions,
        )
        self._server().event_logger.register_event_schema(Path(__file__).parent / "events" / "project-changed.yaml")

    def initialize_handlers(self) -> None:
        from djlab.server.routes import ROUTES

        self.handlers.extend((rf"/djlab/{pattern}", handler) for pattern, handler in ROUTES)

    async def stop_extension(self) -> None:
        """Stops the watching of all projects and ends the sessions on databases."""
        await self.databases.close()
        await self.hub.close()

    def _changed(self, root: Path, revision: int, modules: frozenset[str]) -> None:
        data = {"root": str(root), "revision": revision, "modules": sorted(modules)}
        self._server().event_logger.emit(schema_id=PROJECT_CHANGED, data=data)

    def _server(self) -> Any:
        if self.serverapp is None:
            raise RuntimeError("djlab is not linked to a server")
        return self.serverapp

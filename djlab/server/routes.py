"""The routes below ``djlab/``, as ``openapi.yaml`` describes them."""

from __future__ import annotations

from djlab.server.handlers.base import DJLabHandler
from djlab.server.handlers.cascades import CascadeCountHandler, CascadeHandler
from djlab.server.handlers.checks import CheckHandler, RuleHandler
from djlab.server.handlers.configuration import ConfigurationHandler, StoreTestHandler
from djlab.server.handlers.database import (
    CancelHandler,
    ConnectHandler,
    ConsentHandler,
    CountHandler,
    DisconnectHandler,
    DriftHandler,
    EmbeddedHandler,
    StateHandler,
    StatusHandler,
    TablesHandler,
    TracebackHandler,
)
from djlab.server.handlers.plans import ApplyHandler, PlansHandler, UndoHandler
from djlab.server.handlers.projects import OptionsHandler, ProjectHandler, ProjectsHandler, SourceHandler
from djlab.server.handlers.rows import (
    CellSizeHandler,
    ProfileHandler,
    RelatedHandler,
    RowCountHandler,
    RowsHandler,
    ValuesHandler,
)

ROUTES: tuple[tuple[str, type[DJLabHandler]], ...] = (
    (r"projects", ProjectsHandler),
    (r"project", ProjectHandler),
    (r"source", SourceHandler),
    (r"options", OptionsHandler),
    (r"configuration", ConfigurationHandler),
    (r"configuration/test", StoreTestHandler),
    (r"check", CheckHandler),
    (r"rules/([^/]+)", RuleHandler),
    (r"plans", PlansHandler),
    (r"plans/([^/]+)/apply", ApplyHandler),
    (r"plans/([^/]+)/undo", UndoHandler),
    (r"database", StateHandler),
    (r"database/connect", ConnectHandler),
    (r"database/disconnect", DisconnectHandler),
    (r"database/consent", ConsentHandler),
    (r"database/embedded", EmbeddedHandler),
    (r"database/tables", TablesHandler),
    (r"database/status", StatusHandler),
    (r"database/traceback", TracebackHandler),
    (r"database/drift", DriftHandler),
    (r"database/count", CountHandler),
    (r"database/cancel", CancelHandler),
    (r"database/rows", RowsHandler),
    (r"database/rows/count", RowCountHandler),
    (r"database/rows/size", CellSizeHandler),
    (r"database/values", ValuesHandler),
    (r"database/profile", ProfileHandler),
    (r"database/related", RelatedHandler),
    (r"database/cascade", CascadeHandler),
    (r"database/cascade/count", CascadeCountHandler),
)

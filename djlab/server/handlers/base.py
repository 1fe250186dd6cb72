"""What all routes share: who may ask, how requests are read and how answers and errors are written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from jupyter_server.auth.identity import PasswordIdentityProvider
from jupyter_server.base.handlers import APIHandler
from jupyter_server.extension.handler import ExtensionHandlerMixin
from tornado import web

from djlab.server.answers import Answer, pack
from djlab.server.roots import RefusedError, Roots

if TYPE_CHECKING:
    from djlab.server.app import DJLab
    from djlab.server.hub import Hub

BODY_LIMIT = 200_000
"""Largest body of a request, in bytes."""


class DJLabHandler(ExtensionHandlerMixin, APIHandler):
    """A route of djlab. Every method of a subclass is ``authenticated`` and ``authorized``."""

    auth_resource = "djlab"

    @property
    def djlab(self) -> DJLab:
        app: DJLab = self.settings["djlab"]
        return app

    @property
    def hub(self) -> Hub:
        return self.djlab.hub

    @property
    def roots(self) -> Roots:
        return self.djlab.roots

    @property
    def user(self) -> str:
        """Who asks, so that nobody applies another user's plan.

        Jupyter's own identity providers invent a new name for each request that brings the server's token and no
        cookie; all holders of the token are one user.
        """
        if self.token_authenticated and isinstance(self.identity_provider, PasswordIdentityProvider):
            return "token"
        return str(getattr(self.current_user, "username", ""))

    def text(self, name: str, default: str | None = None, limit: int = 4096) -> str:
        """An argument of the query.

        Raises RefusedError (400) when it is missing, too long or not UTF-8.
        """
        try:
            value = self.get_query_argument(name, default, strip=False)
        except web.HTTPError as error:
            raise RefusedError(400, f"The argument {name} is missing or no text.", name) from error
        if value is None or len(value) > limit:
            raise RefusedError(400, f"The argument {name} is missing or too long.", name)
        return value

    def body(self) -> dict[str, Any]:
        """The JSON object in the request's body.

        Raises RefusedError: 413 for one that is too large, 400 for anything but a JSON object.
        """
        raw = self.request.body
        if len(raw) > BODY_LIMIT:
            raise RefusedError(413, f"The request is larger than {BODY_LIMIT:,} bytes.", "large")
        try:
            data = json.loads(raw.decode("utf-8")) if raw.strip() else {}
        except (ValueError, RecursionError) as error:
            raise RefusedError(400, "The request's body is not valid JSON.", "json") from error
        if not isinstance(data, dict):
            raise RefusedError(400, "The request's body must be a JSON object.", "json")
        return data

    def send(self, answer: Answer) -> None:
        """Writes an answer, compressed where the client takes that, or 304 where it has the same already."""
        self.set_header("Content-Type", "application/json")
        self.set_header("Cache-Control", "no-cache")
        self.set_header("Vary", "Accept-Encoding")
        self.set_header("Etag", f'W/"{self.djlab.run_id}-{answer.tag}"')
        if self.check_etag_header():
            self.set_status(304)
            self.finish()
            return
        if answer.packed is not None and "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            self.finish(answer.packed)
        else:
            self.finish(answer.body)

    def reply(self, data: object) -> None:
        """Writes plain data as JSON."""
        self.set_header("Content-Type", "application/json")
        self.finish(pack(data, "").body)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Errors are ``{"message", "reason"}``; what went wrong inside stays in the log."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        message, reason = "The server failed; its log says more.", "internal"
        if self.hub.is_closed:
            status_code, message, reason = 503, "The server is stopping.", "stopping"
        elif isinstance(error, RefusedError):
            status_code, message, reason = error.status, error.message, error.reason
        elif isinstance(error, web.HTTPError):
            message = error.log_message or web.HTTPError(status_code).reason or self._reason
            reason = {403: "forbidden", 404: "missing", 405: "method"}.get(status_code, "request")
            if error.log_message and error.args:
                message = error.log_message % error.args
        self.set_status(status_code)
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps({"message": message, "reason": reason}))

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """A refused request is the client's affair, and one that comes while the server stops cannot be answered."""
        if self.hub.is_closed:
            self.log.debug("djlab is stopping and does not answer %s", self.request.path)
            return
        if isinstance(value, RefusedError):
            self.log.debug("djlab refused %s: %s", self.request.path, value.reason)
            return
        super().log_exception(typ, value, tb)


def id_of(text: str) -> str:
    """An id as it stands in a path."""
    return unquote(text)[:100]

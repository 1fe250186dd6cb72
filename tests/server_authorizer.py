"""An authorizer for tests: everything is allowed but djlab."""

from __future__ import annotations

from typing import Any

from jupyter_server.auth.authorizer import Authorizer


class Denying(Authorizer):
    def is_authorized(self, handler: Any, user: Any, action: str, resource: str) -> bool:
        return resource != "djlab"

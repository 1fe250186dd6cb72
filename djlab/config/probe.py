"""The process that tests a store: reads its specification from standard input, lists one object, writes one JSON line.

It is a process of its own because file systems and object stores may hang in ways that no thread can be freed from.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from djlab.config.effective import endpoint_url

EXTRAS = {"s3": "s3fs", "gcs": "gcsfs", "azure": "adlfs"}
_LOGIN = {
    "InvalidAccessKeyId",
    "SignatureDoesNotMatch",
    "InvalidToken",
    "ExpiredToken",
    "AuthFailure",
    "InvalidClientTokenId",
    "AuthenticationFailed",
    "InvalidAuthenticationInfo",
    "NoAuthenticationInformation",
    "Unauthorized",
    "401",
}
_DENIED = {
    "AccessDenied",
    "Forbidden",
    "403",
    "AllAccessDisabled",
    "AuthorizationFailure",
    "AuthorizationPermissionMismatch",
    "InsufficientAccountPermissions",
}


UNREACHABLE_SECONDS = 12.0
"""After so long an object store is one that cannot be reached: less than the whole test may take."""


class _SetupError(Exception):
    """What is configured cannot be used, whatever the service would say; the argument is a word."""


def main() -> None:
    """Writes ``{"outcome", "detail", "objects"}``; the exit code is 0 whenever it did."""
    specification = json.load(sys.stdin)
    # Whatever a library prints belongs elsewhere.
    with redirect_stdout(sys.stderr):
        answer = probe(specification)
    sys.stdout.write(json.dumps(answer) + "\n")


def probe(specification: dict[str, Any]) -> dict[str, Any]:
    """``outcome`` is ``answered``, ``missing``, ``login``, ``denied``, ``unreachable``, ``library``, ``setup`` or
    ``failed``.

    ``detail`` names the kind of error and never quotes it: libraries put URLs with keys into their messages.
    ``objects`` says whether there is any object below the location.
    """
    try:
        return {"outcome": "answered", "detail": "", "objects": any(True for _ in _objects(specification))}
    except ImportError as error:
        return _failed("library", error.name or "")
    except _SetupError as error:
        return _failed("setup", str(error))
    except FileNotFoundError as error:
        return _failed("missing", type(error).__name__)
    except PermissionError as error:
        return _failed(_refusal(error), _code(error) or type(error).__name__)
    except BaseException as error:
        return _failed(_kind(error), _code(error) or type(error).__name__)


def _failed(outcome: str, detail: str) -> dict[str, Any]:
    return {"outcome": outcome, "detail": detail[:100], "objects": False}


def _objects(specification: dict[str, Any]) -> Iterator[object]:
    """At most one page of what lies below the location; asks for one object where the protocol can."""
    import fsspec  # type: ignore[import-untyped]

    protocol = str(specification.get("protocol", "")).lower()
    location = str(specification.get("location") or "").strip("/")
    if protocol == "file":
        folder = Path(str(specification["location"]))
        if not folder.is_dir():
            raise FileNotFoundError
        if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            raise PermissionError
        yield from fsspec.filesystem("file").ls(str(folder), detail=False)
    elif protocol == "s3":
        system = fsspec.filesystem(
            "s3",
            key=specification.get("access_key") or None,
            secret=specification.get("secret_key") or None,
            client_kwargs={"endpoint_url": endpoint_url(specification)},
            config_kwargs={"connect_timeout": 5, "read_timeout": 10, "retries": {"max_attempts": 0}},
            skip_instance_cache=True,
        )
        found = system.call_s3(
            "list_objects_v2", Bucket=specification["bucket"], Prefix=location and f"{location}/", MaxKeys=1
        )
        yield from found.get("Contents", [])
    elif protocol == "gcs":
        yield from _gcs_objects(fsspec, specification, location)
    else:
        yield from _azure_objects(fsspec, specification, location)


def _gcs_objects(fsspec: Any, specification: dict[str, Any], location: str) -> list[object]:
    from fsspec.asyn import sync  # type: ignore[import-untyped]

    token = specification.get("token") or None
    if isinstance(token, str) and not Path(token).is_file() and ("/" in token or token.endswith(".json")):
        raise _SetupError("TokenFile")
    # Telling the kinds of buckets apart takes another protocol, which one listing has no use for.
    os.environ.setdefault("GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT", "false")
    system = fsspec.filesystem("gcs", token=token, project=specification.get("project") or None)
    asked = {"prefix": location and f"{location}/", "maxResults": 1, "json_out": True}
    # The listing itself: of a folder, gcsfs does not tell "empty" from "no such bucket".
    found = sync(
        system.loop, system._call, "GET", "b/{}/o", specification["bucket"], timeout=UNREACHABLE_SECONDS, **asked
    )
    return list(found.get("items", []))


def _azure_objects(fsspec: Any, specification: dict[str, Any], location: str) -> list[object]:
    from fsspec.asyn import sync

    text = specification.get("connection_string") or None
    if not text and not specification.get("account_name"):
        raise _SetupError("NoCredentials")
    options = {key: specification.get(key) or None for key in ("account_name", "account_key")}
    try:
        system = fsspec.filesystem("abfs", connection_string=text, **options)
    except ValueError:
        raise _SetupError("ConnectionString" if text else "AccountKey") from None

    async def first() -> list[object]:
        quick = {"retry_total": 0, "connection_timeout": 5, "results_per_page": 1}
        async with system.service_client.get_container_client(specification["container"]) as client:
            async for blob in client.list_blobs(name_starts_with=location and f"{location}/", **quick):
                return [blob]
        return []

    return list(sync(system.loop, first, timeout=UNREACHABLE_SECONDS))


def _code(error: BaseException) -> str:
    """The service's own name of the error, which is a word and no message."""
    seen: BaseException | None = error
    while seen is not None:
        response = getattr(seen, "response", None)
        found = response.get("Error", {}).get("Code") if isinstance(response, dict) else None
        # Azure's libraries have it as an attribute, gcsfs as the number of the answer or as the first word.
        found = found or getattr(seen, "error_code", None) or getattr(seen, "code", None)
        if isinstance(found, int):
            found = str(found)
        if found is None and isinstance(seen, OSError) and str(seen).startswith("Forbidden: "):
            found = "Forbidden"
        if isinstance(found, str) and found.isalnum():
            return str(getattr(found, "value", found))
        seen = seen.__cause__
    return ""


def _refusal(error: BaseException) -> str:
    return "login" if _code(error) in _LOGIN else "denied"


def _kind(error: BaseException) -> str:
    code, name = _code(error), type(error).__name__
    if code in _LOGIN or name in ("NoCredentialsError", "PartialCredentialsError", "ClientAuthenticationError"):
        return "login"
    if code in _DENIED:
        return "denied"
    if code in ("NoSuchBucket", "404", "ContainerNotFound", "ResourceNotFound"):
        return "missing"
    words = ("Connect", "Timeout", "Endpoint", "SSL", "Resolve", "Dns", "ServiceRequestError", "ServiceResponse")
    if isinstance(error, (ConnectionError, TimeoutError)) or any(word in name for word in words):
        return "unreachable"
    return "failed"


if __name__ == "__main__":
    main()

"""The settings that DataJoint has, with the values that it accepts.

Source: ``datajoint/settings.py`` of 2.3.5 (pydantic models) and 0.14.10 (a plain dictionary).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Kind = Literal["text", "integer", "switch", "choice", "path", "object"]

_TRUE = frozenset({"1", "on", "t", "true", "y", "yes"})
_FALSE = frozenset({"0", "off", "f", "false", "n", "no"})


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of DataJoint 2. ``variable`` is the environment variable that DataJoint reads at import;
    ``over_file`` says that the variable, when not empty, also beats ``datajoint.json``."""

    key: str
    kind: Kind
    default: Any
    variable: str
    over_file: bool = False
    choices: tuple[str, ...] = ()
    bounds: tuple[int | None, int | None] = (None, None)
    optional: bool = False
    secret: bool = False


LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")

MODERN: Mapping[str, Setting] = {
    setting.key: setting
    for setting in (
        Setting("database.host", "text", "localhost", "DJ_HOST", over_file=True),
        Setting("database.user", "text", None, "DJ_USER", over_file=True, optional=True),
        Setting("database.password", "text", None, "DJ_PASS", over_file=True, optional=True, secret=True),
        Setting("database.backend", "choice", "mysql", "DJ_BACKEND", over_file=True, choices=("mysql", "postgresql")),
        Setting("database.port", "integer", None, "DJ_PORT", over_file=True, optional=True),
        Setting("database.name", "text", None, "DJ_DATABASE_NAME", over_file=True, optional=True),
        Setting("database.reconnect", "switch", True, "DJ_RECONNECT"),
        Setting("database.use_tls", "switch", None, "DJ_USE_TLS", optional=True),
        Setting("database.database_prefix", "text", "", "DJ_DATABASE_PREFIX", over_file=True),
        Setting("database.create_tables", "switch", True, "DJ_CREATE_TABLES", over_file=True),
        Setting("connection.charset", "text", "", "CHARSET"),
        Setting("display.limit", "integer", 12, "LIMIT"),
        Setting("display.width", "integer", 14, "WIDTH"),
        Setting("display.show_tuple_count", "switch", True, "SHOW_TUPLE_COUNT"),
        Setting(
            "display.diagram_direction", "choice", "LR", "DJ_DIAGRAM_DIRECTION", over_file=True, choices=("TB", "LR")
        ),
        Setting(
            "display.diagram_theme",
            "choice",
            "auto",
            "DJ_DIAGRAM_THEME",
            over_file=True,
            choices=("light", "dark", "auto"),
        ),
        Setting("jobs.auto_refresh", "switch", True, "DJ_JOBS_AUTO_REFRESH"),
        Setting("jobs.keep_completed", "switch", False, "DJ_JOBS_KEEP_COMPLETED"),
        Setting("jobs.stale_timeout", "integer", 3600, "DJ_JOBS_STALE_TIMEOUT", bounds=(0, None)),
        Setting("jobs.default_priority", "integer", 5, "DJ_JOBS_DEFAULT_PRIORITY", bounds=(0, 255)),
        Setting(
            "jobs.version_method", "choice", None, "DJ_JOBS_VERSION_METHOD", choices=("git", "none"), optional=True
        ),
        Setting(
            "jobs.allow_new_pk_fields_in_computed_tables",
            "switch",
            False,
            "DJ_JOBS_ALLOW_NEW_PK_FIELDS_IN_COMPUTED_TABLES",
        ),
        Setting("jobs.add_job_metadata", "switch", False, "DJ_JOBS_ADD_JOB_METADATA"),
        Setting("provenance.capture", "switch", False, "DJ_PROVENANCE_CAPTURE"),
        Setting("provenance.source", "object", {}, "DJ_PROVENANCE_SOURCE"),
        Setting("loglevel", "choice", "INFO", "DJ_LOG_LEVEL", over_file=True, choices=LEVELS),
        Setting("safemode", "switch", True, "DJ_SAFEMODE"),
        Setting("ignore_config_file", "switch", False, "DJ_IGNORE_CONFIG_FILE"),
        Setting("query_cache", "path", None, "DJ_QUERY_CACHE", optional=True),
        Setting("download_path", "text", ".", "DJ_DOWNLOAD_PATH"),
    )
}

GROUPS = frozenset(key.partition(".")[0] for key in MODERN if "." in key)

LEGACY: Mapping[str, Any] = {
    "database.host": "localhost",
    "database.password": None,
    "database.user": None,
    "database.port": 3306,
    "database.reconnect": True,
    "connection.init_function": None,
    "connection.charset": "",
    "loglevel": "INFO",
    "safemode": True,
    "fetch_format": "array",
    "display.limit": 12,
    "display.width": 14,
    "display.show_tuple_count": True,
    "database.use_tls": None,
    "enable_python_native_blobs": True,
    "add_hidden_timestamp": False,
    "filepath_checksum_size_limit": None,
    "filepath_checksum_size_limit_insert": None,
}

LEGACY_VARIABLES: Mapping[str, str] = {
    "database.host": "DJ_HOST",
    "database.user": "DJ_USER",
    "database.password": "DJ_PASS",
    "external.aws_access_key_id": "DJ_AWS_ACCESS_KEY_ID",
    "external.aws_secret_access_key": "DJ_AWS_SECRET_ACCESS_KEY",
    "loglevel": "DJ_LOG_LEVEL",
}

LEGACY_SECRETS = frozenset(
    {"database.password", "external.aws_access_key_id", "external.aws_secret_access_key", "stores", "custom"}
)
"""Keys of which no value is shown: the last two hold whatever a lab put there."""


def coerce(setting: Setting, value: object) -> Any:
    """The value as DataJoint 2 would hold it (pydantic's lax mode).

    Raises ValueError, with what is expected, for a value that DataJoint refuses.
    """
    if value is None and setting.optional:
        return None
    if setting.kind == "integer":
        return _integer(setting, value)
    if setting.kind == "switch":
        return _switch(value)
    if setting.kind == "choice":
        if isinstance(value, str) and value in setting.choices:
            return value
        raise ValueError(f"must be one of {', '.join(setting.choices)}")
    if setting.kind == "object":
        if isinstance(value, dict):
            return value
        raise ValueError("must be an object")
    if not isinstance(value, str):
        raise ValueError("must be text")
    return str(Path(value)) if setting.kind == "path" else value


def _integer(setting: Setting, value: object) -> int:
    try:
        if isinstance(value, (str, int)) or (isinstance(value, float) and value.is_integer()):
            number = int(value)
            low, high = setting.bounds
            if (low is None or number >= low) and (high is None or number <= high):
                return number
            limits = f"at least {low}" if high is None else f"between {low} and {high}"
            raise ValueError(f"must be {limits}")
    except (ValueError, OverflowError) as error:
        raise ValueError(str(error) if "must be" in str(error) else "must be a whole number") from None
    raise ValueError("must be a whole number")


def _switch(value: object) -> bool:
    if isinstance(value, (bool, int, float)) and value in (0, 1):
        return bool(value)
    if isinstance(value, str) and value.lower() in _TRUE | _FALSE:
        return value.lower() in _TRUE
    raise ValueError("must be true or false")

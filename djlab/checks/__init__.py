"""The conventions of a pipeline project, checked: one rule per file, one engine for panel, editor and command line."""

from djlab.checks.engine import Checker, Report, check
from djlab.checks.finding import Edit, Finding, Fix, Place
from djlab.checks.registry import all_rules, find_rule
from djlab.checks.settings import Settings, SettingsError, read_settings
from djlab.checks.subject import Expected, StoreFact, Subject

__all__ = [
    "Checker",
    "Edit",
    "Expected",
    "Finding",
    "Fix",
    "Place",
    "Report",
    "Settings",
    "SettingsError",
    "StoreFact",
    "Subject",
    "all_rules",
    "check",
    "find_rule",
    "read_settings",
]

"""All rules, in the order of their codes."""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache

from djlab.checks import rules
from djlab.checks.rule import Rule


@lru_cache(maxsize=1)
def all_rules() -> tuple[Rule, ...]:
    """One instance of each rule; a module below ``djlab.checks.rules`` holds exactly one."""
    found: dict[str, Rule] = {}
    for entry in pkgutil.iter_modules(rules.__path__):
        if not entry.name.startswith("djl"):
            continue
        module = importlib.import_module(f"{rules.__name__}.{entry.name}")
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Rule) and value.__module__ == module.__name__:
                if value.code in found:
                    raise ValueError(f"{value.code} is the code of two rules")
                found[value.code] = value()
    return tuple(found[code] for code in sorted(found))


def find_rule(name: str) -> Rule | None:
    """The rule with this code or slug, in any case."""
    wanted = name.strip().lower()
    return next((rule for rule in all_rules() if wanted in (rule.code.lower(), rule.slug)), None)

"""A rule's page: its docstring, in Markdown."""

from __future__ import annotations

import inspect
from dataclasses import dataclass

from djlab.checks.registry import find_rule
from djlab.checks.rule import Rule

SECTIONS = ("Anti-pattern", "Best practice", "Why", "Source")


@dataclass(frozen=True, slots=True)
class Page:
    """``summary`` is the first sentence; ``markdown`` the whole page with a title and the rule's properties."""

    title: str
    summary: str
    markdown: str


def page(name: str) -> Page:
    """The page of the rule with this code or slug.

    Raises:
        KeyError: there is no such rule.
    """
    rule = find_rule(name)
    if rule is None:
        raise KeyError(name)
    text = inspect.cleandoc(type(rule).__doc__ or "")
    title = f"{rule.code}: {rule.slug}"
    return Page(title, text.split("\n\n")[0].replace("\n", " "), f"# {title}\n\n{_properties(rule)}\n\n{text}\n")


def _properties(rule: Rule) -> str:
    fix = "`djlab check --fix` mends it where that is safe" if rule.fixable else "none"
    return f"Severity: **{rule.severity}**. Certainty: **{rule.certainty}**. Fix: {fix}."

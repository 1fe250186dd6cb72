"""Every rule against its fixture: what it reports, what it lets pass, what its fix leaves."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from checks.cases import FIXTURES, Case, read_cases

from djlab.checks import Checker, Finding, Settings, all_rules
from djlab.checks.documentation import SECTIONS, page
from djlab.checks.fixes import apply_fixes
from djlab.checks.source import Sources
from djlab.project.findings import read_subject

CASES = read_cases()


def findings(root: Path, rule: str) -> tuple[Finding, ...]:
    """What one rule reports; a rule about suppressions needs the others to have run."""
    settings = Settings() if rule == "DJL001" else Settings(select=(rule,))
    report = Checker(settings).check(read_subject(root, environ={}))
    return tuple(finding for finding in report.findings if finding.code == rule)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}-{case.name}")
def test_case(case: Case, tmp_path: Path) -> None:
    case.write(tmp_path)
    found = findings(tmp_path, case.rule)
    assert [(finding.place.path, finding.place.line) for finding in found] == [(case.path, line) for line in case.lines]
    for finding in found:
        if case.severity:
            assert finding.severity == case.severity
        if case.message:
            assert case.message in finding.message
        if case.help:
            assert case.help == finding.help


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.fixed is not None], ids=lambda case: f"{case.rule}-{case.name}"
)
def test_fix(case: Case, tmp_path: Path) -> None:
    case.write(tmp_path)
    (changed,) = apply_fixes(findings(tmp_path, case.rule), Sources(tmp_path).get)
    assert changed.path == case.path
    assert changed.text == case.fixed
    if case.path.endswith(".py"):
        ast.parse(changed.text)
    (tmp_path / changed.path).write_bytes(changed.data)
    again = apply_fixes(findings(tmp_path, case.rule), Sources(tmp_path).get)
    assert again == []


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_every_rule_has_cases_and_a_page(rule) -> None:  # type: ignore[no-untyped-def]
    text = page(rule.code).markdown
    for section in SECTIONS:
        assert f"\n## {section}\n" in text
    mine = [case for case in CASES if case.rule == rule.code]
    assert (FIXTURES / f"{rule.code}.yaml").is_file()
    assert any(case.fails for case in mine)
    assert any(not case.fails for case in mine)
    if rule.fixable:
        assert any(case.fixed is not None for case in mine)


def test_codes_and_slugs_are_unique() -> None:
    rules = all_rules()
    assert len({rule.code for rule in rules}) == len(rules)
    assert len({rule.slug for rule in rules}) == len(rules)


def test_what_djlab_does_not_read_is_no_error(tmp_path: Path) -> None:
    """A file past djlab's own limit may well be one that Python imports."""
    Case("DJL309", "large", {"src/workflow/subject.py": "import datajoint as dj\n" + "# x" * 600_000}, []).write(
        tmp_path
    )
    assert [(finding.severity, finding.certainty) for finding in findings(tmp_path, "DJL309")] == [
        ("warning", "possible")
    ]

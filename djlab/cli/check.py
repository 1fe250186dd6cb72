"""``djlab check``: the conventions of a pipeline project."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from djlab.checks import Checker, Finding, Report, Settings, SettingsError, Subject, read_settings
from djlab.checks.baseline import BaselineError, read_baseline, write_baseline
from djlab.checks.fixes import Changed, apply_fixes
from djlab.checks.settings import codes
from djlab.checks.source import Sources
from djlab.checks.write import write_changed
from djlab.cli.formats import github, json_, sarif, text
from djlab.pipeline.locate import find_project
from djlab.project.findings import read_subject

FORMATS = {"text": text.render, "json": json_.render, "sarif": sarif.render, "github": github.render}
MAX_PASSES = 10
"""How often fixes may follow on fixes: one fix can lay bare the next."""


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path), default=".")
@click.option("--select", multiple=True, metavar="CODES", help="Only these rules: DJL301, or DJL3 for a group.")
@click.option("--ignore", multiple=True, metavar="CODES", help="Not these rules.")
@click.option("--fix", is_flag=True, help="Apply the fixes that are safe.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--baseline", type=click.Path(dir_okay=False, path_type=Path), help="File of findings that are known.")
@click.option("--write-baseline", is_flag=True, help="Write today's findings to the baseline file.")
@click.pass_context
def command(
    context: click.Context,
    path: Path,
    select: Sequence[str],
    ignore: Sequence[str],
    fix: bool,
    diff: bool,
    form: str,
    as_json: bool,
    baseline: Path | None,
    write_baseline: bool,
) -> None:
    """Check the conventions of the project at PATH (a project, a package folder, or one file of a project).

    Nothing of the project is run. Exit code 0: nothing found; 1: findings; 2: wrong use. Notes (info) do not count.

    Example: djlab check --select DJL3 --format github
    """
    path = path.resolve()
    root = (find_project(path.parent) or path.parent) if path.is_file() else path
    only = path.relative_to(root).as_posix() if path.is_file() else None
    try:
        settings = _settings(root, select, ignore)
        file = baseline or (root / settings.baseline if settings.baseline else None)
        known = read_baseline(file) if file is not None and not write_baseline else Counter()
    except (SettingsError, BaselineError) as error:
        raise click.UsageError(str(error)) from error
    checker = Checker(settings, known)
    subject = read_subject(root)
    report = _only(checker.check(subject), only)
    if write_baseline:
        _write_baseline(file or root / "djlab-baseline.json", report)
        return
    if diff:
        context.exit(_show(_changes(report.findings, subject)))
    if fix:
        report = _only(_mend(checker, subject, report, only), only)
    findings = report.findings
    if not findings and not report.suppressed and not report.known and only is None:
        _refuse_nothing(root, subject)
    click.echo(FORMATS["json" if as_json else form](findings, root), nl=False)
    if report.suppressed or report.known:
        click.echo(f"{report.suppressed} suppressed, {report.known} known to the baseline", err=True)
    context.exit(1 if any(finding.severity != "info" for finding in findings) else 0)


def _refuse_nothing(root: Path, subject: Subject) -> None:
    """A mistyped path must not look like a project that keeps the conventions."""
    if not subject.pipeline.tables and not any(module.schemas for module in subject.pipeline.modules):
        raise click.UsageError(
            f"{root} holds no schema module, so nothing was checked. Give the folder with pyproject.toml, or the "
            "package's folder."
        )


def _settings(root: Path, select: Sequence[str], ignore: Sequence[str]) -> Settings:
    settings = read_settings(root)
    if select:
        settings = replace(settings, select=codes(_split(select), "--select"))
    if ignore:
        settings = replace(settings, ignore=(*settings.ignore, *codes(_split(ignore), "--ignore")))
    return settings


def _split(values: Sequence[str]) -> list[str]:
    return [name for value in values for name in value.replace(",", " ").split()]


def _only(report: Report, path: str | None) -> Report:
    if path is None:
        return report
    return replace(report, findings=tuple(finding for finding in report.findings if finding.place.path == path))


def _changes(findings: Sequence[Finding], subject: Subject) -> list[Changed]:
    return apply_fixes(findings, Sources(subject.root).get)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _show(changes: Sequence[Changed]) -> int:
    for changed in changes:
        click.echo(changed.diff(), nl=False)
    mended = sum(len(changed.findings) for changed in changes)
    found, files = _count(mended, "finding"), _count(len(changes), "file")
    click.echo(f"{found} would be mended in {files}", err=True)
    return 1 if changes else 0


def _mend(checker: Checker, subject: Subject, report: Report, only: str | None) -> Report:
    """Apply fixes until none is left; what cannot be written is said and stays a finding."""
    mended = 0
    for _ in range(MAX_PASSES):
        changes = _changes(_only(report, only).findings, subject)
        written = 0
        for changed in changes:
            try:
                write_changed(subject.root, changed)
            except OSError as error:
                click.echo(f"Not written: {error}", err=True)
                continue
            written += 1
            mended += len(changed.findings)
        if not written:
            break
        subject = read_subject(subject.root)
        report = checker.check(subject)
    click.echo(f"{mended} {'finding' if mended == 1 else 'findings'} mended", err=True)
    return report


def _write_baseline(file: Path, report: Report) -> None:
    file.write_text(write_baseline(report.findings), encoding="utf-8")
    click.echo(f"{len(report.findings)} findings written to {file}", err=True)

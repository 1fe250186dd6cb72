"""What the checks are given about a project, and their findings in the form of the project's object."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from djlab import checks, pipeline
from djlab.checks import Checker, SettingsError, StoreFact, Subject, read_settings
from djlab.checks.baseline import BaselineError, read_baseline
from djlab.config import Configuration, read_configuration
from djlab.config.assigned import CodeStore, CodeStores
from djlab.config.requirement import installed_version
from djlab.pipeline.model import Pipeline
from djlab.project.model import Finding
from djlab.project.notebooks import NotebookReader
from djlab.project.stores import lacks_stores, store_uses

logger = logging.getLogger(__name__)


def read_subject(root: Path, environ: Mapping[str, str] | None = None) -> Subject:
    """The project at ``root`` as the rules see it, read once.

    Raises:
        NotADirectoryError: ``root`` is no folder.
    """
    current = pipeline.read(root)
    folders = {
        root / module.path.split(module.name.split(".")[0] + "/")[0] / module.name.split(".")[0]
        for module in current.modules
        if module.writable and "/" in module.path
    }
    configuration = read_configuration(root, sorted(folder for folder in folders if folder.is_dir()), environ)
    names = {module.name for module in current.modules}
    notebooks = (notebook.path for notebook in NotebookReader(root).read(names))
    code_stores: tuple[CodeStore, ...] = ()
    if lacks_stores(configuration, store_uses(current.tables)):
        own = {str(root / module.path): None for module in current.modules if module.writable}
        code_stores = CodeStores(root).read(own)
    return subject_of(current, configuration, notebooks, code_stores)


def subject_of(
    current: Pipeline, configuration: Configuration, notebooks: Iterable[str], code_stores: Iterable[CodeStore]
) -> Subject:
    """A pipeline with what is known of DataJoint, stores and notebooks; secrets are no part of it."""
    return Subject(
        pipeline=current,
        datajoint=configuration.packaging.datajoint,
        installed=installed_version(Path(current.root)),
        backend=stated_backend(configuration),
        stores=tuple(
            StoreFact(store.name, store.source, store.effective, store.reason, store.problems)
            for store in configuration.stores
        )
        + tuple(StoreFact(store.name, store.path) for store in code_stores),
        notebooks=tuple(notebooks),
    )


def stated_backend(configuration: Configuration) -> str | None:
    """The backend that a file or a variable names; ``None`` where DataJoint's default holds."""
    loaded = configuration.loaded
    return str(loaded.values.get("database.backend")) if "database.backend" in loaded.winner else None


def make_checker(root: Path) -> Checker:
    """The checker that the project's settings and baseline describe; the defaults where they cannot be used."""
    try:
        settings = read_settings(root)
        known = read_baseline(root / settings.baseline) if settings.baseline else Counter()
    except (SettingsError, BaselineError) as error:
        logger.warning("Checks of %s run with the defaults: %s", root, error)
        return Checker()
    return Checker(settings, known)


def to_model(findings: Iterable[checks.Finding]) -> tuple[Finding, ...]:
    """The findings as ``djlab inspect --json`` prints them."""
    return tuple(
        Finding(
            code=finding.code,
            severity=finding.severity,
            path=finding.place.path,
            line=finding.place.line,
            column=finding.place.column,
            message=finding.message,
            fix=finding.help,
            slug=finding.slug,
            end_line=finding.place.end_line,
            end_column=finding.place.end_column,
            certainty=finding.certainty,
            fixable=finding.fix is not None,
            module=finding.module,
            table=finding.table,
        )
        for finding in findings
    )

"""The fixtures of the rules: one YAML file per rule with cases that pass and cases that fail.

A case is a small project. ``definition`` stands for the definition of one Manual table in ``src/workflow/subject.py``;
``module`` for the text of that file; ``files`` for any files by path. ``lines`` are the lines of the findings (in
``subject.py`` where not said otherwise: ``path``), ``fixed`` the text after ``--fix``, ``severity`` and ``message``
and ``help`` what the findings say. ``datajoint`` is the project's requirement.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

FIXTURES = Path(__file__).parent / "fixtures"
SUBJECT = "src/workflow/subject.py"
HEAD = """import datajoint as dj

schema = dj.Schema("subject")


@schema
class Subject(dj.Manual):
    definition = \"\"\"
"""
FIRST_LINE = HEAD.count("\n") + 1
"""The line of the file on which a case's ``definition`` begins."""


@dataclass(frozen=True)
class Case:
    rule: str
    name: str
    files: dict[str, str]
    lines: list[int]
    path: str = SUBJECT
    datajoint: str | None = ">=2.3"
    severity: str | None = None
    message: str | None = None
    help: str | None = None
    fixed: str | None = None
    definition: str | None = None
    oracle: bool = True
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def fails(self) -> bool:
        return bool(self.lines)

    def write(self, root: Path) -> None:
        """Write the project below ``root``; pyproject.toml states the requirement of DataJoint."""
        files = dict(self.files)
        if self.datajoint is not None and "pyproject.toml" not in files:
            files["pyproject.toml"] = (
                f'[project]\nname = "demo"\nversion = "0"\ndependencies = ["datajoint{self.datajoint}"]\n'
            )
        if any(path.startswith("src/workflow/") for path in files):
            files.setdefault("src/workflow/__init__.py", "")
        for path, text in files.items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode("utf-8"))


def wrap(definition: str) -> str:
    """A module with one Manual table that has this definition."""
    return HEAD + textwrap.indent(definition.rstrip("\n"), "    ", lambda line: True) + '\n    """\n'


def read_cases() -> list[Case]:
    """All cases of all fixtures."""
    return [case for file in sorted(FIXTURES.glob("*.yaml")) for case in _read(file)]


def _read(file: Path) -> list[Case]:
    data = yaml.safe_load(file.read_text("utf-8"))
    return [_case(file.stem, name, value) for name, value in data.items()]


def _case(rule: str, name: str, value: dict[str, Any]) -> Case:
    known = {"definition", "module", "files", "lines", "path", "datajoint", "severity", "message", "help", "fixed"}
    known |= {"oracle"}
    assert set(value) <= known, f"{rule} {name}: {set(value) - known}"
    files = dict(value.get("files", {}))
    lines = value.get("lines", [])
    fixed = value.get("fixed")
    if "definition" in value:
        files[SUBJECT] = wrap(value["definition"])
        lines = [line + FIRST_LINE - 1 for line in lines]
        fixed = wrap(fixed) if fixed is not None else None
    elif "module" in value:
        files[SUBJECT] = value["module"]
    return Case(
        rule=rule,
        name=name,
        files=files,
        lines=lines,
        path=value.get("path", SUBJECT),
        datajoint=value.get("datajoint", ">=2.3"),
        severity=value.get("severity"),
        message=value.get("message"),
        help=value.get("help"),
        fixed=fixed,
        definition=value.get("definition"),
        oracle=value.get("oracle", True),
    )

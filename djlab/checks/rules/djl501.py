from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache

from djlab.checks.context import Context
from djlab.checks.finding import Finding, Place
from djlab.checks.gitignore import ignored
from djlab.checks.rule import Rule
from djlab.checks.source import Source

_KEY = r"[\w.]*?(password|passwd|secret_key|access_key|secret_access_key|account_key|connection_string|sas_token)"
_ASSIGNED = re.compile(
    rf"""(?:["'\[]|\b|\.)(?P<key>{_KEY})["']?\s*\]?\s*(?:=(?!=)|:)\s*(?P<quote>["'])(?P<value>[^"'\n]+)(?P=quote)""",
    re.IGNORECASE,
)
_COMPOSE = re.compile(
    r"^\s*-?\s*[\"']?(?P<key>[A-Z_]*(PASSWORD|PASS|SECRET_KEY|ACCESS_KEY))[\"']?\s*[:=]\s*[\"']?(?P<value>[^\s\"'#]+)",
    re.MULTILINE,
)
_WORD = re.compile(r"passw|_pass\b|_key\b|connection_string|sas_token", re.IGNORECASE)
_HARMLESS = re.compile(
    r"(|\*+|x+|<.*>|\$.*|.*\{.*|.*%\(?\w*\)?s.*|your[-_ ]?.*|"
    r"change[-_ ]?me|pass(w(or)?d)?|secret|none|null|example|todo|\.\.\.|…)\Z",
    re.IGNORECASE,
)
COMPOSE_FILES = tuple(
    f"{folder}{name}.{end}"
    for folder in ("", "docker/", "local/")
    for name in ("docker-compose", "compose")
    for end in ("yaml", "yml")
)
_CONFIG_FILES = ("datajoint.json", "dj_local_conf.json", "pyproject.toml")
_TEXTS = ("text/plain", "text/html", "text/markdown", "application/json")
MAX_NOTEBOOK = 20_000_000


class SecretInSource(Rule):
    """A password or key stands in the source.

    ## Anti-pattern

    ```python
    dj.config["database.password"] = "hunter2"
    ```

    ## Best practice

    Set `DJ_PASS` in the environment, or write the password to `.secrets/database.password`, which Git ignores.

    ## Why

    Whoever can read the repository, today or in its history, can read and delete the data. Looked at are the modules
    of the pipeline, the cells and outputs of notebooks, `datajoint.json`, `dj_local_conf.json`, pyproject.toml and
    compose files. Settings files that `.gitignore` names and placeholders (`${DJ_PASS}`, `<password>`, `changeme`) are
    let pass. The value itself is never shown.

    ## Source

    The DataJoint Book's best practice 4: credentials in the environment.
    """

    code = "DJL501"
    slug = "secret-in-source"
    severity = "warning"
    certainty = "likely"

    def check(self, context: Context) -> Iterator[Finding]:
        for path in [*(module.path for module in context.modules), *_CONFIG_FILES]:
            source = context.source(path)
            if source is not None and not (path in _CONFIG_FILES and ignored(context, path)):
                yield from self._text(source, _ASSIGNED)
        for path in COMPOSE_FILES:
            source = context.source(path)
            if source is not None:
                yield from self._text(source, _COMPOSE)
        for path in context.subject.notebooks:
            source = context.source(path)
            if source is not None and _mentions(source.text):
                yield from self._notebook(source)

    def _text(self, source: Source, pattern: re.Pattern[str]) -> Iterator[Finding]:
        for place, key in _found(source, pattern):
            yield self.finding(
                place,
                f"the value of {key} stands in the file",
                help="Take it from the environment or from .secrets/, and change it: it has been seen",
            )

    def _notebook(self, source: Source) -> Iterator[Finding]:
        try:
            cells = json.loads(source.text).get("cells", [])
        except (ValueError, AttributeError, RecursionError):
            return
        for number, cell in enumerate(cells if isinstance(cells, list) else [], 1):
            if not isinstance(cell, dict):
                continue
            for part, text in (
                ("source", _joined(cell.get("source"))),
                ("output", json.dumps(_shown(cell.get("outputs")))),
            ):
                text = text.replace('\\"', '"').replace("\\n", "\n")
                for match in _ASSIGNED.finditer(text):
                    if _HARMLESS.match(match["value"]):
                        continue
                    word = match["key"].rpartition(".")[2]
                    held = [n for n, row in enumerate(source.lines, 1) if match["value"] in row]
                    line = next((n for n in held if word in source.line(n)), held[0] if held else 1)
                    yield self.finding(
                        Place(source.path, line),
                        f"the value of {match['key'].strip('.')} stands in the {part} of cell {number}",
                        help="Remove it from the notebook, and change it: it has been seen",
                    )


@lru_cache(maxsize=2048)
def _found(source: Source, pattern: re.Pattern[str]) -> tuple[tuple[Place, str], ...]:
    """The places of secrets in a file, with the names that they have there."""
    lines = {source.text.count("\n", 0, word.start()) + 1 for word in _WORD.finditer(source.text)}
    found = []
    for number in sorted(lines):
        line = source.line(number) if number <= len(source.lines) else ""
        for match in () if line.lstrip().startswith("#") else pattern.finditer(line):
            if not _HARMLESS.match(match["value"]):
                place = Place(source.path, number, match.start("value") + 1, number, match.end("value") + 1)
                found.append((place, match["key"].strip(".")))
    return tuple(found)


def _shown(outputs: object) -> list[object]:
    """What a reader sees of a cell's outputs: the scripts of plotting libraries name passwords that are none."""
    shown: list[object] = []
    for output in outputs if isinstance(outputs, list) else []:
        if isinstance(output, dict):
            data = output.get("data")
            shown += [output.get(key) for key in ("text", "evalue", "traceback")]
            shown += [data[key] for key in _TEXTS if key in data] if isinstance(data, dict) else []
    return shown


def _mentions(text: str) -> bool:
    return _WORD.search(text) is not None


def _joined(value: object) -> str:
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""

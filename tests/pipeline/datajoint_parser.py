"""A process with some DataJoint that parses lines with that DataJoint's own parsers.

Run as a script it answers each line of standard input, a JSON text, with one line of JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any


class Parser:
    """The parsers of the DataJoint that an interpreter has."""

    def __init__(self, python: Path) -> None:
        environment = {**os.environ, "DJ_IGNORE_CONFIG_FILE": "1", "PYTHONIOENCODING": "utf-8"}
        self._process = subprocess.Popen(
            [python, "-W", "ignore", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env=environment,
        )

    def parse(self, line: str) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(line) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())  # type: ignore[no-any-return]

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()


def interpreter(folder: Path, requirements: list[str]) -> Path:
    """The interpreter of a virtual environment with these packages, made at the first call."""
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not (folder / "ready").exists():
        venv.create(folder, clear=True, with_pip=True)
        uv = shutil.which("uv")
        install = [uv, "pip", "install", "--python", str(python)] if uv else [str(python), "-m", "pip", "install"]
        subprocess.run([*install, "--quiet", *requirements], check=True)
        (folder / "ready").touch()
    return python


def _answer(declare: Any, line: str) -> dict[str, Any]:
    if declare.is_foreign_key(line):
        found = declare.foreign_key_parser.parseString(line)
        return {
            "kind": "foreign key",
            "options": [o.upper() for o in found.options],
            "reference": found.ref_table.strip(),
        }
    match = declare.attribute_parser.parseString(line + "#", parseAll=True).asDict()
    match["comment"] = match["comment"].rstrip("#")
    match = {key: value.strip() for key, value in {"default": "", **match}.items()}
    try:
        declare.match_type(match["type"])
        known = True
    except Exception:
        known = False
    return {"kind": "attribute", **match, "known": known}


def _main() -> None:
    import datajoint.declare

    for text in sys.stdin:
        try:
            answer = _answer(datajoint.declare, json.loads(text))
        except Exception as error:
            answer = {"kind": "refused", "error": str(error)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _main()

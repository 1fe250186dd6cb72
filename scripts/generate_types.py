"""Write `src/model/generated.ts`: the TypeScript types of the dataclasses that the server sends.

The Python dataclasses are the one place where these types are written. They go through JSON Schema (pydantic) to
TypeScript (json-schema-to-typescript). With `--check` nothing is written; the exit status says whether the file is
current.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from typing import Any

from pydantic import TypeAdapter
from toolbox.paths import ROOT
from toolbox.process import environment

from djlab.project.model import Project

TARGET = ROOT / "src" / "model" / "generated.ts"
BANNER = "// Written by scripts/generate_types.py from the Python dataclasses: change those and run it again."


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="say whether the file is current, write nothing")
    text = generate()
    if not parser.parse_args().check:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    if TARGET.read_text(encoding="utf-8") == text:
        return 0
    print(f"{TARGET.relative_to(ROOT)} is not what the dataclasses say: run python scripts/generate_types.py")
    return 1


def generate() -> str:
    """The text of the TypeScript file. Raises `subprocess.CalledProcessError` when the converter fails."""
    done = subprocess.run(
        [
            ROOT / "node_modules" / ".bin" / "json2ts",
            "--no-additionalProperties",
            "--style.singleQuote",
            "--style.trailingComma=none",
            f"--bannerComment={BANNER}",
        ],
        input=json.dumps(json_schema()),
        capture_output=True,
        text=True,
        check=True,
        env=environment(),
    )
    # The converter says in each comment where the type was named; that tells a reader nothing.
    text = re.sub(r"\n \*\n \* This interface was referenced by .*\n \* via the .*(?=\n \*/)", "", done.stdout)
    return text.replace("``None``", "``null``").replace("``", "`")


def json_schema() -> dict[str, Any]:
    """JSON Schema of what `djlab.pipeline.serialise.to_data` makes of a `Project`, the other classes as definitions."""
    schema = TypeAdapter(Project).json_schema(mode="serialization")
    classes = {name: _as_sent(definition) for name, definition in schema.pop("$defs").items()}
    return {**_as_sent(schema), "$defs": classes}


def _as_sent(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of one class with the trailing underscores of field names dropped, as they are when it is sent."""
    properties = {name.removesuffix("_"): _untitled(field) for name, field in schema["properties"].items()}
    return {**schema, "properties": properties, "required": list(properties)}


def _untitled(field: dict[str, Any]) -> dict[str, Any]:
    # A title would become a type of its own.
    return {key: value for key, value in field.items() if key not in {"title", "default"}}


if __name__ == "__main__":
    sys.exit(main())

"""What djlab writes as Mermaid, read by Mermaid's own parser, with the words that mean something to it as names."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from diagram import example
from djlab.diagram import View, to_mermaid
from djlab.pipeline.model import Pipeline
from djlab.scaffold import ProjectOptions, StructureOptions, plan_project, plan_structure

ROOT = Path(__file__).parent.parent.parent
WORDS = ("end", "style", "default", "graph", "subgraph", "click", "direction", "flowchart", "call", "href", "o", "x")
OTHERS = ("class", "linkStyle", "classDef", "_self", "données")  # a module of a new project cannot be called so


def reasons(*texts: str) -> list[str | None]:
    """Why Mermaid cannot read each text, None where it can."""
    command = ["node", str(Path(__file__).parent / "parse_mermaid.mjs")]
    done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, check=True, timeout=120)
    found: list[str | None] = json.loads(done.stdout.splitlines()[-1])
    return found


def diagrams(text: str) -> str:
    (diagram,) = re.findall(r"```mermaid\n(.*?)```", text, re.DOTALL)
    return str(diagram)


@pytest.mark.skipif(
    not (shutil.which("node") and (ROOT / "node_modules/mermaid").exists()),
    reason="asks Mermaid itself, which is not installed here: run jlpm install",
)
def test_mermaid_reads_modules_and_tables_named_as_its_own_words(tmp_path: Path) -> None:
    words = (*WORDS, *OTHERS)
    first, *rest = [example.table(f"{word}:{word}", "Manual", key=("a",)) for word in words]
    joined = [
        example.table(f"{table.module}:below_{table.class_}", "Computed", example.foreign_key("x", first.id))
        for table in rest
    ]
    parts = [example.table(f"{table.id}.{table.class_}", "Part", master=table.id) for table in rest]
    modules = tuple(example.module(word, words[0]) for word in words)
    pipeline = Pipeline(str(tmp_path), words, modules, (first, *rest, *parts, *joined))
    new = plan_project(tmp_path / "new", ProjectOptions(name="n", modules=WORDS))
    texts = {file.path: file.content for file in new.files}
    (tmp_path / "old").mkdir()
    old = plan_structure(tmp_path / "old", StructureOptions(), ["docs/index.md"], pipeline=pipeline)
    (index,) = (file.content for file in old.files if file.path == "docs/index.md")
    for word in words:
        assert f'["{word}"]' in index
    asked = [diagrams(texts["docs/index.md"]), diagrams(index), to_mermaid(View(pipeline)), "graph TD\n    end\n"]
    *read, refused = reasons(*asked)
    assert read == [None, None, None]
    assert refused is not None, "the parser takes everything"

"""The TypeScript types are those of the Python dataclasses."""

from __future__ import annotations

import pytest
from generate_types import ROOT, TARGET, generate, json_schema


def test_reserved_words_are_sent_without_their_underscore() -> None:
    table = json_schema()["$defs"]["Table"]
    assert "class" in table["properties"]
    assert "class_" not in table["required"]


@pytest.mark.skipif(
    not (ROOT / "node_modules" / ".bin" / "json2ts").exists(),
    reason="needs node_modules: run jlpm install",
)
def test_the_generated_types_are_current() -> None:
    assert TARGET.read_text(encoding="utf-8") == generate(), "run python scripts/generate_types.py"

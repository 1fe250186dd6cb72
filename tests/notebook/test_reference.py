"""A value in a store in few words: as the page says it too, from the same examples."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from djlab.database.columns import Column
from djlab.notebook.reference import reference_text
from djlab.notebook.render import cell_text

EXAMPLES = json.loads(Path(__file__).with_name("references.json").read_text("utf-8"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example['type']} {example['told']}")
def test_a_value_in_a_store_is_told_in_few_words(example: dict[str, Any]) -> None:
    column = Column("raw", example["type"], "json")
    assert reference_text(column, example["text"]) == example["told"]
    assert cell_text(column, example["text"]) == (example["told"] or example["text"])

from __future__ import annotations

import json
from typing import Any

import pytest
from diagram.golden import FOLDER, golden_files

FILES = golden_files()


@pytest.mark.parametrize("name", [name for name in FILES if name != "pipeline.json"])
def test_view_is_written_as_before(name: str) -> None:
    assert FILES[name] == (FOLDER / name).read_text(encoding="utf-8")


def test_pipeline_is_the_one_that_the_page_draws() -> None:
    kept = json.loads((FOLDER / "pipeline.json").read_text(encoding="utf-8"))
    assert_holds(json.loads(FILES["pipeline.json"]), kept)


def assert_holds(whole: Any, part: Any) -> None:
    """The model may gain fields; those that the file has must stay."""
    if isinstance(part, dict):
        for key, value in part.items():
            assert_holds(whole[key], value)
    elif isinstance(part, list):
        assert len(whole) == len(part)
        for one, other in zip(whole, part, strict=True):
            assert_holds(one, other)
    else:
        assert whole == part


def test_no_golden_file_is_left_over() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(FILES)

"""What the page loads of djlab when JupyterLab starts."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

LABEXTENSION = Path(__file__).parents[1] / "djlab" / "labextension"
STATIC = LABEXTENSION / "static"
BUDGET = 15_000
"""Bytes, gzip: all that djlab's plugins need while JupyterLab starts."""
CONTAINER = 6_500
"""Bytes, gzip: what module federation generates around them, a table of all chunks above all."""

pytestmark = pytest.mark.skipif(
    not (STATIC / "third-party-licenses.json").exists(),
    reason="needs a production build of the front end: run jlpm build:prod",
)


def entry() -> Path:
    build = json.loads((LABEXTENSION / "package.json").read_text(encoding="utf-8"))["jupyterlab"]["_build"]
    return LABEXTENSION / str(build["load"])


def chunks_of_index(remote_entry: str) -> list[Path]:
    """The files that the page loads for the plugins, as the remote entry lists them."""
    found = re.search(r'"\./index":\(\)=>(.*?)\.then\(', remote_entry)
    assert found, "the remote entry does not name ./index"
    numbers = re.findall(r"\w+\.e\((\d+)\)", found[1])
    assert numbers
    return [path for number in numbers for path in STATIC.glob(f"{number}.*.js")]


def test_the_entry_chunk_is_small() -> None:
    files = chunks_of_index(entry().read_text(encoding="utf-8"))
    assert files
    sizes = {path.name: len(gzip.compress(path.read_bytes())) for path in files}
    assert sum(sizes.values()) < BUDGET, sizes
    assert len(gzip.compress(entry().read_bytes())) < CONTAINER


def test_graphviz_is_in_a_chunk_of_its_own() -> None:
    heavy = [path for path in STATIC.glob("*.js") if path.stat().st_size > 1_000_000]
    start = {entry(), *chunks_of_index(entry().read_text(encoding="utf-8"))}
    assert heavy
    assert not start & set(heavy)

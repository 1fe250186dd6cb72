"""Writes the golden files anew: ``python -m diagram.golden`` in ``tests/``. Read the difference before you commit it.

The page draws and exports the same views in TypeScript and is held to the same files.
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from diagram.example import SELECTORS, pipeline, views

from djlab.diagram import View, to_data, to_dot, to_mermaid
from djlab.pipeline.query import SelectorError, select

FOLDER = Path(__file__).parent / "golden"


def golden_files() -> dict[str, str]:
    files = {
        "pipeline.json": _json(_data(pipeline())),
        "selectors.json": _json({text: _selected(text) for text in SELECTORS}),
    }
    for name, view in views().items():
        files[f"{name}.view.json"] = _json(_view(view))
        files[f"{name}.json"] = _json(to_data(view))
        files[f"{name}.dot"] = to_dot(view)
        files[f"{name}.mmd"] = to_mermaid(view)
    return files


def _selected(selector: str) -> list[str] | None:
    """Ids, or null for what the command line refuses."""
    try:
        return sorted(select(pipeline(), selector))
    except SelectorError:
        return None


def _view(view: View) -> dict[str, Any]:
    return {
        "collapsed": sorted(view.collapsed),
        "direction": view.direction,
        "downstream": view.downstream,
        "focus": view.focus,
        "theme": view.theme,
        "upstream": view.upstream,
    }


def _data(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name.rstrip("_"): _data(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_data(item) for item in value]
    return value


def _json(value: Any) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for name, text in golden_files().items():
        (FOLDER / name).write_text(text, encoding="utf-8")

"""Pages that say what the code says: rules from their docstrings, settings and REST from their own schemas.

They are written below ``docs/reference/generated`` when a build begins, and are no part of the repository.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml
from sphinx.application import Sphinx

from djlab.checks import all_rules
from djlab.checks.documentation import page

DOCS = Path(__file__).parents[1]
ROOT = DOCS.parent
TARGET = DOCS / "reference" / "generated"
GROUPS = {
    "DJL0": "The checks themselves",
    "DJL1": "Naming",
    "DJL2": "Definitions and keys",
    "DJL3": "Modules and DAG",
    "DJL4": "make and populate",
    "DJL5": "Project and configuration",
    "DJL6": "Moving from 0.14 to 2.x",
}


def setup(app: Sphinx) -> dict[str, Any]:
    """Write the pages before Sphinx looks for its sources."""
    app.connect("builder-inited", lambda _app: write_pages())
    return {"parallel_read_safe": True}


def write_pages() -> None:
    """Write every generated page that differs from what is there."""
    pages = {"rules.md": rules(), "settings.md": settings(), "rest.md": rest()}
    pages |= {f"{rule.code}.md": page(rule.code).markdown for rule in all_rules()}
    TARGET.mkdir(parents=True, exist_ok=True)
    for old in set(TARGET.glob("*.md")) - {TARGET / name for name in pages}:
        old.unlink()
    for name, text in pages.items():
        file = TARGET / name
        if not file.is_file() or file.read_text("utf-8") != text:
            file.write_text(text, "utf-8")


def rules() -> str:
    """The list of all rules, by group."""
    parts = ["# Rules\n\nThe same text that `djlab rule` prints. `djlab check --select DJL3` runs one group.\n"]
    for prefix, title in GROUPS.items():
        rows = [
            f"| [{rule.code}]({rule.code}.md) | {rule.slug} | {rule.severity} | {rule.certainty} "
            f"| {'yes' if rule.fixable else ''} | {page(rule.code).summary} |"
            for rule in all_rules()
            if rule.code.startswith(prefix)
        ]
        head = "| code | name | severity | certainty | fix | reports |\n|---|---|---|---|---|---|"
        parts.append(f"## {title}\n\n{head}\n" + "\n".join(rows) + "\n")
    listed = "\n".join(rule.code for rule in all_rules())
    return "\n".join(parts) + f"\n```{{toctree}}\n:hidden:\n\n{listed}\n```\n"


def settings() -> str:
    """The settings of the JupyterLab extension, from ``schema/plugin.json``."""
    data = json.loads((ROOT / "schema" / "plugin.json").read_text("utf-8"))
    text = f"# Settings\n\n{data['description']}. JupyterLab shows them under *Settings*, *{data['title']}*.\n"
    if not data["properties"]:
        return text + "\nThere are none yet.\n"
    for name, value in data["properties"].items():
        text += f"\n## {value.get('title', name)}\n\n`{name}`, by default `{json.dumps(value.get('default'))}`.\n"
        text += f"\n{value.get('description', '')}\n"
    return text


def rest() -> str:
    """The routes of the server extension, from ``djlab/server/openapi.yaml``."""
    data = yaml.safe_load((ROOT / "djlab" / "server" / "openapi.yaml").read_text("utf-8"))
    text = f"# REST\n\n{data['info'].get('description', '').strip()}\n"
    for path, methods in data["paths"].items():
        for method, operation in methods.items():
            if isinstance(operation, dict) and "responses" in operation:
                text += f"\n## `{method.upper()} {path}`\n\n{operation.get('summary', '')}.\n"
                text += _parameters([*methods.get("parameters", []), *operation.get("parameters", [])], data)
                text += "".join(
                    f"\n- `{status}`: {_described(answer, data)}" for status, answer in operation["responses"].items()
                )
                text += "\n"
    return text


def _parameters(parameters: list[dict[str, Any]], data: dict[str, Any]) -> str:
    rows = [_followed(parameter, data) for parameter in parameters]
    return "".join(f"\n- `{row['name']}` ({row['in']}): {row.get('description', '').strip()}" for row in rows) + "\n"


def _described(answer: dict[str, Any], data: dict[str, Any]) -> str:
    return str(_followed(answer, data).get("description", "")).strip()


def _followed(value: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in value:
        return value
    for key in value["$ref"].removeprefix("#/").split("/"):
        data = data[key]
    return data

"""Findings about texts that are open in an editor, fixes as plans, and the pages of rules, on a real server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from server.test_routes import Client, client  # noqa: F401 -- a fixture

SUBJECT = "src/workflow/subject.py"


async def ask(client: Client, route: str, body: dict[str, Any], status: int = 200) -> Any:  # noqa: F811
    response = await client.send("POST", f"djlab/{route}", client.token, body)
    assert response.code == status, response.body
    return json.loads(response.body)


async def test_open_texts_fixes_and_pages(client: Client, project: Path) -> None:  # noqa: F811
    root = {"root": str(project)}
    disk = (project / SUBJECT).read_text()
    text = disk.replace("varchar(40)", "object@main")

    # The unsaved text of a module: its finding carries the edit; the disk stays as it is.
    (found,) = (await ask(client, "check", {**root, "path": SUBJECT, "text": text}))["findings"]
    lines = text.splitlines()
    line = next(number for number, content in enumerate(lines, 1) if "object@main" in content)
    assert (found["code"], found["severity"], found["line"]) == ("DJL202", "error", line)
    (edit,) = found["fix"]["edits"]
    assert lines[line - 1][edit["column"] - 1 : edit["end_column"] - 1] == "object@main"
    assert edit["text"] == "<object@main>"
    assert (await ask(client, "check", {**root, "path": SUBJECT, "text": disk}))["findings"] == []
    assert (project / SUBJECT).read_text() == disk

    # A text that does not parse says so, and no file that is no module of the pipeline is looked at.
    (broken,) = (await ask(client, "check", {**root, "path": SUBJECT, "text": disk + "class X(\n"}))["findings"]
    assert (broken["code"], broken["line"]) == ("DJL309", len(disk.splitlines()) + 1)
    assert (await ask(client, "check", {**root, "path": "setup.py", "text": text}))["findings"] == []

    # Cells of a notebook: IPython's own syntax and cells that do not parse are no obstacle.
    cells = [
        "%matplotlib inline\nimport datajoint as dj\nfrom workflow import subject\nschema = dj.Schema('probe')",
        "%%bash\nrm -rf /",
        "this is no Python",
        "@schema\nclass Probe(dj.Manual):\n"
        '    definition = """\n    -> subject.Subjct\n    ---\n    x : flaot\n    """',
    ]
    notebook = await ask(client, "check", {**root, "path": "notebooks/01-entry.ipynb", "cells": cells})
    marks = sorted((f["cell"], f["line"], f["code"], f["severity"]) for f in notebook["findings"])
    assert marks == [(3, 4, "DJL304", "warning"), (3, 6, "DJL202", "error")]

    # A fix is planned, shown as a diff and applied once; the file on disk is the one that was seen.
    (project / SUBJECT).write_text(text)
    options = {"code": "DJL202", "path": SUBJECT, "line": line, "column": 1}
    plan = await ask(client, "plans", {**root, "kind": "fix", "options": options}, 200)
    (file,) = plan["files"]
    assert (file["path"], file["action"]) == (SUBJECT, "update")
    assert "+    species : <object@main>" in file["diff"]
    assert (project / SUBJECT).read_text() == text
    applied = await ask(client, f"plans/{plan['id']}/apply", {})
    assert applied["written"] == [f"lab/{SUBJECT}"]
    assert (project / SUBJECT).read_text() == disk.replace("varchar(40)", "<object@main>")
    assert (await ask(client, "plans", {**root, "kind": "fix", "options": options}, 409))["reason"] == "changed"
    await ask(client, f"plans/{applied['undo']}/undo", {})
    assert (project / SUBJECT).read_text() == text


WRONG: list[dict[str, Any]] = [
    {"path": SUBJECT},
    {"path": SUBJECT, "text": "", "cells": []},
    {"path": SUBJECT, "text": 1},
    {"path": SUBJECT, "cells": "x"},
    {"path": SUBJECT, "cells": [1]},
    {"path": SUBJECT, "cells": ["x"] * 2001},
    {"path": "../../etc/passwd", "text": ""},
    {"path": "/etc/passwd", "text": ""},
    {"path": "", "text": ""},
]


async def test_wrong_questions(client: Client, project: Path) -> None:  # noqa: F811
    for body in WRONG:
        await ask(client, "check", {"root": str(project), **body}, 400)
    await ask(client, "check", {"root": "/etc", "path": SUBJECT, "text": ""}, 403)
    for options in ({}, {"code": "DJL202", "path": SUBJECT, "line": True, "column": 1}):
        await ask(client, "plans", {"root": str(project), "kind": "fix", "options": options}, 400)
    page = await client.send("GET", "djlab/rules/unresolved-reference", client.token)
    assert "## Best practice" in json.loads(page.body)["markdown"]
    assert (await client.send("GET", "djlab/rules/DJL999", client.token)).code == 404
    assert (await client.send("GET", "djlab/rules/%2e%2e%2fx", client.token)).code == 404

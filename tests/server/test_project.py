from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any


async def get(jp_fetch: Any, route: str, **params: str) -> Any:
    response = await jp_fetch("djlab", route, params=params)
    return json.loads(response.body)


async def test_projects(jp_fetch: Any, project: Path) -> None:
    answer = await get(jp_fetch, "projects", path="")
    assert answer == {
        "projects": [
            {
                "path": "lab",
                "root": str(project),
                "name": "small-lab",
                "packages": ["workflow"],
                "writable": True,
                "start_command": f"jupyter lab {project}",
            }
        ],
        "truncated": False,
    }


async def test_project(jp_fetch: Any, project: Path) -> None:
    answer = await get(jp_fetch, "project", root=str(project))
    assert [table["id"] for table in answer["project"]["tables"]] == [
        "workflow.session:Session",
        "workflow.subject:Subject",
    ]
    assert answer["contents_path"] == "lab"


async def test_event(jp_fetch: Any, jp_ws_fetch: Any, project: Path) -> None:
    first = await get(jp_fetch, "project", root=str(project))
    socket = await jp_ws_fetch("api", "events", "subscribe")
    await asyncio.sleep(0.5)
    path = project / "src/workflow/subject.py"
    path.write_text(path.read_text().replace("species", "strain"))
    event = {"modules": []}
    while not event["modules"]:
        event = json.loads(await asyncio.wait_for(socket.read_message(), 20))
    assert event["schema_id"] == "https://djlab.readthedocs.io/events/project-changed/v1"
    assert event["modules"] == ["workflow.subject"]
    answer = await get(jp_fetch, "project", root=str(project), since=str(first["revision"]))
    assert [table["id"] for table in answer["delta"]["tables"]] == ["workflow.subject:Subject"]
    assert answer["revision"] == event["revision"]
    socket.close()


async def test_plan(jp_fetch: Any, project: Path) -> None:
    body = {"root": str(project), "kind": "module", "options": {"name": "probe", "upstream": ["workflow.subject"]}}
    response = await jp_fetch("djlab", "plans", method="POST", body=json.dumps(body))
    plan = json.loads(response.body)
    assert plan["problems"] == [], plan
    response = await jp_fetch("djlab", "plans", plan["id"], "apply", method="POST", body="")
    applied = json.loads(response.body)
    assert applied["open"] == "lab/src/workflow/probe.py"
    assert (project / "src/workflow/probe.py").exists()
    response = await jp_fetch("djlab", "plans", applied["undo"], "undo", method="POST", body="")
    assert sorted(json.loads(response.body)["removed"]) == ["notebooks/02-probe.ipynb", "src/workflow/probe.py"]

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError


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


async def test_reading_anew(jp_fetch: Any, project: Path) -> None:
    """What looks unchanged is read on demand."""
    await get(jp_fetch, "project", root=str(project))
    path = project / "src/workflow/subject.py"
    status = path.stat()
    text = path.read_text()
    path.write_text(text.replace("species", "strains"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    answer = await get(jp_fetch, "project", root=str(project), fresh="true")
    names = {attribute["name"] for table in answer["project"]["tables"] for attribute in table["attributes"]}
    assert "strains" in names
    with pytest.raises(HTTPClientError) as refused:
        await get(jp_fetch, "project", root=str(project), fresh="perhaps")
    assert refused.value.code == 400


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


async def test_a_server_that_stops_says_so_and_logs_no_failure(
    jp_fetch: Any, jp_serverapp: Any, project: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await jp_serverapp.web_app.settings["djlab"].hub.close()
    with pytest.raises(HTTPClientError) as refused:
        await get(jp_fetch, "project", root=str(project))
    assert refused.value.code == 503
    assert "is stopping" in json.loads(refused.value.response.body)["message"]
    assert "Traceback" not in caplog.text

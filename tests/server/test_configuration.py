"""The configuration routes: nothing secret in any answer, nothing tested that the user did not see."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

SECRET = "hush-hush-1234"


@pytest.fixture
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in [name for name in os.environ if name.startswith("DJ_")]:
        monkeypatch.delenv(name)


async def get(jp_fetch: Any, project: Path) -> dict[str, Any]:
    response = await jp_fetch("djlab", "configuration", params={"root": str(project)})
    assert SECRET not in response.body.decode()
    data: dict[str, Any] = json.loads(response.body)
    return data


async def post(jp_fetch: Any, *route: str, **body: Any) -> Any:
    response = await jp_fetch("djlab", *route, method="POST", body=json.dumps(body), raise_error=False)
    assert SECRET not in response.body.decode()
    return response


@pytest.mark.usefixtures("no_variables")
async def test_a_store_is_explained_added_tested_and_taken_back(jp_fetch: Any, project: Path) -> None:
    spec = {"protocol": "s3", "endpoint": "127.0.0.1:9", "bucket": "b", "location": ""}
    stores = {"s": {**spec, "access_key": "a", "secret_key": SECRET}}
    text = json.dumps({"database": {"host": "h", "password": SECRET, "backend": "postgresql"}, "stores": stores})
    (project / "datajoint.json").write_text(text)
    found = await get(jp_fetch, project)
    assert found["secrets"] == [
        {"key": "database.password", "path": "datajoint.json"},
        {"key": "stores.s.access_key", "path": "datajoint.json"},
        {"key": "stores.s.secret_key", "path": "datajoint.json"},
    ]
    by_key = {setting["key"]: setting for setting in found["settings"]}
    assert by_key["database.password"]["value"] == "••••"
    assert by_key["database.port"]["verdict"] == "problem"
    assert by_key["database.port"]["explanation"].startswith("The port of the server")
    by_name = {store["name"]: store for store in found["stores"]}
    assert by_name["main"]["declared"] == {"protocol": "file", "location": "data"}
    assert (by_name["main"]["target"], by_name["main"]["effective"]) == (str(project / "data"), False)
    assert by_name["s"]["target"] == "s3://b at https://127.0.0.1:9"

    options = {"name": "more", "protocol": "file", "settings": {"location": "more"}}
    plan = json.loads((await post(jp_fetch, "plans", root=str(project), kind="store", options=options)).body)
    assert [file["path"] for file in plan["files"]] == [
        "pyproject.toml",
        "src/workflow/_stores.py",
        "src/workflow/__init__.py",
    ]
    applied = json.loads((await post(jp_fetch, "plans", plan["id"], "apply")).body)
    found = await get(jp_fetch, project)
    assert {store["name"]: store["effective"] for store in found["stores"]} == {"main": True, "more": True, "s": True}

    move = {"key": "database.password"}
    plan = json.loads((await post(jp_fetch, "plans", root=str(project), kind="secret", options=move)).body)
    moved = json.loads((await post(jp_fetch, "plans", plan["id"], "apply")).body)
    assert [secret["key"] for secret in (await get(jp_fetch, project))["secrets"]] == [
        "stores.s.access_key",
        "stores.s.secret_key",
    ]

    async def test(store: str, target: str) -> Any:
        return await post(jp_fetch, "configuration", "test", root=str(project), store=store, target=target)

    (project / "more").mkdir()
    answer = json.loads((await test("more", str(project / "more"))).body)
    assert answer == {"outcome": "answered", "message": f"{project / 'more'} answers, and is empty so far"}
    assert json.loads((await test("s", "s3://b at https://127.0.0.1:9")).body)["outcome"] == "unreachable"
    for store, target, status, reason in (
        ("none", "x", 404, "missing"),
        ("s", "s3://b at https://somewhere.else", 409, "changed"),
        ("more", "", 409, "changed"),
    ):
        response = await test(store, target)
        assert (response.code, json.loads(response.body)["reason"]) == (status, reason)

    await post(jp_fetch, "plans", moved["undo"], "undo")
    await post(jp_fetch, "plans", applied["undo"], "undo")
    assert (project / "datajoint.json").read_text() == text
    assert not (project / ".secrets").exists()
    assert not (project / "src/workflow/_stores.py").exists()

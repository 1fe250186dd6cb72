"""The database routes on a real Jupyter Server with the embedded PostgreSQL (and MariaDB where it is installed)."""

from __future__ import annotations

import asyncio
import json
import re
import time
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from live import execute, of_postgres, run_datajoint, settings_for
from tornado.httpclient import AsyncHTTPClient

from djlab.database.embedded import Server
from djlab.database.settings import ConnectionSettings
from djlab.server import rows as table_rows

pytestmark = pytest.mark.database
SPECIFICATION: dict[str, Any] = yaml.safe_load((files("djlab.server") / "openapi.yaml").read_text("utf-8"))
DECLARE = """
import datajoint as dj
dj.config.stores["main"] = {"protocol": "file", "location": "/tmp"}
import sys
sys.path.insert(0, "src")
from workflow import session, subject
subject.Subject.insert([(n, "mouse") for n in range(7)], skip_duplicates=True)
"""


def declare(settings: ConnectionSettings, project: Path) -> None:
    """Declares and fills the project's tables; other tests use these names of schemas on the same server."""
    for name in ("session", "subject"):
        postgres, mysql = f'DROP SCHEMA IF EXISTS "{name}" CASCADE', f"DROP DATABASE IF EXISTS `{name}`"
        execute(settings, postgres if settings.backend == "postgresql" else mysql)
    run_datajoint(settings, DECLARE, folder=project)


class Client:
    """Requests with the server's token; each answer is held against openapi.yaml."""

    def __init__(self, base: str, token: str, root: Path) -> None:
        self._http = AsyncHTTPClient(max_clients=200)
        self._base = base
        self._headers = {"Authorization": f"token {token}"}
        self.root = root
        self.answers: list[tuple[str, str]] = []

    async def get(self, path: str) -> tuple[int, Any]:
        return await self._send("GET", path, f"{path}?root={self.root}", None)

    async def post(self, path: str, **body: Any) -> tuple[int, Any]:
        return await self._send("POST", path, path, json.dumps({"root": str(self.root), **body}))

    async def _send(self, method: str, path: str, address: str, body: str | None) -> tuple[int, Any]:
        response = await self._http.fetch(
            f"{self._base}djlab/{address}",
            method=method,
            headers=self._headers,
            body=body,
            raise_error=False,
            request_timeout=60,
        )
        self.answers.append((path, f"{response.headers}{response.body.decode()}"))
        data = json.loads(response.body)
        answers = SPECIFICATION["paths"][re.sub("/plans/[^/]+/", "/plans/{id}/", f"/{path}")][method.lower()][
            "responses"
        ]
        schema = {"$ref": "#/components/schemas/Error"}
        if response.code == 200:
            schema = answers["200"]["content"]["application/json"]["schema"]
        Draft202012Validator({**schema, "components": SPECIFICATION["components"]}).validate(data)
        return response.code, data


@pytest.fixture(autouse=True)
def _user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJLAB_CONFIG_DIR", str(tmp_path / "user"))
    for name in ("DJ_HOST", "DJ_USER", "DJ_PASS", "DJ_BACKEND", "DJ_PORT"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def client(jp_serverapp: Any, http_server_client: Any, jp_base_url: str, project: Path) -> Client:
    base = f"http://127.0.0.1:{jp_serverapp.port}{jp_base_url}"
    return Client(base, jp_serverapp.identity_provider.token, project)


def configure(project: Path, settings: Any, **changes: Any) -> None:
    database = {
        "backend": settings.backend,
        "host": settings.host,
        "port": settings.port,
        "user": settings.user,
        "password": settings.password,
        **({"name": settings.database} if settings.database else {}),
        **changes,
    }
    (project / "datajoint.json").write_text(json.dumps({"database": database}))


async def test_nothing_is_connected_before_consent_and_none_after_it_is_taken_back(
    client: Client, project: Path, postgres: Server, tmp_path: Path
) -> None:
    status, state = await client.get("database")
    assert (status, state["state"], state["host"]) == (200, "unconfigured", None)
    assert (await client.get("database/tables"))[1]["reason"] == "unconfigured"
    configure(project, of_postgres(postgres))
    _, state = await client.get("database")
    assert (state["state"], state["consent"], state["source"]) == ("consent", "needed", "datajoint.json")
    for answer in (await client.get("database/tables"), await client.post("database/connect")):
        assert (answer[0], answer[1]["reason"]) == (409, "consent")
    seen = {name: state[name] for name in ("backend", "host", "port", "user")}
    status, refused = await client.post("database/consent", allow=True, **{**seen, "host": "elsewhere"})
    assert (status, refused["reason"]) == (409, "changed")
    _, state = await client.post("database/consent", allow=True, **seen)
    assert (state["state"], state["consent"]) == ("disconnected", "given")
    assert "password" not in (tmp_path / "user/consent.json").read_text()
    _, state = await client.post("database/connect")
    assert (state["state"], state["server"].split()[0], state["encrypted"]) == ("connected", "PostgreSQL", False)
    assert postgres.password not in json.dumps(state)
    configure(project, of_postgres(postgres), user="other")
    assert (await client.get("database"))[1]["state"] == "consent"
    configure(project, of_postgres(postgres))
    _, state = await client.post("database/consent", allow=False)
    assert (state["state"], state["consent"]) == ("consent", "needed")
    assert (await client.get("database/tables"))[1]["reason"] == "consent"


async def test_the_user_s_own_environment_needs_no_consent(
    client: Client, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJ_BACKEND", "postgresql")
    monkeypatch.setenv("DJ_HOST", postgres.host)
    monkeypatch.setenv("DJ_USER", postgres.user)
    monkeypatch.setenv("DJ_PASS", postgres.password)
    monkeypatch.setenv("DJ_DATABASE_NAME", postgres.database)
    assert (await client.post("database/connect"))[1]["state"] == "connected"
    _, state = await client.post("database/disconnect")
    assert (state["state"], state["off"]) == ("disconnected", True)
    assert (await client.get("database/tables"))[1]["reason"] == "disconnected"


@pytest.mark.parametrize("backend", ["postgresql", "mysql"])
async def test_tables_and_counts(backend: str, client: Client, project: Path, request: pytest.FixtureRequest) -> None:
    settings = settings_for(backend, request)
    declare(settings, project)
    configure(project, settings)
    _, state = await client.get("database")
    await client.post("database/consent", allow=True, **{n: state[n] for n in ("backend", "host", "port", "user")})
    (project / "src/workflow/late.py").write_text(
        (project / "src/workflow/subject.py").read_text().replace('"subject"', '"late"')
    )
    _, answer = await client.get("database/tables")
    tables = {table["id"]: table for table in answer["tables"]}
    assert (tables["workflow.subject:Subject"]["declared"], tables["workflow.session:Session"]["estimate"]) == (True, 0)
    _, counted = await client.post("database/count", tables=["workflow.subject:Subject", "workflow.gone:Gone"])
    assert (counted["counts"], counted["missing"]) == ({"workflow.subject:Subject": 7}, ["workflow.gone:Gone"])
    _, drifted = await client.get("database/drift")
    kinds = {table["id"]: table["kind"] for table in drifted["tables"] if table["id"]}
    assert kinds["workflow.subject:Subject"] == kinds["workflow.session:Session"] == "same"
    _, standing = await client.get("database/status")
    assert {table["id"] for table in standing["tables"]} >= {"workflow.subject:Subject", "workflow.session:Session"}
    answers = await asyncio.gather(*(client.get("database/tables") for _ in range(100)))
    assert not [data for status, data in answers if status != 200]
    assert {json.dumps(data["tables"]) for _, data in answers} == {json.dumps(answers[0][1]["tables"])}


async def test_an_absent_database_says_so_and_the_panel_does_not_wait(client: Client, project: Path) -> None:
    (project / "datajoint.json").write_text(
        '{"database": {"host": "127.0.0.1", "port": 1, "user": "ada", "password": "hush-hush"}}'
    )
    _, state = await client.get("database")
    seen = {name: state[name] for name in ("backend", "host", "port", "user")}
    await client.post("database/consent", allow=True, **seen)
    status, answer = await client.post("database/connect")
    assert (status, answer["reason"]) == (502, "unreachable")
    _, state = await client.get("database")
    assert (state["state"], state["reason"]) == ("failed", "unreachable")
    assert "hush-hush" not in json.dumps([state, answer])


async def test_a_silent_database_holds_up_nobody(client: Client, project: Path) -> None:
    server = await asyncio.start_server(lambda reader, writer: asyncio.sleep(60), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    (project / "datajoint.json").write_text(
        json.dumps({"database": {"host": "127.0.0.1", "port": port, "user": "ada", "password": "x"}})
    )
    _, state = await client.get("database")
    await client.post(
        "database/consent", allow=True, **{name: state[name] for name in ("backend", "host", "port", "user")}
    )
    waiting = [asyncio.ensure_future(client.post("database/connect")) for _ in range(12)]
    await asyncio.sleep(0.3)
    begun = time.monotonic()
    for _ in range(5):
        assert (await client.get("project"))[0] == 200
        assert (await client.get("database"))[0] == 200
    assert time.monotonic() - begun < 4
    assert not any(task.done() for task in waiting)
    # Which of them the server takes first is its own affair; the others wait for their turn.
    answered, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    status, answer = answered.pop().result()
    assert (status, answer["reason"]) == (502, "unreachable")
    for task in waiting:
        task.cancel()
    server.close()


@pytest.mark.parametrize("backend", ["postgresql", "mysql"])
async def test_rows_of_a_table(backend: str, client: Client, project: Path, request: pytest.FixtureRequest) -> None:
    settings = settings_for(backend, request)
    declare(settings, project)
    configure(project, settings)
    subject = {"schema": "subject", "table": "subject"}
    assert (await client.post("database/rows", **subject))[1]["reason"] == "consent"
    _, state = await client.get("database")
    await client.post("database/consent", allow=True, **{n: state[n] for n in ("backend", "host", "port", "user")})
    _, first = await client.post("database/rows", **subject, size=3)
    assert [row[0] for row in first["rows"]] == [0, 1, 2]
    assert first["columns"][0]["key"] is True
    _, second = await client.post("database/rows", **subject, size=3, cursor=first["next"], columns=["subject_id"])
    assert second["rows"] == [[3], [4], [5]]
    key = first["columns"][0]["name"]
    _, some = await client.post("database/rows", **subject, restriction=f"{key} IN (2, 4)", order=[[key, True]])
    assert [row[0] for row in some["rows"]] == [4, 2]
    assert (await client.post("database/rows/count", **subject, restriction=f"{key} > 4"))[1] == {
        "count": 2,
        "more": False,
    }
    assert (await client.post("database/rows/count", **subject, most=3))[1] == {"count": 3, "more": True}
    _, size = await client.post("database/rows/size", **subject, column="species", restriction=f"{key} = 1")
    assert size == {"bytes": len("mouse")}
    _, values = await client.post("database/values", schema="session", table="session", column=key, begins="5")
    assert values == {"values": [5, 6], "more": False, "of": {"schema": "subject", "table": "subject"}}
    _, profile = await client.post("database/profile", **subject, column="species", restriction=f"{key} > 2")
    assert (profile["rows"], profile["sampled"], profile["common"]) == (4, False, [{"value": "mouse", "count": 4}])
    _, related = await client.post("database/related", **subject)
    assert {child["table"] for child in related["children"]} >= {"session"}
    columns = ", ".join(f"c{number} smallint" for number in range(1, 1000))
    rows = ", ".join(f"({number})" for number in range(60))
    execute(
        settings,
        f"CREATE TABLE subject.wide (n int PRIMARY KEY, {columns})",
        f"INSERT INTO subject.wide (n) VALUES {rows}",
    )
    # The whole catalogue is not read anew for every page.
    table_rows._known.clear()
    _, wide = await client.post("database/rows", schema="subject", table="wide")
    assert (len(wide["columns"]), len(wide["rows"]), wide["next"] is None) == (1000, 50, False)
    for body, status, reason in (
        ({"restriction": "1 = 1; DROP TABLE x"}, 400, "request"),
        ({"order": [["nope", True]]}, 400, "request"),
        ({"order": "x"}, 400, "order"),
        ({"columns": []}, 400, "columns"),
        ({"at": 7}, 400, "at"),
        ({"table": "gone"}, 404, "missing"),
        ({"table": 7}, 400, "table"),
    ):
        answer = await client.post("database/rows", **{**subject, **body})
        assert (answer[0], answer[1]["reason"]) == (status, reason), body
    for path, body, reason in (
        ("database/rows/count", {"most": "all"}, "most"),
        ("database/rows/size", {"column": "species"}, "request"),
        ("database/rows/size", {}, "column"),
        ("database/values", {"column": "species", "begins": 7}, "begins"),
        ("database/profile", {"column": "nope"}, "request"),
    ):
        answer = await client.post(path, **subject, **body)
        assert (answer[0], answer[1]["reason"]) == (400, reason), path


@pytest.mark.parametrize("backend", ["postgresql", "mysql"])
async def test_cascades(backend: str, client: Client, project: Path, request: pytest.FixtureRequest) -> None:
    settings = settings_for(backend, request)
    declare(settings, project)
    drop = "DROP SCHEMA IF EXISTS elsewhere" + (" CASCADE" if backend == "postgresql" else "")
    execute(
        settings,
        drop,
        "CREATE SCHEMA elsewhere",
        "CREATE TABLE elsewhere.note (id int PRIMARY KEY, about int, "
        "FOREIGN KEY (about) REFERENCES subject.subject (subject_id))",
        "INSERT INTO elsewhere.note VALUES (1, 2), (2, 2), (3, NULL)",
    )
    configure(project, settings)
    asked = {"schema": "subject", "table": "subject", "restriction": "subject_id = 2"}
    assert (await client.post("database/cascade", **asked))[1]["reason"] == "consent"
    _, state = await client.get("database")
    await client.post("database/consent", allow=True, **{n: state[n] for n in ("backend", "host", "port", "user")})
    _, answer = await client.post("database/cascade", **asked)
    tables = {(table["schema"], table["table"]): table for table in answer["tables"]}
    assert tables["subject", "subject"]["id"] == "workflow.subject:Subject"
    assert tables["subject", "subject"]["first"]
    assert tables["elsewhere", "note"]["id"] is None
    assert tables["elsewhere", "note"]["through"][0]["columns"] == ["about"]
    _, answer = await client.post("database/cascade/count", **asked, tables=[list(name) for name in tables])
    counts = {(count["schema"], count["table"]): count["count"] for count in answer["counts"]}
    assert {name: count for name, count in counts.items() if count} == {
        ("subject", "subject"): 1,
        ("elsewhere", "note"): 2,
    }
    note = {"schema": "elsewhere", "table": "note", "restriction": "id < 3", "direction": "upstream"}
    _, answer = await client.post("database/cascade/count", **note, tables=[["subject", "subject"]])
    assert answer["counts"] == [{"schema": "subject", "table": "subject", "count": 1, "problem": ""}]
    for path, body, status, reason in (
        ("database/cascade", {"direction": "sideways"}, 400, "direction"),
        ("database/cascade", {"integrity": "no"}, 400, "integrity"),
        ("database/cascade", {"restriction": "1 = 1; DROP TABLE x"}, 400, "request"),
        ("database/cascade", {"table": "gone"}, 404, "missing"),
        ("database/cascade/count", {"tables": [["subject"]]}, 400, "tables"),
        ("database/cascade/count", {"tables": [["subject", "gone"]]}, 404, "missing"),
    ):
        refused = await client.post(path, **{**asked, **body})
        assert (refused[0], refused[1]["reason"]) == (status, reason), body
    execute(settings, drop)


async def test_wrong_requests(client: Client) -> None:
    for path, body in (
        ("database/consent", {}),
        ("database/embedded", {"action": "drop"}),
        ("database/count", {"tables": "all"}),
        ("database/count", {"tables": [], "call": ""}),
        ("database/cancel", {}),
    ):
        assert (await client.post(path, **body))[0] == 400, path
    assert (await client.post("database/cancel", call="unknown"))[1] == {"cancelled": False}

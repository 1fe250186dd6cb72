"""Every route of openapi.yaml on a real server with token and XSRF check: who may ask, and what is answered."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from tornado.httpclient import AsyncHTTPClient
from traitlets.config import Config

from djlab.server.routes import ROUTES

SPECIFICATION: dict[str, Any] = yaml.safe_load((files("djlab.server") / "openapi.yaml").read_text("utf-8"))
OPERATIONS = [
    (method.upper(), path, operation)
    for path, methods in SPECIFICATION["paths"].items()
    for method, operation in methods.items()
]
# A server takes a second to start, so each test below puts all its requests to one.


class Client:
    """Requests as a browser or a program would send them, without any of Jupyter's test helpers in between."""

    def __init__(self, http: AsyncHTTPClient, base: str, token: str) -> None:
        self._http = http
        self._base = base
        self.token = {"Authorization": f"token {token}"}

    async def send(self, method: str, path: str, headers: dict[str, str] | None = None, body: Any = None) -> Any:
        data = None if method == "GET" else (body if isinstance(body, bytes) else json.dumps(body or {}))
        return await self._http.fetch(
            self._base + path,
            method=method,
            headers=headers or {},
            body=data,
            raise_error=False,
            follow_redirects=False,
        )

    async def cookies(self) -> dict[str, str]:
        """The cookies of a browser that logged in with the token: session and XSRF."""
        jar = {}
        for headers in ({}, self.token):
            response = await self.send("GET", "login", headers)
            for line in response.headers.get_list("Set-Cookie"):
                name, _, value = line.partition(";")[0].partition("=")
                if value.strip('"'):
                    jar[name] = value
        return jar


@pytest.fixture
def client(jp_serverapp: Any, http_server_client: Any, jp_base_url: str) -> Client:
    base = f"http://127.0.0.1:{jp_serverapp.port}{jp_base_url}"
    return Client(AsyncHTTPClient(), base, jp_serverapp.identity_provider.token)


def request_for(path: str, project: Path, key: str = "unknown") -> tuple[str, dict[str, Any]]:
    """A right request for a path of the specification: its address and its body."""
    named = path.replace("{id}", key).replace("{name}", "DJL304")
    queries = {
        "/projects": "?path=",
        "/project": f"?root={project}",
        "/source": f"?root={project}&path=src/workflow/subject.py",
        "/options": f"?root={project}",
        "/configuration": f"?root={project}",
        "/database": f"?root={project}",
        "/database/tables": f"?root={project}",
        "/database/status": f"?root={project}",
        "/database/drift": f"?root={project}",
    }
    bodies = {
        "/plans": {
            "root": str(project),
            "kind": "module",
            "options": {"name": "probe", "upstream": ["workflow.subject"]},
        },
        "/configuration/test": {"root": str(project), "store": "main", "target": str(project / "data")},
        "/check": {"root": str(project), "path": "src/workflow/subject.py", "text": "import datajoint\n"},
    }
    return f"djlab{named}{queries.get(path, '')}", bodies.get(path, {})


def check_body(schema: dict[str, Any], body: bytes) -> Any:
    data = json.loads(body)
    Draft202012Validator({**schema, "components": SPECIFICATION["components"]}).validate(data)
    return data


def schema_of(operation: dict[str, Any], status: int) -> dict[str, Any]:
    answer = operation["responses"].get(str(status), operation["responses"].get("default"))
    if "$ref" in answer:
        answer = SPECIFICATION["components"]["responses"]["Error"]
    schema: dict[str, Any] = answer["content"]["application/json"]["schema"]
    return schema


def test_the_specification_is_valid() -> None:
    validate(SPECIFICATION)


def test_the_specification_describes_exactly_the_handlers() -> None:
    described = {(method, re.sub(r"\{\w+\}", "([^/]+)", path.lstrip("/"))) for method, path, _ in OPERATIONS}
    implemented = {
        (method, pattern)
        for pattern, handler in ROUTES
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE")
        if method.lower() in vars(handler)
    }
    assert described == implemented


async def test_without_the_token_403(client: Client, project: Path) -> None:
    for method, path, operation in OPERATIONS:
        address, body = request_for(path, project)
        for headers in ({}, {"Authorization": "token wrong"}):
            response = await client.send(method, address, headers, body)
            assert response.code == 403, (method, path)
            check_body(schema_of(operation, 403), response.body)


async def test_a_write_without_xsrf_403(client: Client, project: Path) -> None:
    jar = await client.cookies()
    cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in jar.items())}
    for method, path, operation in OPERATIONS:
        if method == "GET":
            continue
        address, body = request_for(path, project)
        refused = await client.send(method, address, cookie, body)
        assert refused.code == 403, (method, path)
        check_body(schema_of(operation, 403), refused.body)
        accepted = await client.send(method, address, {**cookie, "X-XSRFToken": jar["_xsrf"]}, body)
        assert accepted.code in (200, 400, 404, 409)


async def test_right_requests(client: Client, project: Path) -> None:
    key = "unknown"
    for method, path, operation in OPERATIONS:
        if path.startswith("/database"):  # see test_database.py
            continue
        address, body = request_for(path, project, key)
        response = await client.send(method, address, client.token, body)
        assert response.code == 200, (method, path, response.body)
        data = check_body(schema_of(operation, 200), response.body)
        key = data.get("undo", data.get("id", key))


class TestDenied:
    """With an authorizer that allows everything but djlab."""

    @pytest.fixture
    def jp_server_config(self, jp_server_config: dict[str, Any]) -> dict[str, Any]:
        config = Config(jp_server_config)
        config.ServerApp.authorizer_class = "server_authorizer.Denying"
        return config

    async def test_403(self, client: Client, project: Path) -> None:
        for method, path, operation in OPERATIONS:
            address, body = request_for(path, project)
            response = await client.send(method, address, client.token, body)
            assert response.code == 403, (method, path)
            check_body(schema_of(operation, 403), response.body)


BAD = [
    ("GET", "djlab/projects?path=../..", 403),
    ("GET", "djlab/projects?path=%00", 404),
    ("GET", "djlab/projects?path=nowhere", 404),
    ("GET", "djlab/projects?path=%ff%fe", 400),
    ("GET", "djlab/project", 400),
    ("GET", "djlab/project?root=lab", 400),
    ("GET", "djlab/project?root=/etc", 403),
    ("GET", "djlab/project?root=/", 403),
    ("GET", "djlab/project?root={root}/../..", 403),
    ("GET", "djlab/project?root={root}/nowhere", 404),
    ("GET", "djlab/project?root={root}&since=-1", 400),
    ("GET", "djlab/project?root={root}&since=abc", 400),
    ("GET", "djlab/project?root={root}&since=99999999999999999999999", 400),
    ("GET", "djlab/project?root=" + "x" * 5000, 400),
    ("GET", "djlab/source?root={root}&path=pyproject.toml", 404),
    ("GET", "djlab/source?root={root}&path=../../etc/passwd", 404),
    ("GET", "djlab/source?root={root}&path=/etc/passwd", 404),
    ("GET", "djlab/source?root={root}&path=src/workflow/../workflow/subject.py", 404),
    ("POST", "djlab/plans/unknown/apply", 404),
    ("POST", "djlab/plans/unknown/undo", 404),
    ("POST", "djlab/plans/%2e%2e%2f/apply", 404),
]


async def test_wrong_requests(client: Client, project: Path) -> None:
    for method, address, status in BAD:
        response = await client.send(method, address.format(root=project), client.token)
        assert response.code == status, address
        check_body({"$ref": "#/components/schemas/Error"}, response.body)


BODIES = [
    (b"{", 400),
    (b"[]", 400),
    (b"\xff\xfe", 400),
    (b"[" * 60_000, 400),
    (b'{"a": "' + b"x" * 300_000 + b'"}', 413),
    (b'{"kind": "virus", "root": "/", "options": {}}', 400),
    (b'{"kind": "module", "root": "/", "options": {}}', 403),
    (b'{"kind": "module", "root": 1, "options": {}}', 400),
    (b'{"kind": "module", "root": "/", "options": []}', 400),
    (b'{"kind": ["module"], "root": "/", "options": {}}', 400),
]


async def test_wrong_bodies(client: Client, project: Path) -> None:
    for body, status in BODIES:
        response = await client.send("POST", "djlab/plans", client.token, body)
        assert response.code == status, body[:40]
        check_body({"$ref": "#/components/schemas/Error"}, response.body)
    for options in ({}, {"name": 5}, {"name": "x", "unknown": 1}, {"name": "x", "upstream": "y"}):
        request = {"root": str(project), "kind": "module", "options": options}
        response = await client.send("POST", "djlab/plans", client.token, request)
        assert response.code == 400, options
        assert check_body({"$ref": "#/components/schemas/Error"}, response.body)["reason"] == "options"


async def test_a_plan_is_applied_once_and_refused_when_the_disk_changed(client: Client, project: Path) -> None:
    address, body = request_for("/plans", project)
    keys = [json.loads((await client.send("POST", address, client.token, body)).body)["id"] for _ in range(2)]
    assert (await client.send("POST", f"djlab/plans/{keys[0]}/apply", client.token)).code == 200
    assert (await client.send("POST", f"djlab/plans/{keys[0]}/apply", client.token)).code == 404
    (project / "src/workflow/probe.py").write_text("mine")
    late = await client.send("POST", f"djlab/plans/{keys[1]}/apply", client.token)
    assert (late.code, json.loads(late.body)["reason"]) == (409, "changed")
    assert (project / "src/workflow/probe.py").read_text() == "mine"


async def test_a_symlink_leads_nowhere(client: Client, project: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    secret = outside / "secret.py"
    secret.write_text("import datajoint\nTOKEN = 'not for you'\n")
    (project.parent / "link").symlink_to(outside)
    (project / "src/workflow/linked.py").symlink_to(secret)
    assert (await client.send("GET", f"djlab/project?root={project.parent}/link", client.token)).code == 403
    response = await client.send("GET", f"djlab/source?root={project}&path=src/workflow/linked.py", client.token)
    assert response.code in (403, 404)
    assert b"not for you" not in response.body


async def test_an_answer_is_compressed_and_not_sent_twice(client: Client, project: Path) -> None:
    for number in range(40):
        text = (project / "src/workflow/subject.py").read_text().replace('"subject"', f'"subject{number}"')
        (project / f"src/workflow/subject{number}.py").write_text(text)
    address, _ = request_for("/project", project)
    plain = await client.send("GET", address, client.token)
    packed = await client.send("GET", address, {**client.token, "Accept-Encoding": "gzip"})
    assert packed.headers.get("X-Consumed-Content-Encoding") == "gzip"
    assert packed.body == plain.body
    same = await client.send("GET", address, {**client.token, "If-None-Match": plain.headers["Etag"]})
    assert (same.code, same.body) == (304, b"")


async def test_a_new_project_is_planned_written_and_undone(client: Client, project: Path) -> None:
    options = {"name": "mine", "modules": ["animal"], "docker": False}
    request = {"folder": "", "kind": "project", "options": options}
    taken = await client.send("POST", "djlab/plans", client.token, {**request, "options": {"name": project.name}})
    assert [problem["field"] for problem in json.loads(taken.body)["problems"]] == ["name"]
    climbing = await client.send("POST", "djlab/plans", client.token, {**request, "options": {"name": "../x"}})
    assert [problem["field"] for problem in json.loads(climbing.body)["problems"]] == ["name"]
    for folder, status in (("../", 403), ("nothing", 404), (None, 400)):
        refused = await client.send("POST", "djlab/plans", client.token, {**request, "folder": folder})
        assert refused.code == status
    plan = check_body(
        {"$ref": "#/components/schemas/Plan"}, (await client.send("POST", "djlab/plans", client.token, request)).body
    )
    root = project.parent / "mine"
    assert not root.exists()
    response = await client.send("POST", f"djlab/plans/{plan['id']}/apply", client.token)
    applied = check_body({"$ref": "#/components/schemas/Applied"}, response.body)
    assert (root / ".git").is_dir()
    assert applied["open"] == "mine/README.md"
    assert applied["root"] == str(root)
    listed = json.loads((await client.send("GET", "djlab/projects?path=", client.token)).body)
    assert str(root) in [entry["root"] for entry in listed["projects"]]
    undone = json.loads((await client.send("POST", f"djlab/plans/{applied['undo']}/undo", client.token)).body)
    assert len(undone["removed"]) == len(applied["written"])
    assert not root.exists(), "the repository goes, too"

    own = project.parent.parent / "templates"
    (own / "project").mkdir(parents=True)
    (own / "project/README.md.jinja").write_text("# Lab 7: {{ name | markdown }}\n")
    shown = json.loads(
        (await client.send("POST", "djlab/plans", client.token, {**request, "templates": str(own)})).body
    )
    assert shown["files"][1]["content"] == "# Lab 7: mine\n"
    assert shown["command"].endswith(f"--template {own}")
    (own / "project/README.md.jinja").write_text("{{ nothing }}")
    inside = {"root": str(project), "kind": "module", "options": {"name": "x"}}
    for body in (
        {**request, "templates": str(own)},
        {**request, "templates": "templates"},
        {**request, "templates": str(own / "nothing")},
        {**request, "templates": 1},
        {**inside, "templates": str(project / "src")},
    ):
        refused = await client.send("POST", "djlab/plans", client.token, body)
        assert (refused.code, json.loads(refused.body)["reason"]) == (400, "templates"), body


async def test_a_project_is_not_made_through_a_link(client: Client, project: Path, tmp_path: Path) -> None:
    request = {"folder": "", "kind": "project", "options": {"name": "mine", "modules": ["animal"]}}
    plan = json.loads((await client.send("POST", "djlab/plans", client.token, request)).body)
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    (project.parent / "mine").symlink_to(outside)
    response = await client.send("POST", f"djlab/plans/{plan['id']}/apply", client.token)
    assert response.code == 403
    assert list(outside.iterdir()) == []


async def test_a_table_is_added_and_its_line_told(client: Client, project: Path) -> None:
    options = {"module": "workflow.subject", "name": "Litter", "foreign_keys": [{"target": "workflow.subject:Subject"}]}
    request = {"root": str(project), "kind": "table", "options": options}
    before = (project / "src/workflow/subject.py").read_text()
    plan = json.loads((await client.send("POST", "djlab/plans", client.token, request)).body)
    assert plan["problems"] == []
    applied = json.loads((await client.send("POST", f"djlab/plans/{plan['id']}/apply", client.token)).body)
    after = (project / "src/workflow/subject.py").read_text()
    assert after.startswith(before)
    assert "definition" in after.split("\n")[applied["line"] - 1]
    state = json.loads((await client.send("GET", f"djlab/project?root={project}", client.token)).body)
    assert "workflow.subject:Litter" in [table["id"] for table in state["project"]["tables"]]
    undone = json.loads((await client.send("POST", f"djlab/plans/{applied['undo']}/undo", client.token)).body)
    assert undone["restored"] == ["src/workflow/subject.py"]
    assert (project / "src/workflow/subject.py").read_text() == before

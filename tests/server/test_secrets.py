"""Secrets of every kind and place: in no answer, event or line of a log, and in no file that djlab wrote."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import socket
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from live import execute, settings_for
from server.test_database import Client, declare

from djlab.database import embedded, places
from djlab.database.settings import ConnectionSettings

pytestmark = pytest.mark.database

MARK = "Zq7"
"""Every planted secret begins with it, and nothing else has it: also a part of one is found."""
PASSWORD = f"{MARK}pass/w%41rd+&\"'=="
WRONG = f"{MARK}wrong@pass:word"
ACCESS, SECRET, TOKEN = f"{MARK}ACCESS", f"{MARK}secret/key+1=", f"{MARK}token"
STORES = {
    "s": {"protocol": "s3", "bucket": "b", "secure": False, "location": "", "access_key": ACCESS, "secret_key": SECRET},
    "misspelt": {"protocol": "s3", "bucket": "b", "location": "", "acces_key": ACCESS, "secretkey": SECRET},
    "url": {"protocol": "s3", "bucket": "b", "location": "", "endpoint": f"https://{ACCESS}:{SECRET}@127.0.0.1:9"},
    "plain": {"protocol": "s3", "bucket": "b", "location": "", "endpoint": f"{ACCESS}:{SECRET}@127.0.0.1:9"},
    "cloud": {"protocol": "azure", "container": "c", "location": "", "connection_string": f"AccountKey={SECRET}"},
    "bucket": {"protocol": "gcs", "bucket": "b", "location": "", "token": {"private_key": TOKEN}},
    "nested": {"protocol": "file", "location": "x", "client_kwargs": {"aws_secret_access_key": SECRET}},
}
PYPROJECT = f"""
[tool.datajoint.stores.written]
protocol = "s3"
endpoint = "{ACCESS}:{SECRET}@minio:9000"
bucket = "b"
location = ""
access_key = "{ACCESS}"
secret_key = "{SECRET}"
sceret_key = "{SECRET}"
client_kwargs = {{ password = "{SECRET}" }}
"""


@pytest.fixture(params=["postgresql", "mysql"])
def settings(request: pytest.FixtureRequest) -> Iterator[ConnectionSettings]:
    """A user of the server whose password is a planted secret."""
    owner = settings_for(request.param, request)
    if owner.backend == "postgresql":
        server = request.getfixturevalue("postgres")
        record = places.load(server.folder)
        assert record is not None
        admin = replace(owner, user=embedded.ADMIN, password=record.admin_password)
        literal = PASSWORD.replace("'", "''")
        execute(
            admin,
            "DROP ROLE IF EXISTS planted",
            f"CREATE ROLE planted LOGIN PASSWORD '{literal}' IN ROLE {owner.user}",
        )
        yield replace(owner, user="planted", password=PASSWORD)
        execute(
            owner,
            "REVOKE ALL ON ALL TABLES IN SCHEMA subject, session FROM planted",
            "REVOKE ALL ON SCHEMA subject, session FROM planted",
        )
        execute(admin, "DROP ROLE planted")
        return
    literal = PASSWORD.replace("'", "''")
    execute(
        owner,
        f"CREATE OR REPLACE USER planted IDENTIFIED BY '{literal}'",
        "GRANT SELECT ON *.* TO planted",
    )
    yield replace(owner, user="planted", password=PASSWORD)
    execute(owner, "DROP USER planted")


class Echo:
    """A service that repeats what it is asked, in an error: TLS, a database and an object store that cannot be."""

    def __init__(self) -> None:
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> int:
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()

    @staticmethod
    async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            asked = await asyncio.wait_for(reader.read(4096), 0.3)
        except asyncio.TimeoutError:  # a client of MySQL waits for the server's greeting
            asked = b""
        body = b"<Error><Code>SignatureDoesNotMatch</Code><Message>" + asked + SECRET.encode() + b"</Message></Error>"
        head = f"HTTP/1.1 403 Forbidden\r\nContent-Type: application/xml\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        writer.close()


def told(text: str) -> list[str]:
    """The secrets that a text holds, as they are or as JSON, URLs and base64 write them."""
    whole = {PASSWORD, WRONG, ACCESS, SECRET, TOKEN}
    disguised = {base64.b64encode(secret.encode()).decode().rstrip("=") for secret in whole}
    disguised |= {urllib.parse.quote(secret) for secret in whole} | {json.dumps(secret)[1:-1] for secret in whole}
    return sorted(one for one in {MARK, *whole, *disguised} if one in text)


def written(folder: Path, planted: set[Path]) -> list[Path]:
    """Files below the folder, other than those that were planted, in which a secret stands."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file() and path not in planted and told(path.read_bytes().decode("utf-8", "replace")):
            found.append(path)
    return found


@dataclass
class Lab:
    """A project full of secrets, and the server that reads it."""

    client: Client
    project: Path
    settings: ConnectionSettings
    patch: pytest.MonkeyPatch

    @property
    def file(self) -> Path:
        return self.project / "datajoint.json"

    @property
    def folder(self) -> Path:
        return self.project / ".secrets"

    def configure(self, changes: dict[str, Any] | None = None, stores: dict[str, Any] | None = None) -> None:
        given = {name: getattr(self.settings, name) for name in ("backend", "host", "port", "user", "password")}
        given |= {"name": self.settings.database} if self.settings.database else {}
        self.file.write_text(json.dumps({"database": {**given, **(changes or {})}, "stores": stores or STORES}))

    async def connect(self) -> tuple[int, Any]:
        _, state = await self.client.get("database")
        seen = {name: state[name] for name in ("backend", "host", "port", "user")}
        await self.client.post("database/consent", allow=True, **seen)
        return await self.client.post("database/connect")


async def read_everything(lab: Lab) -> None:
    """With the right password, from each place that DataJoint knows."""
    client = lab.client
    lab.configure()
    assert (await lab.connect())[1]["state"] == "connected"
    for path in ("database", "database/tables", "database/status", "database/drift", "project", "configuration"):
        assert (await client.get(path))[0] == 200, path
    subject = {"schema": "subject", "table": "subject"}
    column = {"column": "species"}
    for path, body in (("rows", {}), ("rows/count", {}), ("related", {}), ("profile", column), ("values", column)):
        assert (await client.post(f"database/{path}", **subject, **body))[0] == 200, path
    assert (await client.post("database/cascade", **subject))[0] == 200
    lab.folder.mkdir(mode=0o700)
    (lab.folder / "database.password").write_text(PASSWORD)
    for key, value in (("access_key", ACCESS), ("secret_key", SECRET)):
        (lab.folder / f"stores.s.{key}").write_text(value)
    lab.configure({"password": None})
    assert (await lab.connect())[1]["state"] == "connected"
    lab.patch.setenv("DJ_PASS", PASSWORD)
    lab.patch.setenv("DJ_STORES_WRITTEN_SECRET_KEY", SECRET)
    lab.configure({"password": WRONG})
    assert (await lab.connect())[1]["state"] == "connected"
    assert (await client.get("configuration"))[0] == 200
    lab.patch.delenv("DJ_PASS")
    (lab.folder / "database.password").unlink()


async def fail_to_connect(lab: Lab, echo: int) -> None:
    """With a wrong password, to a dead host, without the TLS that is demanded, to a server that is none."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        dead = free.getsockname()[1]
    for changes, reason in (
        ({"password": WRONG}, "login"),
        ({"host": "127.0.0.1", "port": dead}, "unreachable"),
        ({"use_tls": True}, None),  # a socket needs none
        ({"host": "127.0.0.1", "port": echo}, "unreachable"),
        ({"host": "127.0.0.1", "port": echo, "use_tls": True}, "unreachable"),
        ({"host": f"planted:{PASSWORD}@127.0.0.1"}, None),
        ({"password": [WRONG]}, None),
    ):
        lab.configure(changes)
        status, answer = await lab.connect()
        if reason:
            assert (status, answer["reason"]) == (502, reason), changes
        for path in ("database", "database/tables", "configuration"):
            await lab.client.get(path)


async def try_stores_and_plans(lab: Lab, echo: int) -> None:
    lab.configure(stores={**STORES, "s": {**STORES["s"], "endpoint": f"127.0.0.1:{echo}"}})
    _, explained = await lab.client.get("configuration")
    targets = {store["name"]: store["target"] for store in explained["stores"]}
    _, tested = await lab.client.post("configuration/test", store="s", target=targets["s"])
    assert tested["outcome"] in ("login", "denied")
    await lab.client.post("configuration/test", store="plain", target=targets["plain"])
    kept = lab.file.read_bytes(), (lab.project / "pyproject.toml").read_bytes()
    for kind, options in (
        ("secret", {"key": "database.password"}),
        ("secret", {"key": "stores.s.secret_key"}),
        ("store", {"name": "written", "protocol": "s3", "settings": {"bucket": "c"}, "module": True}),
        ("store", {"name": "more", "protocol": "file", "settings": {"location": "m"}, "module": False}),
        ("stores-module", {"package": None}),
    ):
        status, plan = await lab.client.post("plans", kind=kind, options=options)
        assert status == 200, plan
        if not plan["problems"]:
            _, applied = await lab.client.post(f"plans/{plan['id']}/apply")
            await lab.client.post(f"plans/{applied['undo']}/undo")
    assert kept == (lab.file.read_bytes(), (lab.project / "pyproject.toml").read_bytes())


async def break_files(lab: Lab) -> None:
    """In the middle of a secret."""
    lab.file.write_text(f'{{"database": {{"password": "{WRONG}", }}, "stores": {SECRET}')
    (lab.project / "pyproject.toml").write_text(f'[project]\nname = "small-lab"\nsecret_key = {SECRET}\n')
    lab.patch.setenv("DJ_STORES", f'{{"s": {SECRET}')
    for path in ("database", "configuration", "project"):
        await lab.client.get(path)


async def test_no_secret_leaves_the_server(
    settings: ConnectionSettings,
    jp_serverapp: Any,
    http_server_client: Any,
    jp_base_url: str,
    jp_ws_fetch: Any,
    project: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("DJLAB_CONFIG_DIR", str(tmp_path / "user"))
    for name in ("DJ_HOST", "DJ_USER", "DJ_PASS", "DJ_BACKEND", "DJ_PORT", "DJ_STORES"):
        monkeypatch.delenv(name, raising=False)
    owner = settings_for(settings.backend, request)
    declare(owner, project)
    if settings.backend == "postgresql":
        execute(
            owner,
            "GRANT USAGE ON SCHEMA subject, session TO planted",
            "GRANT SELECT ON ALL TABLES IN SCHEMA subject, session TO planted",
        )
    with (project / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(PYPROJECT)
    base = f"http://127.0.0.1:{jp_serverapp.port}{jp_base_url}"
    client = Client(base, jp_serverapp.identity_provider.token, project)
    events: list[str] = []
    stream = await jp_ws_fetch("api", "events", "subscribe")

    async def listen() -> None:
        while (message := await stream.read_message()) is not None:
            events.append(str(message))

    listening = asyncio.create_task(listen())
    lab = Lab(client, project, settings, monkeypatch)
    await read_everything(lab)
    async with Echo() as echo:
        await fail_to_connect(lab, echo)
        await try_stores_and_plans(lab, echo)
    await break_files(lab)
    (project / "src/workflow/subject.py").write_text("import datajoint as dj\n")
    for _ in range(100):
        if events:
            break
        await asyncio.sleep(0.1)
    await client.post("database/disconnect")
    stream.close()
    await listening

    assert events
    assert len(client.answers) > 60
    leaked = [(path, told(body)) for path, body in client.answers if told(body)]
    assert not leaked, leaked
    assert not [event for event in events if told(event)]
    assert len(caplog.records) > 50
    assert not [line for line in (caplog.text + "".join(capfd.readouterr())).splitlines() if told(line)]
    planted = {lab.file, project / "pyproject.toml", *lab.folder.glob("*")}
    assert not written(tmp_path, planted)
    assert not written(Path(jp_serverapp.runtime_dir), planted)

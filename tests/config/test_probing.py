"""Testing a store against a real S3 server (moto), a folder, and servers that refuse, hang or are not there."""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from djlab.config import read_configuration
from djlab.config.effective import store_specification, target
from djlab.config.probing import Probed, probe_store

SECRET = "hush-hush-1234"


@pytest.fixture(scope="module")
def s3() -> Iterator[dict[str, Any]]:
    """An S3 server with a bucket of two objects, as a specification of DataJoint's."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    try:
        host, port = server.get_host_and_port()
        client = boto3.client(
            "s3",
            endpoint_url=f"http://{host}:{port}",
            aws_access_key_id="key",
            aws_secret_access_key=SECRET,
            region_name="us-east-1",
        )
        client.create_bucket(Bucket="lab")
        for name in ("rig/a", "rig/b"):
            client.put_object(Bucket="lab", Key=name, Body=b"x")
        given = {"protocol": "s3", "endpoint": f"{host}:{port}", "bucket": "lab", "location": "rig"}
        yield {**given, "secure": False, "access_key": "key", "secret_key": SECRET}
    finally:
        server.stop()


def test_an_s3_store_answers(s3: dict[str, Any]) -> None:
    found = probe_store(s3)
    assert found == Probed(
        "answered", f"s3://lab/rig at http://{s3['endpoint']} answers, and holds at least one object"
    )
    assert probe_store({**s3, "location": "nothing/here"}).message.endswith("is empty so far")


def test_a_bucket_that_is_not_there(s3: dict[str, Any]) -> None:
    found = probe_store({**s3, "bucket": "other"})
    assert (found.outcome, "no such bucket" in found.message) == ("missing", True)


def test_wrong_credentials(s3: dict[str, Any]) -> None:
    check_logins(s3, 0)
    try:
        found = probe_store(s3)
    finally:
        check_logins(s3, 10**9)
    assert (found.outcome, "InvalidAccessKeyId" in found.message) == ("login", True), found


def check_logins(s3: dict[str, Any], after: int) -> None:
    """Makes moto check who asks, as S3 does, after so many requests."""
    url = f"http://{s3['endpoint']}/moto-api/reset-auth"
    request = urllib.request.Request(url, str(after).encode(), {"Content-Type": "text/plain"})
    urllib.request.urlopen(request).close()  # noqa: S310 - of this test


def test_the_service_s_own_words_are_not_repeated() -> None:
    body = (
        '<?xml version="1.0"?><Error><Code>SignatureDoesNotMatch</Code>'
        f"<Message>the key {SECRET} is wrong</Message></Error>"
    )
    answer = f"HTTP/1.1 403 Forbidden\r\nContent-Type: application/xml\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    with Listening(answer.encode()) as place:
        found = probe_store(spec(place))
    assert found.outcome == "login", found
    assert "SignatureDoesNotMatch" in found.message
    assert SECRET not in found.message


def test_listing_is_forbidden() -> None:
    body = '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>no</Message></Error>'
    answer = f"HTTP/1.1 403 Forbidden\r\nContent-Type: application/xml\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    with Listening(answer.encode()) as place:
        assert probe_store(spec(place)).outcome == "denied"


def test_an_endpoint_that_is_not_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    found = probe_store(spec(place))
    assert (found.outcome, place in found.message) == ("unreachable", True)
    assert SECRET not in found.message


def test_an_endpoint_that_hangs_is_given_up() -> None:
    with Listening(None) as place:
        found = probe_store(spec(place), seconds=4)
    assert (found.outcome, "no answer in 4 s" in found.message) == ("timeout", True)


def test_folders(tmp_path: Path) -> None:
    given = {"protocol": "file", "location": str(tmp_path)}
    assert probe_store(given).message == f"{tmp_path} answers, and is empty so far"
    (tmp_path / "a").write_text("")
    assert probe_store(given).message == f"{tmp_path} answers, and holds at least one object"
    assert probe_store({**given, "location": str(tmp_path / "none")}).outcome == "missing"


def test_a_folder_of_another_user(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read every folder")
    tmp_path.chmod(0o500)
    assert probe_store({"protocol": "file", "location": str(tmp_path)}).outcome == "denied"


def test_a_library_that_is_not_installed() -> None:
    pytest.importorskip("fsspec")
    if "gcsfs" in sys.modules:
        pytest.skip("gcsfs is installed here")
    found = probe_store({"protocol": "gcs", "bucket": "b", "location": ""})
    assert (found.outcome, "datajoint[gcs]" in found.message) == ("library", True)


def test_what_cannot_be_asked() -> None:
    token = probe_store({"protocol": "gcs", "bucket": "b", "location": "", "token": "/nowhere/key.json"})
    assert token == Probed("setup", "gcs://b is not asked: the token names a file that is not there")
    azure = probe_store({"protocol": "azure", "container": "c", "location": ""})
    assert (azure.outcome, "neither connection_string nor account_name" in azure.message) == ("setup", True)


def test_where_a_connection_string_goes_is_told_and_no_key_of_it() -> None:
    place = "BlobEndpoint=https://blob.lab/a?sig=hush-hush-1234;SharedAccessSignature=hush-hush-1234"
    given = {"protocol": "azure", "container": "c", "location": "rig"}
    text = f"AccountName=a;AccountKey={SECRET};{place}"
    assert target({**given, "connection_string": text}) == "azure://c/rig of the account a at https://blob.lab/a"
    assert target({**given, "account_name": "a", "account_key": SECRET}) == "azure://c/rig of the account a"
    assert target({**given, "connection_string": SECRET}) == "azure://c/rig"


def test_a_token_file_of_the_project_is_found(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "lab"\ndependencies = ["datajoint>=2.3"]\n')
    stores = {"g": {"protocol": "gcs", "bucket": "b", "location": "", "token": "key.json"}}
    (tmp_path / "datajoint.json").write_text(json.dumps({"stores": stores}))
    (tmp_path / "key.json").write_text("{}")
    found = store_specification(read_configuration(tmp_path, [], {}, tmp_path), tmp_path, "g", {})
    assert found is not None
    assert found["token"] == str(tmp_path / "key.json")


def test_what_datajoint_will_have(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "lab"\ndependencies = ["datajoint>=2.3"]\n'
        '[tool.datajoint.stores.s]\nprotocol = "s3"\nendpoint = "h:9000"\nbucket = "b"\nlocation = "x"\nsecure = true\n'
        '[tool.datajoint.stores.f]\nprotocol = "file"\nlocation = "data"\n'
    )
    (tmp_path / ".secrets").mkdir()
    (tmp_path / ".secrets/stores.s.secret_key").write_text(SECRET + "\n")
    (tmp_path / "datajoint.json").write_text(json.dumps({"stores": {"s": {"protocol": "s3", "bucket": "mine"}}}))
    environ = {"DJ_STORES_S_ACCESS_KEY": "from-env"}
    configuration = read_configuration(tmp_path, [], environ, tmp_path / "nobody")
    found = store_specification(configuration, tmp_path, "s", environ)
    assert found == {
        "protocol": "s3",
        "endpoint": "h:9000",
        "bucket": "mine",
        "location": "x",
        "secure": True,
        "access_key": "from-env",
        "secret_key": SECRET,
    }
    assert target(found) == "s3://mine/x at https://h:9000"
    folder = store_specification(configuration, tmp_path, "f", environ)
    assert folder == {"protocol": "file", "location": str(tmp_path / "data")}
    assert store_specification(configuration, tmp_path, "none", environ) is None


@pytest.mark.parametrize(("requirement", "place"), [(">=2.3", "https://h:9000"), ("<2", "http://h:9000")])
def test_an_s3_store_that_does_not_say_secure(tmp_path: Path, requirement: str, place: str) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "pyproject.toml").write_text(f'[project]\nname = "lab"\ndependencies = ["datajoint{requirement}"]\n')
    given = {"protocol": "s3", "endpoint": "h:9000", "bucket": "b", "location": ""}
    for name in ("datajoint.json", "dj_local_conf.json"):
        (tmp_path / name).write_text(json.dumps({"stores": {"s": given}}))
    configuration = read_configuration(tmp_path, [], {}, tmp_path / "nobody")
    found = store_specification(configuration, tmp_path, "s", {})
    assert found is not None
    assert target(found) == f"s3://b at {place}"
    if requirement == ">=2.3":
        from datajoint.settings import Config

        config = Config()
        config.stores["s"] = dict(given)
        assert config.get_store_spec("s")["secure"] is found["secure"]


def spec(place: str) -> dict[str, Any]:
    given = {"protocol": "s3", "endpoint": place, "bucket": "lab", "location": "rig"}
    return {**given, "access_key": "key", "secret_key": SECRET}


class Listening:
    """A server on a port of its own that says the same to everybody; ``None`` says nothing at all."""

    def __init__(self, answer: bytes | None) -> None:
        self._answer = answer
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []

    def __enter__(self) -> str:
        threading.Thread(target=self._serve, daemon=True).start()
        return f"127.0.0.1:{self._socket.getsockname()[1]}"

    def __exit__(self, *_: object) -> None:
        self._socket.close()
        for connection in self._open:
            connection.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self._open.append(connection)
            if self._answer is not None:
                connection.recv(65536)
                connection.sendall(self._answer)
                connection.close()

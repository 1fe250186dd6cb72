"""Testing stores in the clouds of Google and Microsoft against emulators, with the libraries that DataJoint uses."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
ACCOUNT = "devstoreaccount1"
# The key of every Azurite: its documentation gives it, and it opens nothing else.
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
PROBE = """
import json, sys
from djlab.config.probing import probe_store
found = probe_store(json.load(sys.stdin))
print(json.dumps([found.outcome, found.message]))
"""
FILLING = "s.mkdir('lab'); s.pipe('lab/rig/a', b'x')"
pytestmark = [pytest.mark.soak, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the libraries of both clouds, which djlab does not bring."""
    folder = tmp_path_factory.mktemp("clouds")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    packages = ["gcsfs", "adlfs", "gcp-storage-emulator", "tomli", "networkx", "packaging"]
    subprocess.run([folder / "bin/python", "-m", "pip", "install", "--quiet", *packages], check=True)
    return folder / "bin"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def running(command: list[str | Path], port: int) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert process.poll() is None
                time.sleep(0.1)
        yield
    finally:
        process.kill()
        process.wait()


def probe(programs: Path, specification: dict[str, Any], **variables: str) -> tuple[str, str]:
    done = subprocess.run(
        [programs / "python", "-c", PROBE],
        input=json.dumps(specification),
        env={**os.environ, "PYTHONPATH": str(ROOT), **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    outcome, message = json.loads(done.stdout.splitlines()[-1])
    return outcome, message


@pytest.fixture(scope="module")
def google(programs: Path) -> Iterator[str]:
    """The address of a server of Google Cloud Storage with a bucket of one object."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [programs / "gcp-storage-emulator", "start", "--host", "127.0.0.1", "--port", str(port), "--in-memory"]
    for _ in running(command, port):
        fill = f"import gcsfs; s = gcsfs.GCSFileSystem(token='anon', project='p'); {FILLING}"
        variables = {"STORAGE_EMULATOR_HOST": address, "GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT": "false"}
        subprocess.run([programs / "python", "-c", fill], env={**os.environ, **variables}, check=True)
        yield address


def test_a_store_of_google(programs: Path, google: str) -> None:
    given = {"protocol": "gcs", "bucket": "lab", "location": "rig", "token": "anon"}
    at = {"STORAGE_EMULATOR_HOST": google}
    assert probe(programs, given, **at) == ("answered", "gcs://lab/rig answers, and holds at least one object")
    assert probe(programs, {**given, "location": "no"}, **at) == (
        "answered",
        "gcs://lab/no answers, and is empty so far",
    )
    outcome, message = probe(programs, {**given, "bucket": "other"}, **at)
    assert (outcome, "no such bucket" in message) == ("missing", True)
    nowhere = {"STORAGE_EMULATOR_HOST": f"http://127.0.0.1:{free_port()}"}
    outcome, message = probe(programs, given, **nowhere)
    assert (outcome, "cannot be reached" in message) == ("unreachable", True)


@pytest.fixture(scope="module")
def azure(programs: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The connection string of a server of Azure Blob Storage with a container of one object."""
    npm = shutil.which("npm") or shutil.which("npm", path=str(Path(sys.executable).parent))
    if npm is None:
        pytest.skip("needs npm, with which Azurite is installed")
    folder = tmp_path_factory.mktemp("azurite")
    subprocess.run([npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, "azurite"], check=True)
    port = free_port()
    options = ["--inMemoryPersistence", "--silent", "--skipApiVersionCheck", "--disableTelemetry"]
    command = [folder / "node_modules/.bin/azurite-blob", "--blobHost", "127.0.0.1", "--blobPort", str(port), *options]
    for _ in running(command, port):
        text = string(port)
        fill = f"import adlfs; s = adlfs.AzureBlobFileSystem(connection_string={text!r}); {FILLING}"
        subprocess.run([programs / "python", "-c", fill], check=True)
        yield text


def string(port: int, key: str = KEY) -> str:
    at = f"http://127.0.0.1:{port}/{ACCOUNT}"
    return f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={key};BlobEndpoint={at};"


def test_a_store_of_microsoft(programs: Path, azure: str) -> None:
    given = {"protocol": "azure", "container": "lab", "location": "rig", "connection_string": azure}
    told: list[tuple[str, str]] = []

    def outcome(**changes: str) -> str:
        told.append(probe(programs, {**given, **changes}))
        return told[-1][0]

    assert outcome() == "answered"
    assert f"of the account {ACCOUNT} at http://127.0.0.1:" in told[-1][1]
    assert told[-1][1].endswith("answers, and holds at least one object")
    assert outcome(location="no") == "answered"
    assert told[-1][1].endswith("is empty so far")
    assert outcome(container="other") == "missing"
    assert "no such container" in told[-1][1]
    assert outcome(connection_string=azure.replace(KEY, "aGVsbG8=")) in ("login", "denied")
    assert outcome(connection_string=string(free_port())) == "unreachable"
    assert outcome(connection_string=KEY) == "setup"
    assert not [message for _, message in told if KEY in message or "aGVsbG8=" in message]

"""How long a save takes to reach the page's door: from the last write to the event, and to the answer with the change.

Data: the package of spyglass-neuro 0.6.0 (278 tables; downloaded at the first run), copied into a folder. A real
JupyterLab server is started on it, with token, event bus and watching as users have them. A save counts from the moment
before the file is written until the event arrives over the event socket, and until `project?since=` has answered.
Bursts count from their last write, until the state that djlab answers with is that of the disk.

    python benchmarks/live.py [--saves 60] [--bursts 5]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from corpus import wheels
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from djlab.pipeline import read

TOKEN = "benchmark"  # noqa: S105 - of a server that ends with this script
NEW = '\n\n@schema\nclass Added{number}(dj.Manual):\n    definition = """\n    added : int\n    """\n'


class Page:
    """What the page does: it holds the event socket open and asks for what changed."""

    def __init__(self, port: int, root: Path, socket_: WebSocketClientConnection) -> None:
        self._root = str(root.resolve())
        self._base = f"http://127.0.0.1:{port}/"
        self._events = socket_
        self._client = AsyncHTTPClient()
        self.revision = 0

    @classmethod
    async def open(cls, port: int, root: Path) -> Page:
        """Wait for the server, connect, open the project."""
        for _ in range(1200):
            try:
                events = f"ws://127.0.0.1:{port}/api/events/subscribe?token={TOKEN}"
                page = cls(port, root, await websocket_connect(events, max_message_size=2**28))
                page.revision = (await page.ask())["revision"]
                return page
            except OSError:
                await asyncio.sleep(0.1)
        raise SystemExit("the server did not start")

    async def ask(self, since: int | None = None) -> dict[str, Any]:
        """The project, or what changed since a revision."""
        route = f"djlab/project?root={quote(self._root)}" + ("" if since is None else f"&since={since}")
        request = HTTPRequest(
            self._base + route,
            headers={"Authorization": f"token {TOKEN}"},
            request_timeout=60,
            decompress_response=True,
        )
        answer: dict[str, Any] = json.loads((await self._client.fetch(request)).body)
        return answer

    async def changed(self, seconds: float = 20) -> dict[str, Any]:
        """The next event of djlab."""
        while True:
            message = await asyncio.wait_for(self._events.read_message(), seconds)
            if message is None:
                raise SystemExit("the server closed the event socket")
            event: dict[str, Any] = json.loads(message)
            if "djlab" in event.get("schema_id", "") and event["revision"] > self.revision:
                return event

    async def quiet(self, seconds: float = 1.5) -> None:
        """Take in what is on its way, checks included."""
        while True:
            try:
                self.revision = (await self.changed(seconds))["revision"]
            except asyncio.TimeoutError:
                return


def start(folder: Path, home: Path, arguments: Iterable[str]) -> tuple[subprocess.Popen[bytes], int]:
    """A JupyterLab server on this folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", f"--port={port}", f"--ServerApp.root_dir={folder}"]
    command += [f"--IdentityProvider.token={TOKEN}", "--ServerApp.port_retries=0", *arguments]
    command += ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    places = {name: str(home / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")}
    log = (home / "log").open("wb")
    return subprocess.Popen(command, env={**os.environ, **places}, stdout=log, stderr=log, cwd=folder), port


async def saves(
    page: Page, path: Path, edit: Callable[[str, int], str], number: int
) -> tuple[list[float], list[float]]:
    """Milliseconds to the event and to the answer, for every one of this many saves."""
    events: list[float] = []
    answers: list[float] = []
    text = path.read_text()
    for count in range(number):
        await page.quiet(0.05)
        began = time.perf_counter()
        path.write_text(edit(text, count))
        event = await page.changed()
        events.append((time.perf_counter() - began) * 1e3)
        answer = await page.ask(page.revision)
        answers.append((time.perf_counter() - began) * 1e3)
        page.revision = max(event["revision"], answer["revision"])
        await asyncio.sleep(0.15)
    path.write_text(text)
    await page.quiet()
    return events, answers


async def burst(page: Page, folder: Path, work: Callable[[], object]) -> tuple[float, int]:
    """Milliseconds from the last write to the state that no later one differs from in its tables, and the events."""
    tables = {table["id"] for table in (await page.ask())["project"]["tables"]}
    await page.quiet(0.3)
    await asyncio.get_running_loop().run_in_executor(None, work)
    last = time.perf_counter()
    states: list[tuple[float, frozenset[str]]] = []
    while True:
        try:
            await page.changed(3 if states else 30)
        except asyncio.TimeoutError:
            break
        answer = await page.ask(page.revision)
        page.revision = answer["revision"]
        if "delta" in answer:
            tables -= set(answer["delta"]["removed_tables"])
            tables |= {table["id"] for table in answer["delta"]["tables"]}
        elif "project" in answer:
            tables = {table["id"] for table in answer["project"]["tables"]}
        states.append(((time.perf_counter() - last) * 1e3, frozenset(tables)))
    wanted = {table.id for table in read(folder).tables}
    if not states or states[-1][1] != wanted:
        raise SystemExit(f"missed: {sorted(wanted ^ (states[-1][1] if states else set()))[:5]}")
    return next(at for at, state in states if state == wanted), len(states)


def row(name: str, values: list[float]) -> str:
    """Median, 95th percentile and greatest of some times."""
    ordered = sorted(values)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
    return f"{name:<58}{len(values):>6}{statistics.median(ordered):>10.0f}{p95:>10.0f}{ordered[-1]:>10.0f}"


def key_attribute(text: str, number: int) -> str:
    """An edit that adds an attribute to the primary key of the root table."""
    head, found, tail = text.partition("class Nwbfile(")
    return head + found + tail.replace('\n    definition = """', f'\n    definition = """\n    more{number} : int', 1)


async def measure(port: int, folder: Path, options: argparse.Namespace) -> None:
    """Print one table."""
    page = await Page.open(port, folder)
    await page.quiet(5)
    common = folder / "spyglass" / "common"
    tables = len(read(folder).tables)
    print(f"{f'{tables} tables, milliseconds from the last write':<58}{'n':>6}{'median':>10}{'p95':>10}{'max':>10}")
    edits: list[tuple[str, Path, Callable[[str, int], str]]] = [
        ("a new table beside Session", common / "common_session.py", lambda text, n: text + NEW.format(number=n)),
        ("a key attribute of the root table", common / "common_nwbfile.py", key_attribute),
    ]
    for name, path, edit in edits:
        events, answers = await saves(page, path, edit, options.saves)
        print(row(f"{name}: to the event", events))
        print(row(f"{name}: to the answer with the change", answers))
    times: dict[str, list[tuple[float, int]]] = {}
    for number in range(options.bursts):
        for name, work in bursts(folder, number):
            times.setdefault(name, []).append(await burst(page, folder, work))
    for name, found in times.items():
        most = max(count for _, count in found)
        print(row(f"{name}: to the state of the disk ({most} events at most)", [done for done, _ in found]))


def bursts(folder: Path, number: int) -> Iterable[tuple[str, Callable[[], object]]]:
    """Many files at once: all that change, a folder that goes and comes, a checkout of another branch and back."""
    package = folder / "spyglass"
    modules = sorted(package.rglob("*.py"))

    def touch() -> None:
        for path in modules:
            path.write_bytes(path.read_bytes() + b"\n# touched\n")
        path = package / "common" / "common_lab.py"
        path.write_text(path.read_text() + NEW.format(number=f"Touch{number}"))

    def git(*arguments: str) -> None:
        command = ["git", "-c", "core.hooksPath=/dev/null", "-c", "user.name=x", "-c", "user.email=x@localhost"]
        subprocess.run([*command, *arguments], cwd=folder, check=True, capture_output=True)

    def branch() -> None:
        if not (folder / ".git").exists():
            git("init", "--quiet")
        git("add", "-A")
        git("commit", "--quiet", "--allow-empty", "-m", "now")
        git("rm", "--quiet", "-r", "spyglass/spikesorting", "spyglass/decoding")
        git("commit", "--quiet", "-m", "less")

    yield f"{len(modules)} files change", touch
    yield "a folder is renamed", lambda: (package / "decoding").rename(package / "decoded")
    yield "a folder is renamed", lambda: (package / "decoded").rename(package / "decoding")
    yield "other commit checked out", branch
    yield "other commit checked out", lambda: git("checkout", "--quiet", "HEAD~1")


def main() -> None:
    """Copy the project, start the server, measure, stop."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--saves", type=int, default=60)
    parser.add_argument("--bursts", type=int, default=3)
    parser.add_argument("--polling", action="store_true", help="without watching: looks every 0.5 s")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, home = Path(name) / "project", Path(name) / "home"
        home.mkdir()
        shutil.copytree(wheels.unzipped("spyglass"), folder)
        (folder / "pyproject.toml").write_text('[project]\nname = "live"\ndependencies = ["datajoint"]\n')
        polling = ["--DJLab.watch=False", "--DJLab.poll_seconds=0.5"]
        process, port = start(folder, home, polling if options.polling else [])
        try:
            asyncio.run(measure(port, folder, options))
        finally:
            process.terminate()
            process.wait(20)


if __name__ == "__main__":
    main()

"""A project is followed through the real watch of its files."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from djlab.project import ProjectSession
from djlab.server.following import Followed
from djlab.server.watching import Watched

from .conftest import write_project


async def test_a_save_is_told_once_with_its_findings(tmp_path: Path) -> None:
    session = ProjectSession(write_project(tmp_path / "lab"), {})
    session.check()
    told: asyncio.Queue[tuple[frozenset[str], list[str]]] = asyncio.Queue()

    def on_change(_root: Path, _revision: int, modules: frozenset[str]) -> None:
        told.put_nowait((modules, [finding.code for finding in session.project.findings if finding.table]))

    with ThreadPoolExecutor(2) as executor:
        followed = Followed(session, executor, on_change, logging.getLogger(__name__))
        followed.start()
        try:
            await asyncio.sleep(0.5)
            path = session.root / "src/workflow/subject.py"
            path.write_text(path.read_text().replace("varchar(40)", "varcharx(40)"))
            assert await asyncio.wait_for(told.get(), 20) == ({"workflow.subject"}, ["DJL202"])
            await asyncio.sleep(1.2)
            assert told.empty()
        finally:
            await followed.close()


async def test_folders_that_came_up_while_the_watch_began_are_watched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a project is removed and copied anew at once: the watch begins before its folders are there."""
    session = ProjectSession(write_project(tmp_path / "lab"), {})
    whole = Watched.of
    begun: list[Watched] = []

    def of(root: Path, *folders: tuple[Path, ...]) -> Watched:
        watched = whole(root, *folders) if begun else Watched(root, (), (root,))
        begun.append(watched)
        return watched

    monkeypatch.setattr(Watched, "of", of)
    told: asyncio.Queue[frozenset[str]] = asyncio.Queue()
    with ThreadPoolExecutor(2) as executor:
        followed = Followed(session, executor, lambda *args: told.put_nowait(args[2]), logging.getLogger(__name__))
        followed.start()
        try:
            await asyncio.sleep(1.5)
            path = session.root / "src/workflow/subject.py"
            path.write_text(path.read_text().replace("class Subject(", "class Mouse("))
            found = await asyncio.wait_for(told.get(), 20)
            while not found:
                found = await asyncio.wait_for(told.get(), 20)
            assert "workflow.subject" in found
        finally:
            await followed.close()

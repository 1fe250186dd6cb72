"""A project is followed through the real watch of its files."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from djlab.project import ProjectSession
from djlab.server.following import Followed

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

"""Projects of any size: linked copies of the package of spyglass-neuro 0.6.0 (downloaded at the first run).

The sessions of every copy have a table with a foreign key to those of the copy before.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from corpus import wheels

TABLES = 278

LINK = '''

from spyglass{before}.common.common_session import Session as SessionBefore


@schema
class Link(dj.Manual):
    definition = """
    -> Session
    -> SessionBefore.proj(file_before='nwb_file_name')
    """
'''


def copies(folder: Path, number: int) -> Path:
    """A project with this many linked copies of spyglass's package."""
    source = wheels.unzipped("spyglass") / "spyglass"
    (folder / "pyproject.toml").write_text('[project]\nname = "copies"\ndependencies = ["datajoint"]\n')
    for copy in range(number):
        target = folder / f"spyglass{copy}"
        shutil.copytree(source, target)
        for path in target.rglob("*.py"):
            path.write_bytes(re.sub(rb"\bspyglass\b(?=[.\s])", f"spyglass{copy}".encode(), path.read_bytes()))
        if copy:
            with (target / "common" / "common_session.py").open("a") as stream:
                stream.write(LINK.format(before=copy - 1))
    return folder

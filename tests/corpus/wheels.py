"""Public pipelines as material for tests: wheels, downloaded when a test asks for them and kept in a cache."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PIPELINES = {
    "spyglass": ("spyglass-neuro", "0.6.0"),
    "nwb-datajoint": ("nwb-datajoint", "0.2.6"),
    "pose-pipeline": ("pose-pipeline", "2025.5.2"),
}
ELEMENTS = {
    "element-lab": ("element-lab", "0.3.0"),
    "element-animal": ("element-animal", "0.1.8"),
    "element-session": ("element-session", "0.1.6"),
    "element-array-ephys": ("element-array-ephys", "0.2.11"),
    "element-calcium-imaging": ("element-calcium-imaging", "0.7.8"),
}


def cache() -> Path:
    """The folder that keeps what was downloaded: ``DJLAB_TEST_CACHE``, else the user's cache folder."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(os.environ.get("DJLAB_TEST_CACHE") or Path(base) / "djlab-tests")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def unzipped(name: str) -> Path:
    """The folder of a pipeline or element of this name, downloaded and unzipped at the first call."""
    project, version = {**PIPELINES, **ELEMENTS}[name]
    target = cache() / f"{project}-{version}"
    if not target.is_dir():
        with tempfile.TemporaryDirectory(dir=cache()) as work:
            command = ["download", "--quiet", "--no-deps", "--only-binary", ":all:", "--dest", work]
            subprocess.run([sys.executable, "-m", "pip", *command, f"{project}=={version}"], check=True)
            (wheel,) = Path(work).glob("*.whl")
            content = Path(work) / "content"
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(content)
            try:
                content.rename(target)
            except OSError:  # another test run was faster
                assert target.is_dir()
    return target

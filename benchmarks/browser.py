"""Scripts that measure in headless Chromium, for the benches beside."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def in_browser(script: str, *words: object) -> dict[str, Any]:
    """What a script of this folder measures: the last line that it prints, an object of JSON."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
    command = ["node", str(HERE / script), *map(str, words)]
    environment = {"DJLAB_CHROMIUM": chromium, **os.environ}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    result: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return result

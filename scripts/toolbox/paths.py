"""Places in the repository."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
UI_TESTS = ROOT / "ui-tests"
RESULTS = ROOT / "test-results"
LABEXTENSION = ROOT / "djlab" / "labextension"

"""What `make demo` does again on its second run, and what it does not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from toolbox import install


def aged(path: Path, seconds: float) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")
    now = path.stat().st_mtime
    os.utime(path, (now - seconds, now - seconds))
    return path


@pytest.mark.parametrize(
    ("changed", "older"),
    [("package/module.py", True), ("package/__pycache__/module.pyc", False), ("elsewhere.py", False)],
)
def test_what_counts_as_newer(tmp_path: Path, changed: str, older: bool) -> None:
    stamp = aged(tmp_path / "stamp", 100)
    aged(tmp_path / "package/__init__.py", 200)
    aged(tmp_path / changed, 50)
    assert install._is_older(stamp, [str(tmp_path / "package"), str(tmp_path / "missing")]) is older


def test_an_installation_that_is_as_the_repository_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    commands: list[object] = []
    monkeypatch.setattr(install, "check", lambda command: commands.append(command))
    monkeypatch.setattr(install, "IN_USE", tmp_path / "stamp")
    monkeypatch.setattr(install, "labextension_is_stale", lambda: False)
    monkeypatch.setattr(install, "INSTALLS", (str(aged(tmp_path / "module.py", 10)),))
    install.install_for_use()
    assert len(commands) == 1
    assert "takes some minutes" in capsys.readouterr().out
    install.install_for_use()
    assert len(commands) == 1
    os.utime(tmp_path / "module.py", (2e9, 2e9))
    install.install_for_use()
    assert len(commands) == 2

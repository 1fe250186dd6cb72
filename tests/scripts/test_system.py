"""What the tests find on the machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from toolbox.process import environment
from toolbox.system import apt_command, find_chromium, find_database


def program(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_the_chromium_that_the_user_names_wins(tmp_path: Path) -> None:
    named = program(tmp_path, "my-browser")
    program(tmp_path, "chromium")
    assert find_chromium({"DJLAB_CHROMIUM": str(named), "PATH": str(tmp_path)}) == str(named)


def test_a_named_chromium_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    program(tmp_path, "chromium")
    with pytest.raises(FileNotFoundError, match="DJLAB_CHROMIUM"):
        find_chromium({"DJLAB_CHROMIUM": str(tmp_path / "nowhere"), "PATH": str(tmp_path)})


def test_google_chrome_on_the_path_will_do(tmp_path: Path) -> None:
    chrome = program(tmp_path, "google-chrome")
    assert find_chromium({"PATH": str(tmp_path)}) == str(chrome)


def test_no_browser_on_the_path(tmp_path: Path) -> None:
    assert find_chromium({"PATH": str(tmp_path)}) is None


def test_the_database_server_is_found_by_either_name(tmp_path: Path) -> None:
    server = program(tmp_path, "mariadbd")
    assert find_database({"PATH": str(tmp_path)}) == str(server)


def test_package_names_are_quoted_for_the_shell() -> None:
    assert apt_command(["a b"])[-1].endswith("--no-install-recommends 'a b'")


def test_yarn_goes_through_the_proxy_of_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HTTPS_PROXY", raising=False)
    monkeypatch.setenv("https_proxy", "http://proxy:3128")
    assert environment()["YARN_HTTPS_PROXY"] == "http://proxy:3128"
    assert environment({"YARN_HTTPS_PROXY": "http://other:1"})["YARN_HTTPS_PROXY"] == "http://other:1"

"""Where the embedded servers keep their data."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from djlab.database import places
from djlab.database.errors import EmbeddedError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="users and modes of POSIX")


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in (places.VARIABLE, "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    return tmp_path


def test_a_users_data_are_below_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert places.base_folder() == home / ".local/share/djlab"
    monkeypatch.setenv("XDG_DATA_HOME", "/data/ada")
    assert places.base_folder() == Path("/data/ada/djlab")


def test_roots_data_are_where_the_system_user_can_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert places.base_folder() == Path("/var/lib/djlab")


def test_the_variable_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(places.VARIABLE, str(tmp_path / "elsewhere"))
    assert places.base_folder() == tmp_path / "elsewhere"


def test_each_project_has_a_short_folder_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(places.VARIABLE, "/tmp/dj")
    first, second = (places.folder_of(Path(name)) for name in ("/p/one", "/p/two"))
    assert first != second
    assert first == places.folder_of(Path("/p/one"))
    assert len(first.name) == 12


def test_missing_folders_are_made_private_and_present_ones_stay_as_they_are(home: Path) -> None:
    home.chmod(0o755)
    folder = home / "share" / "djlab" / "abc"
    places.make_private(folder, None)
    assert stat.S_IMODE(home.stat().st_mode) == 0o755
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, folder.parent)] == [0o700, 0o700]


def test_a_broken_record_is_told(tmp_path: Path) -> None:
    (tmp_path / "server.json").write_text("{")
    with pytest.raises(EmbeddedError, match="cannot be read"):
        places.load(tmp_path)


def test_a_record_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "server.json"
    places.write_private(path, "old")
    with pytest.raises(UnicodeEncodeError):
        places.write_private(path, "\ud800")
    assert path.read_text() == "old"
    assert [item.name for item in tmp_path.iterdir()] == ["server.json"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600

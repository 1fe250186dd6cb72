"""What the wheel and the source distribution hold."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHARED = "data/share/jupyter/labextensions/djlab/"

pytestmark = pytest.mark.skipif(
    not (ROOT / "djlab" / "labextension" / "static" / "style.js").exists(),
    reason="needs the built front end: run jlpm build:prod",
)


def build(kind: str, folder: Path) -> Path:
    options = [f"--{kind}", "--no-isolation", "--skip-dependency-check", "--outdir", str(folder)]
    done = subprocess.run([sys.executable, "-m", "build", *options, str(ROOT)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = folder.iterdir()
    return path


def tracked_files(*folders: str) -> set[str]:
    done = subprocess.run(["git", "ls-files", *folders], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip("not a git clone: which files belong to the package is not known")
    return {name for name in done.stdout.splitlines() if (ROOT / name).exists()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(build("wheel", tmp_path_factory.mktemp("wheel"))) as archive:
        yield archive


def names_below(wheel: zipfile.ZipFile, folder: str) -> set[str]:
    return {name.split(folder, 1)[1] for name in wheel.namelist() if folder in name}


def test_the_extension_is_where_jupyterlab_looks_for_it(wheel: zipfile.ZipFile) -> None:
    names = names_below(wheel, SHARED)
    assert {"package.json", "install.json", "schemas/djlab/plugin.json", "static/style.js"} <= names
    (entry,) = (name for name in wheel.namelist() if name.endswith(SHARED + "package.json"))
    load = json.loads(wheel.read(entry))["jupyterlab"]["_build"]["load"]
    assert load in names


def test_the_extension_is_not_in_it_twice(wheel: zipfile.ZipFile) -> None:
    assert not [name for name in wheel.namelist() if name.startswith("djlab/labextension/")]


def test_the_server_extension_is_enabled(wheel: zipfile.ZipFile) -> None:
    (config,) = (name for name in wheel.namelist() if name.endswith("jupyter_server_config.d/djlab.json"))
    assert json.loads(wheel.read(config))["ServerApp"]["jpserver_extensions"] == {"djlab": True}


def test_every_tracked_file_of_the_package_is_in_it(wheel: zipfile.ZipFile) -> None:
    assert tracked_files("djlab") <= set(wheel.namelist())


def test_the_source_distribution_holds_the_sources_and_the_built_extension(tmp_path: Path) -> None:
    with tarfile.open(build("sdist", tmp_path)) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {name for name in tracked_files() if not name.startswith((".ci/", ".github/"))} <= names
    # An installation from it needs no Node: the build finds the extension and leaves it as it is.
    assert {"djlab/labextension/package.json", "djlab/labextension/static/style.js", "PKG-INFO"} <= names
    assert not {name for name in names if "node_modules" in name.split("/") or name.startswith((".venv", "demo/"))}


def test_the_licences_of_what_is_bundled_are_in_it(wheel: zipfile.ZipFile) -> None:
    names = names_below(wheel, ".dist-info/licenses/")
    assert names == {"LICENSE"} | {f"licenses/{path.name}" for path in (ROOT / "licenses").iterdir()}
    (notices,) = (name for name in wheel.namelist() if name.endswith("THIRD_PARTY_NOTICES.md"))
    text = wheel.read(notices).decode()
    viz = json.loads((ROOT / "node_modules" / "@viz-js" / "viz" / "package.json").read_text(encoding="utf-8"))
    assert f"{viz['version']} |" in text
    for name in ("Graphviz", "Expat", "EPL-2.0.md"):
        assert name in text


def test_a_production_build_lists_the_licences_of_bundled_packages(wheel: zipfile.ZipFile) -> None:
    reports = [name for name in wheel.namelist() if name.endswith("static/third-party-licenses.json")]
    if not reports:
        pytest.skip("the front end is a development build: run jlpm build:prod")
    packages = json.loads(wheel.read(reports[0]))["packages"]
    assert {package["name"] for package in packages}
    assert all(package["licenseId"] for package in packages)

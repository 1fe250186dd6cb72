"""Installations that a user may have: without Node, beside DataJoint 0.14, and with the oldest of everything."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.soak, pytest.mark.timeout(900)]


def run(*command: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def copy_of_the_repository(target: Path) -> Path:
    for name in run("git", "ls-files").splitlines():
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    return target


def path_without_node(folder: Path) -> str:
    """A PATH with all programs of the ordinary one but Node and its companions."""
    folder.mkdir()
    hidden = {"node", "nodejs", "npm", "npx", "corepack", "yarn", "yarnpkg", "pnpm", "jlpm"}
    for place in os.environ["PATH"].split(os.pathsep):
        for program in Path(place).glob("*") if place else ():
            if program.name not in hidden and not (folder / program.name).is_symlink():
                (folder / program.name).symlink_to(program)
    return str(folder)


def assert_valid(listing: str) -> None:
    """The listing of extensions names djlab as one that works."""
    assert any("djlab" in line and "OK" in line for line in listing.splitlines()), listing


def new_venv(folder: Path) -> Path:
    run(sys.executable, "-m", "venv", folder)
    return folder / "bin"


def test_pip_install_works_without_node(tmp_path: Path) -> None:
    path = path_without_node(tmp_path / "programs")
    assert shutil.which("node", path=path) is None
    source = copy_of_the_repository(tmp_path / "djlab")
    programs = new_venv(tmp_path / "venv")

    run(programs / "pip", "install", "--quiet", ".", cwd=source, env={"PATH": path})

    listed = run(programs / "jupyter", "labextension", "list", env={"PATH": path})
    assert_valid(listed)
    extensions = run(programs / "jupyter", "server", "extension", "list", env={"PATH": path})
    assert_valid(extensions)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--wheel", "--no-isolation", "--skip-dependency-check", "--outdir", folder]
    run(sys.executable, "-m", "build", *options, ROOT)
    (path,) = folder.glob("*.whl")
    return path


def oldest_python() -> str:
    """A Python 3.10 where there is one, else the one that runs the tests."""
    found = [shutil.which("python3.10"), *map(str, Path.home().glob(".pyenv/versions/3.10.*/bin/python"))]
    for python in filter(None, found):
        if subprocess.run([python, "-c", "import ssl, venv"], capture_output=True).returncode == 0:
            return python
    return sys.executable


def test_datajoint_014_stays_as_it_is(wheel: Path, tmp_path: Path) -> None:
    programs = new_venv(tmp_path / "venv")
    # DataJoint 0.14 imports pkg_resources, which newer setuptools do not have.
    run(programs / "pip", "install", "--quiet", "datajoint==0.14.10", "setuptools<81")

    run(programs / "pip", "install", "--quiet", wheel)

    version = "import datajoint; print('found', datajoint.__version__)"
    assert "found 0.14.10" in run(programs / "python", "-c", version, cwd=tmp_path)
    listed = run(programs / "jupyter", "server", "extension", "list")
    assert_valid(listed)
    assert "element_session" in run(programs / "djlab", "inspect", ROOT / "tests" / "corpus" / "workflow")
    shell = "from IPython.core.interactiveshell import InteractiveShell as Shell; "
    load = shell + "Shell.instance().run_line_magic('load_ext', 'djlab.notebook')"
    run(programs / "python", "-W", "error::UserWarning:djlab", "-c", load, cwd=tmp_path)


# What asks the DataJoint 2 of the environment, its s3fs, the embedded server, or moto (which admits no such mixture of
# old and new packages).
ASK_FOR_MORE = [
    "pipeline/test_agreement.py",
    "config/test_precedence.py",
    "config/test_probing.py",
    "server/test_configuration.py::test_a_store_is_explained_added_tested_and_taken_back",
    "scaffold/test_module.py::test_the_notebook_of_a_module_without_a_schema_of_its_own_runs",
]


def test_the_oldest_of_everything_will_do(wheel: Path, tmp_path: Path) -> None:
    """The lowest version of each dependency that pyproject.toml admits, on the lowest Python."""
    uv = [sys.executable, "-m", "uv"]
    run(*uv, "venv", "--quiet", "--python", oldest_python(), tmp_path / "venv")
    python = tmp_path / "venv" / "bin" / "python"
    install = [*uv, "pip", "install", "--quiet", "--python", python]
    run(*install, "--resolution", "lowest-direct", "--requirement", ROOT / "pyproject.toml")
    run(*install, "--no-deps", wheel)
    kept = tmp_path / "kept.txt"
    frozen = run(*uv, "pip", "freeze", "--quiet", "--python", python).splitlines()
    kept.write_text(
        "".join(f"{line}\n" for line in frozen if "==" in line and not line.startswith(("djlab", "setuptools")))
    )
    tools = ["pytest", "pytest-timeout", "pytest-jupyter[server]", "hypothesis", "pyyaml", "openapi-core"]
    run(*install, "--constraint", kept, *tools, "openapi-spec-validator", "setuptools<81")
    folders = ["pipeline", "config", "project", "diagram", "server", "cli/test_inspect.py", "scaffold/test_module.py"]

    done = run(
        *(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not soak and not database"),
        *(word for test in ASK_FOR_MORE for word in ("--deselect", f"tests/{test}")),
        *(ROOT / "tests" / folder for folder in folders),
        env={"PYTHONPATH": ""},
    )

    assert " passed" in done


def test_the_extension_loads_on_the_oldest_jupyterlab(wheel: Path, tmp_path: Path) -> None:
    programs = new_venv(tmp_path / "venv")
    run(sys.executable, "-m", "uv", "pip", "install", "--quiet", "-p", programs / "python", wheel, "jupyterlab==4.4.*")

    listed = run(programs / "jupyter", "labextension", "list")
    assert_valid(listed)
    run(
        ROOT / ".venv" / "bin" / "jlpm",
        "playwright",
        "test",
        "--project=lab",
        "--reporter=line",
        "tests/activation.spec.ts",
        cwd=ROOT / "ui-tests",
        env={
            "DJLAB_PYTHON": str(programs / "python"),
            "PATH": f"{ROOT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}",
        },
    )

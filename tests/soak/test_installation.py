"""Installations that a user may have, from a copy of the repository: without Node, and with the oldest JupyterLab."""

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
    assert "djlab" in listed
    assert "OK" in next(line for line in listed.splitlines() if "djlab" in line and "enabled" in line)
    extensions = run(programs / "jupyter", "server", "extension", "list", env={"PATH": path})
    assert "djlab" in extensions
    assert "OK" in next(line for line in extensions.splitlines() if line.strip().startswith("djlab"))


def test_the_extension_loads_on_the_oldest_jupyterlab(tmp_path: Path) -> None:
    run(
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--skip-dependency-check",
        "--outdir",
        tmp_path,
        ROOT,
    )
    (wheel,) = tmp_path.glob("*.whl")
    programs = new_venv(tmp_path / "venv")
    run(sys.executable, "-m", "uv", "pip", "install", "--quiet", "-p", programs / "python", wheel, "jupyterlab==4.4.*")

    listed = run(programs / "jupyter", "labextension", "list")
    assert "OK" in next(line for line in listed.splitlines() if "djlab" in line and "enabled" in line)
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

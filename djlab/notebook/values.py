"""One value in a notebook: arrays as plots or images, files and folders by what they hold, the rest as a bounded text.

What is displayed is bounded whatever the value's size: plots and images are thinned out, texts are cut.
"""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from djlab.notebook.arrays import LOADED, TEXT, is_array, of_array
from djlab.notebook.files import Entry, Held, content, entries_of, of_bytes, of_path


def bundle(value: Any) -> dict[str, Any]:
    """The MIME bundle of a value: ``text/plain`` always, a picture beside it where it can be drawn.

    A path is shown by what the file or folder holds, as DataJoint's reference to an object in a store is.
    """
    kind = _reference(value)
    if kind == "NpyRef":
        return _of_npy(value)
    if kind == "ObjectRef":
        return _of_object(value)
    if isinstance(value, Path):
        return _of_path(value)
    if is_array(value):
        return of_array(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return of_bytes(bytes(value[: LOADED + 1]), len(value))
    text = value if isinstance(value, str) else _REPR.repr(value)
    return {"text/plain": _cut(text)}


class _Bounded(reprlib.Repr):
    def __init__(self) -> None:
        super().__init__()
        self.maxdict = self.maxlist = self.maxtuple = self.maxset = 40
        self.maxstring = self.maxother = 300
        self.maxlevel = 5


_REPR = _Bounded()


def _cut(text: str) -> str:
    return text if len(text) <= TEXT else f"{text[:TEXT]}… ({len(text):,} characters)"


def _reference(value: Any) -> str | None:
    """The name of its class, where it is one of DataJoint's lazy references to what a store holds."""
    name = type(value).__name__
    ours = type(value).__module__.split(".")[0] == "datajoint" and name in ("NpyRef", "ObjectRef")
    return name if ours else None


def _of_npy(value: Any) -> dict[str, Any]:
    told = f"{_REPR.repr(value.path)} in the store {value.store}"
    local = _is_local(value)
    if not local and value.nbytes > LOADED:
        text = f"array of {value.dtype}, shape {value.shape}, {value.nbytes:,} bytes"
        return {"text/plain": f"{told}\n{text}\nToo large to be drawn here: value.load() reads it."}
    return _with(told, lambda: of_array(value.load(mmap_mode="r") if local else value.load()))


def _of_object(value: Any) -> dict[str, Any]:
    size = "" if value.size is None else f", {value.size:,} bytes"
    files = "" if value.item_count is None else f", {value.item_count:,} files"
    made = "" if value.timestamp is None else f", of {value.timestamp:%Y-%m-%d %H:%M}"
    kind = "folder" if value.is_dir else "file"
    told = f"{kind} {_REPR.repr(value.path)} in the store {value.store}{size}{files}{made}"

    local = Path(value.full_path) if _is_local(value) else None

    def entries() -> Iterator[Entry]:
        if local is not None:
            yield from entries_of(local)
            return
        for one in value.fs.ls(value.fsmap.root, detail=True):
            name = one["name"].rstrip("/").rsplit("/", 1)[-1]
            yield (f"{name}/", None) if one["type"] == "directory" else (name, one.get("size"))

    held = Held(
        name=value.path.rsplit("/", 1)[-1],
        size=value.size,
        is_folder=value.is_dir,
        local=local,
        open=value.open,
        entries=entries,
        zarr=lambda: value.fsmap if local is None else str(local),
    )
    return _with(told, lambda: content(held))


def _of_path(path: Path) -> dict[str, Any]:
    return _with(f"{'folder' if path.is_dir() else 'file'} {_REPR.repr(str(path))}", lambda: content(of_path(path)))


def _is_local(value: Any) -> bool:
    """Whether the store is a folder of this machine: then a file is mapped instead of being read."""
    return getattr(getattr(value, "_backend", None), "protocol", None) == "file"


def _with(told: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What is known of a value, and below it what reading it gave, or why that failed."""
    try:
        made = make()
    except (OSError, ValueError, EOFError, KeyError) as error:
        return {"text/plain": f"{told}\nIt cannot be read: {_cut(str(error)) or type(error).__name__}"}
    return {**made, "text/plain": f"{told}\n{made['text/plain']}"}

"""What a file or a folder holds, for a notebook: an array or an image drawn, a text's beginning, a folder's names.

Only what is shown is read: an array on this machine is mapped, one elsewhere is loaded up to ``LOADED`` bytes. Nothing
that is pickled is ever loaded: to unpickle runs code.
"""

from __future__ import annotations

import base64
import io
import math
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from djlab.notebook.arrays import LOADED, TEXT, of_array
from djlab.notebook.render import visible

ENTRIES = 30
"""Entries of a folder, or arrays of an archive, that are listed."""
LOOKED_AT = 10_000
"""Entries of a folder that are looked at to be listed in order."""
SHOWN = LOADED // 10
"""Bytes up to which an image file is shown as it is."""
_IMAGES = {b"\x89PNG\r\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}
_NPY = b"\x93NUMPY"
_ZARR = {".zarray", ".zgroup", "zarr.json"}

Entry = tuple[str, int | None]
"""Name and size in bytes; a folder's name ends with ``/`` and it has no size."""


@dataclass(frozen=True, slots=True)
class Held:
    """A file or folder wherever it is kept.

    ``local`` is its path on this machine, where it has one; ``zarr`` is what Zarr opens of it.
    """

    name: str
    size: int | None
    is_folder: bool
    local: Path | None
    open: Callable[[], BinaryIO]
    entries: Callable[[], Iterable[Entry]]
    zarr: Callable[[], Any]


def of_path(path: Path) -> Held:
    """A file or folder of this machine. Raises OSError where there is none."""
    size = path.stat().st_size
    return Held(
        path.name,
        None if path.is_dir() else size,
        path.is_dir(),
        path,
        lambda: path.open("rb"),
        lambda: entries_of(path),
        lambda: str(path),
    )


def entries_of(folder: Path) -> Iterator[Entry]:
    """What is in a folder of this machine, in no order."""
    with os.scandir(folder) as found:
        for one in found:
            yield (f"{one.name}/", None) if one.is_dir() else (one.name, one.stat().st_size)


def of_bytes(value: bytes, size: int) -> dict[str, Any]:
    """The MIME bundle of bytes that are at hand: an image is shown, of anything else how it begins."""
    if not size:
        return {"text/plain": "empty"}
    text = f"{_number(size, 'byte')}: {value[:32].hex(' ')}" + ("…" if size > 32 else "")
    return {"text/plain": text, **_image(value, size)}


def content(held: Held) -> dict[str, Any]:
    """The MIME bundle of what a file or folder holds. Raises OSError and ValueError for what cannot be read."""
    if held.is_folder:
        return _folder(held)
    with held.open() as file:
        head = file.read(TEXT * 2)
        size = len(head) if len(head) < TEXT * 2 else held.size or 0
        if head.startswith(_NPY):
            return _npy(held, file)
        if head.startswith(b"PK\x03\x04"):
            file.seek(0)
            return _npz(file)
        if any(head.startswith(magic) for magic in _IMAGES) and size <= SHOWN:
            file.seek(0)
            return of_bytes(file.read(SHOWN + 1), size)
        return _pillow(held, file) or _text(head, size) or of_bytes(head, size)


def _npy(held: Held, file: BinaryIO) -> dict[str, Any]:
    import numpy as np

    file.seek(0)
    shape, dtype = _npy_header(file)
    size = math.prod(shape) * dtype.itemsize
    text = f"array of {dtype}, shape {shape}"
    if dtype.hasobject:
        return {"text/plain": f"{text}: Python objects, which are not loaded here, for to load them runs code."}
    if held.local is not None:
        return of_array(np.load(held.local, mmap_mode="r", allow_pickle=False))
    if size > LOADED:
        hint = "It is not on this machine and too large to be read here: value.download('.') brings it."
        return {"text/plain": f"{text}, {size:,} bytes\n{hint}"}
    file.seek(0)
    # Beside the numbers there is the header, of some hundred bytes.
    return of_array(np.load(io.BytesIO(file.read(size + 1_000_000)), allow_pickle=False))


def _npy_header(file: BinaryIO) -> tuple[tuple[int, ...], Any]:
    from numpy.lib import format as npy

    version = npy.read_magic(file)
    shape, _, dtype = npy.read_array_header_1_0(file) if version == (1, 0) else npy.read_array_header_2_0(file)
    return shape, dtype


def _npz(file: BinaryIO) -> dict[str, Any]:
    import numpy as np

    lines, first = [], None
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
        for member in members[:ENTRIES]:
            told = f"{member.file_size:,} bytes"
            if member.filename.endswith(".npy"):
                with archive.open(member) as inside:
                    shape, dtype = _npy_header(inside)  # type: ignore[arg-type]
                told = f"{dtype}, shape {shape}"
                if first is None and dtype.kind in "biuf" and member.file_size <= LOADED:
                    first = member
            lines.append(f"  {visible(member.filename.removesuffix('.npy'))}: {told}")
        more = len(members) - ENTRIES
        text = "\n".join(
            [f"archive of {_number(len(members), 'file')}:", *lines, *([f"  … {more:,} more"] if more > 0 else [])]
        )
        if first is None:
            return {"text/plain": text}
        with archive.open(first) as inside:
            shown = of_array(np.load(io.BytesIO(inside.read(LOADED + 1)), allow_pickle=False))
    name = visible(first.filename.removesuffix(".npy"))
    return {**shown, "text/plain": f"{text}\n{name}: {shown['text/plain']}"}


def _image(value: bytes, size: int) -> dict[str, Any]:
    for magic, kind in _IMAGES.items():
        if value.startswith(magic) and size <= SHOWN:
            return {kind: base64.b64encode(value).decode("ascii")}
    return {}


def _pillow(held: Held, file: BinaryIO) -> dict[str, Any] | None:
    """An image of another kind, or a large one, made small by Pillow where that is installed."""
    suffixes = {".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".bmp", ".webp"}
    if Path(held.name).suffix.lower() not in suffixes:
        return None
    try:
        from PIL import Image
    except ImportError:
        return None
    file.seek(0)
    try:
        with Image.open(file) as image:
            text = f"image, {image.width:,} x {image.height:,} pixels, {image.format}, {image.mode}"
            image.thumbnail((1024, 1024))
            made = io.BytesIO()
            (image if image.mode in ("L", "RGB", "RGBA") else image.convert("RGB")).save(made, "PNG")
    except (OSError, ValueError, Image.DecompressionBombError):
        return None
    return {"text/plain": text, "image/png": base64.b64encode(made.getvalue()).decode("ascii")}


def _text(head: bytes, size: int) -> dict[str, Any] | None:
    try:
        # A character may be cut at the end.
        text = head.decode("utf-8", "strict" if len(head) < TEXT * 2 else "ignore")
    except UnicodeDecodeError:
        return None
    if not text.strip() or "\0" in text or ("\ufffd" in text) or len(text.encode()) < len(head) - 3:
        return None
    lines = [visible(line.replace("\t", "    ")) for line in text[:TEXT].splitlines()]
    return {"text/plain": "\n".join(lines) + (f"\n… ({size:,} bytes)" if size > TEXT else "")}


def _folder(held: Held) -> dict[str, Any]:
    looked = list(islice(held.entries(), LOOKED_AT))
    names = {name for name, _ in looked}
    folders = sum(name.endswith("/") for name in names)
    least = "more than " if len(looked) == LOOKED_AT else ""
    lines = [f"{least}{_number(len(looked) - folders, 'file')}, {_number(folders, 'folder')}"]
    for name, size in sorted(looked, key=lambda one: (not one[0].endswith("/"), one[0]))[:ENTRIES]:
        lines.append(f"  {visible(name)}" + ("" if size is None else f"  {_number(size, 'byte')}"))
    if len(looked) > ENTRIES:
        lines.append(f"  … {len(looked) - ENTRIES:,} more")
    listed = {"text/plain": "\n".join(lines)}
    if not (names & _ZARR or held.name.endswith(".zarr")):
        return listed
    return _zarr(held, listed["text/plain"])


def _zarr(held: Held, listed: str) -> dict[str, Any]:
    try:
        import zarr
    except ImportError:
        return {"text/plain": f"{listed}\nThis is a Zarr store: with the package zarr installed it is drawn here."}
    try:
        opened: Any = zarr.open(held.zarr(), mode="r")  # an array or a group
        if not hasattr(opened, "shape"):
            lines = [
                f"  {visible(name)}: {one.dtype}, shape {one.shape}" if hasattr(one, "shape") else f"  {visible(name)}/"
                for name, one in islice(
                    sorted(opened.members() if hasattr(opened, "members") else opened.items()), ENTRIES
                )
            ]
            return {"text/plain": "\n".join(["zarr group:", *lines])}
        whole = opened.nbytes <= LOADED
        shown = of_array(opened[...] if whole else opened[_part(opened.shape, opened.dtype.itemsize)])
    except Exception as error:  # whatever the library raises for a store that it cannot read
        return {"text/plain": f"{listed}\nzarr cannot open it: {type(error).__name__}: {error}"}
    text = f"zarr array of {opened.dtype}, shape {opened.shape}, chunks {opened.chunks}"
    beginning = "" if whole else "\nToo large to be read whole: its beginning is drawn."
    return {**shown, "text/plain": f"{text}{beginning}\n{shown['text/plain']}"}


def _part(shape: tuple[int, ...], itemsize: int) -> tuple[slice, ...]:
    """The beginning of an array along its longest axes, of at most ``LOADED`` bytes."""
    part = list(shape)
    while itemsize * math.prod(part) > LOADED:
        longest = part.index(max(part))
        part[longest] = max(1, part[longest] // 2)
    return tuple(slice(0, count) for count in part)


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"

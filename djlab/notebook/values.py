"""One value in a notebook: arrays as plots or images, everything else as a bounded text.

What is displayed is bounded whatever the value's size: plots and images are thinned out, texts are cut.
"""

from __future__ import annotations

import base64
import math
import reprlib
import struct
import zlib
from typing import Any

POINTS = 600
"""Columns of a plot: of a longer array, the least and greatest value of each column are drawn."""
PIXELS = 512
LINES = 8
TEXT = 2000
LOADED = 100_000_000
"""Bytes up to which an array that DataJoint keeps in a store is loaded to be drawn."""
_WIDTH, _HEIGHT, _MARGIN = 640, 220, 8
_IMAGES = {b"\x89PNG\r\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}
_COLOURS = ("#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f")


def bundle(value: Any) -> dict[str, Any]:
    """The MIME bundle of a value: ``text/plain`` always, a picture beside it where it can be drawn."""
    if _is_reference(value):
        return _of_reference(value)
    if _is_array(value):
        return _of_array(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return _of_bytes(bytes(value[: LOADED + 1]), len(value))
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


def _is_array(value: Any) -> bool:
    return type(value).__module__.split(".")[0] == "numpy" and hasattr(value, "ndim") and hasattr(value, "dtype")


def _is_reference(value: Any) -> bool:
    """Whether it is DataJoint's lazy reference to an array or an object in a store."""
    return type(value).__module__.split(".")[0] == "datajoint" and type(value).__name__ in ("NpyRef", "ObjectRef")


def _of_reference(value: Any) -> dict[str, Any]:
    told = {
        name: getattr(value, name)
        for name in ("path", "store", "size", "ext", "is_dir", "shape", "dtype", "hash")
        if getattr(value, name, None) is not None
    }
    text = f"{type(value).__name__}: " + ", ".join(f"{name} {_REPR.repr(one)}" for name, one in told.items())
    shape = told.get("shape")
    if shape is None or not hasattr(value, "load"):
        return {"text/plain": text}
    import numpy as np

    if math.prod(shape) * np.dtype(told.get("dtype", "float64")).itemsize > LOADED:
        return {"text/plain": f"{text}\nToo large to be drawn here: value.load() reads it."}
    loaded = _of_array(value.load())
    return {**loaded, "text/plain": f"{text}\n{loaded['text/plain']}"}


def _of_array(array: Any) -> dict[str, Any]:
    import numpy as np

    text = f"array of {array.dtype}, shape {tuple(map(int, array.shape))}, {int(array.nbytes):,} bytes"
    drawn: dict[str, Any] = {}
    if array.size and array.dtype.kind in "biuf":
        numbers = array[np.isfinite(array)] if array.dtype.kind == "f" else array
        if numbers.size:
            text += f", from {numbers.min()} to {numbers.max()}"
            drawn = _drawn(np.asarray(array))
    if not drawn:
        text += "\n" + np.array2string(array, threshold=100, edgeitems=3)[:TEXT]
    return {"text/plain": text, **drawn}


def _drawn(array: Any) -> dict[str, Any]:
    import numpy as np

    squeezed = np.squeeze(array)
    if squeezed.ndim == 1 and squeezed.size > 1:
        return {"image/svg+xml": _plot([squeezed])}
    if squeezed.ndim == 2:
        rows, columns = squeezed.shape
        # A few long channels are lines, the rest is a picture.
        if min(rows, columns) <= LINES and max(rows, columns) >= 4 * min(rows, columns):
            return {"image/svg+xml": _plot(list(squeezed if rows <= columns else squeezed.T))}
        return {"image/png": _encoded(_grey(squeezed))}
    if squeezed.ndim == 3:
        if squeezed.shape[2] in (3, 4):
            return {"image/png": _encoded(_coloured(squeezed[:, :, :3]))}
        return {"image/png": _encoded(_grey(squeezed[squeezed.shape[0] // 2]))}
    return {}


def _plot(lines: list[Any]) -> str:
    import numpy as np

    series = [_thinned(np.asarray(line, dtype=float)) for line in lines]
    finite = np.concatenate([line[np.isfinite(line)] for line in series])
    low, high = float(finite.min()), float(finite.max())
    span = (high - low) or 1.0
    paths = []
    for number, line in enumerate(series):
        path, pen = [], "M"
        for at, value in enumerate(line):
            if not np.isfinite(value):
                pen = "M"
                continue
            x = _MARGIN + (_WIDTH - 2 * _MARGIN) * at / max(len(line) - 1, 1)
            y = _HEIGHT - _MARGIN - (_HEIGHT - 2 * _MARGIN) * (float(value) - low) / span
            path.append(f"{pen}{x:.1f} {y:.1f}")
            pen = "L"
        colour = _COLOURS[number % len(_COLOURS)]
        paths.append(f'<path d="{"".join(path)}" fill="none" stroke="{colour}" stroke-width="1.2"/>')
    label = (
        f'<text x="{_MARGIN}" y="{{y}}" font-family="sans-serif" font-size="11" fill="#808080" '
        'paint-order="stroke">{text}</text>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT + 28}" '
        f'viewBox="0 -14 {_WIDTH} {_HEIGHT + 28}" role="img">'
        f'<rect x="0" y="-14" width="{_WIDTH}" height="{_HEIGHT + 28}" fill="#fff"/>'
        + label.format(y=-2, text=f"{high:.6g}")
        + label.format(y=_HEIGHT + 11, text=f"{low:.6g} · {len(lines[0]):,} values")
        + "".join(paths)
        + "</svg>"
    )


def _thinned(line: Any) -> Any:
    """At most two points per column, its least and its greatest, so that no peak is lost."""
    import numpy as np

    if len(line) <= 2 * POINTS:
        return line
    step = math.ceil(len(line) / POINTS)
    whole = line[: len(line) // step * step].reshape(-1, step)
    filled = np.where(np.isfinite(whole), whole, np.nan)
    with np.errstate(all="ignore"):
        least, most = np.fmin.reduce(filled, axis=1), np.fmax.reduce(filled, axis=1)
    return np.column_stack((least, most)).ravel()


def _grey(array: Any) -> Any:
    import numpy as np

    small = np.asarray(_strided(array), dtype=float)
    finite = small[np.isfinite(small)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    scaled = (np.nan_to_num(small, nan=low, posinf=high, neginf=low) - low) / ((high - low) or 1.0)
    return np.repeat((scaled * 255).astype(np.uint8)[:, :, None], 3, axis=2)


def _coloured(array: Any) -> Any:
    import numpy as np

    small = _strided(array)
    if small.dtype == np.uint8:
        return small
    scaled = np.asarray(small, dtype=float)
    return (np.clip(scaled if float(np.nanmax(scaled)) <= 1 else scaled / 255, 0, 1) * 255).astype(np.uint8)


def _strided(array: Any) -> Any:
    step = max(1, math.ceil(max(array.shape[0], array.shape[1]) / PIXELS))
    return array[::step, ::step]


def _encoded(pixels: Any) -> str:
    """Height x width x 3 bytes as a PNG in base64."""
    height, width, _ = pixels.shape
    lines = b"".join(b"\0" + pixels[row].tobytes() for row in range(height))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    file = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")
    return base64.b64encode(file).decode("ascii")


def _of_bytes(value: bytes, size: int) -> dict[str, Any]:
    text = f"{size:,} bytes: {value[:32].hex(' ')}" + ("…" if size > 32 else "")
    for magic, kind in _IMAGES.items():
        if value.startswith(magic) and size <= LOADED // 10:
            return {"text/plain": text, kind: base64.b64encode(value).decode("ascii")}
    return {"text/plain": text}

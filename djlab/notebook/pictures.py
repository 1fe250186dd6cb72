"""Arrays as pictures: plots in SVG, images in PNG, bounded whatever the size of the array.

Nothing here makes a copy of an array, so that one that is mapped from a file costs only what is drawn of it.
"""

from __future__ import annotations

import base64
import math
import struct
import zlib
from typing import Any

POINTS = 600
"""Columns of a plot: of a longer array, the least and greatest value of each column are drawn."""
PIXELS = 512
LINES = 8
BLOCK = 2000
"""Values of a column that are looked at where an array is only sampled."""
_WIDTH, _HEIGHT, _MARGIN = 640, 220, 8
_COLOURS = ("#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f")


def drawn(array: Any, sampled: bool = False) -> dict[str, Any]:
    """The picture of an array of numbers by its MIME type; nothing where it has no form that can be drawn.

    ``sampled``: of a long line, only the beginning of each column is read.
    """
    import numpy as np

    squeezed = np.squeeze(array)
    if squeezed.ndim == 1 and squeezed.size > 1:
        return _plotted([squeezed], sampled)
    if squeezed.ndim == 2:
        rows, columns = squeezed.shape
        # A few long channels are lines, the rest is a picture.
        if min(rows, columns) <= LINES and max(rows, columns) >= 4 * min(rows, columns):
            return _plotted(list(squeezed if rows <= columns else squeezed.T), sampled)
        return {"image/png": encoded(_grey(squeezed))}
    if squeezed.ndim == 3:
        if squeezed.shape[2] in (3, 4):
            return {"image/png": encoded(_coloured(squeezed[:, :, :3]))}
        return {"image/png": encoded(_grey(squeezed[squeezed.shape[0] // 2]))}
    return {}


def encoded(pixels: Any) -> str:
    """Height x width x 3 bytes as a PNG in base64."""
    height, width, _ = pixels.shape
    lines = b"".join(b"\0" + pixels[row].tobytes() for row in range(height))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    file = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")
    return base64.b64encode(file).decode("ascii")


def _plotted(lines: list[Any], sampled: bool) -> dict[str, Any]:
    import numpy as np

    series = [_thinned(line, sampled) for line in lines]
    finite = np.concatenate([line[np.isfinite(line)] for line in series])
    return {"image/svg+xml": _plot(series, len(lines[0]), finite)} if finite.size else {}


def _plot(series: list[Any], count: int, finite: Any) -> str:
    import numpy as np

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
        + label.format(y=_HEIGHT + 11, text=f"{low:.6g} · {count:,} values")
        + "".join(paths)
        + "</svg>"
    )


def _thinned(line: Any, sampled: bool) -> Any:
    """At most two points per column as floats, its least and its greatest, so that no peak is lost."""
    import numpy as np

    if len(line) <= 2 * POINTS:
        return np.asarray(line, dtype=float)
    step = math.ceil(len(line) / POINTS)
    read = min(step, BLOCK) if sampled else step
    points = []
    for at in range(0, len(line), step):
        # Column by column: the whole line as floats may be eight times as large as it is.
        block = np.asarray(line[at : at + read], dtype=float)
        block = block[np.isfinite(block)]
        points += [block.min(), block.max()] if block.size else [math.nan, math.nan]
    return np.array(points)


def _grey(array: Any) -> Any:
    import numpy as np

    small = np.asarray(_strided(array), dtype=float)
    finite = small[np.isfinite(small)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    scaled = (np.nan_to_num(small, nan=low, posinf=high, neginf=low) - low) / ((high - low) or 1.0)
    return np.repeat((scaled * 255).astype(np.uint8)[:, :, None], 3, axis=2)


def _coloured(array: Any) -> Any:
    import numpy as np

    small = np.asarray(_strided(array))
    if small.dtype == np.uint8:
        return small
    scaled = np.nan_to_num(small.astype(float))
    return (np.clip(scaled if float(scaled.max()) <= 1 else scaled / 255, 0, 1) * 255).astype(np.uint8)


def _strided(array: Any) -> Any:
    step = max(1, math.ceil(max(array.shape[0], array.shape[1]) / PIXELS))
    return array[::step, ::step]

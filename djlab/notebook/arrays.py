"""An array in a notebook: what it is in words, and its picture."""

from __future__ import annotations

from typing import Any

from djlab.notebook.pictures import drawn

LOADED = 100_000_000
"""Bytes up to which an array is read whole to be shown; of a larger one, samples are."""
TEXT = 2000


def is_array(value: Any) -> bool:
    """Whether it is an array of NumPy, one that is mapped from a file too."""
    return type(value).__module__.split(".")[0] == "numpy" and hasattr(value, "ndim") and hasattr(value, "dtype")


def of_array(array: Any) -> dict[str, Any]:
    """The MIME bundle of an array. Of more than ``LOADED`` bytes only samples are looked at, and it says so."""
    import numpy as np

    text = f"array of {array.dtype}, shape {tuple(map(int, array.shape))}, {int(array.nbytes):,} bytes"
    picture: dict[str, Any] = {}
    if array.size and array.dtype.kind in "biuf":
        sampled = array.nbytes > LOADED
        found = None if sampled else _range(array)
        if sampled or found:
            text += (
                f", from {_short(found[0])} to {_short(found[1])}"
                if found
                else ", too large to be read whole: samples are drawn"
            )
            picture = drawn(array, sampled)
    if not picture:
        text += "\n" + np.array2string(array, threshold=100, edgeitems=3)[:TEXT]
    return {"text/plain": text, **picture}


def _short(number: Any) -> str:
    return f"{number:.6g}" if hasattr(number, "is_integer") and not float(number).is_integer() else str(number)


def _range(array: Any) -> tuple[Any, Any] | None:
    """The least and the greatest finite value, looked for in pieces: no copy of the array is made."""
    import numpy as np

    found: list[Any] = []
    pieces: Any = np.nditer(array, flags=["external_loop", "buffered", "zerosize_ok"], buffersize=1 << 20)
    for piece in pieces:
        numbers = piece[np.isfinite(piece)] if array.dtype.kind == "f" else piece
        if numbers.size:
            found += [numbers.min(), numbers.max()]
    return (min(found), max(found)) if found else None

"""One value in a notebook: arrays as plots or images, bounded whatever their size."""

from __future__ import annotations

import base64
import re
import struct
from typing import Any

import numpy as np
import pytest

from djlab.notebook import show
from djlab.notebook.pictures import PIXELS
from djlab.notebook.values import bundle


def size_of(png: str) -> tuple[int, int]:
    data = base64.b64decode(png)
    assert data.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def test_a_line_is_a_plot_that_loses_no_peak() -> None:
    line = np.zeros(1_000_000)
    line[654_321] = 7.5
    drawn = bundle(line)
    path = re.findall(r'<path d="([^"]*)"', drawn["image/svg+xml"])[0]
    assert len(path) < 30_000
    heights = [float(point.split()[1]) for point in path.replace("M", "L").split("L")[1:]]
    assert sum(height < 20 for height in heights) == 1
    assert "float64, shape (1000000,), 8,000,000 bytes, from 0.0 to 7.5" in drawn["text/plain"]


def test_gaps_in_a_line_stay_gaps() -> None:
    drawn = bundle(np.array([1.0, np.nan, 2.0, np.inf, 3.0]))
    assert drawn["image/svg+xml"].count("M") == 3
    assert "from 1.0 to 3.0" in drawn["text/plain"]


@pytest.mark.parametrize(
    ("array", "size"),
    [
        (np.arange(100 * 80).reshape(100, 80), (80, 100)),
        (np.random.default_rng(1).random((4000, 2000)), (250, PIXELS - 12)),
        (np.zeros((20, 30, 3), np.uint8), (30, 20)),
        (np.ones((20, 30, 4)), (30, 20)),
        (np.ones((7, 20, 30), bool), (30, 20)),
    ],
)
def test_what_has_two_dimensions_is_an_image(array: Any, size: tuple[int, int]) -> None:
    assert size_of(bundle(array)["image/png"]) == size


def test_channels_are_lines() -> None:
    assert bundle(np.zeros((4, 1000)))["image/svg+xml"].count("<path") == 4
    assert bundle(np.zeros((1000, 2)))["image/svg+xml"].count("<path") == 2


@pytest.mark.parametrize(
    "value",
    [
        np.array(["a"] * 10_000),
        np.empty(0),
        np.array(5),
        np.array([np.nan, np.nan]),
        "x" * 1_000_000,
        {"k": list(range(1_000_000))},
        b"\0" * 1_000_000,
        None,
        [{"nested": {"deep": [[[[[[1]]]]]]}}],
    ],
)
def test_everything_else_is_a_bounded_text(value: Any) -> None:
    made = bundle(value)
    assert list(made) == ["text/plain"]
    assert 0 < len(made["text/plain"]) < 20_000


def test_an_image_file_is_shown_as_it_is() -> None:
    png = base64.b64decode(bundle(np.eye(40))["image/png"])
    assert base64.b64decode(bundle(png)["image/png"]) == png


def test_show_displays_it(capsys: pytest.CaptureFixture[str]) -> None:
    show({"gain": 2})
    assert "{'gain': 2}" in capsys.readouterr().out

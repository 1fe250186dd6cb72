"""What is kept in a store or a file, in a notebook: DataJoint's own references, on a local and on a remote store."""

from __future__ import annotations

import base64
import io
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fsspec
import numpy as np
import pytest
from datajoint.builtin_codecs.npy import NpyRef
from datajoint.objectref import ObjectRef
from datajoint.storage import StorageBackend

from djlab.notebook import arrays, files
from djlab.notebook.values import bundle


class Elsewhere:
    """A store that is not on this machine: what DataJoint asks of one, on fsspec's file system in memory."""

    protocol = "elsewhere"

    def __init__(self, folder: Path) -> None:
        self.fs = fsspec.filesystem("memory")
        self.root = f"/{folder.parent.name}-{folder.name}"
        self.read: list[str] = []
        self.fs.put(str(folder), self.root, recursive=True)

    def _full_path(self, path: str) -> str:
        return f"{self.root}/{path}"

    def open(self, path: str, mode: str = "rb") -> Any:
        return self.fs.open(self._full_path(path), mode)

    def get_buffer(self, path: str) -> bytes:
        self.read.append(path)
        return bytes(self.fs.cat_file(self._full_path(path)))


def backend_of(kind: str, folder: Path) -> Any:
    return StorageBackend({"protocol": "file", "location": str(folder)}) if kind == "local" else Elsewhere(folder)


@pytest.fixture(params=["local", "remote"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., ObjectRef]:
    """A reference to a file or folder, as DataJoint makes it from the metadata of a row."""

    def make(name: str) -> ObjectRef:
        path = tmp_path / name
        size = sum(one.stat().st_size for one in [path, *path.rglob("*")] if one.is_file()) if path.exists() else 5
        told = {"path": name, "store": "main", "size": size, "ext": path.suffix, "is_dir": path.is_dir()}
        return ObjectRef.from_json(
            {**told, "timestamp": "2026-01-05T09:00:00+00:00", "item_count": None}, backend_of(request.param, tmp_path)
        )

    return make


def test_an_array_is_drawn(kept: Any, tmp_path: Path) -> None:
    np.save(tmp_path / "trace.npy", np.sin(np.arange(5000) / 300))
    made = bundle(kept("trace.npy"))
    assert "<path" in made["image/svg+xml"]
    assert made["text/plain"].startswith("file 'trace.npy' in the store main, 40,128 bytes, of 2026-01-05 09:00\n")
    assert "float64, shape (5000,), 40,000 bytes, from -1 to 1" in made["text/plain"]


def test_what_is_pickled_is_not_loaded(kept: Any, tmp_path: Path) -> None:
    np.save(tmp_path / "objects.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    made = bundle(kept("objects.npy"))
    assert list(made) == ["text/plain"]
    assert "to load them runs code" in made["text/plain"]


def test_a_broken_file_says_so(kept: Any, tmp_path: Path) -> None:
    (tmp_path / "cut.npy").write_bytes(b"\x93NUMPY\x01\x00\x76\x00{'descr'")
    assert "It cannot be read: " in bundle(kept("cut.npy"))["text/plain"]
    assert "It cannot be read: " in bundle(kept("missing.npy"))["text/plain"]


def test_an_image_and_a_text_are_shown(kept: Any, tmp_path: Path) -> None:
    (tmp_path / "eye.png").write_bytes(base64.b64decode(bundle(np.eye(40))["image/png"]))
    (tmp_path / "notes.txt").write_text("first\x1b[31m line\nsecond\n" + "x" * 10_000)
    (tmp_path / "raw.dat").write_bytes(bytes(range(256)) * 100)
    (tmp_path / "empty").write_bytes(b"")
    assert bundle(kept("eye.png"))["image/png"] == bundle(np.eye(40))["image/png"]
    text = bundle(kept("notes.txt"))["text/plain"]
    assert "first\\u001b[31m line\nsecond\n" in text
    assert text.endswith("xx\n… (10,023 bytes)")
    assert "25,600 bytes: 00 01 02" in bundle(kept("raw.dat"))["text/plain"]
    assert bundle(kept("empty"))["text/plain"].endswith("\nempty")


def test_an_archive_is_listed_and_its_first_array_drawn(kept: Any, tmp_path: Path) -> None:
    np.savez(tmp_path / "both.npz", names=np.array(["a"]), picture=np.eye(30))
    made = bundle(kept("both.npz"))
    assert "image/png" in made
    assert "  names: <U1, shape (1,)\n  picture: float64, shape (30, 30)\npicture: array" in made["text/plain"]


def test_a_folder_is_listed(kept: Any, tmp_path: Path) -> None:
    (tmp_path / "run" / "inside").mkdir(parents=True)
    (tmp_path / "run" / "inside" / "deep").write_text("deep")
    for number in range(50):
        (tmp_path / "run" / f"{number:02}.txt").write_text("x" * number)
    text = bundle(kept("run"))["text/plain"]
    assert "50 files, 1 folder\n  inside/\n  00.txt  0 bytes\n  01.txt  1 byte" in text
    assert text.endswith(f"… {51 - files.ENTRIES} more")


def test_a_zarr_store_is_drawn(kept: Any, tmp_path: Path) -> None:
    zarr = pytest.importorskip("zarr", reason="the package zarr is not installed: it needs Python 3.11")
    zarr.create_array(tmp_path / "trace.zarr", data=np.sin(np.arange(5000) / 300))
    group = zarr.open_group(tmp_path / "group.zarr", mode="w")
    group.create_array("inside", data=np.eye(3))
    made = bundle(kept("trace.zarr"))
    assert "<path" in made["image/svg+xml"]
    assert "zarr array of float64, shape (5000,)" in made["text/plain"]
    assert "zarr group:\n  inside: float64, shape (3, 3)" in bundle(kept("group.zarr"))["text/plain"]


def test_another_kind_of_image_is_drawn_by_pillow(kept: Any, tmp_path: Path) -> None:
    image = pytest.importorskip("PIL.Image", reason="the package pillow is not installed")
    image.fromarray(np.zeros((3000, 2000), np.uint8)).save(tmp_path / "scan.tif")
    made = bundle(kept("scan.tif"))
    assert "image, 2,000 x 3,000 pixels, TIFF, L" in made["text/plain"]
    with image.open(io.BytesIO(base64.b64decode(made["image/png"]))) as small:
        assert max(small.size) == 1024


def test_a_large_array_is_mapped_where_it_is_local(tmp_path: Path) -> None:
    shape = (4, 2 * arrays.LOADED // 4 // 8)
    mapped = np.lib.format.open_memmap(tmp_path / "large.npy", mode="w+", dtype="f8", shape=shape)
    mapped[:, 0] = 7
    del mapped
    meta = {"path": "large.npy", "store": "main", "dtype": "float64", "shape": list(shape)}
    tracemalloc.start()
    made = bundle(NpyRef(meta, backend_of("local", tmp_path)))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert made["image/svg+xml"].count("<path") == 4
    assert "samples are drawn" in made["text/plain"]
    assert most < arrays.LOADED / 20


def test_a_large_array_elsewhere_is_not_loaded(tmp_path: Path) -> None:
    np.save(tmp_path / "small.npy", np.eye(20))
    backend = backend_of("remote", tmp_path)
    meta = {"path": "small.npy", "store": "main", "dtype": "float64", "shape": [20, 20]}
    assert "image/png" in bundle(NpyRef(meta, backend))
    assert backend.read == ["small.npy"]
    large = bundle(NpyRef({**meta, "shape": [10_000, 10_000]}, backend))
    assert "Too large to be drawn here: value.load() reads it." in large["text/plain"]
    assert backend.read == ["small.npy"]


def test_a_path_is_shown_by_what_is_there(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.eye(20))
    assert "image/png" in bundle(tmp_path / "a.npy")
    assert "1 file, 0 folders\n  a.npy" in bundle(tmp_path)["text/plain"]
    assert "It cannot be read" in bundle(tmp_path / "none")["text/plain"]

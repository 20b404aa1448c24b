"""Compiled kernels that are kept: a damaged file is taken for missing, and compiled again."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from engine.kernels import cache as kernel_cache
from engine.kernels.cache import are_kept, forget_kept, note_kept, sealed, unsealed

ROOT = Path(__file__).parents[3]
CONTENT = bytes(range(64))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache with an index and a kernel, noted as all that there is for float32."""
    monkeypatch.setattr(kernel_cache, "CACHE_FOLDER", tmp_path)
    for name in ("one.nbi", "one.1.nbc"):
        (tmp_path / "fused").mkdir(exist_ok=True)
        (tmp_path / "fused" / name).write_bytes(sealed(CONTENT))
    note_kept("float32")
    return tmp_path


def test_what_is_sealed_is_read_back_and_every_cut_and_every_flipped_bit_is_found(tmp_path: Path) -> None:
    path, whole = tmp_path / "file", sealed(CONTENT)
    path.write_bytes(whole)
    assert unsealed(path) == CONTENT
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert unsealed(path) is None
    for bit in range(8 * len(whole)):
        changed = bytearray(whole)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        assert unsealed(path) is None
    assert unsealed(tmp_path / "missing") is None
    assert unsealed(tmp_path) is None


def test_kernels_are_kept_while_each_file_is_whole(folder: Path) -> None:
    assert are_kept("float32")
    assert not are_kept("float64")
    (folder / "fused" / "another.nbi").write_bytes(sealed(b"of another dtype"))
    assert are_kept("float32")


@pytest.mark.parametrize("name", ["fused/one.nbi", "fused/one.1.nbc", "float32.kept"])
@pytest.mark.parametrize("damage", ["emptied", "cut", "flipped", "missing"])
def test_they_are_not_kept_once_one_is_damaged(folder: Path, name: str, damage: str) -> None:
    path = folder / name
    whole = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes({"emptied": b"", "cut": whole[: len(whole) // 2], "flipped": whole[:-1] + bytes([whole[-1] ^ 1])}[damage])
    assert not are_kept("float32")


def test_kernels_of_another_compiler_are_not_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel_cache, "version", lambda _: "0.1")
    assert not are_kept("float32")


def test_kernels_for_another_processor_are_not_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert are_kept("float32")
    monkeypatch.setattr(kernel_cache, "_cpu_lines", lambda: ["model name : another", "flags : fpu sse2"])
    kernel_cache._processor.cache_clear()
    try:
        assert not are_kept("float32")
    finally:
        kernel_cache._processor.cache_clear()


def test_a_damaged_file_makes_all_dtypes_doubtful(folder: Path) -> None:
    note_kept("float64")
    forget_kept()
    assert not are_kept("float32") and not are_kept("float64")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such lock there")
def test_processes_compile_one_after_the_other(folder: Path) -> None:
    within, order = threading.Event(), list[str]()

    def second() -> None:
        within.wait()
        with kernel_cache.one_at_a_time("float32"):
            order.append("second")

    thread = threading.Thread(target=second)
    thread.start()
    with kernel_cache.one_at_a_time("float32"), kernel_cache.one_at_a_time("float64"):
        within.set()
        thread.join(0.1)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_without_a_place_for_the_lock_there_is_none(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel_cache, "CACHE_FOLDER", folder / "float32.kept")  # a file
    with kernel_cache.one_at_a_time("float32"):
        pass


SCRIPT = """
import sys
from pathlib import Path
import numpy as np
from engine.kernels import compiler, orders
from engine.kernels.cache import are_kept, note_kept

def draw():
    fresh = compiler.kernel(orders.draw_orders.py_func)  # as in another process
    drawn = np.empty((1, 5), np.int64)
    fresh(drawn, np.ones(1, np.uint64))
    return drawn.tolist(), fresh.stats.cache_hits

right, hits = draw()
assert not hits
files = sorted(compiler.CACHE_FOLDER.glob("*/*"))
assert {path.suffix for path in files} == {".nbi", ".nbc"}, files
whole = {path: path.read_bytes() for path in files}
for path in files:
    for damaged in (b"", whole[path][:-1], whole[path][:50] + b"X" + whole[path][51:]):
        note_kept("float64")
        path.write_bytes(damaged)
        again, hits = draw()
        assert again == right and not hits, (path, hits)
        assert path.suffix == ".nbc" or not are_kept("float64")
        again, hits = draw()  # what was compiled again is kept again
        assert again == right and hits, path
print("done")
"""


def test_numba_compiles_again_what_is_damaged(tmp_path: Path) -> None:
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", SCRIPT], env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "done\n", "")

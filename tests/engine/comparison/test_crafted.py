"""A recording from somebody else is safe to open: whatever does not fit together is refused before anything is computed with it."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine import Experiment, InputError, Recording, train
from engine.comparison import container
from engine.comparison.container import read
from tests.engine.comparison.crafted import CRAFTED, LANE, Arrays, look_at_all, packed, unpacked


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("recorded") / "run.tridescent"
    changes = {"data.n": 20, "data.validation": 10, "model.hidden": [4], "budget.epochs": 2, "stepper": "autograd"}
    train(Experiment.preset("two-moons").with_changes(changes | {"lanes.mini-batch.batch_size": 5})).save(path)
    return path.read_bytes()


@pytest.fixture
def refused(tmp_path: Path) -> Callable[[bytes], str]:
    def message(content: bytes) -> str:
        (tmp_path / "crafted.tridescent").write_bytes(content)
        with pytest.raises(InputError) as caught:
            look_at_all(Recording.load(tmp_path / "crafted.tridescent"))
        assert len(str(caught.value)) <= 300
        assert str(caught.value).isprintable()
        return str(caught.value)

    return message


def test_what_is_not_changed_is_read(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "same.tridescent").write_bytes(packed(unpacked(content)))
    assert Recording.load(tmp_path / "same.tridescent").lane("mini-batch").updates == 8


@pytest.mark.parametrize("change", CRAFTED.values(), ids=list(CRAFTED))
def test_arrays_that_do_not_fit_together_are_refused(
    change: Callable[[Arrays], Arrays], content: bytes, refused: Callable[[bytes], str]
) -> None:
    changed = change(unpacked(content))
    assert changed.keys() != unpacked(content).keys() or packed(changed) != packed(unpacked(content))
    refused(packed(changed))


def test_the_part_that_is_wrong_is_named_with_what_was_found_and_expected(content: bytes, refused: Callable[[bytes], str]) -> None:
    said = refused(packed(CRAFTED["narrower inputs"](unpacked(content))))
    assert "data/train_inputs is <f4 (20, 1), not <f4 (20, 2)" in said


# the zip itself


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    if compression == zipfile.ZIP_STORED:
        container.seal(file)
    return file.getvalue()


def members_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_bytes_behind_an_array_are_refused(content: bytes, refused: Callable[[bytes], str]) -> None:
    members = members_of(content)
    members[f"{LANE}/positions.npy"] += b"\0" * 8
    assert "longer than its array" in refused(zipped(members))


def test_an_array_that_ends_too_early_is_refused(content: bytes, refused: Callable[[bytes], str]) -> None:
    members = members_of(content)
    members[f"{LANE}/positions.npy"] = members[f"{LANE}/positions.npy"][:-4]
    assert "cut off" in refused(zipped(members))


def test_a_changed_number_is_noticed_by_its_checksum(content: bytes, refused: Callable[[bytes], str]) -> None:
    damaged = bytearray(content)
    damaged[content.index(b"}", content.index(b"positions.npy")) + 200] ^= 1
    assert "CRC" in refused(bytes(damaged))


def test_a_header_of_code_is_not_evaluated(content: bytes, refused: Callable[[bytes], str]) -> None:
    members = members_of(content)
    text = b"{'descr': '<i8', 'fortran_order': False, 'shape': " + b"(" * 5000 + b")" * 5000 + b", }\n"
    members["version.npy"] = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + b"\2" + bytes(7)
    assert "version is no array" in refused(zipped(members))


def test_two_parts_of_one_name_are_refused(content: bytes, refused: Callable[[bytes], str]) -> None:
    members = members_of(content)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, member in [*members.items(), ("ersion2.npy", members["version.npy"])]:
            archive.writestr(name, member)
    file = io.BytesIO(file.getvalue().replace(b"ersion2.npy", b"version.npy"))
    container.seal(file)
    assert "one name" in refused(file.getvalue())


def test_a_bomb_of_zeros_takes_no_memory(content: bytes, refused: Callable[[bytes], str]) -> None:
    """A compressed zip of 3 MB could hold 3 GB."""
    members = members_of(content)
    members[f"{LANE}/positions.npy"] += bytes(1 << 26)
    bomb = zipped(members, zipfile.ZIP_DEFLATED)
    tracemalloc.start()
    try:
        assert "compressed" in refused(bomb)
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()


def test_a_directory_of_a_million_parts_is_not_read() -> None:
    entry = b"PK\x01\x02" + bytes(42)
    directory = entry * 100_000
    end = b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 0, 0, len(directory), 0, 0)
    with pytest.raises(ValueError, match="too many parts"):
        read(lambda: io.BytesIO(directory + end))


def test_sizes_that_the_experiment_does_not_explain_are_refused_before_there_is_room_for_them(
    content: bytes, refused: Callable[[bytes], str]
) -> None:
    arrays = unpacked(content)
    arrays[f"{LANE}/columns/loss"] = np.zeros(1 << 22, np.float32)
    large = packed(arrays)
    tracemalloc.start()
    try:
        assert "4,194,304 rows" in refused(large)
        assert tracemalloc.get_traced_memory()[1] < 1 << 22
    finally:
        tracemalloc.stop()


# what made it


def test_a_recording_tells_what_made_it(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "new.tridescent").write_bytes(content)
    made_by = Recording.load(tmp_path / "new.tridescent").made_by
    assert all(word in made_by for word in ("TriDescent", "torch", "numpy", "numba", "cpu"))

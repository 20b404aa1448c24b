"""Recordings changed at random: each is refused, or can be used; and no change of a bit is read as something else.

TRIDESCENT_MUTANTS says how many times as many there are, for a long run by hand.
"""

from __future__ import annotations

import io
import os
import random
import re
import tracemalloc
import warnings
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import Experiment, InputError, Recording, train
from engine.comparison import store
from engine.comparison.trainer import Trainer
from engine.training.replay import ReplayError
from tests.engine.comparison.crafted import Arrays, look_at_all, packed, unpacked
from tests.engine.plain import run_to_the_end

OLD = Path(__file__).parent / "format-2.tridescent"
TIMES = int(os.environ.get("TRIDESCENT_MUTANTS", "1"))
SETTINGS = {"data.n": 20, "data.validation": 10, "budget.epochs": 2, "lanes.mini-batch.batch_size": 5}
EXTREMES = [
    0,
    1,
    -1,
    2,
    7,
    127,
    255,
    256,
    10**4,
    2**31 - 1,
    2**31,
    -(2**31),
    2**62,
    -(2**63),
    0.5,
    -0.5,
    1e-45,
    1e30,
    3e38,
    -3e38,
    np.nan,
    np.inf,
]


@pytest.fixture(scope="module")
def contents(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """Of a classification whose positions are all kept, of a regression with few of them kept, and of the first release."""
    path = tmp_path_factory.mktemp("recorded") / "run.tridescent"
    whole = train(Experiment.preset("two-moons").with_changes(SETTINGS | {"model.hidden": [3]}))
    momentum = {"lanes.*.optimizer.momentum": 0.5, "lanes.*.optimizer.schedule": "cosine"}
    thinned = run_to_the_end(Trainer(Experiment.preset("two-parameter").with_changes(SETTINGS | momentum), memory_budget=600))
    assert thinned.lanes[2].history.stride > 1
    return [*((recording.save(path), path.read_bytes())[1] for recording in (whole, thinned)), OLD.read_bytes()]


def read(content: bytes, path: Path) -> list[tuple[Any, ...]] | None:
    """All that is in a file, to be compared; None for one that is refused in a sentence."""
    path.write_bytes(content)
    try:
        experiment, dataset, lanes, start, made_by, _ = store.load(path)
        parts: list[tuple[Any, ...]] = [(experiment, made_by), tuple(array.tobytes() for array in (start, *vars(dataset).values()))]
        for lane in lanes:
            arrays = [*lane.snapshot().values(), *lane.evaluated().values(), lane.history.positions(lane.updates)[1]]
            told = (lane.status, lane.stepper, lane.note, repr(lane.agreement), lane.history.stride, lane.autograd_updates)
            parts.append((*told, lane.order_version, *(array.tobytes() for array in arrays)))
        return parts
    except InputError as error:
        assert len(str(error)) <= 300
        assert str(error).isprintable()
        return None


# bits and bytes


def headers(content: bytes) -> list[int]:
    """Where the bytes lie that say what the others are: of the zip's entries, its directory and its end, and of the arrays."""
    places: set[int] = set()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for info in archive.infolist():
            begin = content.index(b"\x93NUMPY", info.header_offset)
            places.update(range(info.header_offset, content.index(b"\n", begin) + 1))
        directory = archive.start_dir
    return sorted(places | set(range(directory, len(content))))


def flipped(content: bytes, place: int, bit: int) -> bytes:
    changed = bytearray(content)
    changed[place] ^= 1 << bit
    return bytes(changed)


def test_every_changed_bit_is_found(contents: list[bytes], tmp_path: Path) -> None:
    """Some bits of headers, and of the whole file; more in a long run."""
    content, chance = contents[1], random.Random(0)
    for places in (headers(content), range(len(content))):
        for _ in range(200 * TIMES):
            place, bit = chance.choice(places), chance.randrange(8)
            assert read(flipped(content, place, bit), tmp_path / "run.tridescent") is None, (place, bit)


def test_no_changed_bit_of_an_older_file_is_read_as_something_else(contents: list[bytes], tmp_path: Path) -> None:
    """It has no seal: times of the zip and the like may change."""
    content, path, chance, refused = contents[2], tmp_path / "run.tridescent", random.Random(0), 0
    same = read(content, path)
    for _ in range(200 * TIMES):
        place, bit = chance.choice(headers(content)), chance.randrange(8)
        found = read(flipped(content, place, bit), path)
        assert found in (None, same), (place, bit)
        refused += found is None
    assert 0.5 < refused / (200 * TIMES) < 1


def damaged(content: bytes, chance: random.Random) -> bytes:
    """A file with some bytes changed, left out, doubled or added."""
    result = bytearray(content)
    for _ in range(chance.choice([1, 1, 2, 5])):
        begin = chance.randrange(len(result))
        end = min(len(result), begin + chance.choice([1, 2, 4, 8, 100, 5000]))
        match chance.randrange(5):
            case 0:
                result[begin] ^= 1 << chance.randrange(8)
            case 1:
                result[begin:end] = chance.randbytes(end - begin)
            case 2:
                del result[begin:end]
            case 3:
                result[begin:begin] = result[begin:end]
            case 4:
                place = chance.choice([match.start() for match in re.finditer(b"PK|NUMPY|descr|shape", result)] or [0])
                result[place + chance.randrange(40) : place + 44] = chance.randbytes(4)
    return bytes(result)


def test_no_damage_is_read_as_something_else(contents: list[bytes], tmp_path: Path) -> None:
    path = tmp_path / "run.tridescent"
    same = [read(content, path) for content in contents]
    assert None not in same
    for seed in range(150 * TIMES):
        which = seed % len(contents)
        assert read(damaged(contents[which], random.Random(seed)), path) in (None, same[which]), seed


def test_no_damage_takes_more_memory_than_twice_the_file(tmp_path: Path) -> None:
    """Nor does the whole file; 2 MB, so that what reading itself takes does not count."""
    path = tmp_path / "run.tridescent"
    train(Experiment.preset("article").with_changes({"data.n": 200, "data.validation": 20, "budget.epochs": 4})).save(path)
    content, peaks = path.read_bytes(), []
    mutants = [content, *(damaged(content, random.Random(seed)) for seed in range(4 * TIMES))]
    sources = unpacked(content)
    with warnings.catch_warnings(action="ignore"):
        mutants += [packed(mutated(sources, random.Random(seed))) for seed in range(4 * TIMES)]
    for mutant in mutants:
        path.write_bytes(mutant)
        tracemalloc.start()
        with suppress(InputError):
            look_at_all(Recording.load(path))
        peaks.append(tracemalloc.get_traced_memory()[1] / max(len(mutant), 1 << 20))  # reading itself takes some
        tracemalloc.stop()
    assert max(peaks) < 2
    print(f"{len(peaks)} files, at most {max(peaks):.2f} times their size")


# arrays


def mutated(arrays: Arrays, chance: random.Random) -> Arrays:
    """Arrays of which some are others, in a file without any damage."""
    arrays = dict(arrays)
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        name = chance.choice(list(arrays))
        array = arrays[name]
        match chance.randrange(8):
            case 0:
                del arrays[name]
            case 1:
                arrays[name] = arrays[chance.choice(list(arrays))]
            case 2 if array.ndim:
                arrays[name] = np.resize(array, (chance.randrange(4), *array.shape[1:]))
            case 3 if array.ndim:
                arrays[name] = np.concatenate([array, array], axis=chance.randrange(array.ndim))
            case 4 if array.dtype.kind != "U":
                arrays[name] = array.astype(chance.choice(["<f4", "<f8", "<i8", "<i4", "|b1", "<u8", ">f4"]))
            case 5 if name == "experiment":
                lines = str(array).splitlines()
                line = chance.randrange(len(lines))
                lines[line] = re.sub(
                    r"(= ).*", rf"\g<1>{chance.choice(['0', '1', '4096', '-1', '1e9', 'true', '[]', '1e-30'])}", lines[line]
                )
                arrays[name] = np.array("\n".join(lines))
            case 6 if array.dtype.kind == "U":
                arrays[name] = np.array(
                    chance.choice(["", "0", "9" * 100, "x" * 200_000, "diverged", "failed", "stopped", "training", "\x1b[2J"])
                )
            case _ if array.dtype.kind != "U" and array.size:
                array = array.copy()
                with np.errstate(all="ignore"):
                    value = np.array(chance.choice(EXTREMES)).astype(array.dtype)
                if array.ndim and chance.random() < 0.8:
                    array.reshape(-1)[chance.randrange(array.size)] = value
                else:
                    array[...] = value
                arrays[name] = array
    return arrays


def use(recording: Recording) -> None:
    """All that is computed from what was read."""
    for lane in recording.lanes:
        for update in range(lane.updates + 1):
            lane.parameters(update)
        recording.coordinates(lane.name)
        for name in ("samples_seen", "lr"):
            lane.column(name)
        lane.extremes("loss", np.array([0]), np.array([lane.updates + 1]))
    recording.surface(3)
    recording.principal_plane(10)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # extreme numbers overflow
def test_arrays_that_do_not_fit_are_refused_and_others_can_be_used(contents: list[bytes], tmp_path: Path) -> None:
    path, used = tmp_path / "run.tridescent", 0
    sources = [unpacked(content) for content in contents]
    for seed in range(150 * TIMES):
        with warnings.catch_warnings(action="ignore"):
            content = packed(mutated(sources[seed % len(sources)], random.Random(seed)))
        if read(content, path) is None:
            continue
        try:
            use(Recording.load(path))
            used += 1
        except (ReplayError, InputError):
            pass
    assert used > 10 * TIMES
    print(f"{150 * TIMES} mutants, {used} could be used")

"""Recordings that somebody made up: arrays of a real one, changed so that they no longer fit together."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import numpy as np

from engine import Recording
from engine.comparison import container

Arrays = dict[str, Any]
LANE = "lanes/mini-batch"


def packed(arrays: Arrays) -> bytes:
    """The file that holds these arrays, with a seal that fits."""
    file = io.BytesIO()
    container.write(file, arrays)
    return file.getvalue()


def look_at_all(recording: Recording) -> None:
    """Read what was left in the file."""
    recording.read_columns()
    for lane in recording.lanes:
        lane.parameters(0)


def unpacked(content: bytes) -> Arrays:
    """The arrays that a file holds."""
    with np.load(io.BytesIO(content)) as file:
        return {name: file[name] for name in file.files}


def with_damage(content: bytes, part: str) -> bytes:
    """The file with one bit of an array's last number changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        info = archive.getinfo(f"{part}.npy")
    begin = content.index(b"\x93NUMPY", info.header_offset)
    changed = bytearray(content)
    changed[begin + info.file_size - 1] ^= 1
    return bytes(changed)


def put(name: str, value: Any) -> Callable[[Arrays], Arrays]:
    """Another value in the place of an array; or what a function makes of the old one."""
    return lambda arrays: arrays | {name: value(arrays[name].copy()) if callable(value) else value}


def rows_of(change: Callable[[Any], Any]) -> Callable[[Arrays], Arrays]:
    """All columns of a lane changed alike."""
    return lambda arrays: arrays | {name: change(array) for name, array in arrays.items() if name.startswith(f"{LANE}/columns/")}


def put_in(name: str, place: Any, value: Any) -> Callable[[Arrays], Arrays]:
    """One number of an array is another one."""

    def changed(array: Any) -> Any:
        array[place] = value
        return array

    return put(name, changed)


def experiment(old: str, new: str) -> Callable[[Arrays], Arrays]:
    """The experiment's text is another one."""
    return put("experiment", lambda text: np.array(str(text).replace(old, new)))


def both(*changes: Callable[[Arrays], Arrays]) -> Callable[[Arrays], Arrays]:
    """One change after the other."""

    def changed(arrays: Arrays) -> Arrays:
        for change in changes:
            arrays = change(arrays)
        return arrays

    return changed


CRAFTED: dict[str, Callable[[Arrays], Arrays]] = {
    "inputs of one dimension": put("data/train_inputs", np.ravel),
    "wider inputs": put("data/train_inputs", lambda a: np.hstack([a, a])),
    "narrower inputs": put("data/train_inputs", lambda a: a[:, :1]),
    "fewer inputs": put("data/train_inputs", lambda a: a[:-1]),
    "inputs of another dtype": put("data/train_inputs", lambda a: a.astype(np.float64)),
    "inputs of another byte order": put("data/train_inputs", lambda a: a.astype(">f4")),
    "inputs in columns": put("data/train_inputs", np.asfortranarray),
    "an input that is not a number": put_in("data/train_inputs", (0, 0), np.nan),
    "an endless validation input": put_in("data/validation_inputs", (0, 0), np.inf),
    "a label of 1000": put_in("data/train_targets", 0, 1000),
    "a label of a billion": put_in("data/train_targets", 0, 10**9),
    "a negative label": put_in("data/train_targets", 0, -1),
    "a validation label of 2": put_in("data/validation_targets", -1, 2),
    "labels as numbers": put("data/train_targets", lambda a: a.astype(np.float32)[:, None]),
    "more labels": put("data/train_targets", lambda a: np.append(a, a)),
    "a sample less": both(*(put(f"data/train_{name}", lambda a: a[:-1]) for name in ("inputs", "targets"))),
    "fewer samples than a batch": both(*(put(f"data/train_{name}", lambda a: a[:3]) for name in ("inputs", "targets"))),
    "a scale of 0": put_in("data/scaling", (1, 0), 0.0),
    "an offset that is not a number": put_in("data/scaling", (0, 1), np.nan),
    "scales of more inputs": put("data/scaling", lambda a: np.hstack([a, a])),
    "no scales": lambda arrays: {name: array for name, array in arrays.items() if name != "data/scaling"},
    "no samples": put("data/train_inputs", lambda a: a[:0]),
    "another stride": put(f"{LANE}/stride", 2),
    "fewer positions and another stride": both(put(f"{LANE}/positions", lambda a: a[:2]), put(f"{LANE}/stride", 3)),
    "fewer positions, another stride, wider inputs": both(
        put(f"{LANE}/positions", lambda a: a[:2]), put(f"{LANE}/stride", 5), put("data/train_inputs", lambda a: np.hstack([a, a]))
    ),
    "a stride of 0": put(f"{LANE}/stride", 0),
    "a negative stride": put(f"{LANE}/stride", -1),
    "a stride beyond all updates": both(put(f"{LANE}/positions", lambda a: a[:1]), put(f"{LANE}/stride", 2**62)),
    "a stride that is a list": put(f"{LANE}/stride", np.array([1])),
    "positions of fewer weights": put(f"{LANE}/positions", lambda a: a[:, :, :-1]),
    "positions of more weights": put(f"{LANE}/positions", lambda a: np.concatenate([a, a], axis=2)),
    "positions with more memory": put(f"{LANE}/positions", lambda a: np.concatenate([a, a], axis=1)),
    "no positions": put(f"{LANE}/positions", lambda a: a[:0]),
    "positions of another dtype": put(f"{LANE}/positions", lambda a: a.astype(np.int64)),
    "a weight that is not a number": put_in(f"{LANE}/positions", (1, 0, 0), np.nan),
    "another start": put("start", lambda a: a + 1),
    "another start of one lane": put_in(f"{LANE}/positions", (0, 0, 0), 0.125),
    "a start of fewer weights": put("start", lambda a: a[:-1]),
    "a start that is not a number": put_in("start", 0, np.nan),
    "an order of samples that is not known": put(f"{LANE}/order_version", 99),
    "an order of samples before the first": put(f"{LANE}/order_version", 0),
    "more updates by autograd than there are": put(f"{LANE}/autograd_updates", 9),
    "more updates than planned": rows_of(lambda a: np.append(a, a[1:])),
    "no rows": rows_of(lambda a: a[:0]),
    "columns of unequal length": put(f"{LANE}/columns/seconds", lambda a: a[:-1]),
    "fewer rows of a finished lane": both(rows_of(lambda a: a[:-1]), put(f"{LANE}/positions", lambda a: a[:-1])),
    "a column of text": put(f"{LANE}/columns/loss", lambda a: a.astype(str)),
    "a loss that is not a number": put_in(f"{LANE}/columns/loss", 3, np.nan),
    "a negative norm": put_in(f"{LANE}/columns/grad_norm", 2, -1.0),
    "seconds that fall": put_in(f"{LANE}/columns/seconds", 2, 1e9),
    "evaluations of rows that are not there": put_in(f"{LANE}/evaluations/update", -1, 10**12),
    "evaluations of negative rows": put_in(f"{LANE}/evaluations/update", 0, -5),
    "evaluations in no order": put(f"{LANE}/evaluations/update", lambda a: a[::-1]),
    "an evaluation twice": put_in(f"{LANE}/evaluations/update", 1, 0),
    "fewer losses than evaluations": put(f"{LANE}/evaluations/train_loss", lambda a: a[:-1]),
    "a share of 7": put_in(f"{LANE}/evaluations/train_accuracy", 0, 7.0),
    "an unknown state": put(f"{LANE}/status/state", "sleeping"),
    "diverged long after its end": both(put(f"{LANE}/status/state", "diverged"), put(f"{LANE}/status/update", "100000")),
    "diverged nowhere": put(f"{LANE}/status/state", "diverged"),
    "finished at an update": put(f"{LANE}/status/update", "8"),
    "diverged at no number": both(put(f"{LANE}/status/state", "diverged"), put(f"{LANE}/status/update", "9" * 5000)),
    "a state of a million letters": put(f"{LANE}/status/state", "x" * 1_000_000),
    "a text of no characters at all": put(f"{LANE}/note", np.frombuffer(b"\xff\xff\xff\x7f", "<U1").reshape(())),
    "half a character": put(f"{LANE}/note", "\ud800"),
    "a stepper with tags": put(f"{LANE}/stepper", "<b>"),
    "an unknown part": put("lanes/mini-batch/secret", 1),
    "a lane too many": lambda arrays: arrays | {name.replace("mini", "maxi"): array for name, array in arrays.items() if "mini" in name},
    "more weights in the experiment": experiment("hidden = [\n    4,", "hidden = [\n    4096,"),
    "more samples in the experiment": experiment("n = 20", "n = 1000000"),
    "another dtype in the experiment": experiment("float32", "float64"),
    "another optimizer in the experiment": experiment('name = "sgd"', 'name = "adam"'),
    "a version that is text": put("version", "2"),
    "a version that is a list": put("version", np.array([2, 2])),
}

"""Recordings as files: what stands where in a container, and how it becomes lanes. See docs/decisions/files.md."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from ..data import Dataset
from ..data.sources.openers import dataset_of
from ..errors import InputError, unexpected
from ..experiment import Experiment, Lane
from ..experiment.data import looking_nowhere
from ..files import regular_file
from ..messages import message
from ..output_files import RECORDING, check_output, whole_file
from ..recording.history import ParameterHistory
from ..recording.lane import LaneRecording, LaneStatus, State
from . import container, migrations, saved_messages, schema
from .container import DamagedError, Part

_ALLOWED = message("recording_file")

_ARRAYS = tuple(field.name for field in fields(Dataset))

Parts = Mapping[str, Part]
Array = NDArray[Any]


class Stored(NamedTuple):
    """What a file holds.

    Attributes:
        experiment, dataset, lanes: of the recording. Columns and positions of lanes are read when they are asked for.
        start: the weights that all lanes start from, [P].
        surface: columns, rows and losses of the surface on the recording's plane, where code of the user's makes the model.
        made_by: versions and processor that computed it, or empty in older files.
    """

    experiment: Experiment
    dataset: Dataset
    lanes: list[LaneRecording]
    start: Array
    made_by: str
    surface: tuple[Array, Array, Array] | None = None


class _Columns(Mapping[str, Array]):
    """Columns by name, each of which is read when it is asked for."""

    def __init__(self, read: Mapping[str, Callable[[], Array]]) -> None:
        self._read, self._known = read, dict[str, Array]()

    def __getitem__(self, name: str) -> Array:
        if name not in self._known:
            values = self._read[name]()
            values.flags.writeable = False
            self._known[name] = values
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read)

    def __len__(self) -> int:
        return len(self._read)


def save(path: str | Path, stored: Stored) -> None:
    """Write a recording, whole or not at all. A lane that is still being trained is stored as one that was stopped.

    Raises:
        InputError: it cannot be written there, or comes from a file that is damaged.
    """
    target = check_output(path, [RECORDING])
    arrays: dict[str, Any] = {"version": schema.VERSION, "experiment": stored.experiment.to_toml(), "start": stored.start}
    arrays["made_by"] = stored.made_by[: schema.MOST_OF_MADE_BY]
    arrays |= {f"data/{name}": np.ascontiguousarray(getattr(stored.dataset, name)) for name in _ARRAYS}
    if stored.surface is not None:
        arrays |= {name: np.ascontiguousarray(values) for name, values in zip(schema.SURFACE, stored.surface, strict=True)}
    for lane in stored.lanes:
        arrays |= {f"lanes/{lane.name}/{name}": value for name, value in _packed(lane).items()}
    with whole_file(target) as temporary, temporary.open("w+b") as file:
        container.write(file, arrays)


def load(path: str | Path) -> Stored:
    """Read what `save` wrote. Whatever else a file holds, nothing is computed with it.

    Raises:
        InputError: the file is missing, no recording, damaged, or of a newer version; also later, from whatever reads columns or
            positions of a lane.
    """
    with _told(path):
        parts, is_sealed = container.read(lambda: regular_file(path, "recording", _ALLOWED))
        version = int(_part(parts, "version").array(np.int64))
        if version > schema.VERSION:
            raise InputError("recording", message("format_is_newer", found=str(version), allowed=schema.VERSION))
        if version < migrations.FIRST:
            raise InputError("recording", message("format_is_older", found=str(version), allowed=migrations.FIRST))
        if version >= migrations.SEALED_SINCE and not is_sealed:
            raise DamagedError(message("seal_is_missing"))
        migrations.migrate(parts, version)
        return _read(parts, path)


@contextmanager
def _told(path: str | Path) -> Iterator[None]:
    """Whatever goes wrong with a file becomes one sentence."""
    try:
        yield
    except (InputError, MemoryError):
        raise
    except Exception as error:  # a damaged file can fail in any way; what matters is that it is no recording
        reason = error.args[0] if isinstance(error, DamagedError) else unexpected(error)
        raise InputError("recording", message("cannot_be_read", path=path, reason=reason, allowed=_ALLOWED)) from error


def _part(parts: Parts, name: str) -> Part:
    if name not in parts:
        raise DamagedError(message("part_is_missing", part=name))
    return parts[name]


def _read(parts: Parts, path: str | Path) -> Stored:
    with looking_nowhere():
        experiment = Experiment.from_toml(_part(parts, "experiment").text(schema.MOST_OF_EXPERIMENT), origin=str(path))
    names = schema.names(experiment)
    if wrong := names ^ parts.keys():
        raise DamagedError(message("part_is_missing" if min(wrong) in names else "part_is_unknown", part=min(wrong)))
    if experiment.model_kind.runs_code and experiment.model.found is None:
        raise DamagedError(message("part_is_missing", part="model.found"))
    start = schema.START.read(parts["start"], {"weights": experiment.parameter_count}, experiment.dtype)
    dataset = _dataset(parts, experiment)
    lanes = [_unpacked(parts, path, experiment, lane, start, experiment.data.counted(dataset.n)) for lane in experiment.lanes]
    surface = _surface(parts) if experiment.model_kind.runs_code else None
    return Stored(experiment, dataset, lanes, start, parts["made_by"].text(schema.MOST_OF_MADE_BY), surface)


def _surface(parts: Parts) -> tuple[Array, Array, Array]:
    shape = parts["surface/values"].header()[1]
    if len(shape) != 2 or not all(2 <= lines <= schema.MOST_OF_SURFACE for lines in shape):
        raise DamagedError(message("part_is_out_of_range", part="surface/values", found=str(shape), allowed=message("any_value")))
    sizes = {"up": shape[0], "across": shape[1]}
    x, y, values = (expected.read(parts[name], sizes, "float64") for name, expected in schema.SURFACE.items())
    return x, y, values


def _dataset(parts: Parts, experiment: Experiment) -> Dataset:
    sizes = schema.sizes_of_samples(experiment, parts)
    arrays = {
        f"{kind}_{name}": expected.read(parts[f"data/{kind}_{name}"], sizes[kind], experiment.dtype)
        for kind in schema.SETS
        for name, expected in schema.samples(experiment).items()
    }
    columns = {"two": 2, "columns": experiment.data.features + 1}
    return dataset_of(experiment, **arrays, scaling=schema.SCALING.read(parts["data/scaling"], columns, experiment.dtype))


def _packed(lane: LaneRecording) -> dict[str, Any]:
    """What is stored of a lane, of one moment: evaluations first, for all of their rows are among the columns read after them."""
    evaluated, columns = lane.evaluated(), lane.snapshot()
    rows = len(columns["loss"])
    index, positions = lane.history.positions(rows - 1)
    status = lane.status if lane.is_over else LaneStatus("stopped")
    texts = {name: getattr(status if name.startswith("status/") else lane, name.removeprefix("status/")) for name in schema.TEXTS}
    return (
        {f"columns/{name}": column for name, column in columns.items()}
        | {f"evaluations/{name}": column for name, column in evaluated.items()}
        | {name: saved_messages.packed(text or "", schema.TEXTS[name]) for name, text in texts.items()}
        | {
            "agreement": lane.agreement,
            "stride": int(index[1]) if len(index) > 1 else rows,  # the history may be thinned at any moment
            "positions": positions,
            "autograd_updates": min(lane.autograd_updates, rows - 1),
            "order_version": lane.order_version,
            "lowered": np.array([update for update in lane.lowered if update < rows], np.int64),
        }
    )


def _unpacked(parts: Parts, path: str | Path, experiment: Experiment, declared: Lane, start: Array, n: int) -> LaneRecording:
    own = {name.removeprefix(f"lanes/{declared.name}/"): part for name, part in parts.items() if name.startswith(f"lanes/{declared.name}/")}
    rows, evaluations = _length(own["columns/loss"]), _length(own["evaluations/update"])
    numbers = {name: own[name].array(dtype)[()] for name, (dtype, _, _) in schema.NUMBERS.items()}
    for name, (_, is_allowed, allowed) in schema.NUMBERS.items():
        if not is_allowed(numbers[name], rows):
            raise DamagedError(message("part_is_out_of_range", part=own[name].name, found=str(numbers[name]), allowed=allowed))
    stride = int(numbers["stride"])
    sizes = schema.sizes_of_lane(experiment, declared, n, rows, evaluations, stride)

    def read(name: str, expected: schema.Expected) -> Array:
        with _told(path):
            values = expected.read(own[name], sizes, experiment.dtype)
            if expected is schema.POSITIONS and not np.array_equal(values[0, 0], start):
                raise DamagedError(message("lanes_start_apart"))
        return values

    sizes["lowered"] = _length(own["lowered"])
    for name, expected in (schema.COLUMNS | {"positions": schema.POSITIONS}).items():
        own[name].check(*expected.header(sizes, experiment.dtype))
    target, mixing = experiment.budget.target_loss, experiment.data.mixing
    lane = LaneRecording(declared, n, experiment.seed, start[None], planned=None, target=target, mixing=mixing)
    lane.order_version = int(numbers["order_version"])
    lane.planned = experiment.planned_updates(declared, n)
    lane.lowered = tuple(read("lowered", schema.LOWERED).tolist())
    columns = _Columns({name.partition("/")[2]: partial(read, name, expected) for name, expected in schema.COLUMNS.items()})
    evaluated = {name.partition("/")[2]: read(name, expected) for name, expected in schema.EVALUATIONS.items()}
    lane.restore(ParameterHistory.in_file(stride, partial(read, "positions", schema.POSITIONS)), columns, rows, evaluated)
    texts = {name: own[name].text(most) for name, most in schema.TEXTS.items()}
    lane.status = _status(lane, {name.removeprefix("status/"): text for name, text in texts.items()})
    if not re.fullmatch(r"[a-z0-9-]+", texts["stepper"]):
        raise DamagedError(message("lane_has_no_stepper", lane=declared.name))
    lane.stepper, lane.note = texts["stepper"], saved_messages.unpacked(texts["note"])
    lane.agreement, lane.autograd_updates = float(numbers["agreement"]), int(numbers["autograd_updates"])
    return lane


def _length(part: Part) -> int:
    """How many numbers a column has, as its header says."""
    shape = part.header()[1]
    if len(shape) != 1:
        raise DamagedError(message("part_is_no_column", part=part.name, shape=str(shape)))
    return shape[0]


def _status(lane: LaneRecording, texts: dict[str, str]) -> LaneStatus:
    """A lane's status as it was stored; nothing trains it any more.

    Raises:
        DamagedError: it does not fit the rows.
    """
    state, updates, planned = texts["state"], lane.updates, lane.planned
    is_early = planned is not None and updates < planned and lane.reached_target_at is None
    if state not in get_args(State) or (state == "finished" and is_early):
        raise DamagedError(message("lane_state_after", lane=lane.name, state=state, updates=updates, planned=str(planned)))
    if texts["update"] not in ((str(updates), str(updates + 1)) if state in ("diverged", "failed") else ("",)):
        raise DamagedError(message("lane_state_at", lane=lane.name, state=state, update=texts["update"], updates=updates))
    update = int(texts["update"]) if texts["update"] else None
    shown: State = "stopped" if state == "training" else state  # type: ignore[assignment]
    return LaneStatus(shown, update, saved_messages.unpacked(texts["reason"]), texts["traceback"])

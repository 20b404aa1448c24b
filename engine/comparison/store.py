"""Recordings as files: one zip of arrays (numpy's npz) with the experiment as TOML beside them. See docs/decisions/files.md."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple, get_args

import numpy as np

from ..data import Dataset
from ..errors import InputError
from ..experiment import Experiment, Lane
from ..files import regular_file
from ..outputs import check_output, whole_file
from ..recording.history import ParameterHistory
from ..recording.lane import LaneRecording, LaneStatus, State
from . import schema
from .archive import Archive, DamagedError

VERSION = 2  # 1 had other orders of samples, by which it would be replayed wrongly; only versions before the first release wrote it
SUFFIX = ".tridescent"
_SETS = ("train", "validation")
_LATE = "autograd_updates"  # only in a lane whose kernels came late
_STATUS = ("state", "update", "reason", "traceback")


class Stored(NamedTuple):
    """What a file holds.

    Attributes:
        experiment, dataset, lanes: of the recording.
        made_by: versions and processor that computed it, or empty in older files.
    """

    experiment: Experiment
    dataset: Dataset
    lanes: list[LaneRecording]
    made_by: str


def save(path: str | Path, stored: Stored) -> None:
    """Write a recording, whole or not at all. A lane that is still being trained is stored as one that was stopped.

    Raises:
        InputError: it cannot be written there.
    """
    target = check_output(path, [SUFFIX])
    arrays: dict[str, Any] = {"version": VERSION, schema.EXPERIMENT: stored.experiment.to_toml()}
    arrays[schema.MADE_BY] = stored.made_by[: schema.MOST_OF_MADE_BY]
    arrays |= {f"data/{name}": np.ascontiguousarray(values) for name, values in vars(stored.dataset).items()}
    for lane in stored.lanes:
        arrays |= {f"lanes/{lane.name}/{name}": value for name, value in _packed(lane).items()}
    with whole_file(target) as temporary, temporary.open("wb") as file:
        np.savez(file, **arrays)


def load(path: str | Path) -> Stored:
    """Read what `save` wrote. Whatever else a file holds, nothing is computed with it.

    Raises:
        InputError: the file is missing, no recording, damaged, or of a newer version.
    """
    allowed = "a file written by TriDescent"
    try:
        with regular_file(path, "recording", allowed) as file, Archive(file) as archive:
            return _read(archive, str(path))
    except InputError:
        raise
    except Exception as error:  # a damaged file can fail in any way; what matters is that it is no recording
        reason = str(error) if isinstance(error, DamagedError) else f"{type(error).__name__}: {error}"
        raise InputError("recording", f'"{path}" cannot be read ({reason}), allowed is {allowed}') from error


def _read(archive: Archive, origin: str) -> Stored:
    version = int(archive.array("version", np.int64))
    if version > VERSION:
        raise InputError("recording", f"found format {version}, allowed is {VERSION}; a newer TriDescent can read it")
    if version < VERSION:
        raise InputError("recording", f"found format {version}, allowed is {VERSION}; it was written before the first release")
    experiment = Experiment.from_toml(archive.text(schema.EXPERIMENT, schema.MOST_OF_EXPERIMENT), origin=origin)
    unknown = archive.names - {"version", schema.EXPERIMENT, schema.MADE_BY} - _names(experiment)
    if unknown:
        raise DamagedError(f"{min(unknown)} is no part of a recording")
    made_by = archive.text(schema.MADE_BY, schema.MOST_OF_MADE_BY) if schema.MADE_BY in archive.names else ""
    lanes = [_unpacked(archive, experiment, lane) for lane in experiment.lanes]
    starts = [lane.history.at(0)[0] for lane in lanes]  # type: ignore[index]
    if not all(np.array_equal(starts[0], start) for start in starts):
        raise DamagedError("its lanes start from different weights")
    return Stored(experiment, _dataset(archive, experiment), lanes, made_by)


def _names(experiment: Experiment) -> set[str]:
    """All arrays of an experiment's samples and lanes."""
    data = {f"data/{kind}_{name}" for kind in _SETS for name in schema.samples(experiment)}
    parts = [f"columns/{name}" for name in schema.COLUMNS] + [f"evaluations/{name}" for name in schema.EVALUATIONS]
    parts += [_place(name) for name in schema.TEXTS] + ["agreement", "stride", "positions", _LATE]
    return data | {f"lanes/{lane.name}/{part}" for lane in experiment.lanes for part in parts}


def _place(text: str) -> str:
    return f"status/{text}" if text in _STATUS else text


def _dataset(archive: Archive, experiment: Experiment) -> Dataset:
    arrays = {
        f"{kind}_{name}": schema.read(
            archive, f"data/{kind}_{name}", expected, schema.sizes_of_samples(experiment, kind == "train"), experiment.dtype
        )
        for kind in _SETS
        for name, expected in schema.samples(experiment).items()
    }
    return Dataset(**arrays)


def _packed(lane: LaneRecording) -> dict[str, Any]:
    """What is stored of a lane, of one moment: evaluations first, for all of their rows are among the columns read after them."""
    evaluated, columns = lane.evaluated(), lane.snapshot()
    index, positions = lane.history.positions(len(columns["loss"]) - 1)
    stride = int(index[1]) if len(index) > 1 else len(columns["loss"])  # the history may be thinned at any moment
    status = lane.status if lane.is_over else LaneStatus("stopped")
    texts = {name: str(getattr(status if name in _STATUS else lane, name) or "")[:most] for name, most in schema.TEXTS.items()}
    return (
        {f"columns/{name}": column for name, column in columns.items()}
        | {f"evaluations/{name}": column for name, column in evaluated.items()}
        | {_place(name): text for name, text in texts.items()}
        | {"agreement": lane.agreement, "stride": stride, "positions": positions}
        | ({_LATE: min(lane.autograd_updates, len(columns["loss"]) - 1)} if lane.autograd_updates else {})
    )


def _unpacked(archive: Archive, experiment: Experiment, declared: Lane) -> LaneRecording:
    key, dtype = f"lanes/{declared.name}", experiment.dtype
    rows, evaluations = archive.length(f"{key}/columns/loss"), archive.length(f"{key}/evaluations/update")
    stride = int(archive.array(f"{key}/stride", np.int64))
    sizes = schema.sizes_of_lane(experiment, declared, rows, evaluations, stride)
    columns = {name: schema.read(archive, f"{key}/columns/{name}", expected, sizes, dtype) for name, expected in schema.COLUMNS.items()}
    evaluated = {
        name: schema.read(archive, f"{key}/evaluations/{name}", expected, sizes, dtype) for name, expected in schema.EVALUATIONS.items()
    }
    positions = schema.read(archive, f"{key}/positions", schema.POSITIONS, sizes, dtype)
    texts = {name: archive.text(f"{key}/{_place(name)}", most) for name, most in schema.TEXTS.items()}
    lane = LaneRecording(declared, experiment.data.expected_size, experiment.seed, positions[0], planned=None)
    lane.planned = experiment.planned_updates(declared)
    lane.restore(ParameterHistory.of_kept(stride, positions), columns, evaluated)
    lane.status = _status(lane, texts)
    if not re.fullmatch(r"[a-z0-9-]+", texts["stepper"]):
        raise DamagedError(f"{declared.name} has no stepper")
    lane.stepper, lane.note = texts["stepper"], texts["note"]
    lane.agreement = float(archive.array(f"{key}/agreement", np.float64))
    lane.autograd_updates = int(archive.array(f"{key}/{_LATE}", np.int64)) if f"{key}/{_LATE}" in archive.names else 0
    if not 0 <= lane.autograd_updates < rows:
        raise DamagedError(f"{lane.name} has {lane.autograd_updates:,} updates by autograd of {rows - 1:,}")
    return lane


def _status(lane: LaneRecording, texts: dict[str, str]) -> LaneStatus:
    """A lane's status as it was stored; nothing trains it any more.

    Raises:
        DamagedError: it does not fit the rows.
    """
    state, updates, planned = texts["state"], lane.updates, lane.planned
    if state not in get_args(State) or (state == "finished" and planned is not None and updates < planned):
        raise DamagedError(f"{lane.name} is {state} after {updates} of {planned} updates")
    if texts["update"] not in ((str(updates), str(updates + 1)) if state in ("diverged", "failed") else ("",)):
        raise DamagedError(f"{lane.name} is {state} at update {texts['update']} after {updates}")
    update = int(texts["update"]) if texts["update"] else None
    return LaneStatus("stopped" if state == "training" else state, update, texts["reason"], texts["traceback"])  # type: ignore[arg-type]

"""Recordings as files: one zip of arrays (numpy's npz) with the experiment as TOML beside them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..data import Dataset
from ..errors import InputError
from ..experiment import Experiment
from ..files import regular_file
from ..outputs import check_output, whole_file
from .columns import EVALUATED, STORED
from .history import ParameterHistory
from .lane import LaneRecording, LaneStatus

VERSION = 2  # 1 had other orders of samples, by which it would be replayed wrongly; only versions before the first release wrote it
SUFFIX = ".tridescent"
_DATA = ("train_inputs", "train_targets", "validation_inputs", "validation_targets")
_HOW = ("stepper", "note", "agreement")
_STATUS = ("state", "update", "reason", "traceback")


def save(path: str | Path, experiment: Experiment, dataset: Dataset, lanes: Sequence[LaneRecording]) -> None:
    """Write a recording, whole or not at all.

    Raises:
        InputError: it cannot be written there.
    """
    target = check_output(path, [SUFFIX])
    arrays: dict[str, Any] = {"version": VERSION, "experiment": experiment.to_toml()}
    arrays |= {f"data/{name}": getattr(dataset, name) for name in _DATA}
    for lane in lanes:
        arrays |= _packed(lane)
    with whole_file(target) as temporary, temporary.open("wb") as file:
        np.savez(file, **arrays)


def load(path: str | Path) -> tuple[Experiment, Dataset, list[LaneRecording]]:
    """Read what `save` wrote.

    Raises:
        InputError: the file is missing, no recording, or of a newer version.
    """
    try:
        with regular_file(path, "recording", "a file written by TriDescent") as file, np.load(file, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        return _read(arrays, str(path))
    except InputError:
        raise
    except Exception as error:  # a damaged file can fail in any way; what matters is that it is no recording
        reason = error.strerror if isinstance(error, OSError) and error.strerror else f"{type(error).__name__}: {error}"
        raise InputError("recording", f'"{path}" cannot be read ({reason}), allowed is a file written by TriDescent') from error


def _read(arrays: dict[str, Any], origin: str) -> tuple[Experiment, Dataset, list[LaneRecording]]:
    version = int(arrays["version"])
    if version > VERSION:
        raise InputError("recording", f"found format {version}, allowed is {VERSION}; a newer TriDescent can read it")
    if version < VERSION:
        raise InputError("recording", f"found format {version}, allowed is {VERSION}; it was written before the first release")
    experiment = Experiment.from_toml(str(arrays["experiment"]), origin=origin)
    dataset = Dataset(*(arrays[f"data/{name}"] for name in _DATA))
    return experiment, dataset, [_unpacked(arrays, experiment, index) for index in range(len(experiment.lanes))]


def _packed(lane: LaneRecording) -> dict[str, Any]:
    key = f"lanes/{lane.name}"
    packed: dict[str, Any] = {f"{key}/columns/{name}": column for name, column in lane.snapshot().items()}
    packed |= {f"{key}/evaluations/{name}": column for name, column in lane.evaluated().items()}
    packed |= {f"{key}/status/{name}": str(getattr(lane.status, name) or "") for name in _STATUS}
    packed |= {f"{key}/{name}": getattr(lane, name) for name in _HOW}
    packed |= {f"{key}/stride": lane.history.stride, f"{key}/positions": lane.history.positions(lane.updates)[1]}
    return packed


def _unpacked(arrays: dict[str, Any], experiment: Experiment, index: int) -> LaneRecording:
    declared = experiment.lanes[index]
    key = f"lanes/{declared.name}"
    positions = arrays[f"{key}/positions"]
    planned = experiment.planned_updates(declared)
    lane = LaneRecording(declared, experiment.data.n, experiment.seed, positions[0], planned=planned)
    lane.restore(
        ParameterHistory.of_kept(int(arrays[f"{key}/stride"]), positions),
        {name: arrays[f"{key}/columns/{name}"] for name in STORED},
        {name: arrays[f"{key}/evaluations/{name}"] for name in ("update", *EVALUATED)},
    )
    status = {name: str(arrays[f"{key}/status/{name}"]) for name in _STATUS}
    update = int(status["update"]) if status["update"] else None
    lane.status = LaneStatus(status["state"], update, status["reason"], status["traceback"])  # type: ignore[arg-type]
    lane.stepper, lane.note = str(arrays[f"{key}/stepper"]), str(arrays[f"{key}/note"])
    lane.agreement = float(arrays[f"{key}/agreement"])
    return lane

"""Recordings of any length: rows are appended to lanes as a trainer makes them, but made up instead of computed."""

from __future__ import annotations

import numpy as np

from engine import Experiment, train
from engine.comparison.recording import Recording
from engine.comparison.trainer import Trainer
from engine.recording.columns import STORED
from engine.recording.lane import LaneRecording, LaneStatus

_CHUNK = 50_000  # rows appended at a time
_EVALUATIONS = 2000  # of each lane


def long_recording(updates: int, *, trained: bool) -> Recording:
    """The two-parameter preset with so many updates in each lane, trained or filled in."""
    experiment = Experiment.preset("two-parameter").with_changes({"budget.updates": updates})
    return train(experiment) if trained else filled(experiment, updates)


def filled(experiment: Experiment, updates: int) -> Recording:
    """A whole recording of an experiment with so many updates in each lane."""
    recording = Trainer(experiment).recording
    for lane in recording.lanes:
        _fill(lane, recording.initial_parameters, updates)
        _evaluate(lane)
        lane.status = LaneStatus("finished")
    return recording


def _fill(lane: LaneRecording, start: np.ndarray, updates: int) -> None:
    """Append rows until there are so many updates: a noisy descent from the start into the valley."""
    random = np.random.default_rng(lane.lane.size(lane.n))
    noise = 0.3 / lane.lane.size(lane.n) ** 0.5
    while lane.updates < updates:
        rows = lane.updates + 1 + np.arange(min(_CHUNK, updates - lane.updates))
        loss = 0.5 + 4 * _fall(rows, updates) + noise * random.standard_exponential(len(rows))
        columns = {name: 1e-6 * rows if name == "seconds" else 0.01 * loss for name in STORED} | {"loss": loss}
        wanted = lane.history.wanted(rows[0], rows[-1])
        positions = start * _fall(wanted, updates)[:, None] + noise * random.standard_normal((len(wanted), len(start)))
        lane.append(wanted, positions[:, None], **columns)


def _evaluate(lane: LaneRecording) -> None:
    measured = lane.evaluated()["update"]
    rows = np.unique(np.linspace(0, lane.updates, _EVALUATIONS).astype(np.int64))[len(measured) :]  # row 0 may be measured already
    loss, unknown = 0.5 + 4 * _fall(rows, lane.updates), np.full(len(rows), np.nan)
    lane.append_evaluations(rows, train_loss=loss, validation_loss=1.1 * loss, train_accuracy=unknown, validation_accuracy=unknown)


def _fall(rows: np.ndarray, updates: int) -> np.ndarray:
    return np.exp(-rows / (0.1 * updates))

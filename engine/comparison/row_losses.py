"""The losses on whole sets at the very rows where a playhead rests: evaluations are made on a schedule and seldom fall on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..recording.lane import LaneRecording
from ..recording.reading import evaluated_until

if TYPE_CHECKING:
    from .recording import Recording


@dataclass(frozen=True)
class RowQuestion:
    """Rows whose losses are wanted.

    Attributes:
        recording: which.
        lanes: those of its lanes that were not evaluated at their rows.
        rows: one of each of them.
    """

    recording: Recording
    lanes: tuple[LaneRecording, ...]
    rows: tuple[int, ...]


@dataclass(frozen=True)
class RowLosses:
    """What was measured at some rows.

    Attributes:
        question: of which rows.
        losses: training and validation loss, then training and validation accuracy (NaN in regression), for each lane.
    """

    question: RowQuestion
    losses: tuple[tuple[float, float, float, float], ...]

    def at(self, lane: LaneRecording, row: int) -> tuple[float, float, float, float] | None:
        """Losses and accuracies of a lane at a row, or None where that is not what was measured."""
        found = zip(self.question.lanes, self.question.rows, self.losses, strict=True)
        return next((losses for other, at, losses in found if other is lane and at == row), None)


def row_question(recording: Recording, rows: tuple[int, ...]) -> RowQuestion | None:
    """What to ask about a row of each lane; None when all were evaluated there."""
    if recording.surface_in_file is not None:  # they cannot be measured here
        return None
    asked = [(lane, row) for lane, row in zip(recording.lanes, rows, strict=True) if not _is_evaluated(lane, row)]
    return RowQuestion(recording, *(tuple(each) for each in zip(*asked, strict=True))) if asked else None


def measure_rows(question: RowQuestion) -> RowLosses:
    """Measure the losses on the whole training and validation set; weights that were not kept are computed again."""
    objectives = question.recording.problem.objectives
    losses = []
    for lane, row in zip(question.lanes, question.rows, strict=True):
        weights = lane.parameters(row)[None]  # [1, P]
        with np.errstate(over="ignore", invalid="ignore"):
            train, validation = objectives.train.measure(weights), objectives.validation.measure(weights)
            losses.append((float(train.loss[0]), float(validation.loss[0]), float(train.accuracy[0]), float(validation.accuracy[0])))
    return RowLosses(question, tuple(losses))


def _is_evaluated(lane: LaneRecording, row: int) -> bool:
    measured = lane.evaluated()
    count = evaluated_until(measured, row)
    return count > 0 and int(measured["update"][count - 1]) == row

"""What the model of a lane says at a row, for views of the data and of the net: outputs on a grid, the batches there, the layers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from ..training.predictor import Layer
    from .recording import Recording

LINE, AREA = 121, (81, 61)  # points of a grid over one feature, and across and up over two
_MARGIN = 0.06  # of the range of a feature, on each side of a grid
_MOST = 400  # samples of a batch whose outputs are told


@dataclass(frozen=True)
class PredictionQuestion:
    """What is asked for.

    Attributes:
        recording: which.
        rows: where the playhead is in each of its lanes.
        lane: index of the lane whose model is asked.
        is_exact: whether weights that are not kept are to be computed again; else those of the last row before that are.
        features: of the inputs, none to two, over which there is a grid; the others are at their means.
    """

    recording: Recording
    rows: tuple[int, ...]
    lane: int
    is_exact: bool
    features: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Prediction:
    """What was found.

    Attributes:
        question: what was asked for.
        row: whose weights those of the lane are.
        layers: its linear layers, in order; none where the model is more than a dense net.
        x, y: the grid, [w] and [h]; y is empty over one feature, both over none.
        outputs: on it, [w, k] or [h, w, k].
        batches: indices of the samples of each lane's update at its row; at the start, of the first one.
        batch_outputs: of the lane's own batch, at most of its first samples, [b, k].
    """

    question: PredictionQuestion
    row: int
    layers: tuple[Layer, ...]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    outputs: NDArray[np.float64]
    batches: tuple[NDArray[np.int64], ...]
    batch_outputs: NDArray[np.float64]

    @property
    def batch(self) -> NDArray[np.int64]:
        """The samples that `batch_outputs` are of."""
        return self.batches[self.question.lane][: len(self.batch_outputs)]


def classes_of(outputs: NDArray[np.float64]) -> NDArray[np.int64]:
    """The class that outputs [..., k] tell: of several the largest, of a single one whether it is above 0: [...]."""
    classes: NDArray[np.int64] = outputs.argmax(axis=-1) if outputs.shape[-1] > 1 else (outputs[..., 0] > 0).astype(np.int64)
    return classes


def predict(question: PredictionQuestion) -> Prediction:
    """Find what is asked for."""
    problem = question.recording.problem
    batches = tuple(
        lane.next_batches(max(1, min(row, lane.updates)), 1).order if problem.dataset.is_whole else np.empty(0, np.int64)
        for lane, row in zip(question.recording.lanes, question.rows, strict=True)
    )  # of samples that are read while one trains, those that are shown are hardly ever among a batch
    row, weights = _weights(question)
    x, y = (_axis(problem.input_ranges, question.features, at) for at in (0, 1))
    inputs = _grid(problem.input_ranges[2], question.features, x, y)
    outputs = problem.predictor.outputs(weights, inputs)
    shape = (len(y), len(x)) if len(y) else (len(x),)
    own = batches[question.lane][:_MOST]
    return Prediction(
        question, row, problem.predictor.layers(weights), x, y, outputs.reshape(*shape, outputs.shape[-1]), batches,
        problem.predictor.outputs(weights, problem.dataset.train_inputs[own]),
    )  # fmt: skip


def axis_range(ranges: NDArray[np.float64], feature: int) -> tuple[float, float]:
    """Where a grid along a feature begins and ends."""
    low, high = ranges[:2, feature].tolist()
    margin = _MARGIN * (high - low) or 1.0
    return low - margin, high + margin


def _weights(question: PredictionQuestion) -> tuple[int, NDArray[Any]]:
    """The weights of the lane at its row, or of the last row before that are kept, and which row that is."""
    lane = question.recording.lanes[question.lane]
    row = min(question.rows[question.lane], lane.updates)
    if question.is_exact:
        return row, lane.parameters(row)
    row, position = lane.history.before(row)
    return row, position[0]


def _axis(ranges: NDArray[np.float64], features: tuple[int, ...], at: int) -> NDArray[np.float64]:
    """Places along the first or the second feature; none where there is no such."""
    if at >= len(features):
        return np.empty(0)
    low, high = axis_range(ranges, features[at])
    return np.linspace(low, high, LINE if len(features) == 1 else AREA[at])


def _grid(means: NDArray[np.float64], features: tuple[int, ...], x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Inputs [points, d] over a grid, one row of it after the other."""
    places = [x] if len(features) == 1 else [part.ravel() for part in np.meshgrid(x, y)] if features else []
    inputs = np.tile(means, (len(places[0]) if places else 0, 1))
    for feature, values in zip(features, places, strict=True):
        inputs[:, feature] = values
    return inputs

"""What a recording's file holds: of each array its dtype, its shape and the values that it may have.

All of it follows from the experiment and from the table of columns. Nothing is computed with an array before it has been compared with
these tables, for kernels check no bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..data.orders import ORDER_VERSION
from ..experiment import Experiment, Lane
from ..experiment.experiment import MOST_BYTES
from ..messages import Message, message
from ..optim.optimizers import memory_rows
from ..recording.columns import EVALUATED, STORED, Check
from .container import DamagedError, Part

Sizes = Mapping[str, int]

VERSION = 5
TEXTS = {  # of a lane: characters, at most
    "status/state": 20, "status/update": 20, "status/reason": 10_000, "status/traceback": 1_000_000, "stepper": 100, "note": 10_000,
}  # fmt: skip
MOST_OF_EXPERIMENT, MOST_OF_MADE_BY = MOST_BYTES, 1000
SETS = ("train", "validation")


class Expected(NamedTuple):
    """What an array must be.

    Attributes:
        dtype: numpy's name for it, or `float` for the experiment's.
        shape: names of sizes.
        check: whether its values are possible, given one of the sizes.
        allowed: those that are, in words.
        size: that size.
    """

    dtype: str
    shape: tuple[str, ...]
    check: Check
    allowed: Message
    size: str = "rows"

    def header(self, sizes: Sizes, float_dtype: str) -> tuple[str, tuple[int, ...]]:
        """The dtype and the shape; `float_dtype` is the experiment's."""
        return float_dtype if self.dtype == "float" else self.dtype, tuple(sizes[name] for name in self.shape)

    def read(self, part: Part, sizes: Sizes, float_dtype: str) -> NDArray[Any]:
        """The array, if it is what it must be.

        Raises:
            DamagedError: it is not.
        """
        values = part.array(*self.header(sizes, float_dtype))
        with np.errstate(invalid="ignore"):  # of NaN, comparing it
            if not self.check(values, sizes[self.size]):
                raise DamagedError(message("part_has_other_values", part=part.name, allowed=self.allowed))
        return values


def _is_finite(values: NDArray[Any], size: int) -> Any:
    return np.isfinite(values).all()


def _is_class(values: NDArray[Any], classes: int) -> Any:
    return ((values >= 0) & (values < classes)).all()


def _is_scaling(values: NDArray[Any], columns: int) -> Any:
    return np.isfinite(values).all() and (values[1] > 0).all()


def _is_position(values: NDArray[Any], rows: int) -> Any:
    return np.isfinite(values[:, 0]).all() and not values[0, 1:].any()  # what the optimizer remembers may overflow


def _is_lowered(values: NDArray[Any], rows: int) -> Any:
    return (values[:1] >= 1).all() and (values[-1:] < rows).all() and (values[1:] > values[:-1]).all()


_FINITE = message("finite_numbers")
_CLASSES = Expected("int64", ("samples",), _is_class, message("classes_of_experiment"), "outputs")
_TARGETS = Expected("float", ("samples", "outputs"), _is_finite, _FINITE, "outputs")
_INPUTS = Expected("float", ("samples", "features"), _is_finite, _FINITE, "features")
SCALING = Expected("float64", ("two", "columns"), _is_scaling, message("offsets_and_scales"), "columns")
LOWERED = Expected("int64", ("lowered",), _is_lowered, message("rising_updates"))
START = Expected("float", ("weights",), _is_finite, _FINITE, "weights")
POSITIONS = Expected("float", ("kept", "position", "weights"), _is_position, message("finite_and_nothing_remembered"))
MOST_OF_SURFACE = 201  # lines each way
SURFACE = {  # that is stored where code of the user's makes the model
    "surface/x": Expected("float64", ("across",), lambda x, _: (np.diff(x) > 0).all(), _FINITE, "across"),
    "surface/y": Expected("float64", ("up",), lambda y, _: (np.diff(y) > 0).all(), _FINITE, "up"),
    "surface/values": Expected("float64", ("up", "across"), lambda values, _: True, message("any_value"), "up"),
}
COLUMNS = {f"columns/{name}": Expected(column.dtype, ("rows",), column.check, column.allowed) for name, column in STORED.items()}
EVALUATIONS = {
    f"evaluations/{name}": Expected(column.dtype, ("evaluations",), column.check, column.allowed) for name, column in EVALUATED.items()
}
NUMBERS: dict[
    str, tuple[str, Callable[[Any, int], bool], Message]
] = {  # of a lane: dtype, and what it may be where the lane has so many rows
    "stride": ("int64", lambda stride, rows: stride >= 1, message("whole_number_from_1")),
    "agreement": ("float64", lambda agreement, rows: True, message("any_value")),
    "autograd_updates": ("int64", lambda updates, rows: 0 <= updates < rows, message("updates_made")),
    "order_version": ("int64", lambda version, rows: 1 <= version <= ORDER_VERSION, message("order_versions", last=ORDER_VERSION)),
}


def samples(experiment: Experiment) -> dict[str, Expected]:
    """The arrays of a data set; `samples` is the number of those for training, or for validation."""
    return {"inputs": _INPUTS, "targets": _CLASSES if experiment.data.is_classification else _TARGETS}


def names(experiment: Experiment) -> set[str]:
    """All parts of a file."""
    lane_parts = [*COLUMNS, *EVALUATIONS, *TEXTS, *NUMBERS, "positions", "lowered"]
    lanes = {f"lanes/{lane.name}/{part}" for lane in experiment.lanes for part in lane_parts}
    sets = {f"data/{kind}_{name}" for kind in SETS for name in samples(experiment)}
    sets |= set(SURFACE) if experiment.model_kind.runs_code else set()
    return lanes | sets | {"version", "experiment", "made_by", "start", "data/scaling"}


def sizes_of_samples(experiment: Experiment, parts: Mapping[str, Part]) -> dict[str, Sizes]:
    """The sizes that `samples` names, of the training and of the validation set: as many samples as there are inputs.

    Raises:
        DamagedError: no source of this experiment gives so many.
        InputError: they are too few for a batch.
    """
    data = experiment.data
    found = {kind: next(iter(parts[f"data/{kind}_inputs"].header()[1]), 0) for kind in SETS}
    if not data.allows_sizes(*found.values()):
        raise DamagedError(message("samples_unexplained", training=found["train"], validation=found["validation"]))
    if not data.is_streamed:
        experiment.check_batches(found["train"])
    return {kind: {"samples": n, "features": data.features, "outputs": data.outputs} for kind, n in found.items()}


def sizes_of_lane(experiment: Experiment, lane: Lane, n: int, rows: int, evaluations: int, stride: int) -> dict[str, int]:
    """The sizes that the tables of a lane's arrays name, for a lane of so many rows and training samples.

    Raises:
        DamagedError: they are not those of the experiment.
    """
    planned = experiment.planned_updates(lane, n)
    if not 1 <= rows <= (planned + 1 if planned is not None else rows):
        raise DamagedError(message("lane_has_rows", lane=lane.name, rows=rows, planned=planned or 0))
    if not 0 <= evaluations <= rows:
        raise DamagedError(message("lane_has_evaluations", lane=lane.name, evaluations=evaluations, rows=rows))
    if not 1 <= stride <= max(1, planned or rows):
        raise DamagedError(message("lane_kept_every", lane=lane.name, stride=str(stride)))
    kept = (rows - 1) // stride + 1
    return {
        "rows": rows, "evaluations": evaluations, "kept": kept, "position": 1 + memory_rows(lane.optimizer),
        "weights": experiment.parameter_count,
    }  # fmt: skip

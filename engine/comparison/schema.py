"""What a recording's file holds: of each array its dtype, its shape and the values that it may have.

All of it follows from the experiment. Nothing is computed with an array before it has been compared with these tables, for kernels check
no bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..experiment import Experiment, Lane
from ..experiment.experiment import MOST_BYTES
from ..optim.optimizers import memory_rows
from ..recording.columns import EVALUATED, STORED
from .archive import Archive, DamagedError

Sizes = Mapping[str, int]
Check = Callable[[NDArray[Any], Sizes], Any]

TEXTS = {"state": 20, "update": 20, "reason": 10_000, "traceback": 1_000_000, "stepper": 100, "note": 10_000}  # characters of each, at most
MADE_BY, MOST_OF_MADE_BY = "made_by", 1000
EXPERIMENT, MOST_OF_EXPERIMENT = "experiment", MOST_BYTES
_JITTER_S = 1e-6  # so far seconds may go back: they are sums


class Expected(NamedTuple):
    """What an array must be.

    Attributes:
        dtype: numpy's name for it, or `float` for the experiment's.
        shape: names of sizes.
        check: whether its values are possible.
        allowed: those that are, in words.
    """

    dtype: str
    shape: tuple[str, ...]
    check: Check = lambda values, sizes: True
    allowed: str = "any"


def _finite(values: NDArray[Any], sizes: Sizes) -> Any:
    return np.isfinite(values).all()


def _classes(values: NDArray[Any], sizes: Sizes) -> Any:
    return ((values >= 0) & (values < sizes["classes"])).all()


def _norms(values: NDArray[Any], sizes: Sizes) -> Any:
    return (values[1:] >= 0).all()  # not NaN


def _times(values: NDArray[Any], sizes: Sizes) -> Any:
    return np.isfinite(values).all() and values[0] == 0 and (np.diff(values) >= -_JITTER_S).all()


def _rows(values: NDArray[Any], sizes: Sizes) -> Any:
    return (values[:1] >= 0).all() and (values[-1:] < sizes["rows"]).all() and (values[1:] > values[:-1]).all()


def _shares(values: NDArray[Any], sizes: Sizes) -> Any:
    return (np.isnan(values) | ((values >= 0) & (values <= 1))).all()


def _positions(values: NDArray[Any], sizes: Sizes) -> Any:
    return np.isfinite(values[:, 0]).all() and not values[0, 1:].any()  # what the optimizer remembers may overflow


_FINITE = "finite numbers"
_TARGETS = {
    True: Expected("int64", ("samples",), _classes, "classes of the experiment"),
    False: Expected("float", ("samples", "outputs"), _finite, _FINITE),
}
_VALUES: dict[str, tuple[Check, str]] = {
    "loss": (lambda values, sizes: np.isfinite(values[1:]).all(), f"{_FINITE} after the start"),
    "grad_norm": (_norms, "no negative ones"),
    "update_norm": (_norms, "no negative ones"),
    "seconds": (_times, "times that rise from 0"),
    "update": (_rows, "rising numbers of updates that were made"),
    "train_accuracy": (_shares, "shares"),
    "validation_accuracy": (_shares, "shares"),
}
POSITIONS = Expected("float", ("kept", "position", "weights"), _positions, f"{_FINITE}, and nothing remembered at the start")
COLUMNS = {name: Expected(dtype, ("rows",), *_VALUES.get(name, ())) for name, dtype in STORED.items()}
EVALUATIONS = {
    name: Expected("int64" if name == "update" else "float64", ("evaluations",), *_VALUES.get(name, ())) for name in ("update", *EVALUATED)
}


def samples(experiment: Experiment) -> dict[str, Expected]:
    """The arrays of a data set; `samples` is the number of those for training, or for validation."""
    return {
        "inputs": Expected("float", ("samples", "features"), _finite, _FINITE),
        "targets": _TARGETS[experiment.data.is_classification],
    }


def sizes_of_samples(experiment: Experiment, is_training: bool) -> dict[str, int]:
    """The sizes that `samples` names."""
    data = experiment.data
    count = data.expected_size if is_training else data.expected_validation
    return {"samples": count, "features": data.features, "outputs": data.outputs, "classes": data.outputs}


def sizes_of_lane(experiment: Experiment, lane: Lane, rows: int, evaluations: int, stride: int) -> dict[str, int]:
    """The sizes that the tables of a lane's arrays name, for a lane of so many rows.

    Raises:
        DamagedError: they are not those of the experiment.
    """
    planned = experiment.planned_updates(lane)
    if not 1 <= rows <= (planned + 1 if planned is not None else rows):
        raise DamagedError(f"{lane.name} has {rows:,} rows, not 1 to {planned or 0:,} updates after the start")
    if not 0 <= evaluations <= rows:
        raise DamagedError(f"{lane.name} has {evaluations:,} evaluations of {rows:,} rows")
    if not 1 <= stride <= max(1, planned or rows):
        raise DamagedError(f"{lane.name} has kept every {stride}th position")
    kept = (rows - 1) // stride + 1
    return {
        "rows": rows, "evaluations": evaluations, "kept": kept, "position": 1 + memory_rows(lane.optimizer),
        "weights": experiment.parameter_count,
    }  # fmt: skip


def read(archive: Archive, name: str, expected: Expected, sizes: Sizes, dtype: str) -> NDArray[Any]:
    """An array that is what it must be.

    Args:
        archive: from where.
        name: of the array.
        expected: what it must be.
        sizes: by the names in `expected`.
        dtype: what `float` means.

    Raises:
        DamagedError: it is not.
    """
    shape = tuple(sizes[size] for size in expected.shape)
    values = archive.array(name, dtype if expected.dtype == "float" else expected.dtype, shape)
    with np.errstate(invalid="ignore"):  # of NaN, comparing it
        if not expected.check(values, sizes):
            raise DamagedError(f"{name} has other values than {expected.allowed}")
    return values

"""Where descents on a function end that begin at many points: a map of its basins, for an optimizer and a rate."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, listed
from ..experiment.formula import Formula
from ..jobs import Job, Stopped
from ..kernels.availability import why_not_compiled
from ..messages import Message, message

if TYPE_CHECKING:
    from ..experiment.sections import Optimizer

_SLICE_S = 0.020  # after which a job is asked whether it should stop


class Ends(NamedTuple):
    """Where descents ended.

    Attributes:
        points: x and y, [..., 2]; of a descent that diverged, those at which they, or the function, were not finite any more.
        losses: the function there, float64 [...].
    """

    points: NDArray[Any]
    losses: NDArray[np.float64]


def ends_of_descents(function: Formula, optimizer: Optimizer, starts: NDArray[Any], updates: int, job: Job[Any] | None = None) -> Ends:
    """Descend from many points on the function itself, without noise, as a lane of all samples does.

    Args:
        function: on what.
        optimizer: its rate is that of one update an epoch.
        starts: x and y, float32 or float64 [..., 2], in whose precision is computed.
        updates: of each descent.
        job: is told how far it is, and may end it.

    Raises:
        InputError: there are no kernels here, or none for the optimizer.
        Stopped: the job should stop.
    """
    from ..optim.lr_schedule import learning_rates
    from ..optim.optimizers import RULES, rule_of

    if isinstance(reason := why_not_compiled(), Message):
        raise InputError("stepper", reason)
    if not rule_of(optimizer).kernel:
        allowed = listed(name for name, rule in RULES.items() if rule.kernel)
        raise InputError("optimizer.name", message("descents_need_a_kernel", found=optimizer.name, allowed=allowed))
    from ..kernels.formula import descend
    from ..kernels.program import Program
    from ..training.steppers.fused import kernel_rule

    points = np.array(starts, order="C").reshape(-1, 2)
    losses, room = np.empty(len(points)), (np.empty(2, points.dtype), np.empty((2, 2), points.dtype))
    table, numbers, *places = Program(function.steps).machine(points.dtype)
    given = (table, numbers, *kernel_rule(optimizer), learning_rates(optimizer, updates, 1, updates))
    done, count = 0, 1
    while done < len(points):
        if job is not None and job.should_stop:
            raise Stopped
        some, began = slice(done, done + count), time.perf_counter()
        descend(*given, points[some], losses[some], *room, *places)
        done, took = min(done + count, len(points)), time.perf_counter() - began
        count = max(1, min(2 * count, int(count * _SLICE_S / max(took, 1e-9))))
        if job is not None:
            job.fraction = done / len(points)
    return Ends(points.reshape(starts.shape), losses.reshape(starts.shape[:-1]))

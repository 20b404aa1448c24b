"""Where descents on a function end that begin at many points: a map of its basins, for an optimizer and a rate."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, listed
from ..experiment.formula import Formula
from ..jobs import Job, Stopped
from ..kernels.availability import why_awaited, why_not_compiled, why_not_loaded
from ..messages import Message, message

if TYPE_CHECKING:
    from ..experiment.sections import Optimizer

_UPDATES = 20_000  # after which a job is asked whether it should stop: some 10 ms


class Ends(NamedTuple):
    """Where descents ended.

    Attributes:
        points: x and y, [..., 2]; of a descent that diverged, those at which they, or the function, were not finite any more.
        losses: the function there, float64 [...].
    """

    points: NDArray[Any]
    losses: NDArray[np.float64]


def ends_of_descents(function: Formula, optimizer: Optimizer, starts: NDArray[Any], updates: int, job: Job[Any] | None = None) -> Ends:
    """Descend from many points on the function itself, without noise, as a lane of all samples does; on as many threads as PyTorch may use
    here.

    Args:
        function: on what.
        optimizer: its rate is that of one update an epoch.
        starts: x and y, float32 or float64 [..., 2], in whose precision is computed.
        updates: of each descent.
        job: is told how far it is, and may end it.

    Raises:
        InputError: there are no kernels here, or not yet, or none for the optimizer.
        Stopped: the job should stop.
    """
    import torch

    from ..optim.lr_schedule import learning_rates
    from ..optim.optimizers import RULES, rule_of

    points = np.array(starts, order="C").reshape(-1, 2)
    if isinstance(reason := _why_not(str(points.dtype)), Message):
        raise InputError("stepper", reason)
    if not rule_of(optimizer).kernel:
        allowed = listed(name for name, rule in RULES.items() if rule.kernel)
        raise InputError("optimizer.name", message("descents_need_a_kernel", found=optimizer.name, allowed=allowed))
    from ..kernels.formula import descend
    from ..kernels.program import Program
    from ..training.steppers.fused import kernel_rule

    program, losses, rates = Program(function.steps), np.empty(len(points)), learning_rates(optimizer, updates, 1, updates)
    step = max(1, _UPDATES // max(1, updates))
    parts = iter([slice(begin, begin + step) for begin in range(0, len(points), step)])

    def work(_: int) -> None:
        table, numbers, *places = program.machine(points.dtype)
        given, room = (table, numbers, *kernel_rule(optimizer), rates), (np.empty(2, points.dtype), np.empty((2, 2), points.dtype))
        for part in parts:  # whoever is free takes the next ones
            if job is not None:
                if job.should_stop:
                    return
                job.fraction = part.start / len(points)
            descend(*given, points[part], losses[part], *room, *places)

    workers = torch.get_num_threads()
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(work, range(workers)))
    if job is not None and job.should_stop:
        raise Stopped
    return Ends(points.reshape(starts.shape), losses.reshape(starts.shape[:-1]))


def _why_not(dtype: str) -> Message | str:
    """Why kernels cannot be called here and now, or nothing."""
    return why_not_compiled() or why_not_loaded(dtype) or (message("kernels_not_ready") if why_awaited(dtype) else "")

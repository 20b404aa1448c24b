"""What a run takes, estimated from its experiment before it begins: too much memory is refused, much of it or of time is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..errors import InputError
from ..experiment import Experiment
from ..memory import available_memory, in_words
from ..messages import Message, message
from ..optim.optimizers import memory_rows
from ..recording.columns import STORED
from ..recording.history import usual_budget
from .fused_objective import KERNEL_FLOPS, MOST_WEIGHTS

_KERNEL_S, _AUTOGRAD_S = 2.5e-7, 1e-4  # of one update, whatever its size
_COPIES, _COPIES_OF_LANE = 4, 6  # of the weights: for the common start and surfaces; for a lane's model, gradient, and rows under way
_GROWN = 2  # times a table that grows, while it is copied
_RESERVE = 64 * 2**20  # bytes for all that is small
_TIMES = (("days", 86_400), ("hours", 3600), ("minutes", 60), ("seconds", 1))
_MUCH_BYTES, _MUCH_S = 2 * 10**9, 300  # worth telling


class Need(NamedTuple):
    """Memory for one purpose.

    Attributes:
        what: it is for.
        size: bytes.
        field: the input that matters most.
        advice: what makes it less.
    """

    what: Message
    size: int
    field: str
    advice: Message


def needs(experiment: Experiment) -> list[Need]:
    """The least memory that a run needs on the processor, by purpose."""
    n, item = experiment.data.expected_size, np.dtype(experiment.dtype).itemsize
    widths, weights = experiment.layer_widths, experiment.parameter_count
    sample = (widths[0] + widths[-1]) * item
    copies = _COPIES + sum(_COPIES_OF_LANE + 3 * memory_rows(lane.optimizer) for lane in experiment.lanes)
    updates = sum(experiment.planned_updates(lane) or 0 for lane in experiment.lanes)
    row = sum(np.dtype(experiment.dtype if column.dtype == "float" else column.dtype).itemsize for column in STORED.values())
    kind = experiment.budget.kind
    limit, few = ("target_within", "updates") if kind == "target_loss" else (kind, kind)
    batch = max(lane.at_once(n) for lane in experiment.lanes)
    held, mixing = sum(experiment.data.sizes_in_memory), experiment.data.mixing
    mixed = len(experiment.lanes) * mixing.window if mixing is not None else 0
    return [
        Need(message("samples", n=n), (2 * held + mixed) * sample, "data.n", message("fewer_samples")),
        Need(message("order_of_samples", n=n), 8 * 8 * (mixing.window if mixing is not None else n), "data.n", message("fewer_samples")),
        Need(message("weights", n=weights), copies * weights * item, "model.hidden", message("smaller_model")),
        Need(message("rows_of_updates", n=updates), _GROWN * row * updates, f"budget.{limit}", message(f"fewer_{few}")),
        Need(
            message("batch_within_net", n=batch), 0 if _has_kernels(experiment) else 3 * batch * sum(widths) * item,
            "lanes.*.batch_size", message("smaller_batches"),
        ),
    ]  # fmt: skip


def check_memory(experiment: Experiment) -> None:
    """Refuse a run for which memory would not suffice.

    Raises:
        InputError: it says what is needed, what is there, and what to lower.
    """
    found, there = needs(experiment), available_memory()
    total, largest = sum(need.size for need in found), max(found, key=lambda need: need.size)
    if there is not None and there < _RESERVE:
        raise InputError("memory", message("too_little_memory", free=in_words(there), least=in_words(_RESERVE)))
    if there is not None and total + _RESERVE > there:
        sizes = {"needed": in_words(total), "size": in_words(largest.size), "free": in_words(there)}
        raise InputError(largest.field, message("run_needs_memory", what=largest.what, advice=largest.advice, **sizes))


def history_budget(experiment: Experiment, planned: Sequence[int | None], position: int) -> int:
    """Bytes for the kept positions of all lanes: as usual, or a half of what nothing else needs; then more is computed again later."""
    usual = usual_budget(planned, position)
    there = available_memory() if usual > _RESERVE // 2 else None  # a run for which memory suffices leaves the reserve
    return usual if there is None else min(usual, max(0, there - sum(need.size for need in needs(experiment))) // 2)


def expected_seconds(experiment: Experiment) -> float:
    """How long a run may take on one core; right within a factor of three or so."""
    if experiment.budget.seconds is not None:
        return experiment.budget.seconds * len(experiment.lanes)
    once, speed = (_KERNEL_S, KERNEL_FLOPS) if _has_kernels(experiment) else (_AUTOGRAD_S, 2 * KERNEL_FLOPS)
    updates = [experiment.planned_updates(lane) or 0 for lane in experiment.lanes]
    samples = sum(lane.plan(experiment.data.expected_size).samples_at(made) for lane, made in zip(experiment.lanes, updates, strict=True))
    flops = 6.0 * experiment.products * samples  # three products, of two operations per weight and sample
    return sum(updates) * once + flops / speed


def told(experiment: Experiment) -> Message | str:
    """A sentence on what a long or large run takes, or nothing."""
    size, seconds = sum(need.size for need in needs(experiment)), expected_seconds(experiment)
    if size < _MUCH_BYTES and seconds < _MUCH_S:
        return ""
    unit, length = next((unit, length) for unit, length in _TIMES if seconds >= 2 * length or unit == "seconds")
    id = "run_takes" if experiment.budget.seconds is None else "run_takes_by_update"
    return message(id, experiment=experiment.name, time=message(unit, n=round(seconds / length)), memory=in_words(size))


def _has_kernels(experiment: Experiment) -> bool:
    return experiment.stepper != "autograd" and experiment.has_kernels and experiment.parameter_count <= MOST_WEIGHTS

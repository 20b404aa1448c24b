"""Makes the stepper that computes a lane: the fastest that fits and agrees with autograd."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..data.batches import Batches
from ..experiment import Lane
from ..messages import Message, message
from ..optim.optimizers import rule_of
from ..recording.lane import LaneRecording
from .device import threaded_products
from .problem import Problem
from .steppers.autograd import AutogradStepper
from .steppers.base import InterruptedTrainingError, Rates, Stepper
from .steppers.cuda_graph import CudaGraphStepper, captured_stepper
from .steppers.program import UpdateProgram
from .steppers.relay import RelayStepper
from .steppers.stream import Fed, StreamStepper
from .torch_defaults import usual_torch

_COMPARED = 3  # updates: enough for every term of every optimizer to have been used
_TOLERANCE = {"float32": 1e-4, "float64": 1e-9}
_COMPARED_SAMPLES = 4096  # of each of their batches; a kernel that is right for these is right for more

_agreed: set[str] = set()  # kinds of lanes that have been compared in this process, and agreed


def autograd_stepper(problem: Problem, lane: Lane) -> Stepper:
    """Return the reference stepper for a lane, at the common start."""
    model = problem.model().to(problem.device)
    optimizer, is_divisible = lane.trained_optimizer(problem.n), not problem.modes.differ
    made = AutogradStepper(model, problem.loss, optimizer, *problem.samples, lane.micro_batch, problem.draw, is_divisible=is_divisible)
    return _fed(problem, made)


def fast_stepper(problem: Problem, lane: Lane) -> tuple[Stepper | None, Message | str]:
    """Return a faster stepper for a lane, at the common start; or None, and why, in one sentence where it may surprise."""
    if problem.modes.differ:
        return None, _told(problem)
    if problem.experiment.stepper == "autograd" or lane.accumulates(problem.n):  # which the stepper itself tells
        return None, ""
    if problem.device.type == "cuda" and not problem.experiment.data.is_streamed:
        return captured_stepper(lambda: update_program(problem, lane), lane, problem.n)
    net, note = problem.kernel_model()
    if net is None:
        return None, message("no_kernel_without_bias") if problem.is_declared and problem.experiment.extras else note
    if not rule_of(lane.optimizer).kernel:
        return None, message("no_kernel_for", optimizer=lane.optimizer.kind.title)
    from ..kernels.net import Samples
    from ..kernels.program import Program
    from .steppers.formula import FormulaStepper
    from .steppers.fused import FusedStepper, is_short

    if isinstance(net, Program):
        return FormulaStepper(net, lane.trained_optimizer(problem.n), problem.dataset.train_inputs, problem.start), ""
    threaded = threaded_products(problem.experiment.dtype) if len(problem.experiment.lanes) == 1 else 0  # else lanes take the cores

    def stepper(size: int) -> Stepper:
        samples = Samples(problem.dataset.train_inputs, problem.dataset.train_targets, is_padded=is_short(size))
        return _fed(problem, FusedStepper(net, lane.trained_optimizer(problem.n), samples, problem.start, size, threaded))

    plan = lane.plan(problem.n)
    change = next((stage.first_update for stage in plan.stages if not is_short(stage.size)), 0)
    if change:  # batches grow beyond those that go sample by sample
        return RelayStepper(stepper(plan.stages[0].size), stepper(plan.largest), change), ""
    return stepper(plan.largest), ""


def _told(problem: Problem) -> Message:
    """How a model is measured that computes otherwise in an update."""
    id = "measured_with_statistics" if problem.modes.normalises else "measured_without_dropout"
    return message("measured_without_either" if all(problem.modes) else id)


def _fed(problem: Problem, stepper: Fed) -> Stepper:
    """A stepper that is given samples as they are read, where they are larger than memory."""
    source = problem.dataset.reader()
    return stepper if source is None else StreamStepper(stepper, source, problem.dataset.sample_bytes)


def update_program(problem: Problem, lane: Lane) -> UpdateProgram:
    """Return a lane's updates as one program on the device, at the common start."""
    largest = lane.plan(problem.n).largest
    return UpdateProgram(problem.model().to(problem.device), problem.loss, lane.trained_optimizer(problem.n), *problem.samples, largest)


@usual_torch()
def recorded_stepper(problem: Problem, recording: LaneRecording, *, is_long: bool = False) -> Stepper:
    """Return a stepper of the kind that a lane was recorded with, or where that is not to be had here, autograd.

    What was captured to be trained is captured again for a long replay only; operation by operation it gives the same.
    """
    lane, is_graph = recording.lane, problem.device.type == "cuda" and recording.stepper == CudaGraphStepper.name
    fast = fast_stepper(problem, lane)[0] if is_long or not is_graph else None
    if fast is not None and fast.name == recording.stepper:
        return RelayStepper(autograd_stepper(problem, lane), fast, recording.autograd_updates) if recording.autograd_updates else fast
    return CudaGraphStepper(update_program(problem, lane)) if is_graph else autograd_stepper(problem, lane)


def choose_stepper(problem: Problem, recording: LaneRecording) -> Stepper:
    """A stepper for a lane, at the common start; which one is noted in the recording.

    A fast one is compared with autograd, here and now; but where lanes of this kind have agreed before, that waits until the lane
    is over (`disagrees`), so that a run whose settings are being dragged is shown without delay.
    """
    chosen, recording.note = fast_stepper(problem, recording.lane)
    if chosen is not None:
        recording.stepper = chosen.name
        is_known = problem.is_declared and _kind(chosen, problem, recording) in _agreed
        if is_known or not disagrees(chosen, problem, recording):
            return chosen
    return fall_back(problem, recording)


def fall_back(problem: Problem, recording: LaneRecording) -> Stepper:
    """Autograd for a lane, at the common start."""
    reference = autograd_stepper(problem, recording.lane)
    recording.stepper, recording.agreement = reference.name, float("nan")
    return reference


def is_unchecked(recording: LaneRecording) -> bool:
    """Whether a lane's fast stepper has not been compared with autograd yet; one that failed, as for want of samples, will not be."""
    return recording.stepper != "autograd" and math.isnan(recording.agreement) and recording.status.state != "failed"


def disagrees(chosen: Stepper, problem: Problem, recording: LaneRecording) -> bool:
    """Compare a lane's fast stepper with autograd in the first updates; afterwards it is at the common start.

    How far they differ is noted in the recording.
    """
    grown = recording.plan.stages[-1].first_update
    recording.agreement = float(np.max([_difference(chosen, problem, recording, done) for done in sorted({0, grown})]))  # NaN if one is
    chosen.restore(problem.start_position(recording.lane), 0)
    if recording.agreement <= _TOLERANCE[problem.experiment.dtype]:
        if problem.is_declared:  # of a module of one's own nothing is known that could tell its kind
            _agreed.add(_kind(chosen, problem, recording))
        return False
    recording.note = message("stepper_differs", stepper=chosen.name, difference=f"{recording.agreement:.1e}")
    return True


def _kind(chosen: Stepper, problem: Problem, recording: LaneRecording) -> str:
    """All that decides which code computes a lane: everything but the numbers that such code is given."""
    lane, experiment = recording.lane, problem.experiment
    optimizer = lane.optimizer
    net = (
        experiment.layer_widths,
        repr(experiment.model.model_copy(update={"start": None})),
        experiment.loss.name,
        experiment.dtype,
        experiment.data.function,
    )
    shape = (optimizer.l1 > 0, optimizer.clip_value > 0, optimizer.clip_norm > 0)
    rule = (optimizer.name, optimizer.momentum > 0, optimizer.nesterov, optimizer.weight_decay > 0, *shape)
    return repr((chosen.name, net, rule, lane.size(recording.n), recording.plan.largest))


def _difference(chosen: Stepper, problem: Problem, recording: LaneRecording, done: int) -> float:
    """The largest difference of losses, norms and weights, relative to their size, in the first updates from the common start with the
    batches that come after so many updates."""
    lane, planned = recording.lane, recording.planned
    count = min(_COMPARED, planned or _COMPARED)
    done = min(done, (planned or done + count) - count)
    whole, rates = recording.next_batches(done + 1, count), recording.learning_rates(done + 1, count)
    batches = Batches.of([whole.order[begin:end][:_COMPARED_SAMPLES] for begin, end in pairwise(whole.starts)])
    steppers = chosen, autograd_stepper(problem, lane)
    for stepper in steppers:
        stepper.restore(problem.start_position(lane), done)
    ours, reference = (_first_updates(stepper, batches, rates) for stepper in steppers)
    if len(ours[0]) != len(reference[0]):  # one diverged earlier than the other
        return float("inf")
    sizes = _sizes(problem)
    return float(np.max([_relative(*pair) for pair in zip(ours, reference, sizes, strict=True)]))  # NaN if one of them is


def _sizes(problem: Problem) -> tuple[float, float, float]:
    """The least that losses, gradients and weights are compared with: of a function, what they are made of. Where that cancels out, as at a
    minimum, rounding is all there is."""
    if problem.function is None:
        return 0.0, 0.0, 0.0
    tilt = float(np.abs(problem.dataset.train_inputs).max())
    return problem.function.largest(problem.start) + tilt * float(np.abs(problem.start).max()), tilt, tilt


def _first_updates(stepper: Stepper, batches: Batches, rates: Rates) -> list[NDArray[Any]]:
    """Losses [k], gradient norms [k] and weights [k, P] of updates, up to one that is not finite or raises."""
    parts: list[list[NDArray[Any]]] = [[], [], []]
    done = 0
    while done < len(batches):
        left = len(batches) - done
        try:
            updates = stepper.run(batches.part(done, len(batches)), rates[done:], np.arange(1, left + 1))
        except InterruptedTrainingError:
            break
        for values, part in zip((updates.loss, updates.grad_norm, updates.kept[:, 0]), parts, strict=True):
            part.append(values)
        done += len(updates.loss)
        if updates.diverged:
            break
    return [np.concatenate(part) for part in parts]


def _relative(a: NDArray[Any], b: NDArray[Any], least: float) -> float:
    if not b.size:
        return 0.0
    return float(np.abs(a.astype(np.float64) - b).max() / max(float(np.abs(b).max()), least, 1e-30))

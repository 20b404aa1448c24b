"""Which experiments the compiled kernels are for, and what measures with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import torch
from numpy.typing import NDArray

from ..data.batches import Batches
from ..experiment import Experiment
from ..geometry.measurer import Measured, Measurer
from ..kernels.availability import why_awaited, why_not_compiled, why_not_loaded
from ..kernels.cache import note_kept
from ..messages import Message, message
from .device import resolve_device

if TYPE_CHECKING:
    from ..geometry.plane import Plane
    from ..kernels.net import Net, Samples
    from ..kernels.program import Program

_BLOCK, _SURFACE_BLOCK = 144, 1024  # samples at once; the first one keeps rows from falling on the same lines of the cache
_BENT_BLOCK = 256  # samples at once where neurons bend: 64 take 10 % longer, and more make no difference
_PARTS = 4  # for each thread: the last one to be done keeps the others waiting for a part only
_FEW_POINTS = 256  # to each thread, at least: to begin one takes as long
MOST_WEIGHTS = 3_000_000  # beyond, a block of samples takes longer than whoever stops a run may have to wait
KERNEL_FLOPS = 2e10  # a second, of the kernels on one core: 0.5 to 5 · 10¹⁰ were measured, from 10-50-1 to 20-256-256-1
_LAUNCHES_S = {"cuda": 8e-5, "mps": 1e-3}  # of an update of a net so small that a GPU waits for its launches; CUDA's in a graph


Rows = Callable[[NDArray[np.float64], NDArray[np.float64]], None]  # takes y [H] and room for losses [H, W]


def compile_kernels(dtype: str) -> None:
    """Have all kernels compiled for a dtype, or fetched from where an earlier start has kept them; without Numba, nothing."""
    if why_not_compiled():
        return
    from ..experiment.sections import Optimizer
    from ..geometry.plane import Plane, own_plane
    from ..geometry.projection import Projection
    from ..kernels import rules
    from ..kernels.compiler import is_cached
    from ..kernels.formula import descend
    from ..kernels.net import Net, Samples
    from ..kernels.orders import draw_orders
    from ..kernels.program import Program
    from .steppers.formula import FormulaStepper
    from .steppers.fused import FusedStepper, is_short

    net, start = Net((1, 1), "identity", "mse"), np.zeros(2, dtype)
    data = np.zeros((16, 1), dtype), np.zeros((16, 1), dtype)
    for size in (1, 16):
        samples = Samples(*data, is_padded=is_short(size))
        stepper = FusedStepper(net, Optimizer(lr=1.0), samples, start, size)
        stepper.run(Batches(np.arange(size), np.array([0, size])), np.zeros(1), np.array([1]))
    program = Program(["x"])
    formula = FormulaStepper(program, Optimizer(lr=1.0), np.zeros((1, 2), dtype), start)
    formula.run(Batches(np.arange(1), np.array([0, 1])), np.zeros(1), np.array([1]))
    table, numbers, *places = program.machine(dtype)
    points, state = np.zeros((1, 2), dtype), np.zeros((2, 2), dtype)
    descend(table, numbers, rules.SGD, np.zeros(rules.PLACES), np.zeros(1), points, np.zeros(1), np.zeros(2, dtype), state, *places)
    measurer = FusedObjective(net, *data)
    measurer.measure(start[None])
    measurer.rows(own_plane(), np.zeros(1), np.zeros(1))
    bent = Plane(np.zeros(4), np.eye(2, 4), "principal", ("", ""))
    FusedObjective(Net((1, 1, 1), "relu", "mse"), *data).rows(bent, np.arange(2.0), np.zeros(1))
    Projection(own_plane()).extend(start[None])
    draw_orders(np.empty((1, 2), np.int64), np.zeros(1, np.uint64))
    if is_cached:
        note_kept(dtype)


def fused_model(experiment: Experiment, device: str) -> tuple[Net | Program | None, Message | str]:
    """The experiment's net or function for the kernels, or None and why, in one sentence."""
    if device == "cpu" and experiment.loss.smoothing and experiment.stepper != "autograd":
        return None, message("no_kernel_for_smoothing")
    if device != "cpu" or not experiment.has_kernels:  # nobody expects a net's kernels there
        return None, ""
    reason = _why_not_fused(experiment) or (message("kernels_not_ready") if why_awaited(experiment.dtype) else "")
    if reason:
        return None, reason
    if experiment.data.function is not None:
        from ..kernels.program import Program

        return Program(experiment.data.function.steps), ""
    from ..kernels.net import Net

    return Net(experiment.layer_widths, experiment.model.activation, experiment.loss.name), ""


def awaits_kernels(experiment: Experiment, device: str) -> bool:
    """Whether an experiment's model is for the kernels, which are not there yet."""
    return bool(why_awaited(experiment.dtype)) and device == "cpu" and experiment.has_kernels and not _why_not_fused(experiment)


def device_for(experiment: Experiment) -> torch.device:
    """Where an experiment's own model is computed: `auto` is a GPU if there is one, save where the processor's kernels will be done sooner.

    An update of a small net is over before a GPU has been told of it: `article` took 3.5 s with graphs on an H200, and 0.1 s with the
    kernels on one core beside it. The answer follows from the experiment alone, so that a replay gets the same one.

    Raises:
        InputError: the device it asks for is not there, or cannot compute in its dtype.
    """
    device = resolve_device(experiment.device, experiment.dtype)
    if experiment.device != "auto" or device.type == "cpu" or not experiment.has_kernels or _why_not_fused(experiment):
        return device
    n, kernels, launches = experiment.data.expected_size, 0.0, 0.0
    for lane in experiment.lanes:
        updates = experiment.planned_updates(lane) or lane.updates_per_epoch(n)
        kernels += lane.plan(n).samples_at(updates) * 6 * experiment.parameter_count / KERNEL_FLOPS  # three products of 2 P each
        launches += updates * _LAUNCHES_S[device.type]
    return torch.device("cpu") if kernels < launches else device


def _why_not_fused(experiment: Experiment) -> Message | str:
    """Why a model that has kernels is not trained by them, in one sentence, or nothing."""
    if experiment.parameter_count > MOST_WEIGHTS:
        return message("net_is_too_large", n=experiment.parameter_count)
    if why_awaited(experiment.dtype):
        return ""
    reason = why_not_compiled() or why_not_loaded(experiment.dtype)
    return message("so_autograd", reason=reason) if reason else ""


def _check_samples(widths: Sequence[int], inputs: NDArray[Any], targets: NDArray[Any]) -> None:
    """Refuse samples that are not for a net of these widths."""
    classes, is_classification = max(2, widths[-1]), targets.dtype == np.int64  # one output alone tells two classes apart
    shape = (len(inputs),) if is_classification else (len(inputs), widths[-1])
    if inputs.shape[1:] != (widths[0],) or targets.shape != shape:
        raise ValueError(f"found inputs {inputs.shape} and targets {targets.shape} for a net of {widths}")
    if is_classification and len(targets) and not 0 <= targets.min() <= targets.max() < classes:
        raise ValueError(f"found classes from {targets.min()} to {targets.max()}, allowed are 0 to {classes - 1}")


def _whole_lines(n: int) -> int:
    """So many samples, filled up to whole vectors and lines of the cache."""
    return -(-n // 16) * 16


class AwaitingObjective:
    """Loss over samples by PyTorch, and by the kernels as soon as they are there.

    Args:
        experiment: of which net.
        slow: the loss by PyTorch.
        samples: inputs and targets.
    """

    def __init__(self, experiment: Experiment, slow: Measurer, samples: tuple[NDArray[Any], NDArray[Any]]) -> None:
        self._experiment, self._samples = experiment, samples
        self._measurer = slow
        self._awaits = True

    def measure(self, weights: NDArray[Any]) -> Measured:
        """Loss and accuracy at each of `weights` [k, P]."""
        return self._best().measure(weights)

    def rows(self, plane: Plane, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Loss at the points of a grid on a plane, [len(y), len(x)]."""
        return self._best().rows(plane, x, y)

    def _best(self) -> Measurer:
        if self._awaits and not why_awaited(self._experiment.dtype):
            net, _ = fused_model(self._experiment, "cpu")
            self._measurer = self._measurer if net is None else FusedObjective(cast("Net", net), *self._samples)
            self._awaits = False
        return self._measurer


class FusedObjective:
    """Loss over samples at given weights of a dense net, without the interpreter lock.

    Args:
        net: the net's shape.
        inputs: float [n, d].
        targets: float [n, outputs] or int64 [n].

    Raises:
        ValueError: here and in `measure`, when shapes or classes are not the net's: kernels check no bounds.
    """

    def __init__(self, net: Net, inputs: NDArray[Any], targets: NDArray[Any]) -> None:
        from ..kernels.net import Samples

        _check_samples(net.widths, inputs, targets)
        self._net = net
        self._samples: Samples = Samples(inputs, targets)
        self._inputs, self._targets = np.ascontiguousarray(self._samples.inputs.T), np.ascontiguousarray(self._samples.targets.T)
        self._known: tuple[Plane | None, list[NDArray[Any]]] = None, []
        self._is_classification = targets.dtype == np.int64

    def measure(self, weights: NDArray[Any]) -> Measured:
        """Loss and accuracy at each of `weights` [k, P]."""
        from ..kernels.evaluation import measure

        net, labels = self._net, self._samples.labels
        if weights.shape[1:] != (net.size,):
            raise ValueError(f"found weights {weights.shape}, allowed is [k, {net.size}]")
        loss, right = np.empty(len(weights)), np.empty(len(weights))
        vectors = np.ascontiguousarray(weights, self._inputs.dtype)
        measure(net.table, net.activation, net.loss, vectors, self._inputs, self._targets, labels, *self._room(_BLOCK), loss, right)
        return Measured(loss, right / len(labels) if self._is_classification else np.full(len(weights), np.nan))

    def rows(self, plane: Plane, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Loss at the points of a grid on a plane, [len(y), len(x)]; the rows are shared among as many threads as PyTorch may use here."""
        values = np.empty((len(y), len(x)))
        kernel = self._kernel(plane, x)
        workers = max(1, min(torch.get_num_threads(), len(y), values.size // _FEW_POINTS))
        count = min(len(y), _PARTS * workers)
        parts = iter(list(zip(np.array_split(y, count), np.array_split(values, count), strict=True)))

        def some(_: int) -> None:
            compute = kernel()
            for part in parts:  # whoever is free takes the next rows
                compute(*part)

        if workers > 1:
            with ThreadPoolExecutor(workers) as pool:
                list(pool.map(some, range(workers)))
        else:
            some(0)
        return values

    def _kernel(self, plane: Plane, x: NDArray[np.float64]) -> Callable[[], Rows]:
        """A function that gives each thread a function of its own, with its own room, that computes the losses of some rows."""
        from ..kernels.pointwise import RELU

        steps = np.diff(x)
        is_even = len(x) > 1 and np.allclose(steps, steps[0], atol=0.0)
        if is_even and len(self._net.widths) == 3 and self._net.activation == RELU:
            return self._along_rows(plane, x)
        return self._at_points(plane, x)

    def _at_points(self, plane: Plane, x: NDArray[np.float64]) -> Callable[[], Rows]:
        """That for any net."""
        from ..kernels.surface import surface_rows

        net, labels, dtype = self._net, self._samples.labels, self._inputs.dtype
        grid, block = (plane.origin, *plane.directions, *self._first_layer(plane), x), min(_SURFACE_BLOCK, _whole_lines(len(labels)))

        def rows() -> Rows:
            room = np.empty(net.size, dtype), np.empty((net.widths[1], block), dtype), *self._room(block)
            return lambda y, losses: surface_rows(net.table, net.activation, net.loss, *grid, y, self._targets, labels, losses, *room)

        return rows

    def _along_rows(self, plane: Plane, x: NDArray[np.float64]) -> Callable[[], Rows]:
        """That for nets with one hidden layer of ReLUs, along evenly spaced points."""
        from ..kernels.net import room
        from ..kernels.surface import bent_rows
        from ..kernels.vectors import WIDE

        net, labels, dtype = self._net, self._samples.labels, self._inputs.dtype
        (_, count, width), (across, up), points, lanes = net.widths, plane.directions, len(x), WIDE // dtype.itemsize
        center, step = x[(points - 1) // 2], (x[-1] - x[0]) / (points - 1)
        row = plane.origin + center * across, step * across, up, *self._first_layer(plane), center, step, points
        block = min(_BENT_BLOCK, _whole_lines(len(labels)))

        def rows() -> Rows:
            many = (points + 3) * width * block, 2 * count, 4 * count * block, 4 * (points + 1) * lanes, 4 * lanes
            outputs, *others = (room(size, dtype=dtype) for size in many)
            rooms = outputs.reshape(-1, block), *others, np.empty(lanes, np.int32)
            return lambda y, losses: bent_rows(net.table, net.loss, *row, y, self._targets, labels, losses, *rooms)

        return rows

    def _first_layer(self, plane: Plane) -> list[NDArray[Any]]:
        """The first layer's results for origin and directions, [count, n filled up] each; kept for the next rows of the same plane."""
        known, first = self._known  # read once: another thread may be at work on another plane
        if known is plane:
            return first
        from ..kernels.net import room

        (width, count), n = self._net.widths[:2], len(self._samples.labels)

        def results(flat: NDArray[np.float64]) -> NDArray[Any]:
            matrix, bias = flat[: width * count].reshape(count, width), flat[width * count : (width + 1) * count]
            filled = room(count, _whole_lines(n), dtype=self._inputs.dtype)
            filled[:, :n] = matrix @ self._inputs + bias[:, None]
            return filled

        layer = [results(vector) for vector in (plane.origin, *plane.directions)]
        self._known = plane, layer
        return layer

    def _room(self, block: int) -> tuple[NDArray[Any], NDArray[Any]]:
        from ..kernels.net import room

        acts, slopes = room(2, self._net.rows, block, dtype=self._inputs.dtype)
        return acts, slopes

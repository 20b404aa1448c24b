"""What an update saw: the loss surface of its batch, and the gradients at the ball, and the thread that keeps them at the playhead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..jobs import Job, Worker

if TYPE_CHECKING:
    from ..comparison.recording import Recording
    from ..geometry.surface import Surface
    from .landscape import Landscape
    from .options import LandscapeOptions

Q = TypeVar("Q")  # a question,
A = TypeVar("A")  # and its answer
_HELD = 0.95  # of the batches: 19 of 20
_BATCHES, _MOST_DRAWN = 2000, 200_000  # so many are drawn, or so many samples, whatever comes first
_FLAT = 1e-12  # of the larger variance; what is less is rounding
_RESOLUTION = (81, 53)  # coarse, for it may be another one in every frame; of several, all together have about so many points


@dataclass(frozen=True, eq=False)
class BatchSurface:
    """The loss of the batch that an update was made with.

    Attributes:
        landscape: on whose plane and rectangle it lies.
        lane: index of the lane.
        update: which, counted from 1.
        surface: the mean loss of the batch's samples.
    """

    landscape: Landscape
    lane: int
    update: int
    surface: Surface


@dataclass(frozen=True, eq=False)
class GradientSteps:
    """Where an update went, and where the gradients said it should go: steps on the plane, float64 [2] each.

    Attributes:
        lane: index of the lane.
        update: which, counted from 1.
        before: coordinates of the weights before it.
        made: the update itself, with all that the optimizer makes of a gradient: the sum of the next four.
        batch: what plain gradient descent makes of the batch's gradient: minus the learning rate times it.
        momentum, scaling, decay: what the optimizer adds to that (`optim/decomposition.py`); zero where it has none.
        full: the same of the gradient of all samples.
        spread: covariance of the same over all batches of this size, drawn without replacement, [2, 2].
        spread_radius: so many standard deviations from the mean hold 19 of 20 of these batches, in every direction.
    """

    lane: int
    update: int
    before: NDArray[np.float64]
    made: NDArray[np.float64]
    batch: NDArray[np.float64]
    momentum: NDArray[np.float64]
    scaling: NDArray[np.float64]
    decay: NDArray[np.float64]
    full: NDArray[np.float64]
    spread: NDArray[np.float64]
    spread_radius: float


@dataclass(frozen=True)
class ProbeRequest:
    """What is asked for.

    Attributes:
        landscape: on whose plane.
        updates: of each lane.
        batches: indices of the lanes whose batches' surfaces are wanted.
        gradients: indices of the lanes whose gradients are wanted.
    """

    landscape: Landscape
    updates: tuple[int, ...]
    batches: tuple[int, ...]
    gradients: tuple[int, ...]


def question(landscape: Landscape, rows: Sequence[int], options: LandscapeOptions) -> ProbeRequest | None:
    """What options ask for at the rows of the lanes; None when they ask for nothing. At the start it is about the first update.

    A batch of all samples is not asked for: its surface is the one that is drawn already.
    """
    if landscape.recording.surface_in_file is not None:  # nothing can be computed
        return None
    lanes = landscape.recording.lanes
    visible, names = options.visible(lanes), [lane.name for lane in lanes]
    wanted = names if options.small_multiples and options.batch in names else [options.batch]
    batches = tuple(i for i in visible if names[i] in wanted and lanes[i].updates and not lanes[i].lane.takes_all(lanes[i].n))
    gradients = visible if options.drawn([record.lane for record in lanes]) - {"made"} else ()
    return ProbeRequest(landscape, tuple(max(1, row) for row in rows), batches, gradients) if gradients or batches else None


@dataclass(frozen=True, eq=False)
class Probe:
    """What was found.

    Attributes:
        question: what was asked for.
        batches: the surfaces of the batches that are wanted.
        gradients: of those lanes that have made an update, if wanted.
    """

    question: ProbeRequest
    batches: tuple[BatchSurface, ...]
    gradients: tuple[GradientSteps, ...]


def probe(question: ProbeRequest) -> Probe:
    """Find what is asked for."""
    landscape, updates = question.landscape, question.updates
    resolution = _RESOLUTION[0] // max(1, len(question.batches)) | 1, _RESOLUTION[1]  # side by side, pictures are narrower, too
    batches = tuple(batch_surface(landscape, lane, updates[lane], resolution) for lane in question.batches)
    recorded = [lane.updates for lane in landscape.recording.lanes]
    return Probe(
        question, batches, tuple(gradient_steps(landscape, i, updates[i]) for i in question.gradients if 0 < updates[i] <= recorded[i])
    )


def batch_surface(landscape: Landscape, lane: int, update: int, resolution: tuple[int, int] = _RESOLUTION) -> BatchSurface:
    """The loss of the batch of an update over a landscape's rectangle."""
    from ..geometry.surface import compute_surface

    recording: Recording = landscape.recording
    measurer = recording.problem.batch_objective(recording.lanes[lane].next_batches(update, 1).order, update)
    return BatchSurface(landscape, lane, update, compute_surface(measurer, landscape.plane, landscape.extent, resolution))


def gradient_steps(landscape: Landscape, lane: int, update: int) -> GradientSteps:
    """The gradients at the weights before an update, and what the optimizer made of them, seen on a landscape's plane.

    The variance of the mean of B out of n samples is σ²/B · (n − B)/(n − 1) (Cochran 1977, §2.5), so that it is 0 for B = n. With dropout
    or batch-norm the batch's gradient is that of training mode, with the update's draws; the others are of evaluation mode.
    """
    from ..optim.decomposition import decompose
    from ..optim.optimizers import shaped_gradient
    from ..training.derivatives import batch_gradient, gradient, sample_gradients

    record, plane = landscape.recording.lanes[lane], landscape.plane
    positions = record.positions(update - 1, update)  # [2, 1 + s, P]
    before = positions[0].astype(np.float64) @ plane.directions.T  # [1 + s, 2]
    problem, weights = landscape.recording.problem, positions[0, 0]
    each = sample_gradients(problem, weights, plane.directions)  # [n, 2]
    said, batch = record.lane.optimizer, record.next_batches(update, 1).order
    rate = float(record.learning_rates(update, 1)[0])
    made = plane.directions @ (positions[1, 0].astype(np.float64) - positions[0, 0])
    taken = each[batch] if problem.dataset.is_whole else sample_gradients(problem, weights, plane.directions, batch)  # [b, 2]
    of_batch, of_all = taken.mean(axis=0), each.mean(axis=0)  # [2]
    if problem.modes.differ:
        of_all = plane.directions @ gradient(problem, weights)
    if problem.modes.differ or said.shapes_gradient:  # which takes the whole of it
        of_batch = plane.directions @ shaped_gradient(said, weights, batch_gradient(problem, weights, batch, update))
    parts = decompose(said, rate, update, of_batch, before, made)
    n, size = record.n, len(batch)
    spread = np.cov(each.T, bias=True) * rate**2 / size * (n - size) / max(n - 1, 1)
    begin = before[0] - plane.directions @ plane.origin
    return GradientSteps(lane, update, begin, made, *parts, -rate * of_all, spread, spread_radius(each, min(size, len(each))))


def spread_radius(each: NDArray[np.float64], size: int) -> float:
    """The Mahalanobis distance from the mean of all samples within which 19 of 20 means of batches lie.

    Of single samples it is their own quantile. Of larger batches, up to 2000 are drawn without replacement, always the same. For
    a normal distribution it would be √(−2 ln 0.05) = 2.45, but single gradients have longer tails.

    Args:
        each: what every sample says, [n, 2].
        size: of a batch.
    """
    n = len(each)
    size = min(size, n - size)  # what is left out of a batch is as far from the mean, in standard deviations
    if size < 1:
        return 0.0
    offsets = each - each.mean(axis=0)  # [n, 2]
    means = offsets if size == 1 else _batch_means(offsets, size)  # [batches, 2]
    values, vectors = np.linalg.eigh(np.cov(each.T, bias=True) / size * (n - size) / max(n - 1, 1))
    is_wide = values > _FLAT * values[-1]  # along the others all are alike
    if not is_wide.any():
        return 0.0
    distances = np.linalg.norm(means @ vectors[:, is_wide] / np.sqrt(values[is_wide]), axis=1)
    return float(np.quantile(distances, _HELD, method="inverted_cdf"))


def _batch_means(offsets: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """Means of many batches [batches, 2] of samples [n, 2]."""
    batches = offsets.take(_drawn_batches(len(offsets), size), axis=0)  # [batches, size, 2]
    return batches.mean(axis=1)  # type: ignore[no-any-return]


@lru_cache(maxsize=6)
def _drawn_batches(n: int, size: int) -> NDArray[np.int32]:
    """Batches out of n samples, cut out of epochs as those that are trained on: [batches, size]."""
    whole = min(n // size, _BATCHES)
    epochs = max(1, min(-(-_BATCHES // whole), _MOST_DRAWN // n))
    orders = np.broadcast_to(np.arange(n, dtype=np.int32), (epochs, n))
    return np.random.default_rng(0).permuted(orders, axis=1)[:, : whole * size].reshape(-1, size)


class ProbeWorker(Worker, Generic[Q, A]):
    """Answers on a thread of its own the question that was asked last; those that come meanwhile are skipped.

    Args:
        answer: answers a question.
        name: of the thread.

    Attributes:
        newest: the newest answer, or None before the first.
    """

    def __init__(self, answer: Callable[[Q], A], name: str) -> None:
        super().__init__(name)
        self.newest: A | None = None
        self._answer = answer
        self._last: Q | None = None

    def ask(self, question: Q) -> bool:
        """Ask; False for the question that was asked last: nothing is answered twice."""
        if question == self._last:
            return False
        self._last = question
        self.start(Job(partial(self._work, question)))
        return True

    def forget(self) -> None:
        """Let go of the last question and its answer, and of all that they hold."""
        self._last, self.newest = self._last if self.is_busy else None, None

    def _work(self, question: Q, job: Job[None]) -> None:
        from ..training.device import leave_a_core  # here, not above: this imports PyTorch

        leave_a_core()
        self.newest = self._answer(question)

"""What the user wishes to see of a landscape, and which planes and arrows there are. Light to import: menus are made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from ..experiment import Experiment, Lane
    from ..experiment.parts import Optimizer
    from ..geometry.extent import Extent
    from ..geometry.plane import Plane

Loss = Literal["train", "validation"]
BIASES = (
    "Leave out biases and norms",
    "random directions move neither biases nor batch-norm, as in Li et al. 2018: they would hide how sharp the rest is",
)  # title, help
LOSSES: tuple[tuple[Loss, str], ...] = (("train", "Training loss"), ("validation", "Validation loss"))
PENALISED = "Loss + weight decay"


@dataclass(frozen=True)
class PlaneKind:
    """A way to lay a plane through parameter space.

    Attributes:
        name: how code and files call it.
        title: as in the menu.
        help: what it is good for, in one sentence.
        why_not: why an experiment has no such plane, in a few words; empty when it has.
    """

    name: str
    title: str
    help: str
    why_not: Callable[[Experiment], str]

    @property
    def is_principal(self) -> bool:
        """Whether it is fitted to the paths."""
        return self.name.startswith("principal")

    @property
    def is_random(self) -> bool:
        """Whether its directions are drawn."""
        return self.name.startswith("random-")


def _always_too_many(experiment: Experiment) -> str:
    count = experiment.parameter_count
    return "" if count == 2 else f"the model has {count:,} weights, not two"


def _all_is_seen(experiment: Experiment) -> str:
    return "the model's own two axes show all of it" if experiment.parameter_count == 2 else ""


def _needs_lanes(count: int) -> Callable[[Experiment], str]:
    def why_not(experiment: Experiment) -> str:
        found = len(experiment.lanes)
        lanes = "one lane" if found == 1 else f"{found} lanes"
        return _all_is_seen(experiment) or ("" if found >= count else f"the experiment has {lanes}, it takes {count}")

    return why_not


PLANES: tuple[PlaneKind, ...] = (
    PlaneKind("own", "Own axes", "the two weights themselves: nothing is hidden", _always_too_many),
    PlaneKind("principal", "Principal components",
              "every path counts alike, however many updates it has: on average no plane shows a larger share of the paths", _all_is_seen),
    PlaneKind("principal-updates", "Principal, by update",
              "every update counts alike: shows most of all updates together, so that a lane with many of them outweighs the others",
              _all_is_seen),
    PlaneKind("start-ends", "Start and two ends",
              "through the common start and where the first and the last lane are now: do they go different ways?", _needs_lanes(2)),
    PlaneKind("ends", "Three ends", "through where the first three lanes are now: is there a wall between what they found?",
              _needs_lanes(3)),
    PlaneKind("sharpest", "Steepest and sharpest",
              "along the gradient and the sharpest curvature at the first lane's ball: how steep, how narrow is it there?", _all_is_seen),
    PlaneKind("random-filter", "Random, by filter",
              "random directions scaled to each neuron's weights (Li et al. 2018): how sharp is it around the best end?", _all_is_seen),
    PlaneKind("random-layer", "Random, by layer", "random directions scaled to each layer's weights", _all_is_seen),
    PlaneKind("random-none", "Random, unscaled", "as they come: small weights are moved as far as large ones", _all_is_seen),
)  # fmt: skip


@dataclass(frozen=True)
class Arrow:
    """What can be drawn at the balls.

    Attributes:
        name: how code calls it, also the field of `glance.Slopes`.
        title: as in the menu.
        help: what it shows, in one sentence.
        needed: what a lane's optimizer must do for it to be there, in a few words; empty where all do.
        is_in: whether an optimizer does it.
    """

    name: str
    title: str
    help: str
    needed: str = ""
    is_in: Callable[[Optimizer], bool] = lambda optimizer: True

    def why_not(self, lanes: Iterable[Lane]) -> str:
        """Why it is at none of some lanes' balls, in a few words; empty when it is at one of them."""
        return "" if any(self.is_in(lane.optimizer) for lane in lanes) else f"no visible lane {self.needed}"


ARROWS: tuple[Arrow, ...] = (
    Arrow("made", "Last update", "where the last update went, with all that the optimizer makes of a gradient"),
    Arrow("batch", "Slope of its batch", "where the gradient of that batch points"),
    Arrow("momentum", "Momentum", "what the optimizer carries over from earlier updates: it goes on from the slope of the batch",
          "has momentum", lambda optimizer: optimizer.carries),
    Arrow("scaling", "Adaptive scaling", "what it changes that every weight has a learning rate of its own (AdaGrad, RMSProp, Adam)",
          "gives every weight a learning rate of its own", lambda optimizer: optimizer.kind.scales),
    Arrow("decay", "Weight decay", "the pull of the weights towards zero", "has weight decay",
          lambda optimizer: optimizer.weight_decay > 0),
    Arrow("full", "True slope", "where the gradient of all samples points"),
    Arrow("others", "Other batches",
          "where 19 of 20 other batches of that size would have pointed, measured from the samples"),
)  # fmt: skip


def plane_kind(name: str) -> PlaneKind:
    """The kind of a name.

    Raises:
        KeyError: there is none.
    """
    return {kind.name: kind for kind in PLANES}[name]


def penalised(lanes: Sequence[Lane]) -> list[Lane]:
    """One lane for each penalty that is descended on beside the loss, the first that has it."""
    first: dict[float, Lane] = {}
    for lane in lanes:
        first.setdefault(lane.optimizer.penalty, lane)
    return [lane for penalty, lane in first.items() if penalty > 0]


class Named(Protocol):
    """A lane, or its record."""

    @property
    def name(self) -> str:
        """How code and files call it."""


@dataclass(frozen=True)
class LandscapeOptions:
    """What is to be seen.

    Attributes:
        plane: name of the kind of plane; where the experiment has no such plane, its principal one or its own axes are shown.
        loss: on which samples.
        seed: of random directions.
        with_biases: whether random directions move parameters of one axis (biases, batch-norm) too.
        objective: name of a lane whose weight decay is added to the training loss, as a penalty; empty for the loss alone.
        batch: name of a lane whose batches' own surface is drawn over the other one, or empty; where lanes are apart, each has its own.
        small_multiples: whether each lane has a picture of its own.
        hidden: names of lanes that are not to be seen; they are trained all the same.
        arrows: names of those that are drawn at the balls.
        extent: the rectangle to be seen; None for the one around all visible paths.
        aspect: how many times as high as wide a rectangle around the paths is made; 0 for as it comes.
        row: of the first lane, where directions begin that depend on the playhead.
        pinned: a plane to stay on, whatever is trained, as long as the model has as many weights.
    """

    plane: str = "principal"
    loss: Loss = "train"
    objective: str = ""
    batch: str = ""
    small_multiples: bool = False
    hidden: frozenset[str] = frozenset()
    arrows: frozenset[str] = frozenset({"made"})
    extent: Extent | None = None
    aspect: float = 0.0
    seed: int = 0
    with_biases: bool = False
    row: int = 0
    pinned: Plane | None = None

    def visible(self, lanes: Sequence[Named]) -> tuple[int, ...]:
        """Indices of the lanes that are to be seen; all, where none would be left."""
        every = tuple(range(len(lanes)))
        if not self.hidden:
            return every
        return tuple(i for i in every if lanes[i].name not in self.hidden) or every

    def penalty(self, lanes: Sequence[Lane]) -> float:
        """λ of the penalty λ/2 · |weights|² in the surface; 0 for the loss alone."""
        return next((lane.optimizer.penalty for lane in lanes if lane.name == self.objective), 0.0) if self.loss == "train" else 0.0

    def title(self, lanes: Sequence[Lane]) -> str:
        """What the surface shows."""
        return PENALISED if self.penalty(lanes) else dict(LOSSES)[self.loss]

    def drawn(self, lanes: Sequence[Lane]) -> frozenset[str]:
        """Names of the arrows that are drawn: those of `arrows` that can be."""
        return frozenset(self._drawable(lanes, [arrow for arrow in ARROWS if arrow.name in self.arrows]))

    def drawable(self, lanes: Sequence[Lane]) -> tuple[str, ...]:
        """Names of the arrows that there are at one of the visible lanes' balls, in order."""
        return self._drawable(lanes, ARROWS)

    def _drawable(self, lanes: Sequence[Lane], arrows: Iterable[Arrow]) -> tuple[str, ...]:
        """Names of those arrows."""
        seen = [lanes[index] for index in self.visible(lanes)]
        return tuple(arrow.name for arrow in arrows if not arrow.why_not(seen))

    def surveyed(self) -> LandscapeOptions:
        """What of it every survey must begin anew for: neither another rectangle, nor what is drawn over the surface, nor which lanes,
        nor what its kind of plane does not depend on."""
        result = replace(self, extent=None, aspect=0.0, batch="", small_multiples=False, hidden=frozenset(), arrows=frozenset())
        if not plane_kind(self.plane).is_random:
            result = replace(result, seed=0, with_biases=False)
        return result if self.plane == "sharpest" else replace(result, row=0)

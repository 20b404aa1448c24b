"""What the user wishes to see of a landscape, and which arrows there are. Light to import: menus are made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

from ..experiment.penalty import Penalty
from ..messages import Message, message
from .planes import DEFAULT, PLANES

if TYPE_CHECKING:
    from ..experiment import Lane
    from ..experiment.sections import Optimizer
    from ..geometry.extent import Extent
    from ..geometry.plane import Plane

Loss = Literal["train", "validation"]
BIASES = (
    "Leave out biases and norms",
    "random directions move neither biases nor batch-norm, as in Li et al. 2018: they would hide how sharp the rest is",
)  # title, help


class ShownLoss(NamedTuple):
    """A loss that a surface can show.

    Attributes:
        name: how code calls it.
        title: as in the menu.
        in_words: the same in a sentence.
        help: on which samples it is measured.
    """

    name: str
    title: str
    in_words: str
    help: str


LOSSES = (
    ShownLoss("train", "Training loss", "training loss", "on the samples that the lanes learn from"),
    ShownLoss("validation", "Validation loss", "validation loss", "on samples that no lane learns from"),
)
PENALISED = ShownLoss("penalised", "Loss + weight decay", "loss + weight decay", LOSSES[0].help)


@dataclass(frozen=True)
class Arrow:
    """What can be drawn at the balls.

    Attributes:
        name: how code calls it, also the field of `probe.GradientSteps`.
        title: as in the menu.
        in_words: the same beside a picture.
        help: what it shows, in one sentence.
        missing: that no lane's optimizer does what is needed for it to be there, in a few words; empty where all do.
        is_in: whether an optimizer does it.
    """

    name: str
    title: str
    in_words: str
    help: str
    missing: Message | str = ""
    is_in: Callable[[Optimizer], bool] = lambda optimizer: True

    def why_not(self, lanes: Iterable[Lane]) -> Message | str:
        """Why it is at none of some lanes' balls, in a few words; empty when it is at one of them."""
        return "" if any(self.is_in(lane.optimizer) for lane in lanes) else self.missing


ARROWS: tuple[Arrow, ...] = (
    Arrow("made", "Last update", "last update", "where the last update went, with all that the optimizer makes of a gradient"),
    Arrow("batch", "Batch gradient", "batch gradient", "where the gradient of that batch points"),
    Arrow("momentum", "Momentum", "momentum",
          "what the optimizer carries over from earlier updates: it goes on from the gradient of the batch",
          message("no_lane_has_momentum"), lambda optimizer: optimizer.carries),
    Arrow("scaling", "Adaptive scaling", "adaptive scaling",
          "what it changes that every weight has a learning rate of its own (AdaGrad, RMSProp, Adam)",
          message("no_lane_has_scaling"), lambda optimizer: optimizer.kind.scales),
    Arrow("decay", "Weight decay", "weight decay", "the pull of the weights towards zero",
          message("no_lane_has_weight_decay"), lambda optimizer: optimizer.weight_decay > 0),
    Arrow("full", "Full gradient", "full gradient", "where the gradient of all samples points"),
    Arrow("others", "Other batches", "other batches",
          "where 19 of 20 other batches of that size would have pointed, measured from the samples"),
)  # fmt: skip


def penalised(lanes: Sequence[Lane]) -> list[Lane]:
    """One lane for each penalty that is descended on beside the loss, the first that has it."""
    first: dict[Penalty, Lane] = {}
    for lane in lanes:
        first.setdefault(lane.optimizer.penalty, lane)
    return [lane for penalty, lane in first.items() if penalty]


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
        objective: name of a lane whose penalty is added to the training loss; empty for the loss alone.
        batch: name of a lane whose batches' own surface is drawn over the other one, or empty; where lanes are apart, each has its own.
        small_multiples: whether each lane has a picture of its own.
        hidden: names of lanes that are not to be seen; they are trained all the same.
        arrows: names of those that are drawn at the balls.
        extent: the rectangle to be seen; None for the one around all visible paths.
        aspect: how many times as high as wide a rectangle around the paths is made; 0 for as it comes.
        row: of the first lane, where directions begin that depend on the playhead.
        pinned: a plane to stay on, whatever is trained, as long as the model has as many weights.
    """

    plane: str = DEFAULT
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

    def penalty(self, lanes: Sequence[Lane]) -> Penalty:
        """What is added to the loss in the surface; nothing for the loss alone."""
        found = (lane.optimizer.penalty for lane in lanes if lane.name == self.objective and self.loss == "train")
        return next(found, Penalty())

    def shown_loss(self, lanes: Sequence[Lane]) -> ShownLoss:
        """What the surface shows."""
        return PENALISED if self.penalty(lanes) else next(loss for loss in LOSSES if loss.name == self.loss)

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
        unused: dict[str, Any] = {"seed": 0, "with_biases": False, "row": 0}
        return replace(result, **{name: value for name, value in unused.items() if name not in PLANES[self.plane].inputs})

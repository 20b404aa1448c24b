"""How the document is looked at: one immutable value. A change of it is another value; views get it with their frame."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypedDict

from engine.experiment import Experiment
from engine.landscape.options import LandscapeOptions
from engine.recording.clock import Clock
from gui.look.quantities import QUANTITIES, Quantity, allowed
from gui.look.surface_style import MapLook

Scale = Literal["linear", "log"]
Arrangement = Literal["side", "together"]


class ViewChanges(TypedDict, total=False):
    """What can be changed of it at once."""

    clock: Clock
    scale: Scale
    arrangement: Arrangement
    plotted: str
    options: LandscapeOptions
    relief: bool
    map_look: MapLook
    shown: frozenset[str]
    lane: str
    features: tuple[int, int] | None


@dataclass(frozen=True)
class ViewState:
    """How the document is looked at.

    Attributes:
        clock: what the playhead and the axis of the losses count.
        scale, arrangement: how losses are shown.
        plotted: name of what their panels plot.
        options: what is to be seen of the landscape; the landscape follows.
        relief: whether the surface is to be seen in three dimensions.
        map_look: how the surface is painted.
        shown: names of the views in the middle that are to be seen; others are folded away.
        lane: name of the lane whose model is seen; where there is no such, the first that is visible.
        features: the two of the data view, where there are more; None for those that tell most.
    """

    clock: Clock = "epochs"
    scale: Scale = "log"
    arrangement: Arrangement = "side"
    plotted: str = "loss"
    options: LandscapeOptions = field(default_factory=LandscapeOptions)
    relief: bool = False
    map_look: MapLook = field(default_factory=MapLook)
    shown: frozenset[str] = frozenset({"losses", "surface"})
    lane: str = ""
    features: tuple[int, int] | None = None

    @property
    def small_multiples(self) -> bool:
        """Whether each lane has a picture of the surface of its own; there is one relief only."""
        return self.options.small_multiples and not self.relief

    def quantity(self, experiment: Experiment) -> Quantity:
        """What the loss panels plot: what was chosen, or the loss where that is not known of such data."""
        chosen = QUANTITIES[self.plotted]
        return chosen if chosen in allowed(experiment.data.is_classification) else QUANTITIES["loss"]

    @property
    def shows_model(self) -> bool:
        """Whether a view is to be seen that asks what a model says."""
        return not self.shown.isdisjoint({"data", "network"})

    def model_lane(self, experiment: Experiment) -> int:
        """Index of the lane whose model is seen."""
        names = [lane.name for lane in experiment.lanes]
        return names.index(self.lane) if self.lane in names else self.options.visible(experiment.lanes)[0]

    def model_features(self, experiment: Experiment) -> tuple[int, ...]:
        """Over which features its outputs are seen: none where inputs are images, else one or two."""
        count = experiment.data.features
        if experiment.data.image_shape is not None:
            return ()
        if count == 1:
            return (0,)
        return self.features if self.features is not None and max(self.features) < count else experiment.data.telling_features

    def changed_options(self, row: int, changes: dict[str, Any]) -> LandscapeOptions:
        """Other options of the landscape. A plane is laid at a row; chosen again, a random one is another."""
        options = self.options
        if "plane" in changes:
            again = changes["plane"] == options.plane
            changes = changes | {"extent": None, "row": row, "pinned": None, "seed": options.seed + again}
        if "with_biases" in changes:  # that is another plane
            changes = changes | {"extent": None}
        if changes.keys() & {"loss", "objective", "batch"}:  # one is seen instead of the other
            changes = {"loss": "train", "objective": "", "batch": ""} | changes
        if "aspect" in changes and options.extent is not None:
            changes = {"extent": options.extent.shaped(changes["aspect"])} | changes
        return replace(options, **changes)

    def begun_anew(self, clock: Clock) -> ViewState:
        """For another document: without what belongs to its lanes and its plane."""
        options = replace(self.options, extent=None, pinned=None, hidden=frozenset())
        return replace(self, clock=clock, lane="", features=None, options=options)

    def fitting(self, experiment: Experiment) -> ViewState:
        """For other inputs: without a plane or a rectangle that is of other weights."""
        options = self.options
        if options.pinned is not None and len(options.pinned.origin) != experiment.parameter_count:
            options = replace(options, pinned=None)
        if options.extent is not None and options.pinned is None and experiment.parameter_count != 2:
            options = replace(options, extent=None)  # the next plane is another one
        return self if options is self.options else replace(self, options=options)

    def is_surveyed_as(self, other: ViewState) -> bool:
        """Whether the landscape that is to be seen is the same."""
        ours, theirs = self.options, other.options
        places = (ours.extent, ours.aspect, ours.hidden) == (theirs.extent, theirs.aspect, theirs.hidden)
        return places and ours.surveyed() == theirs.surveyed()

"""What is seen: the actions that switch something on or off, or go on to the next of several ways to look at a run."""

from __future__ import annotations

from engine.landscape.options import LOSSES, penalised
from engine.landscape.planes import PLANES
from engine.recording.clock import CLOCKS
from gui.look.quantities import allowed
from gui.look.surface_style import COLOURS, CONTOURS, SCALES, following
from gui.session.session import Session


def next_clock(session: Session) -> None:
    """Count the next of updates, epochs and seconds."""
    session.look(clock=CLOCKS[(CLOCKS.index(session.view.clock) + 1) % len(CLOCKS)])


def toggle_scale(session: Session) -> None:
    """Linear or logarithmic."""
    session.look(scale="linear" if session.view.scale == "log" else "log")


def next_quantity(session: Session) -> None:
    """The next quantity that loss panels can plot of such data."""
    names = [quantity.name for quantity in allowed(session.experiment.data.is_classification)]
    here = names.index(session.view.plotted) if session.view.plotted in names else -1
    session.look(plotted=names[(here + 1) % len(names)])


def toggle_view(session: Session, name: str) -> None:
    """Show a view, or fold it away."""
    session.look(shown=session.view.shown ^ {name})


def toggle_arrangement(session: Session) -> None:
    """Side by side or all in one."""
    session.look(arrangement="side" if session.view.arrangement == "together" else "together")


def toggle_small_multiples(session: Session) -> None:
    """One picture of the surface for each lane, or one for all."""
    session.set_options(small_multiples=not session.view.options.small_multiples)


def toggle_lane(session: Session, name: str) -> None:
    """Hide a lane, or let it be seen again; it is trained all the same. The last one that is seen stays."""
    hidden = session.view.options.hidden ^ {name}
    if any(lane.name not in hidden for lane in session.experiment.lanes):
        session.set_options(hidden=hidden)


def toggle_pin(session: Session) -> None:
    """Stay on the plane that is shown, whatever is trained; or follow the paths again."""
    landscape, is_pinned = session.observers.landscape, session.view.options.pinned is not None
    is_free = landscape is not None and not is_pinned and not landscape.plane.is_exact
    session.set_options(pinned=landscape.plane if is_free and landscape is not None else None)


def next_plane(session: Session) -> None:
    """The next plane that the experiment has."""
    names = [kind.name for kind in PLANES.values() if not kind.why_not(session.experiment)]
    here = names.index(session.view.options.plane) if session.view.options.plane in names else -1
    session.set_options(plane=names[(here + 1) % len(names)])


def next_loss(session: Session) -> None:
    """The surface of the next loss: training, validation, with weight decay, or of the batches of a visible lane that has such."""
    experiment, options = session.experiment, session.view.options
    n, lanes = experiment.data.expected_size, [experiment.lanes[index] for index in options.visible(experiment.lanes)]
    losses = [("loss", loss.name) for loss in LOSSES] + [("objective", lane.name) for lane in penalised(experiment.lanes)]
    wishes = losses + [("batch", lane.name) for lane in lanes if not lane.takes_all(n)]
    is_apart = options.small_multiples and not session.view.relief
    if is_apart:  # each picture has that of its own lane: one choice for all
        wishes = wishes[: len(losses) + 1]
    batch = wishes[-1] if options.batch and is_apart else ("batch", options.batch)
    objective = next((lane.name for lane in penalised(experiment.lanes) if lane.optimizer.penalty == options.penalty(experiment.lanes)), "")
    here = next((each for each in (batch, ("objective", objective)) if each in wishes), ("loss", options.loss))
    name, value = wishes[(wishes.index(here) + 1) % len(wishes)]
    session.set_options(**{name: value})


def next_arrows(session: Session) -> None:
    """One kind of arrow more, of those that there are; after the last one, the first alone."""
    options = session.view.options
    names = options.drawable(session.experiment.lanes)
    missing = [name for name in names if name not in options.arrows]
    session.set_options(arrows=options.arrows | {missing[0]} if missing else frozenset(names[:1]))


def hide_next(session: Session) -> None:
    """Without the first lane, then without the second one, and so on; after the last one, all again."""
    names, hidden = [lane.name for lane in session.experiment.lanes], session.view.options.hidden
    turns = [frozenset[str](), *(frozenset({name}) for name in names)] if len(names) > 1 else [frozenset[str]()]
    after = turns.index(hidden) + 1 if hidden in turns else 0
    session.set_options(hidden=turns[after % len(turns)])


def next_colours(session: Session) -> None:
    """The next colour map of the surface."""
    session.set_map_look(colours=following(COLOURS, session.view.map_look.colours))


def next_contours(session: Session) -> None:
    """The next way to spread contour lines."""
    session.set_map_look(contours=following(CONTOURS, session.view.map_look.contours))


def toggle_scales(session: Session) -> None:
    """Equal axis scales, or as they fit."""
    session.set_map_look(scales=following(SCALES, session.view.map_look.scales))

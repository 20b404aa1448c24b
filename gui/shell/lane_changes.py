"""What the user does to whole lanes: each is one step of undo."""

from __future__ import annotations

from engine.experiment import lane_edits
from gui.look.theme import DARK
from gui.look.translation import tr
from gui.session.session import Session


def add_lane(session: Session, like: str = "") -> None:
    """A copy of a lane behind it, by default of the last one.

    Raises:
        InputError: there are as many lanes as there can be.
    """
    title = session.experiment.lane(like).title if like else session.experiment.lanes[-1].title
    session.document.replace(lane_edits.with_lane_added(session.experiment, like), tr("a copy of {lane}", lane=title))


def remove_lane(session: Session, name: str = "") -> None:
    """One lane less, by default the last one.

    Raises:
        InputError: it is the only one.
    """
    lane = session.experiment.lane(name) if name else session.experiment.lanes[-1]
    session.document.replace(lane_edits.with_lane_removed(session.experiment, lane.name), tr("removing {lane}", lane=lane.title))


def move_lane(session: Session, name: str, steps: int) -> None:
    """A lane further down, or up where `steps` are negative."""
    title = session.experiment.lane(name).title
    session.document.replace(lane_edits.with_lane_moved(session.experiment, name, steps), tr("moving {lane}", lane=title))


def rename_lane(session: Session, name: str, title: str) -> None:
    """Another name, in the same colour."""
    changed = lane_edits.with_lane_renamed(session.experiment, name, title, session.lane_colors())
    if [lane.name for lane in changed.lanes] != [lane.name for lane in session.experiment.lanes]:
        session.document.replace(changed, tr("renaming {lane}", lane=session.experiment.lane(name).title))


def recolor_lane(session: Session, name: str, place: int) -> None:
    """Another colour and marker.

    Args:
        session: whose lanes.
        name: of the lane.
        place: of the wanted one in the theme that has the lanes' own colours first.
    """
    colors = session.lane_colors()
    order = [*colors, *(color for color in range(len(DARK.lanes)) if color not in colors)]
    changed = lane_edits.with_lane_colored(session.experiment, name, order[place], colors)
    if place != [lane.name for lane in session.experiment.lanes].index(name):
        session.document.replace(changed, tr("the colour of {lane}", lane=session.experiment.lane(name).title))

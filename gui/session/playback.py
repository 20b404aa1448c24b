"""Playing: what the user does to the playhead, and how fast it is at first."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QObject, Signal

from engine.experiment import Experiment
from engine.recording.clock import CLOCKS, Clock
from engine.recording.playhead import FASTEST, SLOWEST, Playhead
from gui.look import timing


class Playback(QObject):
    """The playhead in the user's hand.

    Attributes:
        playhead: where we are in the recording.

    Signals:
        changed: it plays or rests, or does so otherwise.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.playhead = Playhead()

    def rewind(self, speed: float) -> None:
        """Play from the start, forwards, at a speed."""
        playhead = self.playhead
        playhead.position, playhead.speed, playhead.direction = 0.0, speed, 1
        playhead.follows, playhead.is_playing = False, True

    def toggle_play(self) -> None:
        """Play, or pause."""
        if self.playhead.is_playing:
            self.playhead.pause()
        else:
            self.playhead.play()
        self.changed.emit()

    def pause(self) -> None:
        """Stand still."""
        self.playhead.pause()
        self.changed.emit()

    def step(self, count: int) -> None:
        """Go to the next (1) or previous (-1) update of any lane."""
        if count > 0:
            self.playhead.step()
        else:
            self.playhead.step_back()
        self.changed.emit()

    def jump_epoch(self, count: int) -> None:
        """Go to the next (1) or previous (-1) epoch."""
        self.playhead.jump_epochs(count)
        self.changed.emit()

    def to_start(self) -> None:
        """Go to the common start."""
        self.playhead.seek(0.0)
        self.changed.emit()

    def to_end(self) -> None:
        """Go to the newest update, and stay with it while more are computed."""
        self.playhead.follow()
        self.changed.emit()

    def seek(self, position: float) -> None:
        """Go to a place on the clock."""
        self.playhead.seek(position)

    def set_speed(self, updates_per_second: float) -> None:
        """Play faster or slower."""
        self.playhead.speed = min(max(updates_per_second, SLOWEST), FASTEST)
        self.changed.emit()

    def toggle_direction(self) -> None:
        """Play backwards, or forwards again."""
        self.playhead.direction *= -1
        self.playhead.play()
        self.changed.emit()

    def toggle_loop(self) -> None:
        """At the end begin again, or stop there."""
        self.playhead.loops = not self.playhead.loops
        self.changed.emit()

    def total(self, experiment: Experiment) -> float:
        """Where the clock will stand at the end; grows where that is not known."""
        clock = self.playhead.clock
        planned = [experiment.planned_updates(lane) for lane in experiment.lanes]
        if clock == "epochs" and experiment.budget.epochs is not None:
            return float(experiment.budget.epochs)
        if clock == "seconds" and experiment.budget.seconds is not None:
            return experiment.budget.seconds
        if clock == "updates" and None not in planned and experiment.budget.target_loss is None:
            return float(max(cast("list[int]", planned)))
        return max(self.playhead.recorded, self.playhead.position, 1e-9)


def clock_of(experiment: Experiment) -> Clock:
    """The clock on which all lanes of an experiment end together; with a target loss they do on none, and updates are compared."""
    return next((clock for clock in CLOCKS if clock == experiment.budget.kind), "updates")


def comfortable_speed(experiment: Experiment) -> float:
    """Updates a second at which the whole run takes about `timing.SHOW_S`."""
    most = max((experiment.planned_updates(lane) or 10_000) for lane in experiment.lanes)
    return max(SLOWEST, most / timing.SHOW_S)

"""Turns and moves the camera: by itself while a run plays, and as the hand wants it."""

from __future__ import annotations

import time

from PySide6.QtCore import QPointF

from gui.look import timing
from gui.widgets.painting import reduced_motion

from .camera import Camera

_TURN = 5.0  # degrees a second
_DEGREES = 0.35  # for each pixel that the hand moves
_NOTCH = 1.15  # how much nearer a notch of the wheel brings it


class Orbit:
    """Where the camera is, and whose hand it is in.

    Attributes:
        camera: where the relief is seen from.
        is_held: whether the user has taken it in hand; it does not turn by itself then.
    """

    def __init__(self) -> None:
        self.camera, self.is_held = Camera(), False
        self._grip: QPointF | None = None
        self._moved_at = 0.0

    @property
    def is_gripped(self) -> bool:
        """Whether the hand is on it at this moment."""
        return self._grip is not None

    def fit(self) -> None:
        """See it as at first."""
        self.camera, self.is_held = Camera(), False

    def turn_by_itself(self, playing: bool) -> bool:
        """Let a frame's time pass; whether that moved it."""
        now = time.perf_counter()
        passed, self._moved_at = now - self._moved_at, now
        if not playing or self.is_held or reduced_motion():
            return False
        self.camera = self.camera.turned(_TURN * min(passed, timing.LONGEST_TURN_S), 0.0)
        return True

    def grip(self, place: QPointF) -> None:
        """Take it in hand."""
        self._grip, self.is_held = place, True

    def drag(self, place: QPointF) -> bool:
        """The hand moves; whether it holds it."""
        if self._grip is None:
            return False
        step, self._grip = place - self._grip, place
        self.camera = self.camera.turned(-_DEGREES * step.x(), _DEGREES * step.y())
        return True

    def turn(self, across: float, up: float) -> None:
        """Turn it by so many degrees."""
        self.camera, self.is_held = self.camera.turned(across, up), True

    def release(self) -> None:
        """The hand lets go."""
        self._grip = None

    def approach(self, notches: float) -> None:
        """Come so many notches of the wheel nearer."""
        self.camera = self.camera.nearer(_NOTCH**notches)

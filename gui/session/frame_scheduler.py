"""The one clock that paints: whose turn it is to draw a frame, numbers at most ten times a second, and rest.

A frame in which all views draw at once may take longer than it lasts. So where the playhead leaps and much is to be painted anew,
views take turns, and numbers change in a frame without curves. While a run is awaited, which painting keeps from the interpreter
lock, new curves are painted at once and all else a few times a second.
"""

from __future__ import annotations

import time
from typing import Literal, Protocol

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from gui.look import timing

from .frame import Frame
from .session import Session

Turn = Literal["all", "eager", "others"]  # who draws a frame: eager views show at once what a dragged slider changes
_LEAP = 0.02  # of the whole; a playhead that goes farther in one frame was put there


class Screen(Protocol):
    """What shows frames, and calls `note` for each."""

    @property
    def is_complete(self) -> bool:
        """Whether all views have painted all that belongs to the last frame."""

    def show_frame(self, frame: Frame, *, turn: Turn = "all") -> None:
        """Draw a frame in the views whose turn it is."""

    def show_figures(self, frame: Frame) -> None:
        """Show the numbers of a frame."""


class FrameScheduler(QObject):
    """Ticks while something moves.

    Args:
        session: where frames come from.
        window: a `Screen`, which shows them.

    Attributes:
        last_frame: the newest frame that was drawn, or None before the first.
        turn: who drew it.
    """

    def __init__(self, session: Session, window: QWidget, screen: Screen) -> None:
        super().__init__(window)
        self._session, self._window, self._screen = session, window, screen
        self.last_frame: Frame | None = None
        self.turn: Turn = "all"
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._last_beat = self._last_figures = 0.0
        self._wakes_figures = self._wants_figures = False
        self._since_all = QElapsedTimer()  # since all views have drawn
        self._since_all.start()

    @property
    def is_awake(self) -> bool:
        """Whether it ticks."""
        return self._timer.isActive()

    def wake(self) -> None:
        """Tick until all is painted; if a frame is coming anyway, it will do."""
        if not self.is_awake:
            self._wakes_figures = True
            self._last_beat = time.perf_counter()
            self._timer.start()

    def rest(self) -> None:
        """Stop ticking until the next `wake`."""
        self._timer.stop()

    def note(self, frame: Frame, turn: Turn) -> None:
        """A frame is being drawn."""
        self.last_frame, self.turn = frame, turn
        if turn != "eager":
            self._since_all.restart()

    def ask_for_figures(self) -> None:
        """Have the numbers shown in the next frame, which draws less for it."""
        self._wants_figures = True

    def tick(self, seconds: float) -> None:
        """Let time pass, and have what changed drawn."""
        session, screen, last = self._session, self._screen, self.last_frame
        # asked before the frame, so that the last change is still taken into it
        may_rest = not (session.is_busy or session.awaits_kernels)
        waits = session.runs.is_waiting
        frame = session.advance(seconds)
        has_figures = self._wants_figures
        if waits:
            self._show_what_is_new(frame)
        else:
            turn, has_figures = self._next_turn(frame)
            if turn == "others" and last is not None and self.turn == "eager":
                frame = last  # the one that the eager views have drawn: all show one moment
            screen.show_frame(frame, turn=turn)
        self._set_rate()
        if may_rest and screen.is_complete and self.turn == "all" and not session.observers.has_asked:
            self.rest()
        if has_figures or may_rest or last is None or frame.waiting != last.waiting:
            self._wants_figures = False
            screen.show_figures(frame)

    def _beat(self) -> None:
        now = time.perf_counter()
        seconds, self._last_beat = min(now - self._last_beat, timing.LONGEST_FRAME_S), now
        self.tick(seconds)
        if self._wakes_figures or now - self._last_figures >= timing.FIGURES_S:
            self._wakes_figures, self._last_figures = False, now
            self.ask_for_figures()

    def _set_rate(self) -> None:
        beside_work = timing.FRAMES_BESIDE_WORK_HZ if self._session.needs_lock else timing.FRAMES_HZ
        interval = round(1000 / (timing.LOOKS_WAITING_HZ if self._session.runs.is_waiting else beside_work))
        if interval != self._timer.interval():
            self._timer.setInterval(interval)

    def _next_turn(self, frame: Frame) -> tuple[Turn, bool]:
        """Who draws a frame, and whether the numbers change in it."""
        last = self.last_frame
        if last is not None and abs(frame.position - last.position) > _LEAP * frame.total:
            return ("others", False) if self.turn == "eager" else ("eager", self._wants_figures)
        return ("others", True) if self._wants_figures and self.turn == "all" else ("all", False)

    def _show_what_is_new(self, frame: Frame) -> None:
        last, is_due = self.last_frame, self._since_all.elapsed() >= 1000 / timing.FRAMES_WAITING_HZ
        if last is None or not frame.differs_in_place_only(last):
            self._screen.show_frame(frame, turn="eager")
            QApplication.sendEvent(self._window, QEvent(QEvent.Type.UpdateRequest))  # now: the hand's next move would be seen to first
        elif is_due and (self.turn != "all" or frame != last or not self._screen.is_complete):
            self._screen.show_frame(frame)

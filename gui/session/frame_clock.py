"""The one clock that paints: frames while something moves, figures at most ten times a second, and rest."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, QTimer, Signal

_FIGURES_S = 0.1
_LONGEST_S = 0.25  # after a pause of the whole program, playing goes on from where it was


class FrameClock(QObject):
    """Ticks while it is awake.

    Signals:
        tick: time for a frame; carries the seconds since the last one.
        figures: time for numbers, right after a tick.
    """

    tick = Signal(float)
    figures = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._last = 0.0
        self._last_figures = 0.0
        self._figures_due = False

    @property
    def is_awake(self) -> bool:
        """Whether it ticks."""
        return self._timer.isActive()

    def wake(self) -> None:
        """Paint now, and go on until `rest`."""
        self._figures_due = True
        if not self.is_awake:
            self._last = time.perf_counter()
            self._timer.start()

    def set_rate(self, frames_per_second: float) -> None:
        """How often to tick."""
        interval = round(1000 / frames_per_second)
        if interval != self._timer.interval():
            self._timer.setInterval(interval)

    def rest(self) -> None:
        """Stop ticking until the next `wake`."""
        self._timer.stop()

    def _beat(self) -> None:
        now = time.perf_counter()
        seconds, self._last = min(now - self._last, _LONGEST_S), now
        self.tick.emit(seconds)
        if self._figures_due or now - self._last_figures >= _FIGURES_S:
            self._figures_due, self._last_figures = False, now
            self.figures.emit()

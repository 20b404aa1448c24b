"""What a hand does on a plot: point, click, drag, turn the wheel, click twice."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from engine.geometry.extent import Extent

from .plot import Plot

_NOTCH = 1.25  # how much larger or smaller a notch of the wheel makes the picture


class Interaction(QObject):
    """Tells in the plot's data what the hand does there.

    Args:
        plot: where.
        waits: whether a click counts only when no second one has followed.

    Attributes:
        pointer: where the pointer is, in pixels of the plot's area; None outside.

    Signals:
        pointed: the pointer moved, or left.
        clicked: one click at x and y.
        moved: another rectangle is wished for, by dragging or by the wheel.
        fitted: two clicks.
    """

    pointed = Signal()
    clicked = Signal(float, float)
    moved = Signal(object)
    fitted = Signal()

    def __init__(self, plot: Plot, *, waits: bool = True) -> None:
        super().__init__(plot)
        self._plot, self._waits = plot, waits
        self.pointer: QPointF | None = None
        self._pressed: QPointF | None = None
        self._dragged_from: Extent | None = None
        self._click: tuple[float, float] = 0.0, 0.0
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(lambda: self.clicked.emit(*self._click))
        plot.viewport().setMouseTracking(True)
        plot.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.Leave:
            self._point(None)
        elif isinstance(event, QWheelEvent):
            return self._turn(event)
        elif isinstance(event, QMouseEvent):
            place = self._place(event)
            if kind == QEvent.Type.MouseMove:
                self._move(place)
            elif event.button() == Qt.MouseButton.LeftButton and kind == QEvent.Type.MouseButtonPress and self._holds(place):
                self._pressed = place
                if (focused := QApplication.focusWidget()) is not None:
                    focused.clearFocus()  # keys are for the picture again
            elif event.button() == Qt.MouseButton.LeftButton and kind == QEvent.Type.MouseButtonRelease:
                self._release(place)
            elif kind == QEvent.Type.MouseButtonDblClick and self._holds(place):
                self._wait.stop()
                self._pressed = None
                self.fitted.emit()
            return True
        return False

    def _place(self, event: QMouseEvent | QWheelEvent) -> QPointF:
        place: QPointF = self._plot.mapToScene(event.position().toPoint()) - self._plot.area.topLeft()
        return place

    def _holds(self, place: QPointF) -> bool:
        area = self._plot.area
        return 0 <= place.x() < area.width() and 0 <= place.y() < area.height()

    def _point(self, place: QPointF | None) -> None:
        self.pointer = place if place is not None and self._holds(place) else None
        self._plot.viewport().setCursor(Qt.CursorShape.CrossCursor if self.pointer is not None else Qt.CursorShape.ArrowCursor)
        self.pointed.emit()

    def _move(self, place: QPointF) -> None:
        self._point(place)
        if self._pressed is None:
            return
        if self._dragged_from is None and (place - self._pressed).manhattanLength() >= QApplication.startDragDistance():
            self._dragged_from = self._extent()
        if self._dragged_from is not None:
            before, area, step = self._dragged_from, self._plot.area, place - self._pressed
            across = -step.x() / area.width() * (before.right - before.left)
            self.moved.emit(before.moved(across, step.y() / area.height() * (before.top - before.bottom)))

    def _release(self, place: QPointF) -> None:
        if self._pressed is not None and self._dragged_from is None and self._holds(place):
            self._click = self._plot.data_at(place)
            if self._waits:
                self._wait.start(QApplication.doubleClickInterval())
            else:
                self.clicked.emit(*self._click)
        self._pressed = self._dragged_from = None

    def _turn(self, event: QWheelEvent) -> bool:
        place = self._place(event)
        if not self._holds(place) or event.angleDelta().y() == 0:
            return False
        self.moved.emit(self._extent().scaled(_NOTCH ** (-event.angleDelta().y() / 120), *self._plot.data_at(place)))
        return True

    def _extent(self) -> Extent:
        return Extent(*self._plot.bounds)

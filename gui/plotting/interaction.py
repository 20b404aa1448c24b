"""What a hand does on a plot: point, click, drag, turn the wheel, click twice; or the same with keys, by a cross."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QLineF, QObject, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QWheelEvent
from PySide6.QtWidgets import QApplication

from engine.geometry.extent import Extent
from gui.look.theme import line_scale
from gui.widgets.painting import faded, paint_focus_ring

from .plot import Plot

_NOTCH = 1.25  # how much larger or smaller a notch of the wheel makes the picture
_STEP, _LONG_STEP = 0.01, 0.1  # of the area, that an arrow key moves the cross; a long one also pans
_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
_ZOOMS = {Qt.Key.Key_Plus: -1, Qt.Key.Key_Equal: -1, Qt.Key.Key_Minus: 1}
_GAP, _ARM = 4.0, 13.0  # pixels from the middle of the cross to where its lines begin and end


class Interaction(QObject):
    """Tells in the plot's data what the hand does there.

    Once Tab has reached the plot, arrow keys move a cross, which is the pointer then: Enter clicks there, + and - turn the wheel there,
    Ctrl with an arrow drags, and Escape leaves.

    Args:
        plot: where; what else is pointed at there is painted by its earlier layers.
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
        self.pointed.connect(plot.add_layer(self._paint_cross).update)
        plot.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        plot.installEventFilter(self)
        plot.viewport().setMouseTracking(True)
        plot.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self._plot:
            return self._take_key(event)
        if kind == QEvent.Type.Leave:
            self._point(self._cross if self._plot.hasFocus() else None)
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
        self._zoom(-event.angleDelta().y() / 120, place)
        return True

    def _zoom(self, notches: float, place: QPointF) -> None:
        self.moved.emit(self._extent().scaled(_NOTCH**notches, *self._plot.data_at(place)))

    def _take_key(self, event: QEvent) -> bool:
        """Do what a key means here, whatever it means elsewhere; whether it means anything."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._point(self._cross if self._plot.hasFocus() else None)
            return False
        is_asked = event.type() == QEvent.Type.ShortcutOverride
        if not isinstance(event, QKeyEvent) or not (is_asked or event.type() == QEvent.Type.KeyPress):
            return False
        deed = self._deed(event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier)
        if deed is not None:
            event.accept() if is_asked else deed()
        return deed is not None

    def _deed(self, key: int, held: Qt.KeyboardModifier) -> Callable[[], object] | None:
        """What a key does on the plot."""
        plain, shift = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
        if key in _ARROWS and held in (plain, shift):
            return lambda: self._step(*_ARROWS[Qt.Key(key)], _LONG_STEP if held == shift else _STEP)
        if key in _ARROWS and held == Qt.KeyboardModifier.ControlModifier:
            return lambda: self._pan(*_ARROWS[Qt.Key(key)])
        if key in _ZOOMS and held in (plain, shift):
            return lambda: self._zoom(_ZOOMS[Qt.Key(key)], self._cross)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and held == plain:
            return lambda: self.clicked.emit(*self._plot.data_at(self._cross))
        return (lambda: self._plot.window().setFocus(Qt.FocusReason.OtherFocusReason)) if key == Qt.Key.Key_Escape else None

    @property
    def _cross(self) -> QPointF:
        """The pointer; the middle, where there is none in the area."""
        if self.pointer is not None and self._holds(self.pointer):
            return self.pointer
        return QPointF(self._plot.area.width() / 2, self._plot.area.height() / 2)

    def _step(self, across: int, down: int, share: float) -> None:
        area, cross = self._plot.area, self._cross
        x, y = cross.x() + across * share * area.width(), cross.y() + down * share * area.height()
        self._point(QPointF(min(max(x, 0.0), area.width() - 1), min(max(y, 0.0), area.height() - 1)))

    def _pan(self, across: int, down: int) -> None:
        extent = self._extent()
        width, height = extent.right - extent.left, extent.top - extent.bottom
        self.moved.emit(extent.moved(across * _LONG_STEP * width, -down * _LONG_STEP * height))

    def _paint_cross(self, painter: QPainter, area: QRectF) -> None:
        """The focus ring and the cross, while keys are for this plot."""
        if not self._plot.hasFocus():
            return
        theme = self._plot.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        paint_focus_ring(painter, area, 4, theme)
        x, y = self._cross.toTuple()
        for color, width in ((faded(theme.background, 0.6), 4.5), (QColor(theme.text), 1.5)):
            painter.setPen(QPen(color, width * line_scale()))
            painter.drawLines([QLineF(x + a * _GAP, y + b * _GAP, x + a * _ARM, y + b * _ARM) for a, b in _ARROWS.values()])

    def _extent(self) -> Extent:
        return Extent(*self._plot.bounds)

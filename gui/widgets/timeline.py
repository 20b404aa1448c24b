"""The timeline: where the playhead is, how far the run is computed, and the epochs."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QWidget

from gui.look.theme import SMALL, Theme, font, scaled, text_scale
from gui.widgets.painting import MOVING_KEYS, PaintedControl, blend, clear_pixmap, hairline, is_drawing, paint_knob, snapped
from gui.widgets.track import STEPS

_BAR = 6.0
_KNOB = 9.5
_HOLLOW = 6.5  # of a knob that waits
_SIDE = 16.0
"""Room at both ends, for the knob's halo and half a short label; longer ones lean inwards."""
_LABEL_GAP = 14.0
_MINOR_GAP = 5.0
_UNSEEN = 0.125  # device pixels; whoever moves less is not painted again
_PLACES = 10_000  # of the playhead, for whoever reads or sets it as a whole number
_ENDS = {QAbstractSlider.SliderAction.SliderToMinimum: 0.0, QAbstractSlider.SliderAction.SliderToMaximum: 1.0}

Mark = tuple[float, str]


def marks_with_room(marks: Sequence[Mark], left_of: Callable[[Mark], float], right_of: Callable[[Mark], float]) -> list[Mark]:
    """Every first, second, fifth, tenth, … mark: the finest of these steps at which no two labels touch."""
    stride = 1
    for step in range(3 * 12):
        stride = (1, 2, 5)[step % 3] * 10 ** (step // 3)
        kept = list(marks[::stride])
        if all(right_of(a) + _LABEL_GAP <= left_of(b) for a, b in pairwise(kept)):
            return kept
    return list(marks[:1])


class Timeline(PaintedControl, QAbstractSlider):
    """A track with the played part filled, the computed part in a shade between, a knob, and marks below.

    It shows the position it is told and asks for others; it never moves by itself. Where that is not computed yet, the knob is hollow
    and the track is filled as far as there is something.

    Attributes:
        position: what it shows, in the unit of `set_maximum`.

    Signals:
        sought: the position under the pointer, on press and while dragging; also 0 and the maximum for Home and End.
        nudged: steps asked for by the keyboard: 1 for an arrow, 10 for a page key, negative backwards.
    """

    sought = Signal(float)
    nudged = Signal(int)
    kept_keys = MOVING_KEYS

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.position = 0.0
        self._maximum = 1.0
        self._computed = 0.0
        self._marks: list[Mark] = []
        self._shown: list[Mark] | None = None  # measuring hundreds of labels at every frame would be felt
        self._minor: list[float] = []
        self._picture = QPixmap()
        self._picture_key: object = None
        self._painted = self._places()
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setRange(0, _PLACES)
        self.setSingleStep(_PLACES // 100)
        self.actionTriggered.connect(self._act)
        self.valueChanged.connect(lambda place: self.sought.emit(place / _PLACES * self._maximum))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def set_maximum(self, maximum: float) -> None:
        if maximum == self._maximum:
            return
        self._maximum = maximum
        self._shown = None
        self.update()

    def set_position(self, position: float) -> None:
        if position != self.position:
            self.position = position
            self._follow()

    def set_computed(self, position: float) -> None:
        """How far there is something to play."""
        if position != self._computed:
            self._computed = position
            self._follow()

    def _follow(self) -> None:
        """Paint again where something has moved so far that it can be seen."""
        with QSignalBlocker(self):
            self.setValue(round(min(self.position / self._maximum, 1.0) * _PLACES) if self._maximum > 0.0 else 0)
        places, before = self._places(), self._painted
        least = _UNSEEN / self.devicePixelRatioF()
        if places[2] == before[2] and max(abs(places[0] - before[0]), abs(places[1] - before[1])) < least:
            return
        self._painted, side = places, scaled(_SIDE)
        for now, then in zip(places[:2], before[:2], strict=True):
            if now != then or places[2] != before[2]:
                self.update(QRectF(min(now, then) - side, 0.0, abs(now - then) + 2.0 * side, self.height()).toAlignedRect())

    def _act(self, action: int) -> None:
        """Ask for what a key means, and stay."""
        kind = QAbstractSlider.SliderAction(action)
        if kind in STEPS:
            self.nudged.emit(STEPS[kind])
        elif kind in _ENDS:
            self.sought.emit(_ENDS[kind] * self._maximum)
        self.setSliderPosition(self.value())

    def _places(self) -> tuple[float, float, bool]:
        """Where knob and computed part end, and whether the knob is hollow."""
        return self.x_of(self.position), self.x_of(self._computed), self.is_ahead

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """The (position, label) marks, ascending and evenly spaced; where they are too many, round numbers of them are left out."""
        self._marks = list(marks)
        self._shown = None
        self.update()

    def set_minor_marks(self, positions: Sequence[float]) -> None:
        """Marks without a label; shown when there is room for them."""
        self._minor = list(positions)
        self.update()

    def x_of(self, position: float) -> float:
        part, side = position / self._maximum if self._maximum > 0.0 else 0.0, scaled(_SIDE)
        return side + min(max(part, 0.0), 1.0) * max(1.0, self.width() - 2.0 * side)

    def position_at(self, x: float) -> float:
        part = (x - scaled(_SIDE)) / max(1.0, self.width() - 2.0 * scaled(_SIDE))
        return min(max(part, 0.0), 1.0) * self._maximum

    def shown_marks(self) -> list[Mark]:
        """The marks that get a label at the present width."""
        if self._shown is None:
            metrics = QFontMetricsF(font(SMALL, tabular=True))
            rooms = {mark: self.label_room(mark, metrics) for mark in self._marks}
            self._shown = marks_with_room(self._marks, lambda m: rooms[m].left(), lambda m: rooms[m].right())
        return self._shown

    def label_room(self, mark: Mark, metrics: QFontMetricsF) -> QRectF:
        """Where the label of a mark lies: below it, but whole."""
        width = math.ceil(metrics.horizontalAdvance(mark[1]))
        left = min(snapped(self.x_of(mark[0]), self) - width / 2.0, float(self.width() - width))
        return QRectF(max(left, 0.0), self._middle + scaled(16), width, scaled(15))

    def set_theme(self, theme: Theme) -> None:
        self._shown = None
        super().set_theme(theme)

    @property
    def is_ahead(self) -> bool:
        """Whether the position is not computed yet."""
        return self.position > self._computed

    @property
    def _middle(self) -> float:
        return float(scaled(20 + 11))

    def _bar_to(self, x: float) -> QRectF:
        thick = _BAR * text_scale()
        return QRectF(scaled(_SIDE), self._middle - thick / 2.0, x - scaled(_SIDE), thick)

    def _paint_bar(self, painter: QPainter) -> None:
        theme = self.theme
        painter.setPen(Qt.PenStyle.NoPen)
        for end, color in (
            (self._maximum, QColor(theme.line)),
            (self._computed, blend(theme.line, theme.text_secondary, 0.42)),
            (min(self.position, self._computed), QColor(theme.text)),
        ):
            painter.setBrush(color)
            painter.drawRoundedRect(self._bar_to(self.x_of(end)), _BAR / 2.0 * text_scale(), _BAR / 2.0 * text_scale())

    def _paint_marks(self, painter: QPainter) -> None:
        """The marks, painted once and kept as a picture: they are the same in every frame of a run."""
        if is_drawing(painter):
            self._draw_marks(painter)
            return
        ratio = self.devicePixelRatioF()
        key = (self.size(), ratio, self.theme.name, text_scale(), self._maximum, tuple(self._marks), tuple(self._minor))
        if key != self._picture_key:
            self._picture_key = key
            self._picture = clear_pixmap(self.size().toSizeF(), ratio)
            with QPainter(self._picture) as into:
                self._draw_marks(into)
        painter.drawPixmap(QPointF(), self._picture)

    def _draw_marks(self, painter: QPainter) -> None:
        top, width = self._middle + scaled(10), hairline(self)
        shown = self.shown_marks()
        painter.setPen(QPen(blend(self.theme.card, self.theme.text_secondary, 0.45), width))
        minor = self._minor if len(self._minor) * _MINOR_GAP < self.width() else []
        for position in (*minor, *([p for p, _ in self._marks] if len(self._marks) * _MINOR_GAP < self.width() else [])):
            x = snapped(self.x_of(position), self)
            painter.drawLine(QPointF(x, top), QPointF(x, top + scaled(3)))
        painter.setFont(font(SMALL, tabular=True))
        metrics = QFontMetricsF(painter.font())
        for mark in shown:
            painter.setPen(QPen(QColor(self.theme.text_secondary), width))
            x = snapped(self.x_of(mark[0]), self)
            painter.drawLine(QPointF(x, top), QPointF(x, top + scaled(5)))
            painter.drawText(self.label_room(mark, metrics), Qt.AlignmentFlag.AlignCenter, mark[1])

    def _paint_knob(self, painter: QPainter) -> None:
        center = QPointF(self.x_of(self.position), self._middle)
        lit = self.is_hovered or self.isSliderDown()
        paint_knob(painter, center, _KNOB * text_scale(), 4.0 * text_scale(), self.theme, lit=lit, ring=self.hasFocus())
        if self.is_ahead:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.theme.card))
            painter.drawEllipse(center, _HOLLOW * text_scale(), _HOLLOW * text_scale())

    def sizeHint(self) -> QSize:
        return QSize(480, round(self._middle + scaled(16) + scaled(16)))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        self._painted = self._places()  # they are other ones also after another size or range
        with self.start_painting() as painter:
            self._paint_bar(painter)
            self._paint_marks(painter)
            self._paint_knob(painter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._shown = None

    def sliderChange(self, change: QAbstractSlider.SliderChange) -> None:
        """Qt would paint all of it again."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.sought.emit(self.position_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.sought.emit(self.position_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)
        self.update()

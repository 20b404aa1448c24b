"""Which mark is which lane's, and which lanes are seen: a lane's entry hides it in all views, or shows it again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from engine.experiment import Lane
from gui.look.theme import DARK, SMALL, Theme, font, scaled
from gui.look.translation import tr
from gui.widgets.icon_button import IconButton
from gui.widgets.icons import paint_icon
from gui.widgets.marker import marker_path
from gui.widgets.painting import paint_focus_ring

_LINE = 19.0
_TEXT = 22  # where the words begin
_EYE = 15
_HIDDEN = 0.65  # opacity


class LaneEntry(IconButton):
    """A lane's marker and name, and an eye that says whether it is seen; checked while it is.

    Args:
        index: of the lane.
    """

    def __init__(self, index: int, parent: QWidget | None = None) -> None:
        super().__init__("eye", parent=parent)
        self._index = index
        self._shown: tuple[str, bool, bool] | None = None
        self.setCheckable(True)
        self.setChecked(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_lane(self, title: str, *, seen: bool, alone: bool) -> None:
        """Name the lane, and say whether it is seen, and whether it is the only one."""
        self.setChecked(seen)  # also where a click has changed it already
        if (title, seen, alone) == self._shown:
            return
        self._shown = title, seen, alone
        self.setText(title)
        self.setEnabled(not alone)
        self.setCursor(Qt.CursorShape.ArrowCursor if alone else Qt.CursorShape.PointingHandCursor)
        toggles = tr("hide {lane} in all views", lane=title) if seen else tr("show {lane} in all views", lane=title)
        self.setToolTip(tr("{lane} stays: it is the only lane that is seen", lane=title) if alone else toggles)
        self.setAccessibleName(title)

    def sizeHint(self) -> QSize:
        return QSize(scaled(96), scaled(_LINE))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.is_hovered:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(self.theme.raised))
                painter.drawRoundedRect(QRectF(self.rect()), 5, 5)
            if self.hasFocus():
                paint_focus_ring(painter, QRectF(self.rect()), 5, self.theme)
            style, middle = self.theme.lanes[self._index], self.height() / 2
            marker = marker_path(style.marker, scaled(11)).translated(QPointF(scaled(8), middle))
            painter.setOpacity(1.0 if self.isChecked() else _HIDDEN)
            if self.isChecked():
                painter.fillPath(marker, QColor(style.color))
            else:
                painter.strokePath(marker, QPen(QColor(style.color), 1.5))
            self._paint_name(painter, middle)
            self._paint_eye(painter, middle)

    def _paint_name(self, painter: QPainter, middle: float) -> None:
        face = font(SMALL)
        face.setStrikeOut(not self.isChecked())
        painter.setFont(face)
        painter.setPen(QColor(self.theme.text_secondary))
        metrics = QFontMetricsF(face)
        room = self.width() - scaled(_TEXT) - scaled(_EYE) - 8
        text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(scaled(_TEXT), middle + metrics.capHeight() / 2), text)

    def _paint_eye(self, painter: QPainter, middle: float) -> None:
        """Faint while there is nothing to say."""
        side = scaled(_EYE)
        painter.setOpacity(0.25 if not self.isEnabled() else 1.0 if self.is_hovered or self.hasFocus() or not self.isChecked() else 0.45)
        eye = QRectF(self.width() - side - 3, middle - side / 2, side, side)
        paint_icon(painter, "eye" if self.isChecked() else "eye_off", eye, QColor(self.theme.text_secondary))


class Legend(QWidget):
    """A line for each lane.

    Attributes:
        entries: one for each lane.

    Signals:
        toggled: the name of a lane that is to be hidden, or seen again.
    """

    toggled = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = DARK
        self._lanes: Sequence[Lane] = ()
        self.entries: list[LaneEntry] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_lanes(self, lanes: Sequence[Lane], visible: Sequence[int]) -> None:
        """Name the lanes, and say which are seen."""
        self._lanes = lanes
        self._make_entries(len(lanes))
        for index, (entry, lane) in enumerate(zip(self.entries, lanes, strict=True)):
            entry.show_lane(lane.title, seen=index in visible, alone=tuple(visible) == (index,))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for entry in self.entries:
            entry.set_theme(theme)

    def _make_entries(self, count: int) -> None:
        while len(self.entries) > count:
            entry = self.entries.pop()
            self._column.removeWidget(entry)
            entry.deleteLater()
        for index in range(len(self.entries), count):
            entry = LaneEntry(index)
            entry.clicked.connect(lambda _=False, index=index: self.toggled.emit(self._lanes[index].name))
            entry.set_theme(self._theme)
            self.entries.append(entry)
            self._column.addWidget(entry)

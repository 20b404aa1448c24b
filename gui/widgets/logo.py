"""The logo: two descents run into one valley, and the ball has come to rest there.

`resources/icons/tridescent.svg` holds the same shapes.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QIcon, QLinearGradient, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.look.theme import DARK, TITLE, Theme, font, scaled
from gui.widgets.painting import Painted

_GRID = 24.0
_BALL = (QPointF(12.0, 15.4), 3.6)
ICON_SIZES = (16, 20, 24, 32, 48, 64, 128, 256, 512)


def _descents() -> QPainterPath:
    path = QPainterPath(QPointF(2.2, 4.4))
    path.cubicTo(QPointF(6.4, 4.4), QPointF(3.4, 20.2), QPointF(12.0, 20.2))
    path.cubicTo(QPointF(20.6, 20.2), QPointF(17.6, 4.4), QPointF(21.8, 4.4))
    return path


def _pen(left: str, right: str) -> QPen:
    """The left descent's colour passes into the right one's under the ball."""
    across = QLinearGradient(9.0, 0.0, 15.0, 0.0)
    across.setColorAt(0.0, QColor(left))
    across.setColorAt(1.0, QColor(right))
    return QPen(QBrush(across), 2.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def paint_logo(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    """The mark, as large as fits into `rect`, in the colours of the first three lanes."""
    side = min(rect.width(), rect.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.center() - QPointF(side, side) / 2.0)
    painter.scale(side / _GRID, side / _GRID)
    blue, orange, green = (theme.lanes[lane].color for lane in range(3))
    painter.setPen(_pen(blue, green))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(_descents())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(orange))
    painter.drawEllipse(_BALL[0], _BALL[1], _BALL[1])
    painter.restore()


def app_icon() -> QIcon:
    """The mark on a dark rounded tile, which carries it on light and on dark desktops."""
    icon = QIcon()
    for side in ICON_SIZES:
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        with QPainter(pixmap) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(DARK.card))
            painter.drawRoundedRect(QRectF(0, 0, side, side), side * 0.22, side * 0.22)
            margin = side * (0.06 if side < 32 else 0.14)
            paint_logo(painter, QRectF(margin, margin, side - 2.0 * margin, side - 2.0 * margin), DARK)
        icon.addPixmap(pixmap)
    return icon


class Logo(Painted, QWidget):
    """The mark with the name beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._has_name = True
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("TriDescent")

    def show_name(self, shown: bool) -> None:
        """Show the name beside the mark, or the mark alone."""
        self._has_name = shown
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        if not self._has_name:
            return QSize(scaled(26), scaled(32))
        name = QFontMetricsF(font(TITLE, 600)).horizontalAdvance("TriDescent")
        return QSize(scaled(26) + 10 + round(name) + 1, scaled(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            mark, height = scaled(26), float(self.height())
            paint_logo(painter, QRectF(0.0, (height - mark) / 2.0, mark, mark), self.theme)
            if not self._has_name:
                return
            painter.setPen(QColor(self.theme.text))
            painter.setFont(font(TITLE, 600))
            painter.drawText(QRectF(mark + 10.0, 0.0, self.width() - mark - 10.0, height), Qt.AlignmentFlag.AlignVCenter, "TriDescent")

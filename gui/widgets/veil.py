"""Greys out a widget whose numbers are not those of the run that is named around it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gui.look.theme import BODY, font
from gui.look.translation import QT_TR_NOOP, tr
from gui.widgets.painting import Painted

_OPACITY = 0.72
_PADDING = 10.0
TEXT = QT_TR_NOOP("of the run before")


class Veil(Painted, QWidget):
    """Lies over a whole widget, lets it be seen and used, and says that it is of the run before."""

    def __init__(self, under: QWidget) -> None:
        super().__init__(under)
        self._under = under
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        under.installEventFilter(self)

    def cover(self, is_covered: bool) -> None:
        """Cover the widget, or uncover it."""
        if is_covered == self.isHidden():
            self.setGeometry(self._under.rect())
            self.setVisible(is_covered)
            self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._under.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            ground = QColor(self.theme.card)
            ground.setAlphaF(_OPACITY)
            painter.fillRect(self.rect(), ground)
            painter.setFont(font(BODY, 600))
            metrics, text = QFontMetricsF(painter.font()), tr(TEXT)
            box = QRectF(0, 0, metrics.horizontalAdvance(text) + 2 * _PADDING, metrics.height() + _PADDING)
            box.moveCenter(QRectF(self.rect()).center())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.theme.raised))
            painter.drawRoundedRect(box, 6, 6)
            painter.setPen(QColor(self.theme.text))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

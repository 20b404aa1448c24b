"""The settings panel: the form, and the views that lie below it, in a dock that can be moved."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QDockWidget, QFrame, QScrollArea, QVBoxLayout, QWidget

from gui.look import timing
from gui.look.theme import DARK, Theme, scaled
from gui.look.translation import tr
from gui.widgets.card import paint_card
from gui.widgets.painting import PaintedControl, blend

_WIDTH = 316  # at a text scale of 1
_Feature = QDockWidget.DockWidgetFeature


class Panel(QDockWidget):
    """The settings panel, which looks like a card. What is longer than it is scrolled."""

    def __init__(self, form: QWidget) -> None:
        super().__init__(tr("Settings"))
        self.setObjectName("settings")  # by which its place is kept
        self.setAllowedAreas(Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea)
        self.setFeatures(_Feature.DockWidgetMovable | _Feature.DockWidgetFloatable)
        self._theme = DARK
        self._grip = Grip()
        self.setTitleBarWidget(self._grip)
        self._content = QWidget()
        self._rows = QVBoxLayout(self._content)
        self._rows.addWidget(form)
        self._rows.addStretch()
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._content)
        self._revealed: QWidget | None = None  # the field that is being scrolled to
        self._scroll.verticalScrollBar().rangeChanged.connect(self._keep_revealed)
        self.setWidget(self._scroll)

    def add(self, view: QWidget) -> None:
        """Put a view below what is there."""
        self._rows.insertWidget(self._rows.count() - 1, view)  # above the stretch

    def reveal(self, field: QWidget) -> None:
        """Scroll to a field, and again as what lies around it takes up its new height."""
        self._revealed = field
        self._keep_revealed()
        field.destroyed.connect(self._end_revealing)
        QTimer.singleShot(timing.TELL_MS, self, self._end_revealing)

    def fit(self) -> None:
        """Be as wide as the content needs."""
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        self.setFixedWidth(max(scaled(_WIDTH), self._content.minimumSizeHint().width() + bar))

    def set_spaces(self) -> None:
        """Set the spaces for the present text scale."""
        self._rows.setContentsMargins(scaled(14), 0, scaled(14), scaled(14))
        self._rows.setSpacing(scaled(14))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._grip.set_theme(theme)
        self.update()

    def _keep_revealed(self) -> None:
        if self._revealed is not None:
            self._scroll.ensureWidgetVisible(self._revealed, 0, 8)

    def _end_revealing(self) -> None:
        self._revealed = None

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            if self.isFloating():
                painter.fillRect(self.rect(), QColor(self._theme.background))
            paint_card(painter, self, self._theme)


class Grip(PaintedControl, QWidget):
    """What the panel is dragged by. Two clicks let it float, or put it back; actions do the same by key."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.SizeAllCursor)
        self.setAccessibleName(tr("move the settings panel"))
        self.setToolTip(tr("drag the panel to the other side or out of the window"))

    def sizeHint(self) -> QSize:
        return QSize(scaled(60), scaled(13))

    def paintEvent(self, event: QPaintEvent) -> None:
        size = QPointF(scaled(32), scaled(3))
        corner = QRectF(self.rect()).center() - size / 2.0
        with self.start_painting() as painter:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(blend(self.theme.line, self.theme.text_secondary, 1.0 if self.is_hovered else 0.4))
            painter.drawRoundedRect(QRectF(corner.x(), corner.y(), size.x(), size.y()), size.y() / 2.0, size.y() / 2.0)

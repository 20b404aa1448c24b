"""A part of a panel: a heading that folds the rows below it away, and a button that asks for the rows that are needed seldom."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gui.look.theme import BODY, SMALL, Theme, font, scaled
from gui.look.translation import tr
from gui.widgets.icons import paint_icon
from gui.widgets.painting import PRESSING_KEYS, Painted, PaintedControl, hairline, paint_focus_ring

_CHEVRON, _SPACE = 14, 4


class FoldButton(PaintedControl, QAbstractButton):
    """A word with a chevron that points down while something is unfolded, and to the right while it is not.

    Args:
        text: the word.
        is_heading: whether it is a heading with the chevron before it, else small with the chevron behind it.
    """

    kept_keys = PRESSING_KEYS

    def __init__(self, text: str, *, is_heading: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_heading = is_heading
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def _font_of(self) -> tuple[float, int]:
        return (BODY, 600) if self._is_heading else (SMALL, 500)

    def sizeHint(self) -> QSize:
        width = QFontMetricsF(font(*self._font_of())).horizontalAdvance(self.text())
        return QSize(round(width) + scaled(_CHEVRON + 2 * _SPACE) + 2, scaled(26))

    def hitButton(self, position: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        with self.start_painting() as painter:
            color = QColor(self.theme.text if self._is_heading or self.is_hovered else self.theme.text_secondary)
            side, width = scaled(_CHEVRON), self.width() - scaled(_CHEVRON + 2 * _SPACE)
            left = 0.0 if self._is_heading else self.width() - side
            self._paint_chevron(painter, QRectF(left, (self.height() - side) / 2.0, side, side))
            painter.setFont(font(*self._font_of()))
            painter.setPen(color)
            text = QRectF(side + scaled(_SPACE) if self._is_heading else scaled(_SPACE), 0.0, width + 2, self.height())
            painter.drawText(text, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text())
            if self.hasFocus():
                paint_focus_ring(painter, QRectF(self.rect()), 6.0, self.theme)

    def _paint_chevron(self, painter: QPainter, box: QRectF) -> None:
        painter.save()
        painter.translate(box.center())
        turn = (0.0 if self.isChecked() else -90.0) if self._is_heading else (180.0 if self.isChecked() else 0.0)
        painter.rotate(turn)
        box.moveCenter(QPointF(0.0, 0.0))
        paint_icon(painter, "chevron_down", box, QColor(self.theme.text_secondary))
        painter.restore()


class Section(Painted, QWidget):
    """A heading, perhaps with a control in it, above rows.

    Attributes:
        heading: folds the rows.
        more: asks for more rows; hidden where there are none.
        rows: the layout for the rows.

    Signals:
        changed: the user folded or unfolded the section, or asked for more or less of it.
    """

    changed = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = FoldButton(title, is_heading=True)
        self.heading.setChecked(True)
        self.more = FoldButton(tr("More"), is_heading=False)
        self.more.setAccessibleName(tr("more of {section}", section=title))
        self.body = QWidget()
        self.rows = QVBoxLayout(self.body)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(4)
        self.head = QHBoxLayout()
        self.head.setSpacing(4)
        self.head.addWidget(self.heading)
        self.head.addStretch(1)
        self.head.addWidget(self.more)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 3, 0, 0)
        self._column.setSpacing(2)
        self._column.addLayout(self.head)
        self._column.addWidget(self.body)
        self.heading.toggled.connect(self._fold)
        self.more.toggled.connect(self._show_more)

    @property
    def is_open(self) -> bool:
        """Whether its rows are shown."""
        return self.heading.isChecked()

    @property
    def shows_more(self) -> bool:
        """Whether all of its rows are."""
        return self.is_open and self.more.isChecked()

    def put_in_heading(self, control: QWidget, message: QWidget) -> None:
        """Put a control beside the heading, and what it says below."""
        self.head.insertWidget(self.head.count() - 1, control)
        self._column.insertWidget(1, message)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        for part in (self.heading, self.more):
            part.set_theme(theme)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(QRectF(0.0, 0.0, self.width(), hairline(self)), QColor(self.theme.line))

    def _fold(self, is_open: bool) -> None:
        self.body.setVisible(is_open)
        self.changed.emit()

    def _show_more(self, shows_more: bool) -> None:
        self.more.setText(tr("Less") if shows_more else tr("More"))
        self.more.updateGeometry()
        if shows_more:
            self.heading.setChecked(True)
        self.changed.emit()

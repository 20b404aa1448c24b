"""The number at a slider's right: plain text at rest, a field while it is typed into."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLineEdit, QWidget

from gui.look.theme import BODY, DARK, Theme, font, scaled
from gui.widgets.painting import DISABLED_OPACITY


class ValueEdit(QLineEdit):
    """A value flush right that becomes a line edit in its own place when clicked, so nothing around it moves.

    At rest it shows the formatted value; while editing it holds the bare number. Enter and leaving commit, Escape takes back.

    Signals:
        committed: the text as typed, when it was changed.
        finished: editing ended by Enter; the keyboard should go back to where it came from.

    Attributes:
        is_reached_by_keys: whether the keyboard came from the slider, not from a click.
    """

    committed = Signal(str)
    finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = DARK
        self._just_opened = False
        self._shown, self._bare = "", ""
        self.is_reached_by_keys = False
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_theme(DARK)

    def set_value_text(self, shown: str, bare: str) -> None:
        """`shown` is for reading, with its unit; `bare` is what the user starts from when typing. Text being typed is left alone."""
        if (shown, bare, self.text()) == (self._shown, self._bare, bare):
            return
        self._shown, self._bare = shown, bare
        if not self.isModified():
            self.setText(bare)
            if self.hasFocus():
                self.selectAll()
        self.update()

    @property
    def shown(self) -> str:
        return self._shown

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFont(font(BODY, 600, tabular=True))
        self.setFixedHeight(scaled(20))
        self.setStyleSheet(
            f"QLineEdit {{ background: {theme.raised}; color: {theme.text}; border: 1px solid {theme.focus}; border-radius: 5px;"
            f" padding: 0 2px; selection-background-color: {theme.text}; selection-color: {theme.text_on_accent}; }}"
        )

    def _commit(self) -> None:
        typed, modified = self.text().strip(), self.isModified()
        self.setText(self._bare)  # and no longer modified, so that losing focus next does not commit once more
        if modified:
            self.committed.emit(typed)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.is_reached_by_keys = event.reason() == Qt.FocusReason.ShortcutFocusReason
        self._just_opened = event.reason() == Qt.FocusReason.MouseFocusReason
        self.selectAll()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if self._just_opened:
            self.selectAll()  # the click that opens must not end as a caret between two digits
        self._just_opened = False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._commit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._commit()
            self.finished.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.setText(self._bare)
            event.ignore()  # so that the window takes the keyboard
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasFocus():
            super().paintEvent(event)
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setOpacity(1.0 if self.isEnabled() else DISABLED_OPACITY)
            painter.setFont(self.font())
            painter.setPen(QColor(self._theme.text))
            text_box = QRectF(self.rect())
            painter.drawText(text_box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._shown)
            if self.underMouse() and self.isEnabled():
                self._paint_underline(painter, text_box)

    def _paint_underline(self, painter: QPainter, text_box: QRectF) -> None:
        width = self.fontMetrics().horizontalAdvance(self._shown)
        painter.setPen(QPen(QColor(self._theme.text_secondary), 1.0, Qt.PenStyle.DotLine))
        y = text_box.bottom() - 0.5
        painter.drawLine(round(text_box.right() - width), round(y), round(text_box.right()), round(y))

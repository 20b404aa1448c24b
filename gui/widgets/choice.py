"""A choice from a pop-up list: the flat pill alone, and the pill with its name before it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QListView, QSizePolicy, QVBoxLayout, QWidget

from gui.look.theme import BODY, DARK, Theme, font, scaled
from gui.look.translation import tr
from gui.widgets.compound import CompoundField
from gui.widgets.elided import ElidedLabel
from gui.widgets.icons import paint_icon
from gui.widgets.message import MessageLine
from gui.widgets.painting import PaintedControl, hairline, paint_focus_ring, round_popup

_RADIUS = 8.0
_WIDEST_BARE = 152  # in pixels; a longer text is shortened


class FlatCombo(PaintedControl, QComboBox):
    """A combo box painted as a flat pill with a chevron; its list is a rounded, frameless pop-up.

    The wheel passes through, so that scrolling a panel never changes a setting; the open list takes it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setView(QListView())
        round_popup(self.view().window())
        self.set_theme(DARK)

    def set_theme(self, theme: Theme) -> None:
        self.setFont(font(BODY, 500))
        self.view().setFont(font(BODY))
        self.setStyleSheet(
            # Not the native menu look, which would put the list over the pill and add scrollers.
            f"QComboBox {{ combobox-popup: 0; }} QComboBoxPrivateContainer {{ background: transparent; border: none; }}"
            f"QComboBox QAbstractItemView {{ color: {theme.text}; background: {theme.card}; border: 1px solid {theme.line};"
            f" border-radius: 8px; padding: 4px; outline: none; }}"
            f"QComboBox QAbstractItemView::item {{ min-height: {scaled(28)}px; padding: 0 8px; border-radius: 5px; color: {theme.text}; }}"
            f"QComboBox QAbstractItemView::item:selected {{ background: {theme.raised}; }}"
        )
        super().set_theme(theme)

    def _paint_ground(self, painter: QPainter) -> None:
        width = hairline(self)
        inset = width / 2.0
        painter.setPen(QPen(QColor(self.theme.text_secondary if self.is_hovered else self.theme.line), width))
        painter.setBrush(QColor(self.theme.raised))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), _RADIUS, _RADIUS)
        if self.hasFocus():
            paint_focus_ring(painter, QRectF(self.rect()), _RADIUS, self.theme)

    def sizeHint(self) -> QSize:
        widest = max((self.fontMetrics().horizontalAdvance(self.itemText(row)) for row in range(self.count())), default=60)
        return QSize(widest + scaled(12 + 34), scaled(32))

    def minimumSizeHint(self) -> QSize:
        return QSize(scaled(72), scaled(32))

    def showPopup(self) -> None:
        self.view().setMinimumWidth(max(self.width(), self._list_width()))
        super().showPopup()

    def _list_width(self) -> int:
        return 40 + max((self.fontMetrics().horizontalAdvance(self.itemText(row)) for row in range(self.count())), default=0)

    def paintEvent(self, event: QPaintEvent) -> None:
        with self.start_painting() as painter:
            self._paint_ground(painter)
            chevron = QRectF(self.width() - scaled(26), self.height() / 2.0 - scaled(8), scaled(16), scaled(16))
            paint_icon(painter, "chevron_down", chevron, QColor(self.theme.text_secondary))
            painter.setPen(QColor(self.theme.text))
            painter.setFont(self.font())
            room = self.rect().adjusted(scaled(12), 0, -scaled(32), 0)
            text = self.fontMetrics().elidedText(self.currentText() or self.placeholderText(), Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.showPopup()
        else:
            super().keyPressEvent(event)


class Choice(CompoundField):
    """A name and a pop-up list on one row.

    Args:
        is_bare: whether the name is for screen readers only, and what there is to say is laid out by whoever has the choice.

    Attributes:
        value: key of the chosen option.
        combo: the pill, for its size and its tool tip.
        message: what there is to say.
        options: what can be chosen, as (key, label).

    Signals:
        value_edited: the key that the user chose; `set_value` is silent.
    """

    value_edited = Signal(object)

    def __init__(
        self, label: str, options: Sequence[tuple[object, str]], *, help: str = "", combo_width: int = 148, is_bare: bool = False,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._combo_width = combo_width
        self._label = ElidedLabel(label, weight=500)
        self.combo = FlatCombo()
        self.combo.setPlaceholderText(tr("several"))
        self.message = MessageLine(self, help, collapses=True, about=self.combo)
        self.set_options(options)
        self.combo.activated.connect(lambda row: self.value_edited.emit(self.combo.itemData(row)))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._label, 1)
        row.addWidget(self.combo)
        self.is_bare = is_bare
        if is_bare:
            self._label.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        if not is_bare:
            column.addWidget(self.message)
        self.setSizePolicy(QSizePolicy.Policy.Fixed if is_bare else QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self.combo)
        self.combo.setAccessibleName(label)
        self._label.setBuddy(self.combo)  # on Linux, that is its name: Qt calls a combo box by its text
        self.set_theme(DARK)

    @property
    def value(self) -> object:
        return self.combo.currentData()

    def set_value(self, key: object) -> None:
        """Choose silently; None chooses nothing, and the pill says "several".

        Raises:
            ValueError: `key` is none of the options.
        """
        keys = [self.combo.itemData(row) for row in range(self.combo.count())]
        self.combo.setCurrentIndex(-1 if key is None else keys.index(key))

    def set_options(self, options: Sequence[tuple[object, str]]) -> None:
        """Other (key, label) options, silently; the first is chosen."""
        self.options = list(options)
        self.combo.clear()
        for key, text in options:
            self.combo.addItem(text, key)
        self.combo.setCurrentIndex(0)

    def set_error(self, text: str | None) -> None:
        self.message.set_error(text)

    def set_help(self, text: str) -> None:
        self.message.set_help(text)

    def set_label(self, text: str) -> None:
        self._label.setText(text)
        self.combo.setAccessibleName(text)

    def set_theme(self, theme: Theme) -> None:
        for part in (self._label, self.combo, self.message):
            part.set_theme(theme)
        self._label.setMinimumWidth(0 if self.is_bare else self._label.fontMetrics().horizontalAdvance(self._label.text()))
        width = max(scaled(self._combo_width), self.combo.sizeHint().width())
        self.combo.setFixedSize(min(width, scaled(_WIDEST_BARE)) if self.is_bare else width, scaled(28))

"""A pop-up list whose options explain themselves: a title, and under it a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QStandardItemModel
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gui.look.theme import BODY, SMALL, Theme, font, scaled
from gui.look.translation import tr
from gui.widgets.choice import FlatCombo
from gui.widgets.painting import DISABLED_OPACITY

_SENTENCE = Qt.ItemDataRole.UserRole + 1
_INDENT, _ABOVE, _BETWEEN = 12, 6, 3


class Option(NamedTuple):
    """One of the list.

    Attributes:
        key: what it stands for.
        title: as shown, also when it is chosen.
        sentence: under the title in the list: what it is good for, or why it cannot be chosen.
        is_open: whether it can be chosen.
    """

    key: str
    title: str
    sentence: str
    is_open: bool = True


class ExplainedCombo(FlatCombo):
    """A flat pill; its list has two lines for each option, and those that cannot be chosen say why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(ExplainedCombo.SizeAdjustPolicy.AdjustToContents)
        self._lines = _TwoLines(self)
        self.view().setItemDelegate(self._lines)

    def set_options(self, options: Sequence[Option]) -> None:
        """Other options, silently."""
        self.clear()
        for option in options:
            self.add_option(option)

    def add_option(self, option: Option) -> None:
        """One option more, at the end."""
        model, row = self.model(), self.count()
        assert isinstance(model, QStandardItemModel)
        self.addItem(option.title, option.key)
        self.setItemData(row, option.sentence, _SENTENCE)
        told = tr("{title}: {explanation}", title=option.title, explanation=option.sentence)
        self.setItemData(row, told, Qt.ItemDataRole.AccessibleTextRole)
        model.item(row).setEnabled(option.is_open)

    def set_value(self, key: str) -> None:
        """Choose silently.

        Raises:
            ValueError: it is none of the options.
        """
        self.setCurrentIndex([self.itemData(row) for row in range(self.count())].index(key))

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        if hasattr(self, "_lines"):
            self._lines.theme = theme

    def showPopup(self) -> None:
        self.setMaxVisibleItems(max(10, self.count()))
        super().showPopup()

    def _list_width(self) -> int:
        metrics = QFontMetricsF(font(SMALL))
        widest = max((metrics.horizontalAdvance(self.itemData(row, _SENTENCE)) for row in range(self.count())), default=0.0)
        return min(round(widest) + 2 * _INDENT + 24, self.window().width() - 40)  # longer sentences are shortened


class _TwoLines(QStyledItemDelegate):
    """Paints an option."""

    def __init__(self, combo: ExplainedCombo) -> None:
        super().__init__(combo)
        self.theme = combo.theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, scaled(2 * _ABOVE + 32 + _BETWEEN))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect, state = QRectF(option.rect), option.state
        is_open = bool(state & QStyle.StateFlag.State_Enabled)
        if state & QStyle.StateFlag.State_Selected and is_open:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.theme.raised))
            painter.drawRoundedRect(rect, 5, 5)
        painter.setOpacity(1.0 if is_open else 1.6 * DISABLED_OPACITY)
        half = rect.height() / 2
        for text, size, weight, colour, top in (
            (index.data(Qt.ItemDataRole.DisplayRole), BODY, 500, self.theme.text, rect.top() + scaled(_ABOVE)),
            (index.data(_SENTENCE), SMALL, 400, self.theme.text_secondary, rect.top() + half),
        ):
            painter.setFont(font(size, weight))
            painter.setPen(QColor(colour))
            line = QRectF(rect.left() + _INDENT, top, rect.width() - 2 * _INDENT, half - scaled(_ABOVE))
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(line.width()))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()

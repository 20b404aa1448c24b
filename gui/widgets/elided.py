"""A line of text that shortens itself instead of pushing its neighbours."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from gui.look.theme import BODY, DARK, Theme, font
from gui.widgets.painting import DISABLED_OPACITY
from gui.widgets.tool_tip import plain_tip

PART = " · "


def longest_fitting(wordings: Sequence[str], metrics: QFontMetricsF, room: float) -> str:
    """The first of some wordings, the longest first, that there is room for; the last, where there is none."""
    return next((text for text in wordings if metrics.horizontalAdvance(text) <= room), wordings[-1])


class ElidedLabel(QLabel):
    """A one-line label that ends in "…" where it does not fit, and then has the full text as its tool tip.

    `text()` stays the full text. The label takes the width it is given and asks for none.

    Attributes:
        role: which of the theme's text colours to use: `text`, `text_secondary` or `danger`; or a colour, "#rrggbb".
        elided_text: what the width leaves of the text.
    """

    def __init__(
        self,
        text: str = "",
        role: str = "text",
        size_px: float = BODY,
        weight: int = 400,
        tabular: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.role = role
        self._type = (size_px, weight, tabular)
        self._theme = DARK
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_theme(DARK)

    @property
    def elided_text(self) -> str:
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width())

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFont(font(*self._type))
        self._update_tool_tip()
        self.update()

    def set_type(self, size_px: float, weight: int) -> None:
        """Another size and weight of the text."""
        if (size_px, weight) != self._type[:2]:
            self._type = (size_px, weight, self._type[2])
            self.set_theme(self._theme)

    def set_role(self, role: str) -> None:
        self.role = role
        self.update()

    def _update_tool_tip(self) -> None:
        self.setToolTip(plain_tip(self.text()) if self.elided_text != self.text() else "")

    def setText(self, text: str) -> None:
        super().setText(text)
        self._update_tool_tip()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.font() != font(*self._type):
            self.setFont(font(*self._type))  # WORKAROUND: at its first polish, Qt brings back the first font that a label had

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._update_tool_tip()

    def start_painting(self) -> QPainter:
        """A painter in the text's colour, dimmed when the label is disabled."""
        painter = QPainter(self)
        painter.setOpacity(1.0 if self.isEnabled() else DISABLED_OPACITY)
        painter.setPen(QColor(self.role if self.role.startswith("#") else getattr(self._theme, self.role)))
        return painter

    def paintEvent(self, event: QPaintEvent) -> None:
        with self.start_painting() as painter:
            painter.drawText(self.contentsRect(), self.alignment(), self.elided_text)


class PartsLabel(ElidedLabel):
    """One whose text has parts, apart by " · ": where it does not fit, those at the end are left out, and only the first is shortened."""

    @property
    def elided_text(self) -> str:
        parts = self.text().split(PART)
        wordings = [PART.join(parts[:count]) for count in range(len(parts), 0, -1)]
        room = self.contentsRect().width()
        fitting = longest_fitting(wordings, QFontMetricsF(self.font()), room)
        return self.fontMetrics().elidedText(fitting, Qt.TextElideMode.ElideRight, room)

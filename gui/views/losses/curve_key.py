"""The line below a loss panel: what bold, band and dashed are, and what the axis counts."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.errors import listed
from engine.recording.clock import Clock
from gui.look.quantities import QUANTITIES, Quantity
from gui.look.theme import SMALL, font, line_scale, scaled
from gui.look.translation import QT_TR_NOOP, tr, worded
from gui.widgets.painting import Painted, faded

from .curves import SHARES

AXES: dict[Clock, tuple[str, str]] = {  # what a clock counts, and the same in short
    "updates": (QT_TR_NOOP("updates"), QT_TR_NOOP("updates")),
    "epochs": (QT_TR_NOOP("epochs"), QT_TR_NOOP("epochs")),
    "seconds": (QT_TR_NOOP("seconds of computing"), QT_TR_NOOP("seconds")),
}
_SAMPLE, _GAP, _APART = 16.0, 5.0, 12.0  # pixels: of a sample, to its words, and to the next sample
_OUTER = f"{SHARES[0]:.0%}–{SHARES[-1]:.0%}".replace("%–", "–")
_INNER = f"{SHARES[1]:.0%}–{SHARES[2]:.0%}".replace("%–", "–")
_HELP = QT_TR_NOOP(
    "Bold: the loss on the whole training set. Where there are more evaluations than pixels, it is the mean of those in each bin,\n"
    "and the bars behind it reach from the smallest to the largest. The marker lies on it; the large figure is of its row alone.\n"
    "Thin: the loss of each batch, at the weights before its update. Where there are too many, bands hold the batches from\n"
    "{outer} and from {inner}; dots are the smallest and the largest, marks at the edge are beyond the axis.\n"
    "Dashed: the loss on samples that no lane learns from.\n"
    "Click: the playhead goes there. Wheel: a closer look at the clock axis, and drag moves it. Two clicks: all of it."
)
_HELP_OF_WHOLE = QT_TR_NOOP(
    "Bold: on the whole training set. Where there are more evaluations than pixels, it is the mean of those in each bin,\n"
    "and the bars behind it reach from the smallest to the largest. Dashed: on samples that no lane learns from."
)
_HELP_OF_UPDATES = QT_TR_NOOP(
    "Bold: of each update. Where there are too many, it is the median of those in each bin, and bands hold the updates from\n"
    "{outer} and from {inner}; dots are the smallest and the largest, marks at the edge are beyond the axis."
)
_BOLD, _BAND, _DASHED = range(3)  # kinds of samples


class KeyState(NamedTuple):
    """What is to be explained.

    Attributes:
        color: of the lane; None where there are several.
        clock: what the axis counts.
        shows_means: whether the bold line goes through means or medians.
        shows_bands: whether single updates are bands.
        quantity: what is plotted.
    """

    color: str | None
    clock: Clock
    shows_means: bool
    shows_bands: bool
    quantity: Quantity = QUANTITIES["loss"]


class CurveKey(Painted, QWidget):
    """Samples of the lines with their words, and the clock's name at the right end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = KeyState(None, "epochs", shows_means=False, shows_bands=False)
        self._explain()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def _explain(self) -> None:
        """At length, in the tool tip."""
        whole = self._state.quantity.whole
        text = _HELP if self._state.quantity.column and whole else _HELP_OF_WHOLE if whole else _HELP_OF_UPDATES
        self.setToolTip(tr(text, outer=_OUTER, inner=_INNER))

    def show_state(self, state: KeyState) -> None:
        """Explain something else."""
        if state != self._state:
            self._state = state
            self._explain()
            self.setAccessibleName(worded(listed([*self._wordings[0], tr(AXES[state.clock][0])], "comma")))
            self.update()

    @property
    def axis(self) -> str:
        """What the axis counts, with its unit, as long as there is room for."""
        return self._fitting[1]

    @property
    def words(self) -> tuple[str, ...]:
        """What bold, band and dashed are, as long as there is room for; in a very narrow panel without the last of them."""
        return self._fitting[0]

    @property
    def _samples(self) -> tuple[int, ...]:
        """Kinds of the lines there are."""
        quantity = self._state.quantity
        if quantity.whole is not None:
            return (_BOLD, _BAND, _DASHED) if quantity.column else (_BOLD, _DASHED)
        return (_BOLD, _BAND) if quantity.is_noisy and self._state.shows_means else (_BOLD,)

    @property
    def _wordings(self) -> tuple[tuple[str, ...], ...]:
        """What bold, band and dashed are, in many words and in fewer."""
        means, bands, quantity = self._state.shows_means, self._state.shows_bands, self._state.quantity
        if quantity.name != "loss":
            return tuple(tuple(words[kind] for kind in self._samples) for words in self._other_wordings())
        return (
            (
                tr("training loss, mean") if means else tr("training loss"),
                tr("batches {outer}, {inner}", outer=_OUTER, inner=_INNER) if bands else tr("single batches"),
                tr("validation loss"),
            ),
            (
                tr("training, mean") if means else tr("training"),
                tr("batches {outer}", outer=_OUTER) if bands else tr("batches"),
                tr("validation"),
            ),
            (tr("mean") if means else tr("train"), _OUTER if bands else tr("batch"), tr("val.")),
        )

    def _other_wordings(self) -> tuple[tuple[str, str, str], ...]:
        """The same of other quantities than the loss: of each kind of line."""
        means, bands, quantity = self._state.shows_means, self._state.shows_bands, self._state.quantity
        if quantity.whole is not None:
            return (
                (tr("training, mean") if means else tr("training"), "", tr("validation")),
                (tr("mean") if means else tr("train"), "", tr("val.")),
            )
        bold = tr("median") if means and quantity.is_noisy else tr("each update")
        several = tr("updates {outer}, {inner}", outer=_OUTER, inner=_INNER) if bands else tr("single updates")
        return (bold, several, ""), (bold, _OUTER if bands else tr("updates"), "")

    @property
    def _fitting(self) -> tuple[tuple[str, ...], str]:
        """The longest words, and the longest name of the axis beside them, that there is room for."""
        wordings = self._wordings
        metrics = QFontMetricsF(font(SMALL))
        axes = [tr(axis) for axis in AXES[self._state.clock]]
        shorter = [wordings[-1][:count] for count in range(len(wordings[-1]) - 1, 0, -1)]
        fitting = ((words, axis) for words in (*wordings, *shorter) for axis in axes if self._needed(metrics, words, axis) <= self.width())
        return next(fitting, ((), axes[-1]))

    def _needed(self, metrics: QFontMetricsF, words: tuple[str, ...], axis: str) -> float:
        return sum(map(metrics.horizontalAdvance, (*words, axis))) + len(words) * scaled(_SAMPLE + _GAP + _APART)

    def sizeHint(self) -> QSize:
        return QSize(0, scaled(16))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setFont(font(SMALL))
            painter.setPen(QColor(self.theme.text_secondary))
            flags = Qt.AlignmentFlag.AlignVCenter
            left = scaled(4.0)
            words_of_all, axis = self._fitting
            painter.drawText(QRectF(self.rect()).adjusted(0, 0, -2, 0), flags | Qt.AlignmentFlag.AlignRight, axis)
            for kind, words in zip(self._samples, words_of_all, strict=False):
                self._paint_sample(painter, left, kind)
                left += scaled(_SAMPLE + _GAP)
                painter.setPen(QColor(self.theme.text_secondary))
                painter.drawText(QRectF(left, 0, self.width(), self.height()), flags, words)
                left += painter.fontMetrics().horizontalAdvance(words) + scaled(_APART)

    def _paint_sample(self, painter: QPainter, left: float, kind: int) -> None:
        """A piece of the bold line, of the band, or of the dashed one."""
        color, middle = self._state.color or self.theme.text, self.height() / 2
        ends = QPointF(left, middle), QPointF(left + scaled(_SAMPLE), middle)
        if kind == _BAND and self._state.shows_bands:
            for opacity, height in ((0.15, 10.0), (0.3, 5.0)):
                box = QRectF(left, middle - scaled(height) / 2, scaled(_SAMPLE), scaled(height))
                painter.fillRect(box, faded(color, opacity))
            return
        dashed = QColor(self.theme.text_secondary if self._state.color else color)
        wide = line_scale()
        pens = QPen(QColor(color), 3.0 * wide), QPen(faded(color, 0.5), 1.0), QPen(dashed, 1.5 * wide, Qt.PenStyle.DashLine)
        painter.setPen(pens[kind])
        painter.drawLine(*ends)

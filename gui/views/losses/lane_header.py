"""What stands above a lane's curves: its name, its batch size, and what is plotted of it in large figures."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from engine.experiment import Lane
from engine.experiment.batch_plan import Stage
from engine.recording.lane import LaneRecording
from engine.recording.reading import Reading
from gui.look.quantities import Quantity
from gui.look.theme import BODY, DARK, FIGURE, SMALL, TITLE, Theme, font, text_scale
from gui.look.translation import ntr, tr, worded
from gui.widgets.elided import ElidedLabel, longest_fitting
from gui.widgets.fitting import scale_spaces
from gui.widgets.marker import MarkerLabel
from gui.widgets.tool_tip import plain_tip

from .plotted import caption_of, value_at, value_text

_SHORTEST = 4  # letters of a name that are worth showing


class LaneHeader(QWidget):
    """A lane's marker, name and batch size, and what is plotted of it in large figures."""

    def __init__(self, index: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._index = index
        self._marker = MarkerLabel(index, size=14)
        self._title = ElidedLabel(size_px=TITLE, weight=600)
        self._is_compact, self._is_low = False, True
        self._names: tuple[str, ...] = ("",)  # of which a small panel shows the first that fits, a large one the last
        self._detail = ElidedLabel(role="text_secondary", size_px=SMALL)
        self._details: tuple[str, ...] = ("",)
        self._named: Hashable = None  # what these were made of
        self._fitted: Hashable = None  # for which words and how much room one was chosen
        self._figure = QLabel("–")
        self._captions = tr("training loss"), ""  # what is said below the figure, as far as there is room, and why
        self._caption = QLabel(self._captions[0])
        self._caption.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._caption.setAlignment(Qt.AlignmentFlag.AlignRight)
        name = QHBoxLayout()
        name.setSpacing(8)
        name.addWidget(self._marker)
        name.addWidget(self._title, 1)
        left, top = QVBoxLayout(), QHBoxLayout()
        left.setSpacing(2)
        left.addLayout(name)
        left.addWidget(self._detail)
        left.addStretch()
        top.setSpacing(6)
        top.addLayout(left, 1)
        top.addWidget(self._figure)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self._caption)
        self.set_theme(DARK)

    def show_lane(self, lane: Lane, n: int, planned: int | None, differs: tuple[str, ...] = (), *, tells_size: bool = True) -> None:
        """Name the lane.

        Args:
            lane: which.
            n: how many samples it learns from.
            planned: updates of the run, over which batches may grow.
            differs: in what it differs from the others besides its batches, ever shorter; empty where it is in nothing.
            tells_size: whether the size of its batches tells it from others.
        """
        plan = lane.plan(n)
        first, last = plan.stages[0], plan.last_stage(planned)
        named = lane.title, first, last, n, differs, tells_size
        if named == self._named:
            return
        self._named = named
        sizes = _sizes(first, n) if first == last else _growing_sizes(first, last, n)
        alone = () if tells_size else differs  # without the size, which says less than they do
        both = tuple(f"{size} · {what}" for what in differs for size in sizes)
        self._details = *both, *alone, *(sizes[-2:] if differs else sizes)
        short = [said for what in differs for said in ((f"{sizes[-1]} · {what}", what) if tells_size else (what,))]
        self._names = *(f"{lane.title} · {what}" for what in (*short, sizes[-1])), lane.title
        self.setToolTip(self._details[0])
        self._fit_texts()

    def show_reading(self, quantity: Quantity, reading: Reading | None, record: LaneRecording | None) -> None:
        """Show the figure at the playhead, and what became of the lane."""
        is_known = reading is not None and record is not None
        self._figure.setText(value_text(quantity, value_at(quantity, record, reading)) if is_known else "–")  # type: ignore[arg-type]
        trouble, why = map(worded, record.trouble) if record is not None else ("", "")
        caption = trouble or caption_of(quantity, reading.age if reading is not None else 0)
        self._captions = caption, why + (f"\n\n{record.status.traceback}" if record is not None and record.status.traceback else "")
        self._caption.setVisible(bool(trouble) or not self._is_compact)
        style = f"color: {self._theme.danger if trouble else self._theme.text_secondary}"
        if style != self._caption.styleSheet():  # to take one on costs more than to paint
            self._caption.setStyleSheet(style)
        self._fit_now()  # a longer figure leaves name and detail less room

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._marker.set_theme(theme)
        self._detail.set_theme(theme)
        scale_spaces(self)
        self._title.set_theme(theme)
        self._figure.setFont(font(TITLE + 2 if self._is_compact else FIGURE, 700, tabular=True))
        self._figure.setStyleSheet(f"color: {theme.lanes[self._index].color}")
        self._caption.setFont(font(SMALL))
        self._caption.setStyleSheet(f"color: {theme.text_secondary}")

    def set_compact(self, is_compact: bool, *, is_low: bool = True) -> None:
        """Name and figure on one line, for a small panel, and all there is where it is low."""
        if (is_compact, is_low) != (self._is_compact, self._is_low):
            self._is_compact, self._is_low = is_compact, is_low
            self._title.set_type(BODY if is_compact else TITLE, 600)
            self._detail.setHidden(is_compact and is_low)
            self._caption.setHidden(is_compact)
            self.set_theme(self._theme)

    def _fit_texts(self) -> None:
        """The longest wordings that there is room for."""
        room = self._detail.width(), self._title.width(), self._caption.width()
        wanted = self._details, self._names, self._captions, self._is_compact, self._is_low, room, text_scale()
        if wanted == self._fitted:  # to measure texts costs as much as to paint them
            return
        self._fitted = wanted
        if not self._is_compact:
            self._title.set_type(TITLE if QFontMetricsF(font(TITLE, 600)).horizontalAdvance(self._names[-1]) <= room[1] else BODY, 600)
        metrics = QFontMetricsF(self._title.font())
        name = longest_fitting(self._names, metrics, self._title.width()) if self._is_compact and self._is_low else self._names[-1]
        self._title.setText(name if self._title.width() > _SHORTEST * metrics.averageCharWidth() else "")  # the marker tells the lane, too
        self._detail.setText(longest_fitting(self._details, QFontMetricsF(font(SMALL)), self._detail.width() - 4))
        caption, why = self._captions
        shown = self._caption.fontMetrics().elidedText(caption, Qt.TextElideMode.ElideRight, self._caption.width())
        self._caption.setText(shown)
        self._caption.setToolTip(plain_tip(why if shown == caption else f"{caption}\n\n{why}".strip()))

    def _fit_now(self) -> None:
        """Lay out, and choose the wordings that fit."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
        self._fit_texts()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_now()


def _sizes(stage: Stage, n: int) -> tuple[str, ...]:
    """How large batches are and how many there are in an epoch, ever shorter."""
    count, size, total = stage.updates, f"{stage.size:,}", f"{n:,}"
    return (
        ntr(
            "{size} of {total} samples · {n} update per epoch",
            "{size} of {total} samples · {n} updates per epoch",
            count, size=size, total=total,
        ),
        ntr("{size} of {total} · {n} update/epoch", "{size} of {total} · {n} updates/epoch", count, size=size, total=total),
        tr("{size} of {total} samples", size=size, total=total),
        tr("{size} of {total}", size=size, total=total),
    )  # fmt: skip


def _growing_sizes(first: Stage, last: Stage, n: int) -> tuple[str, ...]:
    """The same of batches that grow: what they are at first and at last."""
    sizes = f"{first.size:,} → {last.size:,}" if first.size != last.size else f"{first.size:,}"
    updates, total = f"{first.updates:,} → {last.updates:,}", f"{n:,}"
    return (
        tr("{size} of {total} samples · {updates} updates per epoch", size=sizes, total=total, updates=updates),
        tr("{size} of {total} · {updates} updates/epoch", size=sizes, total=total, updates=updates),
        tr("{size} of {total} samples", size=sizes, total=total),
        tr("{size} of {total}", size=sizes, total=total),
    )

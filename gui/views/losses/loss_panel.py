"""A card with the curves of some lanes: painted, pointed at, clicked and zoomed."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QElapsedTimer, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from engine.experiment import describe_differences
from engine.recording.clock import Clock, time_at, times
from engine.recording.lane import LaneRecording
from gui.look import timing
from gui.look.quantities import QUANTITIES, Quantity
from gui.look.theme import DARK, SMALL, Theme, font, line_scale, scaled
from gui.look.translation import tr, worded
from gui.plotting.interaction import Interaction
from gui.plotting.paths import draw_lines
from gui.plotting.plot import Plot
from gui.plotting.pointer_readout import paint_read_out
from gui.session.frame import Frame
from gui.session.frame_words import moment_in_words
from gui.widgets.card import Card
from gui.widgets.fitting import place_in_grid
from gui.widgets.painting import blend, faded
from gui.widgets.tool_tip import plain_tip

from .curve_key import CurveKey, KeyState
from .curve_pointer import pointer_lines
from .curves import NOT_HERE, CurvePainter, Pens
from .lane_header import LaneHeader
from .plotted import in_words

if TYPE_CHECKING:
    from engine.comparison.recording import Recording

_GHOST, _FROZEN = 0.3, 0.55  # of the colour of a run before this one, and of one that was frozen
_MOST_HIDDEN = 1 / 3  # of the height of the curves, by words over them
_PANEL = 270, 180  # of a panel, from which on its name and figure are large
_TITLED = 160  # of a panel, from which on its axis has a title
TRIFLE = 1.0  # pixels that a playhead may go on before a panel is painted again


class LossPanel(Card):
    """A card with the curves of some lanes.

    Attributes:
        indices: which lanes.
        headers: one for each of them.
        plot: the curves.
        seen: of which lanes and axes it was drawn last.
        place: where the playhead was then, and how much there was.
        span: the part of the clock axis that is looked at, or None for all of it.
        key: explains the lines.
        touch: the hand on the curves.

    Signals:
        sought: the playhead should go to a place on the clock.
        zoomed: another part of the clock axis should be looked at, (from, to); None for all of it.
    """

    sought = Signal(float)
    zoomed = Signal(object)

    def __init__(self, indices: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.indices = tuple(indices)
        self._theme = DARK
        self._frame: Frame | None = None
        self.seen: Hashable = None
        self.place: Hashable = None
        self._position = math.inf  # of the playhead then
        self._since = QElapsedTimer()  # since that came
        self._note = ""
        self._painters: dict[Hashable, CurvePainter] = {}
        self._ticks: tuple[Hashable, NDArray[np.float64]] = None, np.empty(0)  # at the ends of epochs, and what for
        self.headers = [LaneHeader(index) for index in indices]
        self.plot = Plot()
        self.plot.show_grid(x=False, y=True)
        self._quantity = QUANTITIES["loss"]
        self._lane = ""  # its title, where it is but one
        self.plot.set_axis_titles("", tr(self._quantity.axis))
        self.plot.in_words = self._in_words
        self._layer = self.plot.add_layer(self._paint)
        self.plot.add_layer(self._paint_pointer)
        self.span: tuple[float, float] | None = None
        self._position_before = 0.0  # a click
        self.key, self.interaction = CurveKey(), Interaction(self.plot, waits=False)
        self.interaction.clicked.connect(self._click)
        self.interaction.moved.connect(lambda extent: self.zoomed.emit((extent.left, extent.right)))
        self.interaction.fitted.connect(self._fit)
        self._seen_headers = list(self.headers)
        self._top = QGridLayout()
        self._top.setHorizontalSpacing(28)
        self._top.setContentsMargins(4, 0, 4, 0)
        layout = QVBoxLayout(self)
        layout.addLayout(self._top)
        layout.addWidget(self.plot, 1)
        layout.addWidget(self.key)
        self._place_headers()

    def show_quantity(self, quantity: Quantity) -> None:
        """Plot something else."""
        if quantity is not self._quantity:
            self._quantity = quantity
            self._name()
            self._place_headers()

    def name_lane(self, title: str) -> None:
        """Call the plot by its one lane; an empty title, where it has several."""
        self._lane = title
        self._name()

    def _name(self) -> None:
        """What the plot is called by a screen reader."""
        if self._quantity.name == "loss":
            name = tr("Losses of {lane}", lane=self._lane) if self._lane else tr("Losses")
        else:
            title = tr(self._quantity.title)
            name = tr("{quantity} of {lane}", quantity=title, lane=self._lane) if self._lane else title
        self.plot.setAccessibleName(name)

    def show_headers(self, visible: Sequence[int]) -> None:
        """Show the headers of some lanes only."""
        for index, header in zip(self.indices, self.headers, strict=True):
            header.setHidden(index not in visible)
        self._seen_headers = [header for index, header in zip(self.indices, self.headers, strict=True) if index in visible]
        self._place_headers()

    def _place_headers(self) -> None:
        """Side by side, or in two rows where they are many; small ones in a small panel."""
        seen = self._seen_headers
        columns = len(seen) if len(seen) <= 3 or self.width() >= scaled(_PANEL[0]) * len(seen) else math.ceil(len(seen) / 2)
        place_in_grid(self._top, seen, columns)
        is_compact = self.width() < scaled(_PANEL[0]) * columns or self.height() < scaled(_PANEL[1])
        for header in self.headers:
            header.set_compact(is_compact, is_low=self.height() < scaled(_PANEL[1]))
        self.plot.set_axis_titles("", tr(self._quantity.axis) if self.width() >= scaled(_TITLED) else "")
        layout = self.layout()
        assert layout is not None
        layout.setContentsMargins(*map(scaled, (10, 4, 10, 2) if is_compact else (12, 10, 12, 6)))
        layout.setSpacing(0 if is_compact else scaled(4))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_headers()

    def show_frame(self, frame: Frame, bounds: tuple[float, float], note: str = "") -> None:
        """Draw a frame, with the losses between bounds (decimal logarithms on a logarithmic scale); `note` says what is left out."""
        self._frame, self.seen, self.place, self._note = frame, self.seen_of(frame), self.place_of(frame), note
        self._position = frame.position
        self._since.start()
        behind = {id(recording) for recording in frame.behind}
        self._painters = {key: kept for key, kept in self._painters.items() if not isinstance(key, tuple) or key[0] in behind}
        self.plot.set_log(frame.is_log)
        self.plot.set_range(*(self.span or (0.0, max(frame.total, 1e-9))), *bounds)
        self._layer.update()

    def follow(self, frame: Frame) -> None:
        """Take a frame that looks the same, or nearly so, without drawing it: what only earlier ones held may go."""
        self._frame = frame

    def seen_of(self, frame: Frame) -> Hashable:
        """All that is seen here of a frame but for where the playhead is; while both stay the same, nothing need be drawn again."""
        lanes = tuple(tuple(self._lanes(frame, recording).values()) for recording in frame.recordings)
        return lanes, frame.view.clock, frame.total, frame.view.scale, frame.quantity.name, self.span

    def place_of(self, frame: Frame) -> Hashable:
        """Where the playhead is, and how much there is."""
        lanes = [(frame.lanes[index], frame.rows[index]) for index in self._shown(frame)]
        known = tuple((row, lane.updates, len(lane.evaluated()["update"]), lane.status, _here(frame, lane, row)) for lane, row in lanes)
        return known, frame.position

    def lacks(self, frame: Frame) -> float:
        """How many pixels the playhead of a frame is from where it was painted; a trifle at least, after a while."""
        left, right, _, _ = self.plot.bounds
        moved = abs(frame.position - self._position) / max(right - left, 1e-9) * self.plot.area.width() * self.devicePixelRatioF()
        return moved if self._since.elapsed() < timing.SMALL_MOVE_MS else max(moved, TRIFLE)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._theme = theme
        self.plot.set_theme(theme)
        self.key.set_theme(theme)
        for header in self.headers:
            header.set_theme(theme)
        self._place_headers()

    def _paint(self, painter: QPainter, area: QRectF) -> None:
        frame = self._frame
        if frame is None:
            return
        for recording in frame.behind:
            self._paint_behind(painter, frame, recording)
        if not frame.lanes:
            return
        playhead = float(self.plot.x_of(np.array(min(frame.position, frame.total))))
        if 0 <= playhead <= area.width() + 1e-6:
            self._paint_playhead(painter, min(playhead, area.width()), area)
        if len(self.indices) == 1:
            self._paint_epochs(painter, area, frame.lanes[self.indices[0]], frame.view.clock)
        for index in self._shown(frame):
            self._paint_lane(painter, area, frame, index, playhead)
        over = [(self._note, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignHCenter)]
        if frame.frozen in frame.behind:
            over.append((self._frozen_words(frame), Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight))
        cut = [words for words, place in over if words and not self._paint_words(painter, area, words, place)]
        if (tip := plain_tip("\n".join(cut))) != self.plot.toolTip():
            self.plot.setToolTip(tip)
        self._explain(frame)

    def _explain(self, frame: Frame) -> None:
        """Let the key say what is drawn."""
        shown = self._shown(frame)
        painters = [self._painter(frame.lanes[index], frame, index) for index in shown]
        color = self._theme.lanes[self.indices[0]].color if len(self.indices) == 1 else None
        means, bands = any(painter.shows_means for painter in painters), any(not painter.is_thin for painter in painters)
        self.key.show_state(KeyState(color, frame.view.clock, means, bands, frame.quantity))

    def _paint_pointer(self, painter: QPainter, area: QRectF) -> None:
        """A line at the pointer, and what the curves say there."""
        place, frame = self.interaction.pointer, self._frame
        if place is None or frame is None or not frame.lanes:
            return
        painter.setPen(QPen(faded(self._theme.text_secondary, 0.6), 1.0, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(place.x(), 0), QPointF(place.x(), area.height()))
        lines = pointer_lines(frame, self._shown(frame), self.plot.data_at(place)[0])
        paint_read_out(painter, area, place, lines, self._theme)

    def _in_words(self) -> str:
        """The training losses at the playhead, and where they go."""
        frame = self._frame
        if frame is None or not (shown := self._shown(frame)):
            return frame.waiting if frame is not None else ""
        moment, lanes = moment_in_words(frame.view.clock, frame.position), in_words(frame, shown)
        if frame.quantity.name == "loss":
            return tr("Training loss at {moment}: {lanes}.", moment=moment, lanes=lanes)
        return tr("{quantity} at {moment}: {lanes}.", quantity=tr(frame.quantity.title), moment=moment, lanes=lanes)

    def _click(self, time: float, loss: float) -> None:
        if self._frame is not None:
            self._position_before = self._frame.position
        self.sought.emit(time)

    def _fit(self) -> None:
        """All of the clock axis; the first of the two clicks moves no playhead."""
        self.sought.emit(self._position_before)
        self.zoomed.emit(None)

    def _paint_lane(self, painter: QPainter, area: QRectF, frame: Frame, index: int, playhead: float) -> None:
        lane, row, style = frame.lanes[index], frame.rows[index], self._theme.lanes[index]
        curves = self._painter(lane, frame, index)
        last = float(self.plot.x_of(np.array(time_at(lane, frame.view.clock, row))))
        is_held = row < lane.updates and time_at(lane, frame.view.clock, row + 1) > frame.position  # else it ends at its last update
        until = playhead if is_held else last
        width = 3.0 * line_scale()
        painter.setClipRect(area)
        is_alone = len(self.indices) == 1
        pens = Pens(
            faded(style.color, 0.28 if is_alone else 0.14),
            _pen(self._theme.text_secondary if is_alone else style.color, 1.5 * line_scale(), Qt.PenStyle.DashLine),
            _pen(style.color, width, Qt.PenStyle.SolidLine if is_alone else style.dash),
        )
        here = _here(frame, lane, row)
        curves.paint(painter, row, until, pens, here)
        painter.setClipRect(area.adjusted(-8, -8, 8, 8))
        curves.marker(painter, row, until, style, self._theme, here[0])

    def _paint_behind(self, painter: QPainter, frame: Frame, recording: Recording) -> None:
        """The curves of another run, whole and pale; of one that was frozen, thin."""
        is_frozen = recording is frame.frozen
        for index, lane in self._lanes(frame, recording).items():
            curves = self._painter(lane, frame, (id(recording), index))
            color = blend(self._theme.card, self._theme.lanes[index].color, _FROZEN if is_frozen else _GHOST)
            width = (1.5 if is_frozen else 2.0) * line_scale()
            curves.bold(painter, lane.updates, QPen(color, width))

    def _frozen_words(self, frame: Frame) -> str:
        """In what the frozen run differs from this one, as far as the lanes here go; nothing, where it has none of them."""
        assert frame.frozen is not None
        names = [lane.name for lane in self._lanes(frame, frame.frozen).values()]
        differences = describe_differences(frame.frozen.experiment, frame.experiment, names)
        return tr("frozen: {differences}", differences=worded(differences)) if names else ""

    def _paint_epochs(self, painter: QPainter, area: QRectF, lane: LaneRecording, clock: Clock) -> None:
        """A tick at each end of an epoch, while there is room."""
        key = (id(lane), lane.updates, clock, self.plot.bounds, area.width(), area.height())
        if key != self._ticks[0]:
            self._ticks = key, self._epochs(lane, clock)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(faded(self._theme.text_secondary, 0.6), 1.0))
        x, bottom = self._ticks[1], np.full(len(self._ticks[1]), area.height())
        draw_lines(painter, x, bottom - 4, x, bottom)

    def _epochs(self, lane: LaneRecording, clock: Clock) -> NDArray[np.float64]:
        """Pixels of the ends of epochs; none where they lie too close."""
        epochs = lane.plan.epochs_after(lane.updates)
        first, last = (float(self.plot.x_of(np.array(time_at(lane, clock, row)))) for row in (0, lane.plan.updates_before(epochs)))
        if not epochs or last - first < 4 * epochs:
            return np.empty(0)
        places = self.plot.x_of(times(lane, clock, lane.plan.epoch_ends(0, lane.updates)))
        return places[(places >= 0) & (places <= self.plot.area.width() + 1e-6)]

    def _paint_words(self, painter: QPainter, area: QRectF, words: str, place: Qt.AlignmentFlag) -> bool:
        """Words at an edge of the area, over the curves, in more than one line while they hide little; whether they are whole."""
        flags, inside = place | Qt.TextFlag.TextWordWrap, area.adjusted(6, 2, -6, -8)
        painter.setFont(font(SMALL))
        is_whole = painter.boundingRect(inside, flags, words).height() <= area.height() * _MOST_HIDDEN
        if not is_whole:
            line = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(inside.width()))
            words, is_whole = line, line == words
        room = painter.boundingRect(inside, flags, words)
        painter.fillRect(room.adjusted(-4, 0, 4, 0), faded(self._theme.card, 0.85))
        painter.setPen(QColor(self._theme.text_secondary))
        painter.drawText(room, flags, words)
        return is_whole

    def _paint_playhead(self, painter: QPainter, x: float, area: QRectF) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(faded(self._theme.text, 0.4), 1.0))
        painter.drawLine(QPointF(x, 0), QPointF(x, area.height()))

    def _painter(self, lane: LaneRecording, frame: Frame, place: Hashable) -> CurvePainter:
        """The painter of a lane, kept while the axes stay as they are."""
        seen = self.plot, lane, frame.view.clock, frame.is_log, frame.quantity
        kept = self._painters.get(place)
        if kept is None or kept.key != CurvePainter.key_of(*seen):
            kept = self._painters[place] = CurvePainter(*seen)
        return kept

    def _shown(self, frame: Frame) -> list[int]:
        """Indices of the lanes that are seen here."""
        return list(self._lanes(frame, frame.recording)) if frame.recording is not None else []

    def _lanes(self, frame: Frame, recording: Recording) -> dict[int, LaneRecording]:
        """The lanes of a record that are seen here, by the index that the lane of this name has now."""
        return {index: lane for index, lane in frame.lanes_of(recording).items() if index in self.indices}


def _here(frame: Frame, lane: LaneRecording, row: int) -> tuple[float, float]:
    """What is plotted of training and validation at a row that no evaluation fell on, where it is known."""
    measured = frame.measured.at(lane, row) if frame.measured is not None else None
    if measured is None:
        return NOT_HERE
    return measured[2:] if frame.quantity.name == "accuracy" else measured[:2]


def _pen(color: str, width: float, style: Qt.PenStyle) -> QPen:
    pen = QPen(QColor(color), width, style, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.BevelJoin)  # half the cost of round joins
    if style == Qt.PenStyle.DashLine:
        pen.setDashPattern([4.0, 3.0] if width < 2 * line_scale() else [3.0, 2.0])
    return pen

"""The surface view: the pictures or the relief, and around it what is chosen, what colours mean, and what it leaves out."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from engine.experiment import Experiment, Lane
from engine.geometry.extent import Extent
from gui.look import timing
from gui.look.surface_style import MapLook
from gui.look.theme import DARK, SMALL, Theme, font, scaled
from gui.look.translation import tr
from gui.plotting.interaction import Interaction
from gui.plotting.plot import Plot
from gui.session.frame import Frame
from gui.views.surface3d.ground import SIZE
from gui.views.surface3d.view import Relief, make_relief
from gui.widgets.card import Card
from gui.widgets.fitting import scale_spaces

from .arrow_key import ArrowKey
from .badge import PlaneBadge
from .color_bar import ColorBar
from .legend import Legend
from .picture import Land
from .pictures import Pictures
from .surface_bar import SurfaceBar, penalty_formula

if TYPE_CHECKING:
    from engine.landscape.landscape import Landscape

_SCROLL_BAR = 10  # pixels beside what is explained, where it needs to be scrolled
_WIDE = 380  # at a text scale of 1; in a narrower view there is only the picture
_SMALLEST, _LARGEST = 1e-4, 1e3  # of what the paths cover, that can be seen


class SurfaceView(Card):
    """The loss surface with the three descents.

    Attributes:
        pictures: the surface from above, once or for each lane.
        bar, legend: what colours and marks mean.
        arrows, arrow: what arrows mean: all on a line above the picture; where there is but one, it stands in the legend and leaves the
            line to the picture.
        badge: what a picture leaves out.
        choices: the line above.
        relief: the picture in three dimensions; None before it is asked for, and where it cannot be drawn.

    Signals:
        option_changed: as `SurfaceBar.option_changed`; also `extent`, a rectangle to be seen or None, `start`, x and y of a new start, and
            `lane`, the name of one to be hidden or seen again.
        repaint_requested: what was painted is not whole yet.
    """

    option_changed = Signal(str, object)
    repaint_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = DARK
        self._frame: Frame | None = None
        self._seen: tuple[object, ...] = ()  # of the frame that was drawn last
        self._said: tuple[object, ...] = ()  # of the frame that was last said around the pictures
        self._lanes: Sequence[Lane] = ()
        self._land: Land | None = None
        self.pictures = Pictures()
        self.pictures.clicked.connect(lambda x, y: self.option_changed.emit("start", (x, y)))
        self.pictures.moved.connect(self._see)
        self.pictures.fitted.connect(lambda: self.option_changed.emit("extent", None))
        self._asked: Extent | None = None  # a rectangle that is seen already, but has not been wished for yet
        self._ask = QTimer(self)
        self._ask.setSingleShot(True)
        self._ask.setInterval(timing.ZOOM_MS)
        self._ask.timeout.connect(lambda: self.option_changed.emit("extent", self._asked))
        self._shape = QTimer(self)
        self._shape.setSingleShot(True)
        self._shape.setInterval(timing.ZOOM_MS)
        self._shape.timeout.connect(self._wish_shape)
        self.plot.area_changed.connect(self._shape.start)
        self.pictures.repaint_requested.connect(self.repaint_requested)
        self.bar = ColorBar()
        self.legend = Legend()
        self.legend.toggled.connect(self._say_again)
        self.legend.toggled.connect(lambda name: self.option_changed.emit("lane", name))
        self.arrows, self.arrow = ArrowKey(), ArrowKey()
        self.badge = PlaneBadge()
        self._caption, self._lines_caption = QLabel(tr("training loss")), QLabel(tr("coloured lines: of a batch"))
        self._lines_caption.hide()
        self.relief: Relief | None = None
        self._why_flat = ""
        self.choices = SurfaceBar()
        self.choices.option_changed.connect(self._say_again)
        self.choices.option_changed.connect(self.option_changed)
        self._explained, self._scroll = QWidget(), _Column()
        self._lay_out()

    @property
    def plot(self) -> Plot:
        """Axes and range of the first picture."""
        return self.pictures.shown[0].plot

    @property
    def interaction(self) -> Interaction:
        """The hand on the first picture."""
        return self.pictures.shown[0].interaction

    def _lay_out(self) -> None:
        below = QVBoxLayout(self._explained)
        below.setContentsMargins(0, 2, 0, 0)
        below.setSpacing(4)
        for part in (self.legend, self.arrow, self.badge):
            below.addWidget(part)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Maximum)
        self._scroll.setWidget(self._explained)
        side = QVBoxLayout()
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(4)
        for beside in (self.bar, self._caption, self._lines_caption, self._scroll):
            side.addWidget(beside)
        self._side = QWidget()
        self._side.setLayout(side)
        middle = self._middle = QVBoxLayout()
        middle.setSpacing(4)
        middle.addWidget(self.choices)
        middle.addWidget(self.arrows)
        middle.addWidget(self.pictures, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 8, 12 - _SCROLL_BAR, 8)
        layout.setSpacing(8)
        layout.addLayout(middle, 1)
        layout.addWidget(self._side)

    def show_experiment(self, experiment: Experiment) -> None:
        """Name the lanes."""
        self._lanes = experiment.lanes
        self.choices.show_experiment(experiment)
        self._say_again()

    def show_frame(self, frame: Frame) -> None:
        """Draw a frame."""
        self._frame = frame
        landscape = frame.landscape
        if not self.isVisible():
            return
        seen, self._seen = self._seen, _seen_of(frame)
        if seen == self._seen and self.is_complete and not self._ask.isActive():
            return
        self._take_form(frame.view.relief)
        if self._aspect_for(frame) != frame.view.options.aspect and not self._shape.isActive():
            self._shape.start()
        before, bounds = self._land, self.plot.bounds
        is_new = landscape is not None and (before is None or landscape is not before.landscape or frame.view.map_look != before.look)
        if landscape is not None and is_new:
            self._show_landscape(landscape, frame.view.map_look)
        if landscape is not None and not self._ask.isActive():
            self.pictures.see(frame.view.options.extent or landscape.extent)
            if before is not None and before.landscape is not landscape:
                self.pictures.follow(before.landscape, bounds, landscape)
        self._say(frame)
        if not self._is_relief:
            self.pictures.show_frame(frame, self._land)
        self._catch_up(timing.TRAILS_BESIDE_S if is_new or frame.passing else timing.TRAILS_PLAYING_S if frame.playing else timing.TRAILS_S)

    def _say(self, frame: Frame) -> None:
        """Around the pictures: what is chosen, and what marks and arrows mean."""
        note = frame.landscape.note if frame.landscape is not None else ""
        said = frame.experiment, frame.view.options, frame.view.relief, frame.view.map_look, note, self._why_flat
        if said == self._said:
            return
        self._said = said
        self.choices.show_frame(frame, self._why_flat)
        self._lines_caption.setVisible(self.choices.is_batch)
        self.legend.show_lanes(self._lanes, frame.view.options.visible(self._lanes))
        self._explain_arrows(frame)

    def _say_again(self) -> None:
        """Whatever is shown: a choice may have been made that is not granted, or there are others now."""
        self._said = ()

    def show_controls(self, shown: bool) -> None:
        """Show the line above the picture, or leave it out."""
        self.choices.setVisible(shown)

    def fit(self) -> None:
        """See the relief as at first."""
        if self.relief is not None:
            self.relief.fit()

    @property
    def is_complete(self) -> bool:
        """Whether all that belongs into the pictures of the frame is painted."""
        if self.relief is not None and self._is_relief:
            return self.relief.is_complete
        return not self.isVisible() or self.pictures.is_complete

    @property
    def _is_relief(self) -> bool:
        """Whether the relief is seen in place of the pictures."""
        return self.relief is not None and self.relief.isVisible()

    def _take_form(self, relief: bool) -> None:
        """Show the relief, or the flat picture; that one also where there can be no relief, and then say why."""
        if not relief:
            self._why_flat = ""
        elif self.relief is None and not self._why_flat:
            self.relief, self._why_flat = make_relief()
            if self.relief is not None:
                self.relief.failed.connect(self._give_up_relief)
                self.relief.set_theme(self._theme)
                self._middle.addWidget(self.relief, 1)
                self._show_in_relief()
        is_relief = relief and self.relief is not None
        if self.relief is not None:
            self.relief.setVisible(is_relief)
        self.pictures.setVisible(not is_relief)

    def _explain_arrows(self, frame: Frame) -> None:
        """What the arrows at the balls mean."""
        for key in (self.arrows, self.arrow):
            key.show_arrows(frame.arrows, frame.view.options.visible(frame.experiment.lanes)[-1])
        self.arrows.setVisible(len(frame.arrows) > 1)
        self.arrow.setVisible(len(frame.arrows) == 1)

    def _give_up_relief(self, why: str) -> None:
        """Back to the flat picture."""
        if self.relief is not None:
            self.relief.deleteLater()
            self.relief, self._why_flat = None, why
        if self._frame is not None:
            self.show_frame(self._frame)

    def _show_in_relief(self) -> None:
        land = self._land
        if self.relief is not None and land is not None and land.heights is not None:
            self.relief.show_landscape(land.landscape, land.heights)

    def _catch_up(self, seconds: float = timing.TRAILS_S) -> None:
        """Paint on trails, a slice of work, and show what there is."""
        frame, land = self._frame, self._land
        if frame is None or land is None or not self.isVisible():
            return
        if self.relief is not None and self._is_relief:
            self.relief.show_frame(frame, land.rows(frame))
        else:
            self.pictures.advance(time.perf_counter() + seconds)

    def show_figures(self, frame: Frame) -> None:
        """Show the numbers of a frame."""
        self.badge.show_frame(frame)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._theme, self._seen = theme, ()
        scale_spaces(self)
        for caption in (self._caption, self._lines_caption):
            caption.setFont(font(SMALL))
            caption.setStyleSheet(f"color: {theme.text_secondary}")
        for part in (self.pictures, self.bar, self.legend, self.arrows, self.arrow, self.badge, self.choices):
            part.set_theme(theme)
        if self.relief is not None:
            self.relief.set_theme(theme)
        width = self.badge.least_width  # whatever the figures, the plot keeps its width
        self._explained.setFixedWidth(width)
        self._scroll.setFixedWidth(width + _SCROLL_BAR)
        self._fit()

    def _fit(self) -> None:
        """Explain nothing beside the picture where that would be smaller than what is beside it."""
        self._side.setVisible(self.width() >= scaled(_WIDE))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _show_landscape(self, landscape: Landscape, look: MapLook) -> None:
        self._land = Land.of(landscape, look)
        if self._land.heights is not None:
            self.bar.show_heights(self._land.heights, look.colours)
        self._caption.setText(_caption_of(landscape))
        self._show_in_relief()

    def _wish_shape(self) -> None:
        """Wish for a rectangle of the picture's shape, so that axis scales are equal; or for one as it comes."""
        if self._frame is not None and self._aspect_for(self._frame) != self._frame.view.options.aspect:
            self.option_changed.emit("aspect", self._aspect_for(self._frame))

    def _aspect_for(self, frame: Frame) -> float:
        """How many times as high as wide a rectangle is for equal axis scales; 0 where they are free or there is no picture yet."""
        width, height = SIZE[:2] if self._is_relief else self.plot.area.size().toTuple()
        return height / width if frame.view.map_look.scales == "equal" and min(width, height) > 0 else 0.0

    def _see(self, extent: Extent) -> None:
        """Show another rectangle at once, with what there is, and ask for its surface when the hand rests."""
        if self._frame is None or self._frame.landscape is None or not self._is_sensible(extent):
            return
        self._asked = extent
        self.pictures.arrive()
        self.pictures.see(extent)
        self._ask.start()
        self._catch_up()

    def _is_sensible(self, extent: Extent) -> bool:
        """Whether there is something to see in a rectangle: it is neither a speck nor all the world beside the paths."""
        assert self._frame is not None and self._frame.landscape is not None
        paths = np.concatenate([path.corners() for path in self._frame.landscape.projections])
        covered = max(1e-9, float(np.ptp(paths[np.isfinite(paths).all(axis=1)], axis=0).max()))
        sizes = extent.right - extent.left, extent.top - extent.bottom
        return min(sizes) > _SMALLEST * covered and max(sizes) < _LARGEST * covered

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._frame is not None:
            self.show_frame(self._frame)


class _Column(QScrollArea):
    """As high as its content, or scrolled."""

    def sizeHint(self) -> QSize:
        content = self.widget()
        return content.sizeHint() if content is not None else super().sizeHint()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)


def _caption_of(landscape: Landscape) -> str:
    """Which loss it is, and where weights decay, whether that is in it."""
    options, lanes = landscape.options, landscape.recording.experiment.lanes
    if penalty := options.penalty(lanes):
        return tr("training loss\n+ {penalty}", penalty=penalty_formula(penalty))
    if options.loss == "train" and any(lane.optimizer.l1 > 0 for lane in lanes):
        return tr("training loss\nwithout penalties")
    if options.loss == "train" and any(lane.optimizer.weight_decay > 0 for lane in lanes):
        return tr("training loss\nwithout weight decay")
    return tr(options.shown_loss(lanes).in_words)


def _seen_of(frame: Frame) -> tuple[object, ...]:
    """All that is seen of a frame; while it stays the same and its picture is whole, nothing need be drawn again."""
    return (
        frame.experiment,
        frame.landscape,
        frame.landscape_rows,
        frame.view.options,
        frame.probe,
        frame.view.relief,
        frame.view.map_look,
        frame.waiting,
    )

"""Pictures of one plane side by side: of the same rectangle, equally large, moved and pointed at in step."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.geometry.extent import Extent
from gui.look.theme import DARK, Theme, scaled
from gui.session.frame import Frame

from .picture import Land, Picture
from .view_transition import Bounds

if TYPE_CHECKING:
    from engine.landscape.landscape import Landscape


class Pictures(QWidget):
    """One picture with all visible lanes, or one for each of them.

    Attributes:
        shown: those that are seen, row by row from left to right; the first is always the same.

    Signals:
        clicked, moved, fitted: as `Touch`'s, of whichever picture.
        repaint_requested: what was painted is not whole yet.
    """

    clicked = Signal(float, float)
    moved = Signal(object)
    fitted = Signal()
    repaint_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = DARK
        self._all: list[Picture] = []
        self.shown: list[Picture] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._arrange(1)

    def show_frame(self, frame: Frame, land: Land | None) -> None:
        """The visible lanes at the playhead of a frame, on the land of its landscape."""
        lanes = frame.view.options.visible(land.landscape.recording.lanes) if land is not None else ()
        groups = [(lane,) for lane in lanes] if frame.view.small_multiples and lanes else [lanes]
        if len(groups) != len(self.shown):
            self._arrange(len(groups))
        for picture, group in zip(self.shown, groups, strict=True):
            picture.show_frame(frame, land, group, named=frame.view.small_multiples)
        self._lay()

    def see(self, extent: Extent) -> None:
        """Show a rectangle."""
        for picture in self.shown:
            picture.plot.set_range(extent.left, extent.right, extent.bottom, extent.top)

    def follow(self, before: Landscape, bounds: Bounds, landscape: Landscape) -> None:
        """Ease over to a landscape that has taken the place of another by itself; the rectangle is that of the new one already.

        Args:
            before, bounds: what was shown until now, in which view.
            landscape: what is to be shown.
        """
        for picture in self.shown:
            picture.follow(before, bounds, landscape)

    def arrive(self) -> None:
        """Show what is eased over to at once."""
        for picture in self.shown:
            picture.arrive()

    def advance(self, until: float) -> None:
        """Paint trails on, until a moment of `time.perf_counter`; at least a little of each."""
        begin = time.perf_counter()
        for number, picture in enumerate(self.shown, 1):
            picture.advance(begin + number / len(self.shown) * (until - begin))

    @property
    def is_complete(self) -> bool:
        """Whether all that belongs into them is painted."""
        return all(picture.is_complete for picture in self.shown)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for picture in self._all:
            picture.set_theme(theme)
        self._lay()

    def _arrange(self, count: int) -> None:
        """Show so many."""
        while len(self._all) < count:
            self._all.append(self._new())
        self.shown = self._all[:count]
        self.see(Extent(*self._all[0].plot.bounds))
        for picture in self._all:
            picture.mark(None)
            picture.setVisible(picture in self.shown)

    def _new(self) -> Picture:
        picture = Picture(self._all[0] if self._all else None, self)
        picture.set_theme(self._theme)
        picture.repaint_requested.connect(self.repaint_requested)
        interaction = picture.interaction
        interaction.clicked.connect(self.clicked)
        interaction.moved.connect(self.moved)
        interaction.fitted.connect(self.fitted)
        interaction.pointed.connect(lambda: self._point(picture))
        return picture

    def _point(self, pointed: Picture) -> None:
        """Show in all others where one is pointed at."""
        place = pointed.interaction.pointer
        for picture in self.shown:
            picture.mark(pointed.plot.data_at(place) if place is not None and picture is not pointed else None)

    def _lay(self) -> None:
        """In as many rows as make them largest, with areas of one size; so they can share one painting of the ground."""
        columns = self._columns()
        beside = [picture.plot.beside for picture in self.shown[:columns]]
        width, height = (self.width() - sum(beside)) // columns, self.height() // math.ceil(len(self.shown) / columns)
        for index, picture in enumerate(self.shown):
            row, column = divmod(index, columns)
            right = sum(beside[: column + 1]) + (column + 1) * width
            more = picture.plot.beside
            picture.setGeometry(right - width - more, row * height, width + more, height)

    def _columns(self) -> int:
        count, around = len(self.shown), (scaled(32), scaled(80))  # of axes, titles and names

        def goodness(columns: int) -> float:
            rows = math.ceil(count / columns)
            return min(self.width() / columns - around[0], self.height() / rows - around[1]) * count / (rows * columns)

        return max(range(count, 0, -1), key=goodness)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay()

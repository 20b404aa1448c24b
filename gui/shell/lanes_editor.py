"""A row for each lane, to name, colour, copy, move and remove it, and a button for one lane more."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from engine.experiment import Experiment, Lane
from engine.experiment.sections import MOST_LANES
from gui.look.theme import DARK, LaneStyle, Theme, scaled
from gui.look.translation import QT_TR_NOOP, tr
from gui.widgets.fitting import scale_spaces
from gui.widgets.icon_button import IconButton
from gui.widgets.marker import marker_path
from gui.widgets.painting import PRESSING_KEYS, PaintedControl, faded, paint_focus_ring, round_popup
from gui.widgets.text_field import TextField

_SIDE, _MARKER = 26, 12
_MARKERS = {
    "circle": QT_TR_NOOP("Circle"), "square": QT_TR_NOOP("Square"), "triangle": QT_TR_NOOP("Triangle"),
    "diamond": QT_TR_NOOP("Diamond"), "triangle_down": QT_TR_NOOP("Triangle upside down"), "plus": QT_TR_NOOP("Plus"),
}  # fmt: skip


class LanesEditor(QWidget):
    """All lanes of an experiment, one below the other.

    Signals:
        added: a copy of the lane of this name is wanted; of the last one, where it is empty.
        removed: the lane of this name is to go.
        moved: it is to be so many places further down.
        renamed: it is to be called like this.
        recolored: it is to have the style at this place of the theme.
    """

    added = Signal(str)
    removed = Signal(str)
    moved = Signal(str, int)
    renamed = Signal(str, str)
    recolored = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = DARK
        self._lanes: tuple[Lane, ...] = ()
        self.rows: list[LaneRow] = []
        self.add = QPushButton(tr("+ Lane"))
        self.add.setFlat(True)
        self.add.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.add.setToolTip(tr("one lane more, like the last one; six at most"))
        self.add.setAccessibleName(tr("one lane more"))
        self.add.clicked.connect(lambda: self.added.emit(""))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)

    def show_lanes(self, experiment: Experiment) -> None:
        """Show the lanes that there are; where these are the same, nothing is done."""
        names = [lane.name for lane in experiment.lanes]
        if names == [lane.name for lane in self._lanes]:
            return
        self._lanes = experiment.lanes
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [LaneRow(lane, place, self) for place, lane in enumerate(experiment.lanes)]
        for place, row in enumerate(self.rows):
            self._column.insertWidget(place, row)
        self.add.setEnabled(len(names) < MOST_LANES)
        self.set_theme(self._theme)

    @property
    def controls(self) -> list[QWidget]:
        """All that takes keys, in order."""
        return [control for row in self.rows for control in (row.marker, row.name, row.menu_button)] + [self.add]

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        scale_spaces(self)
        for row in self.rows:
            row.set_theme(theme)

    def fill_menu(self, menu: QMenu, place: int) -> None:
        """Offer what can be done to a lane."""
        name, last = self._lanes[place].name, len(self._lanes) - 1
        offers: tuple[tuple[str, bool, Callable[[], None]], ...] = (
            (tr("Duplicate"), last + 1 < MOST_LANES, lambda: self.added.emit(name)),
            (tr("Remove"), last > 0, lambda: self.removed.emit(name)),
            (tr("Move up"), place > 0, lambda: self.moved.emit(name, -1)),
            (tr("Move down"), place < last, lambda: self.moved.emit(name, 1)),
        )
        for text, is_open, run in offers:
            action = menu.addAction(text)
            action.setEnabled(is_open)
            action.triggered.connect(run)

    def fill_colors(self, menu: QMenu, place: int) -> None:
        """Offer the colours and markers there are; one that another lane has is exchanged."""
        name, theme = self._lanes[place].name, self._theme
        for other, style in enumerate(theme.lanes):
            text = tr(_MARKERS[style.marker])
            if other == place:
                text = tr("{marker}, as now", marker=text)  # beside an icon no tick is painted
            elif other < len(self._lanes):
                text = tr("{marker}, exchanged with {lane}", marker=text, lane=self._lanes[other].title)
            action = QAction(marker_icon(style), text, menu)
            action.setCheckable(True)
            action.setChecked(other == place)
            action.triggered.connect(lambda _=False, other=other: self.recolored.emit(name, other))
            menu.addAction(action)


class LaneRow(QWidget):
    """One lane: its marker, its name and a menu."""

    def __init__(self, lane: Lane, place: int, editor: LanesEditor) -> None:
        super().__init__(editor)
        self.marker = MarkerButton(place, tr("colour of {lane}", lane=lane.title), self)
        self.name = TextField(tr("name of {lane}", lane=lane.title))
        self.name.set_value(lane.title)
        self.menu_button = IconButton("more", tr("duplicate, remove or move {lane}", lane=lane.title), size=28, flat=True)
        self.marker.clicked.connect(lambda: _pop_up(self.marker, lambda menu: editor.fill_colors(menu, place)))
        self.menu_button.clicked.connect(lambda: _pop_up(self.menu_button, lambda menu: editor.fill_menu(menu, place)))
        self.name.value_edited.connect(lambda title: editor.renamed.emit(lane.name, title))
        self.name.given_up.connect(lambda: self.name.set_value(lane.title))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for part in (self.marker, self.name, self.menu_button):
            row.addWidget(part)

    def set_theme(self, theme: Theme) -> None:
        for part in (self.marker, self.name, self.menu_button):
            part.set_theme(theme)


class MarkerButton(PaintedControl, QAbstractButton):
    """A lane's marker, to be pressed."""

    kept_keys = PRESSING_KEYS

    def __init__(self, lane: int, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lane = lane
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(scaled(_SIDE), scaled(_SIDE))

    def hitButton(self, position: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        with self.start_painting() as painter:
            if self.is_hovered:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(faded(self.theme.text, 0.1))
                painter.drawRoundedRect(QRectF(self.rect()), 6.0, 6.0)
            paint_marker(painter, self.theme.lanes[self._lane], QRectF(self.rect()).center())
            if self.hasFocus():
                paint_focus_ring(painter, QRectF(self.rect()), 6.0, self.theme)


def paint_marker(painter: QPainter, style: LaneStyle, center: QPointF) -> None:
    """Paint a lane's marker around a point."""
    path = marker_path(style.marker, scaled(_MARKER))
    painter.save()
    painter.translate(center - path.boundingRect().center())
    painter.fillPath(path, QColor(style.color))
    painter.restore()


def marker_icon(style: LaneStyle) -> QIcon:
    """A lane's marker as a menu shows it."""
    side, ratio = scaled(_MARKER + 6), 2.0
    picture = QPixmap(round(side * ratio), round(side * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_marker(painter, style, QPointF(side / 2.0, side / 2.0))
    return QIcon(picture)


def _pop_up(button: QWidget, fill: Callable[[QMenu], None]) -> None:
    menu = QMenu(button)
    round_popup(menu)
    fill(menu)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

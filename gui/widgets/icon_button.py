"""The round buttons of the transport bar and the tool bar."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from gui.look.theme import scaled
from gui.look.translation import tr
from gui.widgets.icons import paint_icon
from gui.widgets.painting import PRESSING_KEYS, PaintedControl, blend, paint_focus_ring

_RING_ROOM = 3.0


class IconButton(PaintedControl, QAbstractButton):
    """A round button with one of our icons. `clicked` is QAbstractButton's signal.

    Attributes:
        icon_name: which icon; `set_icon` changes it.

    The circle leaves 3 px around it for the focus ring, so that the ring never covers or moves anything.
    """

    kept_keys = PRESSING_KEYS

    def __init__(
        self, icon: str, help: str = "", *, key: str = "", size: int = 34, primary: bool = False, flat: bool = False,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """`size` is the circle's diameter at a text scale of 1; `primary` inverts it; `flat` paints no circle until hovered."""
        super().__init__(parent)
        self.icon_name = icon
        self._size, self._primary, self._flat = size, primary, flat
        self._has_room = True
        self._action: QAction | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_help(help, key)

    def set_help(self, help: str, key: str = "") -> None:
        """Say what it does in its tool tip, there with the key that does the same, and to screen readers."""
        self.setToolTip(tr("{help} ({key})", help=help, key=key) if key else help)
        self.setAccessibleName(help)

    def set_icon(self, name: str) -> None:
        if name != self.icon_name:
            self.icon_name = name
            self.update()

    def set_action(self, action: QAction) -> None:
        """Press for `action`, and follow its enabled, checked, visible state and its tool tip."""
        self._action = action
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow_action)
        action.toggled.connect(self.setChecked)
        self._follow_action()

    def set_room(self, has_room: bool) -> None:
        """Leave the button out where there is no room for it, whatever its action says."""
        self._has_room = has_room
        self.setHidden(not has_room or (self._action is not None and not self._action.isVisible()))

    def _follow_action(self) -> None:
        action = self._action
        if action is None:
            return
        self.setEnabled(action.isEnabled())
        self.set_room(self._has_room)
        self.setCheckable(action.isCheckable())
        self.setChecked(action.isChecked())
        self.setToolTip(action.toolTip())
        self.setAccessibleName(action.iconText())

    def _ground(self) -> QColor | None:
        """The circle's colour in the present state, None where there is none."""
        theme, hovered = self.theme, self.is_hovered
        if self._primary:
            return blend(theme.text, theme.card, 0.24 if self.isDown() else 0.1 if hovered else 0.0)
        if self.isChecked():
            return QColor(theme.text)
        if self._flat and not hovered:
            return None
        return blend(theme.raised, theme.text, 0.2 if self.isDown() else 0.1 if hovered and not self._flat else 0.0)

    def _ink(self) -> QColor:
        if self._primary or self.isChecked():
            return QColor(self.theme.text_on_accent)
        return QColor(self.theme.text_secondary if self._flat and not self.is_hovered else self.theme.text)

    def sizeHint(self) -> QSize:
        side = round(scaled(self._size) + 2.0 * _RING_ROOM)
        return QSize(side, side)

    def hitButton(self, position: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        with self.start_painting() as painter:
            circle = QRectF(self.rect()).adjusted(_RING_ROOM, _RING_ROOM, -_RING_ROOM, -_RING_ROOM)
            ground = self._ground()
            if ground is not None:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(ground)
                painter.drawEllipse(circle)
            if self.hasFocus():
                paint_focus_ring(painter, QRectF(self.rect()), self.width() / 2.0, self.theme)
            self._paint_icon(painter)

    def _paint_icon(self, painter: QPainter) -> None:
        side = round(scaled(self._size) * 0.3) * 2.0
        corner = QPointF(self.rect().center()) + QPointF(0.5, 0.5) - QPointF(side, side) / 2.0
        paint_icon(painter, self.icon_name, QRectF(corner, QSizeF(side, side)), self._ink())

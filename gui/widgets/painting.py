"""What the painted controls share: colour mixing, hairlines, the focus ring and the question whether to animate."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPaintEngine, QPainter, QPen, QPixmap, QWheelEvent
from PySide6.QtWidgets import QApplication, QStyle, QWidget

from gui.look.theme import DARK, Theme

if TYPE_CHECKING:
    _Widget = QWidget
else:
    _Widget = object  # of two bases that are both Qt's, an object would have two parts

DISABLED_OPACITY = 0.4


def blend(start: str, end: str, amount: float) -> QColor:
    """`start` at amount 0, `end` at amount 1, mixed channel by channel."""
    a, b, rest = QColor(start), QColor(end), 1.0 - amount
    return QColor.fromRgbF(
        a.redF() * rest + b.redF() * amount,
        a.greenF() * rest + b.greenF() * amount,
        a.blueF() * rest + b.blueF() * amount,
    )


def faded(color: str, opacity: float) -> QColor:
    made = QColor(color)
    made.setAlphaF(opacity)
    return made


def hairline(widget: QWidget) -> float:
    """The width, in logical pixels, of a thin line that covers whole device pixels."""
    ratio = widget.devicePixelRatioF()
    return max(1.0, round(ratio)) / ratio


def snapped(x: float, widget: QWidget) -> float:
    """The device-pixel centre nearest to logical `x`, so that a hairline there is not smeared over two columns."""
    ratio = widget.devicePixelRatioF()
    width = hairline(widget)
    return round((x - width / 2.0) * ratio) / ratio + width / 2.0


def device_size(size: QSizeF, ratio: float) -> QSize:
    """Device pixels that cover a size in logical pixels, also a last one that is covered in part."""
    return QSize(math.ceil(size.width() * ratio), math.ceil(size.height() * ratio))


def clear_pixmap(size: QSizeF, ratio: float) -> QPixmap:
    """A transparent picture that covers a size in logical pixels."""
    picture = QPixmap(device_size(size, ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    return picture


def is_drawing(painter: QPainter) -> bool:
    """Whether shapes are wanted, for an SVG or PDF file, and no pixels."""
    return painter.paintEngine().type() != QPaintEngine.Type.Raster


def paint_focus_ring(painter: QPainter, rect: QRectF, radius: float, theme: Theme) -> None:
    """A 2 px ring just inside `rect`."""
    painter.setPen(QPen(QColor(theme.focus), 2.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(1.0, 1.0, -1.0, -1.0), radius, radius)


def paint_knob(painter: QPainter, center: QPointF, radius: float, reach: float, theme: Theme, *, lit: bool, ring: bool) -> None:
    """A slider's knob on a card; the halo of a lit one and the focus ring use the `reach` px around it."""
    outer = radius + reach
    opacity = painter.opacity()
    painter.setPen(Qt.PenStyle.NoPen)
    if lit:
        painter.setBrush(faded(theme.text, 0.16))
        painter.drawEllipse(center, outer, outer)
    # A dimmed knob must not let the bar shine through.
    painter.setOpacity(1.0)
    painter.setBrush(QColor(theme.card))
    painter.drawEllipse(center, *((outer, outer) if ring else (radius, radius)))
    painter.setOpacity(opacity)
    painter.setBrush(QColor(theme.text))
    inner = outer - 3.5 if ring else radius
    painter.drawEllipse(center, inner, inner)
    if ring:
        paint_focus_ring(painter, QRectF(center.x() - outer, center.y() - outer, 2.0 * outer, 2.0 * outer), outer - 1.0, theme)


def round_popup(popup: QWidget) -> None:
    """Let a menu's or list's own window be see-through, so that its rounded corners are not boxed in."""
    popup.setWindowFlags(Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint | Qt.WindowType.NoDropShadowWindowHint)
    popup.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)


class _Motion:
    """The application's own answer about motion; None leaves it to the system."""

    reduced: bool | None = None


def set_reduced_motion(reduced: bool | None) -> None:
    """Switch animation off or on for all widgets; None asks the system again."""
    _Motion.reduced = reduced


def reduced_motion() -> bool:
    """Whether nothing should be animated. Qt 6.11 passes the system's wish on as the style's animation time."""
    if _Motion.reduced is not None:
        return _Motion.reduced
    return QApplication.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) <= 0


MOVING_KEYS = frozenset(getattr(Qt.Key, f"Key_{name}") for name in ("Left", "Right", "Up", "Down", "Home", "End", "PageUp", "PageDown"))
PRESSING_KEYS = frozenset((Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter))


class Painted(_Widget):
    """Mixed into a widget of Qt that paints itself.

    Attributes:
        theme: the `Theme` to paint with.
    """

    theme = DARK

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.updateGeometry()
        self.update()

    def start_painting(self) -> QPainter:
        """An antialiased painter, dimmed when the control is disabled. The caller ends it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(1.0 if self.isEnabled() else DISABLED_OPACITY)
        return painter


class PaintedControl(Painted):
    """Mixed into a control of Qt that paints itself: it keeps the keys that the control wants for itself.

    The keyboard comes by Tab alone, so who has it shows its focus ring; it goes to the window when the mouse is used. The wheel passes by.

    Attributes:
        kept_keys: what a focused control takes for itself, whatever they are elsewhere.
    """

    kept_keys: ClassVar[frozenset[Qt.Key]] = frozenset()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # painted again as the pointer comes and goes

    @property
    def is_hovered(self) -> bool:
        """Whether the pointer is over the control, and can do something there."""
        return self.underMouse() and self.isEnabled()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress and self.hasFocus():
            self.window().setFocus(Qt.FocusReason.MouseFocusReason)  # not to nobody: a list that closes would keep it
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
            if plain and event.key() in self.kept_keys:
                event.accept()
                return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

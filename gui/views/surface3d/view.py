"""The relief: the surface in three dimensions, lit, with the trails and the balls on it; it turns while they run.

A widget like any other: `scene/renderer.py` draws what `scene/stage.py` has with OpenGL off the screen; the picture is painted here, and
`scene/words.py` writes on it. So a saved PNG has the relief in it, and a saved SVG has it as an image under its words. Only balls and the
ends of trails are handed over anew in a frame; the ground when there is another one, a trail when its stride changes. `make_relief` says
why where there can be none.
"""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal, qInstallMessageHandler
from PySide6.QtGui import QColor, QFocusEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from gui.look import timing
from gui.look.surface_style import COLOURS
from gui.look.theme import DARK, Theme, font, scaled
from gui.look.translation import tr
from gui.session.frame import Frame
from gui.session.frame_words import lanes_in_words
from gui.views.surface.heat import colour_table
from gui.views.surface.terrain import Levels
from gui.widgets.painting import PaintedControl, device_size, paint_focus_ring

from .camera import BLOCK, Camera, Sight
from .orbit import Orbit
from .overlay import paint_words
from .stage import Stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.landscape.landscape import Landscape

    from .renderer import Renderer

_TURNS = {Qt.Key.Key_Left: (5, 0), Qt.Key.Key_Right: (-5, 0), Qt.Key.Key_Up: (0, 5), Qt.Key.Key_Down: (0, -5)}  # degrees
_NEARER = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}


class Relief(PaintedControl, QWidget):
    """The picture of one landscape. Once Tab has reached it, arrow keys turn it, + and - bring it nearer or farther, and Escape leaves.

    Args:
        renderer: draws it.

    Attributes:
        orbit: where it is seen from.
        stage: what there is to see; None before there is a surface.

    Signals:
        failed: it cannot be drawn any more; why, in one sentence.
    """

    failed = Signal(str)
    kept_keys = frozenset({*_TURNS, *_NEARER})

    def __init__(self, renderer: Renderer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.orbit = Orbit()
        self.stage: Stage | None = None
        self._renderer: Renderer | None = renderer
        self._theme, self._colours = DARK, COLOURS[0].name
        self._frame: Frame | None = None
        self._rows: list[int] = []
        self._image = QImage()
        self._is_stale = True
        self._costs: deque[float] = deque(maxlen=4)  # seconds, of the last smooth pictures
        self._is_settled = False
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(timing.SETTLE_MS)
        self._settle.timeout.connect(self._smoothen)
        self.setMinimumHeight(60)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setToolTip(tr("drag to turn, wheel to come nearer, two clicks to see it as at first"))
        self.setAccessibleName(tr("Loss surface in 3-D"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    @property
    def camera(self) -> Camera:
        """Where it is seen from."""
        return self.orbit.camera

    def show_landscape(self, landscape: Landscape, heights: Levels) -> None:
        """Another ground."""
        if landscape.surface is None or self._renderer is None:
            return
        before, self.stage = self.stage, Stage.of(landscape, heights, self.stage)
        if before is None or before.ground is not self.stage.ground:
            mesh = self.stage.ground.mesh()
            self._try(lambda renderer: renderer.set_ground(mesh))
        self._stale()

    def show_frame(self, frame: Frame, rows: list[int]) -> None:
        """Trails and balls at these rows."""
        if frame is self._frame:
            self._smoothen()
            return
        if self.orbit.turn_by_itself(frame.playing):
            self._stale()
        stage, before = self.stage, self._frame
        self._frame = frame
        self._colour(frame.view.map_look.colours)
        if stage is None or stage.landscape is not frame.landscape:
            return
        is_new = before is None or before.landscape is not stage.landscape
        if before is None or is_new or before.batches != frame.batches:
            self._try(lambda renderer: stage.show_batches(renderer, frame.batches))
            self._stale()
        gradients = frame.probe.gradients if frame.probe is not None else ()
        if (stage.arrows, stage.gradients) != (frame.arrows, gradients):
            stage.arrows, stage.gradients = frame.arrows, gradients
            self.update()
        visible = frame.view.options.visible(stage.landscape.recording.lanes)
        if is_new or rows != self._rows or visible != stage.visible:
            self._rows = rows
            self._try(lambda renderer: stage.advance(renderer, frame, rows, visible))
            self._stale()
        elif before is not None and frame.batches == before.batches and not frame.playing and not self.orbit.is_gripped:
            self._smoothen()

    @property
    def is_complete(self) -> bool:
        """Whether the picture has, or will have when it is painted, smooth edges."""
        return self._is_settled or self._is_quick or self._renderer is None

    def fit(self) -> None:
        """See it as at first."""
        self.orbit.fit()
        self._stale()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._heat()

    def _colour(self, colours: str) -> None:
        """Take on a colour map."""
        if colours != self._colours:
            self._colours = colours
            self._heat()

    def _heat(self) -> None:
        table = colour_table(self._theme, self._colours)
        self._try(lambda renderer: renderer.set_heat(table))
        self._stale()

    def close_renderer(self) -> None:
        """Give back what the driver holds; nothing is drawn any more."""
        if self._renderer is not None:
            self._try(lambda renderer: renderer.close())
            self._renderer = None

    def sight(self) -> Sight:
        """What is seen."""
        margins = scaled(56), scaled(10), scaled(46)
        body = self.stage.outline if self.stage is not None else BLOCK
        return Sight(self.camera, self.width(), self.height(), *margins, body)

    def _stale(self) -> None:
        self._is_stale, self._is_settled = True, False
        self.update()

    @property
    def _is_quick(self) -> bool:
        """Whether smooth pictures do not take long."""
        return len(self._costs) < 2 or min(self._costs) < timing.SMOOTH_RELIEF_S

    def _smoothen(self) -> None:
        """Nothing moves: there is time for smooth edges."""
        if not self.is_complete:
            self._is_stale = self._is_settled = True
            self.update()

    def _try(self, do: Callable[[Renderer], object]) -> None:
        """Let the renderer do something; if it cannot, say so and let it rest."""
        if self._renderer is None:
            return
        try:
            do(self._renderer)
        except Exception as error:  # whatever a driver does not like: the window goes on without
            self._renderer = None
            reason = tr("3-D: the picture cannot be drawn ({reason}).", reason=error or type(error).__name__)
            QTimer.singleShot(0, self, lambda: self.failed.emit(reason))

    def _draw(self, renderer: Renderer, stage: Stage, size: QSize) -> None:
        ratio, smooth, begin = self.devicePixelRatioF(), self.is_complete, time.perf_counter()
        self._image = renderer.draw(stage.scene(self.sight(), self._theme, size, ratio), smooth)
        if smooth:
            self._costs.append(time.perf_counter() - begin)
        else:
            self._settle.start()
        self._image.setDevicePixelRatio(ratio)

    def paintEvent(self, event: QPaintEvent) -> None:
        stage, size = self.stage, device_size(self.size().toSizeF(), self.devicePixelRatioF())
        if stage is not None and (self._is_stale or self._image.size() != size):
            self._is_stale = False
            self._try(lambda renderer: self._draw(renderer, stage, size))
        with QPainter(self) as painter:
            if stage is None or self._image.isNull():
                painter.fillRect(self.rect(), QColor(self._theme.card))
                painter.setPen(QColor(self._theme.text_secondary))
                painter.setFont(font(16))
                flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
                painter.drawText(self.rect(), flags, self._frame.waiting if self._frame is not None else "")
            else:
                painter.drawImage(QPointF(0, 0), self._image)
                paint_words(painter, QRectF(self.rect()), self.sight(), stage, self._theme)
            if self.hasFocus():
                paint_focus_ring(painter, QRectF(self.rect()), 4, self._theme)

    def focusInEvent(self, event: QFocusEvent) -> None:
        frame = self._frame
        if frame is not None and frame.lanes:
            lanes = lanes_in_words(frame, frame.visible)
            self.setAccessibleDescription(tr("Training loss at the playhead: {lanes}.", lanes=lanes))
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _TURNS:
            self.orbit.turn(*_TURNS[Qt.Key(event.key())])
        elif event.key() in _NEARER:
            self.orbit.approach(_NEARER[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)
            return
        self._stale()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.orbit.grip(event.position())
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.orbit.drag(event.position()):
            self._stale()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.orbit.release()
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.orbit.approach(event.angleDelta().y() / 120)
        self._stale()
        event.accept()


def make_relief() -> tuple[Relief | None, str]:
    """A relief; or None, and why there can be none, in one sentence."""
    said: list[str] = []
    before = qInstallMessageHandler(lambda _kind, _context, text: said.append(text))
    try:
        from .renderer import NoOpenGLError, Renderer

        return Relief(Renderer()), ""
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "OpenGL":
            return None, tr("3-D needs PyOpenGL: pip install tridescent[3d].")
        return None, tr("3-D: {reason}.", reason=error)
    except NoOpenGLError as error:
        return None, tr("3-D: this screen has no OpenGL ({reason}).", reason=said[-1].rstrip(".!") if said else error)
    except Exception as error:  # a driver or a library that is only half there
        return None, tr("3-D: OpenGL cannot be used ({reason}).", reason=error or type(error).__name__)
    finally:
        qInstallMessageHandler(before)

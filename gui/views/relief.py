"""The relief: the surface in three dimensions, lit, with the trails and the balls on it; it turns while they run.

A widget like any other: `scene/renderer.py` draws with OpenGL off the screen, and the picture is painted here, with the words on top. So a
saved PNG has the relief in it, and a saved SVG has it as an image under its words. Only balls and the ends of trails are handed over anew
in a frame; the ground when there is another one, a trail when its stride changes. `make_relief` says why where there can be none.
"""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal, qInstallMessageHandler
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from gui.frame import Frame
from gui.map_look import COLOURS
from gui.theme import DARK, Theme, font, scaled, text_scale
from gui.widgets.painting import faded, reduced_motion

from .ball import paint_last_update
from .heat import colour_table
from .labels import LabelPlacer
from .scene.camera import Camera, Sight
from .scene.course import Course
from .scene.drape import laid
from .scene.ground import Floats, Ground
from .scene.names import paint_names
from .scene.solids import solid
from .terrain import Heights, Lowest, contours_of_batch, name_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.landscape.glance import BatchSurface
    from engine.landscape.survey import Landscape  # its module imports PyTorch

    from .scene.renderer import Ball, Renderer, Stroke

_TURN = 5.0  # degrees a second
_LONGEST_S = 0.1  # after a longer pause, it turns on from where it was
_DEGREES = 0.35  # for each pixel that the hand moves
_NOTCH = 1.15  # how much nearer a notch of the wheel brings it
_QUICK_S, _SETTLE_MS = 0.012, 160  # where a smooth picture takes longer, there is one only when nothing has moved for so long
_BALL = 8.5  # pixels
_SHADE = {  # by theme: what light does to colours, as in `scene.renderer.Shade`
    "dark": ((0.34, 0.38, 0.46), (1.22, 1.21, 1.18), 0.04),
    "light": ((0.50, 0.60, 0.72), (1.03, 1.03, 1.03), 0.02),
}
_PULLED = 0.008  # in the world: so far are trails pulled towards the eye, lest the ground they lie on covers them
_HELP = "drag to turn, wheel to come nearer, two clicks to see it as at first"


class Relief(QWidget):
    """The picture of one landscape.

    Args:
        renderer: draws it.

    Attributes:
        camera: where it is seen from.
        is_held: whether the user has taken it in hand; it does not turn by itself then.

    Signals:
        failed: it cannot be drawn any more; why, in one sentence.
    """

    failed = Signal(str)

    def __init__(self, renderer: Renderer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.camera, self.is_held = Camera(), False
        self._renderer: Renderer | None = renderer
        self._theme, self._colours = DARK, COLOURS[0].name
        self._frame: Frame | None = None
        self._landscape: Landscape | None = None
        self._ground: Ground | None = None
        self._courses: list[Course] = []
        self._visible: tuple[int, ...] = ()
        self._rows: list[int] = []
        self._contours: list[tuple[str, int, int, float]] = []  # of a batch: name and number of lines, the lane, and how strong
        self._lowest: Lowest | None = None
        self._image = QImage()
        self._is_stale = True
        self._moved_at = 0.0
        self._costs: deque[float] = deque(maxlen=4)  # seconds, of the last smooth pictures
        self._is_settled = False
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._smoothen)
        self._grip: QPointF | None = None
        self.setMinimumHeight(60)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setToolTip(_HELP)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def show_landscape(self, landscape: Landscape, heights: Heights, lowest: Lowest | None) -> None:
        """Another ground."""
        if landscape.surface is None or self._renderer is None:
            return
        self._landscape, self._lowest = landscape, lowest
        if self._ground is None or self._ground.surface is not landscape.surface or self._ground.levels != heights.levels:
            self._ground = Ground.of(landscape.surface, heights)
            mesh = self._ground.mesh()
            self._try(lambda renderer: renderer.set_ground(mesh))
        if len(self._courses) != len(landscape.projections):
            self._courses = [Course(index) for index in range(len(landscape.projections))]
        self._stale()

    def show_frame(self, frame: Frame, rows: list[int]) -> None:
        """Trails and balls at these rows."""
        if frame is self._frame:
            self._smoothen()
            return
        self._turn_by_itself(frame.playing)
        landscape, before = self._landscape, self._frame
        self._frame = frame
        self._colour(frame.map_look.colours)
        if landscape is None or self._ground is None or landscape is not frame.landscape:
            return
        if before is None or before.batches != frame.batches or before.landscape is not landscape:
            self._try(lambda renderer: self._show_batches(renderer, frame.batches))
            self._stale()
        visible = frame.wish.visible(landscape.recording.lanes)
        if before is None or before.landscape is not landscape or rows != self._rows or visible != self._visible:
            self._rows, self._visible = rows, visible
            self._try(lambda renderer: self._advance(renderer, frame, landscape))
            self._stale()
        elif frame.batches == before.batches and not frame.playing and self._grip is None:
            self._smoothen()

    @property
    def is_whole(self) -> bool:
        """Whether the picture has, or will have when it is painted, smooth edges."""
        return self._is_settled or self._is_quick or self._renderer is None

    def _advance(self, renderer: Renderer, frame: Frame, landscape: Landscape) -> None:
        assert self._ground is not None
        for course, path, row in zip(self._courses, landscape.projections, self._rows, strict=True):
            lane = landscape.recording.lanes[course.lane]
            course.advance(renderer, self._ground, path, row, frame.experiment.planned_updates(lane.lane) or lane.updates)

    @property
    def _seen(self) -> list[Course]:
        """The lanes that are not hidden."""
        return [course for course in self._courses if course.lane in self._visible]

    def _show_batches(self, renderer: Renderer, batches: tuple[BatchSurface, ...]) -> None:
        """Contour lines of batches' own surfaces, laid over the ground."""
        assert self._ground is not None
        self._contours = []
        for batch in batches:
            for number, (strength, pieces) in enumerate(contours_of_batch(batch.surface, batch.surface.x, batch.surface.y)):
                name, (begin, end) = f"batch {batch.lane} {number}", laid(self._ground, pieces)
                renderer.set_lines(name, begin, end)
                self._contours.append((name, len(begin), batch.lane, strength))

    def fit(self) -> None:
        """See it as at first."""
        self.camera, self.is_held = Camera(), False
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
        return Sight(self.camera, self.width(), self.height(), scaled(56), scaled(10), scaled(46))

    def _turn_by_itself(self, playing: bool) -> None:
        now = time.perf_counter()
        passed, self._moved_at = now - self._moved_at, now
        if playing and not self.is_held and not reduced_motion():
            self.camera = self.camera.turned(_TURN * min(passed, _LONGEST_S), 0.0)
            self._stale()

    def _stale(self) -> None:
        self._is_stale, self._is_settled = True, False
        self.update()

    @property
    def _is_quick(self) -> bool:
        """Whether smooth pictures do not take long."""
        return len(self._costs) < 2 or min(self._costs) < _QUICK_S

    def _smoothen(self) -> None:
        """Nothing moves: there is time for smooth edges."""
        if not self.is_whole:
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
            reason = f"3-D: the picture cannot be drawn ({error or type(error).__name__})."
            QTimer.singleShot(0, self, lambda: self.failed.emit(reason))

    def _drawn(self, renderer: Renderer, ratio: float) -> None:
        from .scene.renderer import Scene, Shade

        sight, theme = self.sight(), self._theme
        size = (self.size().toSizeF() * ratio).toSize()
        scene = Scene(
                size, sight.matrix, sight.eye, sight.lamp, QColor(theme.card),
                faded("#FFFFFF" if theme.name == "dark" else "#22384F", 0.22),
                Shade(*_SHADE[theme.name]), self._strokes(sight, ratio), self._balls(sight),
        )  # fmt: skip
        smooth = self.is_whole
        begin = time.perf_counter()
        self._image = renderer.draw(scene, smooth)
        if smooth:
            self._costs.append(time.perf_counter() - begin)
        else:
            self._settle.start()
        self._image.setDevicePixelRatio(ratio)

    def _strokes(self, sight: Sight, ratio: float) -> list[Stroke]:
        """All lines, the lane with the most updates first, that is at the bottom."""
        from .scene.renderer import Stroke

        scale, pulled = ratio * max(1.0, text_scale()), sight.nearer(_PULLED)
        strokes = [
            Stroke(name, count, faded(self._theme.lanes[lane].color, strength), 1.6 * scale, pulled)
            for name, count, lane, strength in self._contours
        ]
        for course in reversed(self._seen):
            strokes += course.strokes(self._theme, scale, pulled)
        return strokes

    def _balls(self, sight: Sight) -> list[Ball]:
        """All balls, the farthest first."""
        from .scene.renderer import Ball

        assert self._landscape is not None
        balls, rim = [], QColor("#0B0E13" if self._theme.name == "dark" else "#FFFFFF")
        for course in self._seen:
            place, style = course.place, self._theme.lanes[course.lane]
            if place is None:
                continue  # a lane that diverges leaves the picture
            size = _BALL * (1 + 0.22 * course.lane) * sight.pixel * max(1.0, text_scale())
            middle = place + np.array([0.0, 0.0, size * solid(style.marker).foot])
            far = float(np.linalg.norm(sight.eye - place)) + course.lane * size  # on one spot, as at the start, the smaller lies on top
            balls.append((far, Ball(style.marker, middle, size, QColor(style.color), rim, sight.nearer(1.4 * size))))
        return [ball for _, ball in sorted(balls, key=lambda pair: -pair[0])]

    def _paint_last_updates(self, painter: QPainter, sight: Sight, ground: Ground) -> None:
        """An arrow at each ball that can be seen."""
        for course in reversed(self._seen):
            if course.place is None or course.before is None or not ground.is_seen(course.place, sight.eye):
                continue
            up = np.array([0.0, 0.0, _BALL * sight.pixel])
            before, now = (QPointF(*pixel) for pixel in sight.pixels(np.array([course.before, course.place]) + up))
            paint_last_update(painter, before, now, self._theme, 2 * _BALL * (1 + 0.22 * course.lane))

    def _paint_marks(self, painter: QPainter, sight: Sight, ground: Ground) -> None:
        """The names of the start and of the lowest point, where they can be seen."""
        assert self._landscape is not None
        lines = [np.empty((0, 3)), *(course.sample() for course in self._seen)]
        placer = LabelPlacer(QRectF(self.rect()), sight.pixels(np.concatenate(lines)))
        reach = 2.2 * _BALL * max(1.0, text_scale())
        here = [course.place for course in self._seen if course.place is not None]
        for x, y in sight.pixels(np.array(here).reshape(-1, 3)):
            placer.keep_free([QRectF(x - reach, y - 1.6 * reach, 2 * reach, 2 * reach)])
        marks: list[tuple[Floats | None, str]] = []
        if self._lowest is not None:
            marks.append((ground.place(*self._lowest[:2]), name_of(self._lowest, self._landscape.plane)))
        marks.append((self._seen[0].first if self._seen else None, "start"))
        for place, text in marks:
            if place is None or not ground.is_seen(place, sight.eye):
                continue
            ((x, y),) = sight.pixels(place[None])
            if text != "start":
                _cross(painter, QPointF(x, y), QColor(self._theme.text))
            placer.paint(painter, QPointF(x, y), text, self._theme)

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio, ground = self.devicePixelRatioF(), self._ground
        if ground is not None and (self._is_stale or self._image.size() != (self.size().toSizeF() * ratio).toSize()):
            self._is_stale = False
            self._try(lambda renderer: self._drawn(renderer, ratio))
        painter = QPainter(self)
        if ground is None or self._landscape is None or self._image.isNull():
            painter.fillRect(self.rect(), QColor(self._theme.card))
            painter.setPen(QColor(self._theme.text_secondary))
            painter.setFont(font(16))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._frame.waiting if self._frame is not None else "")
        else:
            painter.drawImage(QPointF(0, 0), self._image)
            sight = self.sight()
            self._paint_last_updates(painter, sight, ground)
            paint_names(painter, sight, ground, self._landscape.plane.axes, self._theme)
            self._paint_marks(painter, sight, ground)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._grip, self.is_held = event.position(), True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None:
            step, self._grip = event.position() - self._grip, event.position()
            self.camera = self.camera.turned(-_DEGREES * step.x(), _DEGREES * step.y())
            self._stale()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grip = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.camera = self.camera.nearer(_NOTCH ** (event.angleDelta().y() / 120))
        self._stale()
        event.accept()


def make_relief() -> tuple[Relief | None, str]:
    """A relief; or None, and why there can be none, in one sentence."""
    said: list[str] = []
    before = qInstallMessageHandler(lambda _kind, _context, text: said.append(text))
    try:
        from .scene.renderer import NoOpenGLError, Renderer

        return Relief(Renderer()), ""
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "OpenGL":
            return None, "3-D needs PyOpenGL: pip install tridescent[3d]."
        return None, f"3-D: {error}."
    except NoOpenGLError as error:
        return None, f"3-D: this screen has no OpenGL ({said[-1].rstrip('.!') if said else error})."
    except Exception as error:  # a driver or a library that is only half there
        return None, f"3-D: OpenGL cannot be used ({error or type(error).__name__})."
    finally:
        qInstallMessageHandler(before)


def _cross(painter: QPainter, center: QPointF, color: QColor) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(color)
    for dx, dy in ((5, 0), (0, 4)):
        painter.drawLine(QPointF(center.x() - dx, center.y() - dy), QPointF(center.x() + dx, center.y() + dy))

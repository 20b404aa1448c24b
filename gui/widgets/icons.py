"""The icons, drawn on a 24 by 24 grid with one visual weight: 2 units of line, round ends.

Every icon is one path to be filled, lines included, so that painting it takes a colour and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPainterPathStroker, QPolygonF, QTransform

_LINE = 2.0
_Point = tuple[float, float]


def _outlined(path: QPainterPath, width: float = _LINE) -> QPainterPath:
    stroker = QPainterPathStroker()
    stroker.setWidth(width)
    stroker.setCapStyle(Qt.PenCapStyle.RoundCap)
    stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    stroker.setCurveThreshold(0.02)  # the grid is magnified when painted; Qt's own threshold would show corners
    return stroker.createStroke(path).simplified()


def _line(*points: _Point) -> QPainterPath:
    path = QPainterPath(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(*point)
    return _outlined(path)


def _solid(*points: _Point) -> QPainterPath:
    """A filled polygon with slightly rounded corners; the points are its outer extent less 0.75."""
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(*point) for point in points]))
    path.closeSubpath()
    return path.united(_outlined(path, 1.5))


def _bar(x: float, width: float, top: float = 5.0, bottom: float = 19.0) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(x, top, width, bottom - top), 0.9, 0.9)
    return path


def _dot(x: float, y: float, radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(x, y), radius, radius)
    return path


def _box(x: float, y: float, width: float, height: float, radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(x, y, width, height), radius, radius)
    return _outlined(path)


def _arc(radius: float, start: float, sweep: float, x: float = 12.0, y: float = 12.0) -> QPainterPath:
    """Part of a circle; degrees as Qt counts them, counter-clockwise from three o'clock."""
    box = QRectF(x - radius, y - radius, 2.0 * radius, 2.0 * radius)
    path = QPainterPath()
    path.arcMoveTo(box, start)
    path.arcTo(box, start, sweep)
    return _outlined(path)


def _together(*parts: QPainterPath) -> QPainterPath:
    path = QPainterPath()
    for part in parts:
        path = path.united(part)
    return path


def _mirrored(path: QPainterPath) -> QPainterPath:
    return QTransform(-1.0, 0.0, 0.0, 1.0, 24.0, 0.0).map(path)


def _play() -> QPainterPath:
    return _solid((8.6, 5.6), (18.9, 12.0), (8.6, 18.4))  # a little right of the middle: the eye weighs the area, not the box


def _pause() -> QPainterPath:
    return _together(_bar(6.75, 3.5), _bar(13.75, 3.5))


def _step_forward() -> QPainterPath:
    return _together(_bar(5.0, 2.5), _solid((10.75, 6.5), (18.75, 12.0), (10.75, 17.5)))


def _next_epoch() -> QPainterPath:
    return _together(_solid((6.0, 6.0), (14.6, 12.0), (6.0, 18.0)), _bar(16.5, 2.5))


def _to_end() -> QPainterPath:
    first, second = ((2.75, 7.0), (9.0, 12.0), (2.75, 17.0)), ((10.75, 7.0), (17.0, 12.0), (10.75, 17.0))
    return _together(_solid(*first), _solid(*second), _bar(19.25, 2.5))


def _loop() -> QPainterPath:
    upper = _together(_line((4.0, 11.0), (4.0, 10.0)), _arc(4.0, 180.0, -90.0, 8.0, 10.0), _line((8.0, 6.0), (20.0, 6.0)))
    half = _together(upper, _line((17.0, 3.0), (20.0, 6.0), (17.0, 9.0)))
    return _together(half, QTransform(-1.0, 0.0, 0.0, -1.0, 24.0, 24.0).map(half))


def _live() -> QPainterPath:
    waves = _together(_arc(5.5, -45.0, 90.0), _arc(9.5, -45.0, 90.0))
    return _together(_dot(12.0, 12.0, 2.5), waves, _mirrored(waves))


def _reset() -> QPainterPath:
    return _together(_arc(7.5, 150.0, -0.1), _arc(7.5, 150.0, -300.0), _line((5.0, 3.75), (5.0, 8.5), (9.75, 8.5)))


def _undo() -> QPainterPath:
    """An arrow that turns back to the left."""
    bow = _together(_line((5.0, 9.0), (14.0, 9.0)), _arc(5.0, 90.0, -180.0, 14.0, 14.0), _line((14.0, 19.0), (8.0, 19.0)))
    return _together(bow, _line((9.0, 4.75), (4.75, 9.0), (9.0, 13.25)))


def _dice() -> QPainterPath:
    dots = (_dot(8.5, 8.5, 1.4), _dot(15.5, 8.5, 1.4), _dot(12.0, 12.0, 1.4), _dot(8.5, 15.5, 1.4), _dot(15.5, 15.5, 1.4))
    return _together(_box(4.0, 4.0, 16.0, 16.0, 3.5), *dots)


def _half_link() -> QPainterPath:
    """The right half of a chain lying level, open towards the middle."""
    return _together(_line((14.0, 8.0), (17.0, 8.0)), _arc(4.0, 90.0, -180.0, 17.0, 12.0), _line((17.0, 16.0), (14.0, 16.0)))


def _tilted(path: QPainterPath) -> QPainterPath:
    return QTransform().translate(12.0, 12.0).rotate(-45.0).translate(-12.0, -12.0).map(path)


def _link() -> QPainterPath:
    return _tilted(_together(_half_link(), _mirrored(_half_link()), _line((8.5, 12.0), (15.5, 12.0))))


def _unlink() -> QPainterPath:
    gap = _together(_line((4.5, 8.0), (7.0, 8.5)), _line((17.0, 15.5), (19.5, 16.0)), _line((8.0, 4.5), (8.5, 7.0)))
    return _together(_tilted(_together(_half_link(), _mirrored(_half_link()))), gap, _line((15.5, 17.0), (16.0, 19.5)))


def _sun() -> QPainterPath:
    turns = [pi / 4.0 * ray for ray in range(8)]
    rays = [_line(*((12.0 + r * cos(turn), 12.0 + r * sin(turn)) for r in (7.75, 9.75))) for turn in turns]
    return _together(_arc(4.0, 0.0, 360.0), *rays)


def _moon() -> QPainterPath:
    disc, bite = _dot(12.0, 12.0, 8.0), _dot(17.0, 8.0, 7.0)
    return _outlined(disc.subtracted(bite))


def _chevron_down() -> QPainterPath:
    return _line((6.5, 9.5), (12.0, 15.0), (17.5, 9.5))


def _keyboard() -> QPainterPath:
    keys = [_dot(x, 10.0, 1.1) for x in (7.0, 10.33, 13.67, 17.0)]
    return _together(_box(3.0, 6.0, 18.0, 12.5, 2.5), *keys, _line((8.5, 14.5), (15.5, 14.5)))


def _warning() -> QPainterPath:
    triangle = QPainterPath()
    triangle.addPolygon(QPolygonF([QPointF(12.0, 4.5), QPointF(20.5, 19.0), QPointF(3.5, 19.0)]))
    triangle.closeSubpath()
    return _together(_outlined(triangle), _line((12.0, 10.0), (12.0, 13.2)), _dot(12.0, 16.2, 1.15))


def _close() -> QPainterPath:
    return _together(_line((6.5, 6.5), (17.5, 17.5)), _line((17.5, 6.5), (6.5, 17.5)))


def _pin() -> QPainterPath:
    head = _together(_line((8.5, 4.0), (15.5, 4.0)), _line((9.5, 4.0), (9.5, 9.5), (6.5, 13.5), (17.5, 13.5), (14.5, 9.5), (14.5, 4.0)))
    return _together(head, _line((12.0, 13.5), (12.0, 20.5)))


def _arrows() -> QPainterPath:
    """Two that begin at one place."""
    up = _together(_line((5.5, 19.0), (10.0, 5.0)), _line((6.2, 8.4), (10.2, 4.5), (12.2, 9.8)))
    return _together(up, _line((5.5, 19.0), (19.0, 14.5)), _line((14.8, 12.2), (19.5, 14.3), (16.2, 18.6)), _dot(5.5, 19.0, 2.0))


def _small_multiples() -> QPainterPath:
    """Three pictures side by side."""
    return _together(_box(3.0, 5.0, 18.0, 14.0, 2.0), _line((9.0, 5.0), (9.0, 19.0)), _line((15.0, 5.0), (15.0, 19.0)))


def _sidebar() -> QPainterPath:
    """A window with a panel at its right."""
    return _together(_box(3.0, 5.0, 18.0, 14.0, 2.0), _line((15.0, 5.0), (15.0, 19.0)))


def _eye() -> QPainterPath:
    lids = QPainterPath(QPointF(2.5, 12.0))
    lids.quadTo(12.0, 1.5, 21.5, 12.0)
    lids.quadTo(12.0, 22.5, 2.5, 12.0)
    return _together(_outlined(lids), _dot(12.0, 12.0, 3.0))


def _eye_off() -> QPainterPath:
    gap = QPainterPath(QPointF(3.5, 20.5))
    gap.lineTo(20.5, 3.5)
    return _together(_eye().subtracted(_outlined(gap, 5.5)), _line((4.5, 19.5), (19.5, 4.5)))


def _contours() -> QPainterPath:
    """Three lines around a hill that is steep on one side."""
    rings = [(12.0, 12.0, 9.0, 7.5), (13.2, 11.6, 5.5, 4.2)]
    path = _dot(14.4, 11.2, 1.4)
    for x, y, across, down in rings:
        ring = QPainterPath()
        ring.addEllipse(QPointF(x, y), across, down)
        path = _together(path, _outlined(ring))
    return path


_ICONS: dict[str, Callable[[], QPainterPath]] = {
    "play": _play,
    "pause": _pause,
    "step_forward": _step_forward,
    "step_back": lambda: _mirrored(_step_forward()),
    "next_epoch": _next_epoch,
    "previous_epoch": lambda: _mirrored(_next_epoch()),
    "to_end": _to_end,
    "to_start": lambda: _mirrored(_to_end()),
    "loop": _loop,
    "live": _live,
    "reset": _reset,
    "undo": _undo,
    "dice": _dice,
    "link": _link,
    "unlink": _unlink,
    "sun": _sun,
    "moon": _moon,
    "chevron_down": _chevron_down,
    "keyboard": _keyboard,
    "pin": _pin,
    "arrows": _arrows,
    "small_multiples": _small_multiples,
    "sidebar": _sidebar,
    "eye": _eye,
    "eye_off": _eye_off,
    "contours": _contours,
    "warning": _warning,
    "close": _close,
}

ICON_NAMES = tuple(_ICONS)


@cache
def icon_path(name: str) -> QPainterPath:
    """The icon on its 24 by 24 grid, to be filled.

    Raises:
        KeyError: no icon has that name.
    """
    return _ICONS[name]()

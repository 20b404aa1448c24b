"""Names beside places: on the side that covers least, and farther off where balls lie around."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from gui.look.theme import DARK
from gui.plotting.labels import LabelPlacer
from gui.views.surface.marks import taken_by

AREA = QRectF(0, 0, 300, 200)
HERE = QPointF(150, 100)


class Path:
    """What labels need to know of a projection."""

    stride = 1

    def __init__(self, *points: tuple[float, float]) -> None:
        self._points = np.array(points).T

    def __len__(self) -> int:
        return self._points.shape[1]

    def points(self) -> dict[str, Any]:
        return dict(zip("xy", self._points, strict=True))


def written(placer: LabelPlacer, above: int = 120) -> QRectF:
    """Where a name beside the middle is, and with fainter pixels, a line that leads from it."""
    image = QImage(AREA.size().toSize(), QImage.Format.Format_RGB32)
    image.fill(QColor("#000000"))
    painter = QPainter(image)
    placer.paint(painter, HERE, "start", DARK)
    painter.end()
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(200, 300, 4)[..., 0] > above
    if not pixels.any():
        return QRectF()
    (top, bottom), (left, right) = (np.flatnonzero(pixels.any(axis=axis))[[0, -1]].tolist() for axis in (1, 0))
    return QRectF(left, top, right - left, bottom - top)


def square(reach: float) -> QRectF:
    return QRectF(HERE.x() - reach, HERE.y() - reach, 2 * reach, 2 * reach)


def test_a_name_stands_beside_its_place_and_farther_off_where_balls_are_around(program: QApplication) -> None:
    near = written(LabelPlacer(AREA, np.zeros((0, 2))))
    assert near.left() > HERE.x() and near.bottom() < HERE.y() and near.left() - HERE.x() < 14
    around = LabelPlacer(AREA, np.zeros((0, 2)))
    around.keep_free([square(18)])
    far = around.find(HERE, "start")
    assert far is not None and not far.intersects(square(18)) and far.left() - HERE.x() < 30


def test_a_line_leads_from_a_name_farther_off_to_its_place(program: QApplication) -> None:
    around = LabelPlacer(AREA, np.zeros((0, 2)))
    around.keep_free([square(18)])
    assert 5 < written(around, above=60).left() - HERE.x() < 9
    assert written(LabelPlacer(AREA, np.zeros((0, 2))), above=60).left() - HERE.x() >= 9


def test_a_name_covers_as_little_of_a_path_as_it_can(program: QApplication) -> None:
    path = np.stack([np.linspace(150, 300, 200), np.linspace(100, 60, 200)], axis=1)
    found = written(LabelPlacer(AREA, path))
    assert not any(found.contains(QPointF(*point)) for point in path.tolist())


def test_where_all_is_taken_nothing_is_written(program: QApplication) -> None:
    placer = LabelPlacer(AREA, np.zeros((0, 2)))
    placer.keep_free([square(90)])
    assert written(placer).isEmpty()


def test_a_lane_that_diverges_is_kept_clear_of_where_it_is_drawn(program: QApplication) -> None:
    """However far it leaves the picture, the lines to there keep their slope; and it may cross all of it again and again."""
    plot = SimpleNamespace(area=AREA, x_of=lambda x: x, y_of=lambda y: y, point_of=QPointF)
    landscape = SimpleNamespace(
        projections=[Path((10.0, 10.0), (1e6, 2e6), (np.inf, 1.0)), Path((60.0, 90.0), (60.0, 900.0), (80.0, -900.0))],
        lowest=None,
        minimum_beyond=None,
    )
    far, again = taken_by(cast("Any", plot), cast("Any", landscape)).paths
    assert far == pytest.approx(np.array([[10, 10], [105, 200]]), abs=0.1)
    assert again == pytest.approx(np.array([[60, 90], [60, 200], [67.8, 200], [70, 0]]), abs=0.1)

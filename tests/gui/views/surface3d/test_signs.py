"""What contour lines say on the relief: on their lines, apart, where they are seen, and still while it turns."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import combinations, pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QApplication

from engine.geometry.plane import own_plane
from engine.geometry.surface import Surface
from gui.look.numbers import exact
from gui.look.theme import DARK, SMALL, font, set_text_scale
from gui.plotting.labels import LabelPlacer
from gui.plotting.occupancy_grid import OccupancyGrid
from gui.views.surface.terrain import Levels
from gui.views.surface3d.camera import Camera, Sight
from gui.views.surface3d.ground import SIZE, Ground
from gui.views.surface3d.names import paint_names
from gui.views.surface3d.signs import Signs

Floats = NDArray[np.float64]
AREA = QRectF(0, 0, 1000, 420)
FUNCTIONS: dict[str, Callable[[Floats, Floats], Floats]] = {
    "bowl": lambda x, y: 0.5 + 3 * x**2 + y**2,
    "hills": lambda x, y: 20 + x**2 + y**2 - 10 * np.cos(6 * x) - 10 * np.cos(6 * y),
    "holes": lambda x, y: np.where((x > 0.4) & (y < 0), np.nan, x + y**2),
}
every = pytest.mark.parametrize("name", FUNCTIONS)
PAINTED = QImage(AREA.size().toSize(), QImage.Format.Format_RGB32)


def ground_of(function: Callable[[Floats, Floats], Floats]) -> Ground:
    x, y = np.linspace(-1, 1.5, 80), np.linspace(-1.2, 1, 60)
    surface = Surface(own_plane(), x, y, function(*np.meshgrid(x, y)) + 0.0)
    return Ground.of(surface, Levels.of(surface))


def sight_from(azimuth: float, elevation: float = 40.0) -> Sight:
    return Sight(Camera(azimuth, elevation), AREA.width(), AREA.height(), 56, 10, 46)


def painted(signs: Signs, sight: Sight, taken: list[QRectF] | None = None) -> dict[int, QRectF]:
    """Where each number is written."""
    painter, placer = QPainter(PAINTED), LabelPlacer(AREA, np.zeros((0, 2)))
    placer.keep_free(taken or [])
    signs.paint(painter, sight, placer, DARK)
    painter.end()
    metrics, boxes = QFontMetricsF(font(SMALL, 600, tabular=True)), {}
    for line, spot in signs.standing.items():
        boxes[line] = metrics.boundingRect(exact(signs.ground.levels[line]))
        boxes[line].moveCenter(QPointF(*sight.pixels(spot[None])[0].tolist()))
    return boxes


@every
@pytest.mark.parametrize("scale", [1.0, 1.6])
def test_numbers_stand_on_their_lines_apart_and_where_they_are_seen(program: QApplication, name: str, scale: float) -> None:
    ground = ground_of(FUNCTIONS[name])
    set_text_scale(scale)
    try:
        for azimuth in range(-180, 180, 40):
            sight, signs = sight_from(azimuth), Signs(ground)
            found = painted(signs, sight)
            assert 2 <= len(found) <= 7
            for line, spot in signs.standing.items():
                share = float(Levels.of(ground.surface).share(ground.levels[line]))
                assert spot[2] == pytest.approx(share * SIZE[2], abs=0.02)  # between grid lines, ground and line differ a little
                assert ground.is_seen(spot, sight.eye) and AREA.contains(found[line])
            assert not any(one.intersects(other) for one, other in combinations(found.values(), 2))
    finally:
        set_text_scale(1.0)


@every
def test_numbers_keep_off_names_and_balls(program: QApplication, name: str) -> None:
    signs, sight = Signs(ground_of(FUNCTIONS[name])), sight_from(-18)
    taken = list(painted(signs, sight).values())
    found = painted(signs, sight, taken)
    assert found and not any(box.intersects(rect) for box in found.values() for rect in taken)


def test_numbers_stay_on_the_ground_while_it_turns(program: QApplication) -> None:
    """As long as they are seen; some go and come, but none wanders."""
    signs = Signs(ground_of(FUNCTIONS["bowl"]))
    painted(signs, sight_from(-18))
    moves, frames = 0, 90
    for step in range(frames):
        before = dict(signs.standing)
        painted(signs, sight_from(-18 + 0.5 * step))
        moves += sum(not np.array_equal(spot, before[line]) for line, spot in signs.standing.items() if line in before)
    assert moves <= 4


def test_numbers_keep_off_all_of_a_path_whatever_has_been_come_to(program: QApplication) -> None:
    ground = ground_of(FUNCTIONS["bowl"])
    signs, sight = Signs(ground), sight_from(-18)
    first = painted(signs, sight)
    spots = np.array(list(signs.standing.values()))
    x = ground.x[0] + (spots[:, 0] / SIZE[0] + 0.5) * np.ptp(ground.x)
    y = ground.y[0] + (spots[:, 1] / SIZE[1] + 0.5) * np.ptp(ground.y)
    signs.keep_off([np.array([[a, b - 0.01], [a, b + 0.01]]) for a, b in zip(x, y, strict=True)])
    assert len(painted(signs, sight)) >= len(first) - 2
    for spot in signs.standing.values():
        assert (np.abs(spots[:, :2] - spot[:2]) > (0.05, 0.03)).any(axis=1).all()


@pytest.mark.parametrize("value", [math.nan, 1.0])
def test_on_no_ground_and_on_a_level_one_there_is_nothing_to_say(program: QApplication, value: float) -> None:
    assert painted(Signs(ground_of(lambda x, y: np.full_like(x, value))), sight_from(0)) == {}


@pytest.mark.parametrize("size", [(1000, 420), (460, 240), (300, 260)])
def test_axis_names_are_seen_whole(program: QApplication, size: tuple[int, int]) -> None:
    ground = ground_of(FUNCTIONS["bowl"])
    set_text_scale(1.5)
    try:
        for azimuth in range(-180, 180, 15):
            sight = Sight(Camera(azimuth), *size, 84, 15, 69, ground.outline())
            painter = QPainter(PAINTED)
            rooms = paint_names(painter, sight, ground, ("first principal component", "second component"), DARK)
            painter.end()
            names = [room for room in rooms if max(room.width(), room.height()) > 120]  # not the numbers
            assert all(room.top() > -1 and room.bottom() < size[1] + 1 for room in names if room.height() < size[1])
    finally:
        set_text_scale(1.0)


# trodden


def test_a_path_is_met_where_it_leads_and_nowhere_else() -> None:
    random = np.random.default_rng(5)
    occupied, path = OccupancyGrid(QRectF(-10, 20, 300, 200), 4.0), random.uniform((-60, -20), (340, 260), (12, 2))
    occupied.add(path)
    dense = np.concatenate([np.linspace(a, b, 2000) for a, b in pairwise(path)])
    for left, top in random.uniform((-10, 20), (260, 200), (400, 2)):
        rect = QRectF(left, top, 30, 14)
        inside = [(dense[:, k] > low - by) & (dense[:, k] < high + by) for by in (0, 8)
                  for k, (low, high) in enumerate([(left, left + 30), (top, top + 14)])]  # fmt: skip
        within = (dense[:, 0] > -10) & (dense[:, 0] < 290) & (dense[:, 1] > 20) & (dense[:, 1] < 220)
        if (inside[0] & inside[1] & within).any():
            assert occupied.meets(rect)
        elif not (inside[2] & inside[3]).any():
            assert not occupied.meets(rect)


@pytest.mark.parametrize("path", [np.zeros((0, 2)), np.array([[5.0, 5.0]]), np.full((3, 2), 5.0)])
def test_a_path_of_few_points_or_of_one_place(path: Floats) -> None:
    occupied = OccupancyGrid(QRectF(0, 0, 50, 50), 4.0)
    occupied.add(path)
    assert occupied.meets(QRectF(0, 0, 20, 20)) == (len(path) > 0) and not occupied.meets(QRectF(20, 20, 20, 20))
    assert not occupied.meets(QRectF(-40, -40, 20, 20)) and not occupied.meets(QRectF(200, 200, 9, 9))

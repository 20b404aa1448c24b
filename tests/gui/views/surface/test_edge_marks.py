"""What lies outside of the picture is pointed to at its edge: balls that diverged or were zoomed away, and the minimum."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QApplication

from engine.geometry.extent import Extent
from gui.look.theme import DARK, LIGHT, Theme, set_text_scale
from gui.views.surface.edge_marks import edge_marks, free_angle
from tests.gui.conftest import Launch, Pilot, count, pixels, small

AREA = QRectF(0, 0, 600, 240)


@pytest.mark.parametrize("scale", [1.0, 1.6])
@pytest.mark.parametrize("far", [1.05, 40.0, 1e18, 1e290])
def test_a_mark_lies_inside_on_the_way_to_what_it_points_to(program: QApplication, far: float, scale: float) -> None:
    set_text_scale(scale)
    for angle in np.linspace(0, 2 * math.pi, 23):
        way = QPointF(math.cos(angle), math.sin(angle))
        edge = min(300 / max(abs(way.x()), 1e-9), 120 / max(abs(way.y()), 1e-9))
        (mark,) = edge_marks(AREA, [AREA.center() + way * edge * far])
        assert mark is not None and AREA.contains(mark.room)
        step = mark.place - AREA.center()
        assert math.hypot(step.x(), step.y()) > 0.5 * edge
        assert (step.x() * way.y() - step.y() * way.x()) == pytest.approx(0, abs=1e-6)


def test_nothing_points_to_what_is_inside_or_nowhere_and_marks_keep_apart(program: QApplication) -> None:
    inside, nowhere = QPointF(599, 3), [QPointF(math.nan, 5), QPointF(math.inf, 5)]
    assert edge_marks(AREA, [inside, *nowhere]) == [None, None, None]
    assert edge_marks(QRectF(0, 0, 30, 240), [QPointF(-9, 0)]) == [None]  # no room
    for target in (QPointF(1e20, 1e19), QPointF(700, 300), QPointF(-3, 120)):
        marks = [mark.place for mark in edge_marks(AREA, [target] * 7) if mark is not None]
        assert len(marks) == 7
        apart = [math.hypot((a - b).x(), (a - b).y()) for number, a in enumerate(marks) for b in marks[:number]]
        assert min(apart) > 20
    assert free_angle(0.3, lambda angle: QPointF(), [QPointF()]) == 0.3  # no place is free


@pytest.fixture
def diverged(launch: Launch) -> Pilot:
    """A window on three lanes that diverge at once, at the end."""
    pilot = launch(small(**{"lanes.*.optimizer.lr": 5.0}), ready=True)
    pilot.session.playback.to_end()
    pilot.rest()
    return pilot


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_after_a_divergence_every_ball_and_the_minimum_are_pointed_to(diverged: Pilot, theme: Theme) -> None:
    diverged.window.appearance.set_theme(theme)
    diverged.rest()
    (picture,) = diverged.surface.pictures.shown
    area = QRectF(QPointF(), picture.plot.area.size())
    assert not any(area.contains(ball) for ball in picture._balls)
    marks = [mark for mark in picture._edge_marks if mark is not None]
    assert len(marks) == 4
    shown, corner = pixels(picture.plot), picture.plot.area.topLeft()
    for mark, colour in zip(marks, [*(theme.lanes[lane].color for lane in range(3)), theme.text], strict=True):
        assert count(shown.copy(mark.room.translated(corner).toAlignedRect()), colour) > 20

    data = diverged.session.run.recording.dataset
    design = np.stack([data.train_inputs[:, 0], np.ones(len(data.train_inputs))], axis=1).astype(np.float64)
    weights, (squares,), *_ = np.linalg.lstsq(design, data.train_targets[:, 0].astype(np.float64), rcond=None)
    target = picture.plot.point_of(*weights)
    assert (marks[3].target.x(), marks[3].target.y()) == pytest.approx((target.x(), target.y()), abs=1.0)
    ((place, text, _),) = [name for name in picture._names if "minimum" in name[1]]
    assert text == f"minimum {squares / len(data.train_inputs):.3g}"
    assert area.contains(place) and (place.center() - marks[3].place).manhattanLength() < 150


def test_apart_each_picture_points_to_its_own_ball(diverged: Pilot) -> None:
    diverged.session.set_options(small_multiples=True)
    diverged.rest()
    pictures = diverged.surface.pictures.shown
    assert len(pictures) == 3
    for lane, picture in enumerate(pictures):
        ball, low = picture._edge_marks
        assert ball is not None and low is not None and ball.target == picture._balls[0]
        shown = pixels(picture.plot)
        assert count(shown.copy(ball.room.translated(picture.plot.area.topLeft()).toAlignedRect()), DARK.lanes[lane].color) > 20
    diverged.session.playback.to_start()
    diverged.rest()
    assert all(picture._edge_marks[0] is None for picture in pictures)


def test_what_was_zoomed_away_is_pointed_to_until_it_is_back(pilot: Pilot) -> None:
    pilot.session.playback.to_end()
    pilot.rest()
    (picture,) = pilot.surface.pictures.shown
    whole = pilot.frame.landscape.extent
    assert picture._edge_marks == [None] * 4
    corner = whole.right - 0.05 * (whole.right - whole.left), whole.top - 0.05 * (whole.top - whole.bottom)
    low = pilot.frame.landscape.lowest
    pilot.session.set_options(extent=Extent(corner[0], whole.right, corner[1], whole.top))
    pilot.rest()
    beyond = pilot.frame.landscape.minimum_beyond
    assert pilot.frame.landscape.lowest is None and beyond[:3] == pytest.approx(low[:3], rel=1e-3)
    assert None not in picture._edge_marks
    pilot.session.set_options(extent=None)
    pilot.rest()
    assert picture._edge_marks == [None] * 4

"""The relief: its arrays against plain loops, the switch, why there is none where there is none, and, where OpenGL is, its pictures."""

from __future__ import annotations

import builtins
import math
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from scipy.interpolate import RegularGridInterpolator

from engine.geometry.extent import Extent
from engine.geometry.plane import own_plane
from engine.geometry.surface import Surface
from gui.look.surface_style import COLOURS, CONTOURS, names
from gui.look.theme import DARK, LIGHT
from gui.plotting.picture_file import save_picture
from gui.views.surface.terrain import Levels
from gui.views.surface3d import names as names_module
from gui.views.surface3d import view as relief_module
from gui.views.surface3d.camera import BLOCK, Camera, Sight
from gui.views.surface3d.ground import FLOOR, SIZE, Ground
from gui.views.surface3d.solids import solid
from gui.views.surface3d.tangent import Tangent
from gui.views.surface3d.terrain_path import LIFT, LINES, MOST, draped, places, stride_for
from gui.views.surface3d.view import Relief, make_relief
from gui.widgets.painting import set_reduced_motion
from tests.gui.conftest import Pilot, count, pixels

X, Y = np.linspace(-3.0, 5.0, 13), np.linspace(10.0, 12.0, 7)  # neither square nor around the origin
MARKERS = ("circle", "square", "triangle", "diamond", "triangle_down", "plus")


def surface_of(function: Any) -> Surface:
    return Surface(own_plane(), X, Y, np.array([[float(function(x, y)) for x in X] for y in Y]))


def ground_of(function: Any = lambda x, y: x + 10 * y**2 - 900) -> Ground:
    surface = surface_of(function)
    return Ground.of(surface, Levels.of(surface))


# arrays


@pytest.mark.parametrize("is_bent", [False, True])
def test_vertices_lie_where_the_surface_has_them_and_as_high_as_the_heat_map_is_bright(is_bent: bool) -> None:
    surface = surface_of((lambda x, y: math.exp(x + y)) if is_bent else (lambda x, y: x + 7 * y))
    heights = Levels.of(surface)
    assert heights.bend.is_even != is_bent
    vertices = Ground.of(surface, heights).mesh().vertices
    for i, y in enumerate(Y):
        for j, x in enumerate(X):
            place = vertices[i * len(X) + j, :3]
            share = float(heights.share(surface.values[i, j]))
            expected = ((x - X[0]) / (X[-1] - X[0]) - 0.5) * SIZE[0], ((y - Y[0]) / (Y[-1] - Y[0]) - 0.5) * SIZE[1], share * SIZE[2]
            assert place == pytest.approx(expected, abs=1e-6)


def test_normals_are_those_of_the_slope() -> None:
    ground = ground_of(lambda x, y: 3 * x - 2 * y)  # a tilted plane: the same everywhere
    vertices = ground.mesh().vertices[: len(X) * len(Y)].astype(float)
    corners = [vertices[i, :3] for i in (0, len(X) - 1, len(X) * (len(Y) - 1))]
    expected = np.cross(corners[1] - corners[0], corners[2] - corners[0])
    np.testing.assert_allclose(vertices[:, 3:6], np.broadcast_to(expected / np.linalg.norm(expected), (len(vertices), 3)), atol=1e-6)


def test_triangles_cover_the_whole_rectangle_once() -> None:
    mesh = ground_of().mesh()
    top = mesh.triangles[(mesh.vertices[mesh.triangles, 8] == 0).all(axis=1)]
    a, b, c = (mesh.vertices[top[:, k], :2].astype(float) for k in range(3))
    areas = ((b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]) / 2
    assert len(top) == 2 * (len(X) - 1) * (len(Y) - 1)
    assert (areas > 0).all() and areas.sum() == pytest.approx(SIZE[0] * SIZE[1])


def test_sides_reach_from_the_foot_to_the_edge_of_the_top() -> None:
    ground = ground_of()
    vertices = ground.mesh().vertices[len(X) * len(Y) :].astype(float)
    assert (vertices[:, 8] == 1).all()
    assert {tuple(normal) for normal in vertices[:, 3:6]} == {(-1, 0, 0), (1, 0, 0), (0, -1, 0), (0, 1, 0)}
    for x, y, z in vertices[:, :3]:
        i, j = round((y / SIZE[1] + 0.5) * (len(Y) - 1)), round((x / SIZE[0] + 0.5) * (len(X) - 1))
        assert z == pytest.approx(FLOOR) or z == pytest.approx(ground.z[i, j], abs=1e-6)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_there_is_a_hole_where_the_loss_is_not_finite(bad: float) -> None:
    ground = ground_of(lambda x, y: bad if (x, y) in ((X[4], Y[2]), (X[0], Y[6])) else x - y)
    mesh = ground.mesh()
    assert np.isfinite(mesh.vertices).all()
    holes = {2 * len(X) + 4, 6 * len(X)}
    assert not holes & set(mesh.triangles.ravel().tolist())
    whole = ground_of(lambda x, y: x - y).mesh()
    assert len(whole.triangles) - len(mesh.triangles) == 6 + 1 + 2 + 2  # six around a vertex, one at that corner, and two walls there
    assert np.isnan(ground.height(X[4:5], Y[2:3])).all() and np.isfinite(ground.height(X[8:9], Y[3:4])).all()
    assert ground.place(float(X[4]), float(Y[2])) is None


def test_nothing_finite_at_all_is_no_ground_and_no_crash() -> None:
    mesh = ground_of(lambda x, y: math.nan).mesh()
    assert len(mesh.triangles) == 0 and np.isfinite(mesh.vertices).all()
    assert np.isfinite(ground_of(lambda x, y: 1.0).mesh().vertices).all()


def test_heights_between_the_grid_lines_are_bilinear(qtbot: QtBot) -> None:
    ground = ground_of(lambda x, y: math.sin(x) + y * x)
    reference = RegularGridInterpolator((ground.surface.y, ground.surface.x), ground.z, bounds_error=False)
    x, y = np.random.default_rng(1).uniform((-3.2, 9.9), (5.2, 12.1), (300, 2)).T
    found = ground.height(x, y)
    np.testing.assert_allclose(found, reference(np.stack([y, x], axis=1)), atol=1e-12)
    assert np.isnan(found).any() and np.isfinite(found).any()


def test_bands_count_the_contour_lines_of_the_heat_map() -> None:
    for contours in names(CONTOURS):
        for function in (lambda x, y: x + 7 * y, lambda x, y: math.exp(x + y), lambda x, y: -(x**2) * y):
            heights = Levels.of(surface_of(function), contours)
            assert len(heights.levels) > 5
            np.testing.assert_allclose(heights.band(heights.share(heights.levels)), np.arange(1, len(heights.levels) + 1), atol=1e-9)
            assert 0 < heights.band(np.array(0.0)) < 1  # at the lowest and at the highest place there is no line
            assert len(heights.levels) < heights.band(np.array(1.0)) < len(heights.levels) + 1


def test_what_is_behind_a_wall_is_not_seen() -> None:
    ground = ground_of(lambda x, y: 1.0 if abs(x - X[6]) < 0.1 else 0.0)
    low = np.array([0.4, 0.0, 0.01])
    assert ground.is_seen(low, np.array([3.0, 0.0, 0.5])) and not ground.is_seen(low, np.array([-3.0, 0.0, 0.5]))
    assert ground.is_seen(low, np.array([0.4, 0.0, 5.0]))


# paths


def path(points: int, seed: int = 0) -> tuple[Any, Any]:
    steps = np.random.default_rng(seed).normal(0, (0.08, 0.02), (points, 2)).cumsum(axis=0)
    return 1.0 + 2 * np.sin(steps[:, 0]), 11.0 + 0.8 * np.sin(steps[:, 1])


def test_a_trail_lies_a_little_above_the_ground_everywhere() -> None:
    ground, (x, y) = ground_of(lambda x, y: math.sin(3 * x) + y), path(200)
    lines = draped(ground, x, y, np.arange(200))
    for end in (lines.begin, lines.end):
        across = ground.x[0] + (end[:, 0] / SIZE[0] + 0.5) * (ground.x[-1] - ground.x[0])
        up = ground.y[0] + (end[:, 1] / SIZE[1] + 0.5) * (ground.y[-1] - ground.y[0])
        np.testing.assert_allclose(end[:, 2], ground.height(across, up) + LIFT, atol=1e-12)
    np.testing.assert_allclose(lines.end[:-1], lines.begin[1:], atol=1e-12)  # without a gap
    ends = lines.end[np.searchsorted(lines.point, np.arange(1, 200), side="right") - 1]
    np.testing.assert_allclose(ends, places(ground, x[1:], y[1:]), atol=1e-12)  # through every point
    assert np.linalg.norm((lines.end - lines.begin)[:, :2], axis=1).max() < 0.03


def test_a_trail_up_to_a_row_is_the_beginning_of_the_whole_one() -> None:
    ground, (x, y) = ground_of(), path(50)
    whole = draped(ground, x, y, np.arange(50))
    for last in (0, 1, 17, 49):
        part = draped(ground, x[: last + 1], y[: last + 1], np.arange(last + 1))
        assert whole.until(last) == len(part.point)
        np.testing.assert_allclose(whole.end[: whole.until(last)], part.end, atol=1e-12)


def test_a_trail_leaves_out_what_is_off_the_ground_or_not_finite() -> None:
    x, y = np.array([0.0, 1.0, 40.0, 1.0, math.nan, 2.0, math.inf, 1e300, 3.0]), np.full(9, 11.0)
    lines = draped(ground_of(), x, y, np.arange(9))
    assert np.isfinite(lines.begin).all() and np.isfinite(lines.end).all()
    assert set(lines.point.tolist()) <= {1, 2, 3, 8} and 1 in lines.point
    assert np.abs(lines.end[:, 0]).max() <= SIZE[0] / 2 + 1e-9


@pytest.mark.parametrize("last", [0, 1, MOST, MOST + 1, 64_000, 1_000_000])
def test_a_trail_has_few_points(last: int) -> None:
    stride = stride_for(last)
    assert stride & (stride - 1) == 0 and last / stride <= MOST
    assert stride == 1 or last / (stride // 2) > MOST


def test_a_wild_trail_has_few_lines() -> None:
    x, y = np.random.default_rng(3).uniform((X[0], Y[0]), (X[-1], Y[-1]), (MOST, 2)).T
    assert len(draped(ground_of(), x, y, np.arange(MOST)).point) <= 1.2 * LINES


@pytest.mark.parametrize("kind", MARKERS)
def test_solids_are_closed_about_as_large_as_a_ball_and_lit_from_outside(kind: Any) -> None:
    vertices = solid(kind).vertices.astype(float).reshape(-1, 3, 6)
    places_, normals = vertices[..., :3], vertices[..., 3:]
    assert 0.7 < np.abs(places_).max() < 1.4 and solid(kind).foot == pytest.approx(-places_[..., 2].min())
    np.testing.assert_allclose(np.linalg.norm(normals, axis=-1), 1, atol=1e-5)
    areas = np.cross(places_[:, 1] - places_[:, 0], places_[:, 2] - places_[:, 0])
    outward = areas * np.sign(np.einsum("ij,ij->i", areas, normals.mean(axis=1)))[:, None]
    np.testing.assert_allclose(outward.sum(axis=0), 0, atol=1e-6)  # closed: areas cancel
    assert np.einsum("ij,ij->i", outward, places_.mean(axis=1)).sum() / 6 > 0.5  # their volume is positive


# camera

FRONT = Camera(azimuth=0.0)


def test_from_the_front_the_relief_lies_as_the_heat_map_does() -> None:
    sight = Sight(FRONT, 900, 400)
    corners = sight.pixels(np.array([[-1.0, -0.5, 0], [1.0, -0.5, 0], [-1.0, 0.5, 0], [0.0, 0.0, 0.4]]))
    assert corners[1][0] > corners[0][0]  # x to the right
    assert corners[2][1] < corners[0][1]  # y upwards, that is away
    assert corners[3][1] < sight.pixels(np.zeros((1, 3)))[0][1]  # heights upwards


@pytest.mark.parametrize("azimuth", range(-180, 180, 30))
@pytest.mark.parametrize("size", [(800, 300), (1400, 460), (300, 500)])
def test_the_block_fits_from_everywhere_and_no_worse_than_it_must(azimuth: int, size: tuple[int, int]) -> None:
    sight = Sight(Camera(azimuth, 35.0), *size, sides=50, top=10, bottom=40)
    half = np.array(SIZE) / 2
    corners = [(x, y, z) for x in (-half[0], half[0]) for y in (-half[1], half[1]) for z in (FLOOR, SIZE[2])]
    found = sight.pixels(np.array(corners))
    (left, top), (right, bottom) = found.min(axis=0), found.max(axis=0)
    assert left > 49 and right < size[0] - 49 and top > 9 and bottom < size[1] - 39
    assert left < 51 or right > size[0] - 51 or bottom - top > size[1] - 54
    depth = np.concatenate([np.array(corners), np.ones((8, 1))], axis=1) @ sight.matrix.T
    assert (np.abs(depth[:, 2] / depth[:, 3]) < 1).all()


def _bowl(x: float, y: float) -> float:
    """0 in the middle, 1 in the middle of each side."""
    return float((2 * (x - X.mean()) / np.ptp(X)) ** 2 + (2 * (y - Y.mean()) / np.ptp(Y)) ** 2)


@pytest.mark.parametrize("size", [(700, 300), (1600, 300), (300, 900)])
@pytest.mark.parametrize("elevation", [12.0, 40.0, 89.0])
def test_the_camera_never_comes_into_the_block(size: tuple[int, int], elevation: float) -> None:
    for azimuth in range(-180, 180, 15):
        sight = Sight(Camera(azimuth, elevation).nearer(1e9), *size)
        away = (BLOCK - sight.eye) @ sight.camera.axes()[2]
        assert away.min() > 0.1  # all of it lies before the camera
        assert np.isfinite(sight.pixels(BLOCK)).all()


def test_a_ball_does_not_shine_through_a_side_of_the_block() -> None:
    bowl = ground_of(_bowl)
    middle = bowl.place(X.mean(), Y.mean())
    assert middle is not None
    for azimuth in range(-180, 180, 30):
        low, high = (Sight(Camera(azimuth, elevation), 700, 300).eye for elevation in (12.0, 80.0))
        assert bowl.is_walled(middle, low) and not bowl.is_walled(middle, high)
    hill = ground_of(lambda x, y: math.exp(-4 * _bowl(x, y)))  # hides what is behind it, but its sides are low
    behind = hill.place(X.mean(), Y.mean() + 0.3 * np.ptp(Y))
    eye = Sight(Camera(0.0, 12.0), 700, 300).eye
    assert behind is not None and not hill.is_seen(behind, eye) and not hill.is_walled(behind, eye)


@pytest.mark.parametrize("distance", [1.0, 0.5, 0.4])
@pytest.mark.parametrize("elevation", [12.0, 40.0])
def test_no_number_of_an_axis_lies_on_another(
    program: QApplication, monkeypatch: pytest.MonkeyPatch, distance: float, elevation: float
) -> None:  # fmt: skip
    bowl, image, numbers, write = ground_of(_bowl), QImage(700, 300, QImage.Format.Format_RGB32), list[QRectF](), names_module._write

    def kept(painter: QPainter, middle: QPointF, text: str, *rest: Any) -> QRectF:
        room = write(painter, middle, text, *rest)
        if text not in ("slope", "intercept"):
            numbers.append(room)
        return room

    monkeypatch.setattr(names_module, "_write", kept)
    for azimuth in range(-180, 180, 20):
        numbers.clear()
        with QPainter(image) as painter:
            sight = Sight(Camera(azimuth, elevation, distance), 700, 300, 56, 10, 46)
            names_module.paint_names(painter, sight, bowl, ("slope", "intercept"), DARK)
        assert len(numbers) > 2 or distance < 1
        assert all(QRectF(image.rect()).contains(room) for room in numbers)
        assert not any(one.intersects(other) for one, other in combinations(numbers, 2))


@pytest.mark.parametrize("azimuth", [-75.0, -20.0, 20.0, 75.0])
def test_a_long_name_of_an_axis_is_no_longer_than_the_picture(program: QApplication, azimuth: float) -> None:
    image, sight = QImage(700, 300, QImage.Format.Format_RGB32), Sight(Camera(azimuth, 40.0), 700, 300, 56, 10, 46)
    with QPainter(image) as painter:
        rooms = names_module.paint_names(painter, sight, ground_of(_bowl), (80 * "slope ", 80 * "intercept "), DARK)
    assert max(room.height() for room in rooms) <= 300 and max(room.width() for room in rooms) <= 700


def test_turning_stays_within_bounds() -> None:
    camera = FRONT.turned(400, 500)
    assert camera.azimuth == pytest.approx(40) and camera.elevation < 90
    assert FRONT.turned(0, -500).elevation > 0 and FRONT.nearer(1e9).distance > 0 and FRONT.nearer(1e-9).distance < 10
    axes = camera.axes()
    np.testing.assert_allclose(axes @ axes.T, np.eye(3), atol=1e-12)


# the switch, and why there is no relief


@pytest.fixture
def no_pyopengl(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where PyOpenGL is not installed."""
    before = builtins.__import__

    def blocked(name: str, *rest: Any, **others: Any) -> Any:
        if name.partition(".")[0] == "OpenGL":
            raise ModuleNotFoundError("No module named 'OpenGL'", name=name)
        return before(name, *rest, **others)

    for name in [name for name in sys.modules if name == "gui.views.surface3d.renderer" or name.partition(".")[0] == "OpenGL"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", blocked)


def switch(pilot: Pilot, how: str) -> None:
    """To the other form, by key or by button."""
    if how == "key":
        pilot.press("3")
    else:
        pilot.choose(pilot.surface.choices.form, "flat" if pilot.session.view.relief else "relief")
    pilot.rest()


@pytest.mark.usefixtures("no_pyopengl")
@pytest.mark.parametrize("how", ["key", "button"])
def test_without_pyopengl_the_flat_picture_stays_and_says_why(pilot: Pilot, how: str) -> None:
    before = pixels(pilot.surface.plot)
    switch(pilot, how)
    view = pilot.surface
    assert pilot.session.view.relief and pilot.action("relief").isChecked() and view.choices.form.value == "relief"
    assert view.relief is None and view.plot.isVisible() and view.is_complete
    assert view.choices.note.text() == "3-D needs PyOpenGL: pip install tridescent[3d]."
    assert view.choices.note.isVisible() and not pilot.window.banner.isVisible()
    view.choices.note.hide()  # what it takes from the picture is all that has changed
    pilot.rest()
    assert pixels(view.plot) == before
    view.choices.note.show()
    switch(pilot, how)
    assert not pilot.session.view.relief and view.choices.form.value == "flat" and view.choices.note.text() == ""
    pilot.rest()
    assert pixels(view.plot) == before


@pytest.mark.parametrize("reason", ["no context can be made", "its context cannot be used"])
def test_without_opengl_the_flat_picture_stays_and_says_why(pilot: Pilot, monkeypatch: pytest.MonkeyPatch, reason: str) -> None:
    renderer = pytest.importorskip("gui.views.surface3d.renderer")

    def none_here() -> None:
        raise renderer.NoOpenGLError(reason)

    monkeypatch.setattr(renderer, "Renderer", none_here)
    switch(pilot, "key")
    assert pilot.surface.relief is None and pilot.surface.plot.isVisible()
    assert pilot.surface.choices.note.text() == f"3-D: this screen has no OpenGL ({reason})."


def test_a_driver_that_is_only_half_there_is_no_crash(pilot: Pilot, monkeypatch: pytest.MonkeyPatch) -> None:
    renderer = pytest.importorskip("gui.views.surface3d.renderer")
    monkeypatch.setattr(renderer, "Renderer", lambda: 1 / 0)
    switch(pilot, "key")
    assert pilot.surface.plot.isVisible() and pilot.surface.choices.note.text() == "3-D: OpenGL cannot be used (division by zero)."


def test_neither_opengl_is_loaded_nor_the_landscape_surveyed_for_the_switch(pilot: Pilot, monkeypatch: pytest.MonkeyPatch) -> None:
    landscape = pilot.frame.landscape
    monkeypatch.setattr("gui.views.surface.view.make_relief", lambda: (None, "3-D: not here."))
    switch(pilot, "key")
    switch(pilot, "key")
    assert pilot.frame.landscape is landscape
    assert "OpenGL" not in vars(relief_module)


# with a stand-in for the renderer: what is handed over, and when


def _mask(image: QImage, color: str) -> Any:
    """Which pixels have exactly this colour: [height, width]."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)[:, : image.width()]
    return (rows & 0xFFFFFF) == int(color[1:], 16)


class Recorder:
    """Notes what it is told, and gives empty pictures."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.lines: dict[str, Any] = {}
        self.scenes: list[Any] = []

    def set_ground(self, mesh: Any) -> None:
        self.told.append("ground")

    def set_heat(self, colours: Any) -> None:
        self.told.append("heat")

    def set_lines(self, name: str, begin: Any, end: Any) -> None:
        self.told.append(name.partition(" ")[0])
        self.lines[name] = begin, end

    def draw(self, scene: Any, smooth: bool = True) -> QImage:
        self.scenes.append(scene)
        image = QImage(scene.size, QImage.Format.Format_RGBX8888)
        image.fill(scene.background)
        return image


@pytest.fixture
def staged(pilot: Pilot, monkeypatch: pytest.MonkeyPatch) -> tuple[Pilot, Recorder]:
    """A window whose relief is drawn by a recorder, in the middle of the run."""
    pytest.importorskip("gui.views.surface3d.renderer")
    recorder = Recorder()
    monkeypatch.setattr("gui.views.surface.view.make_relief", lambda: (Relief(recorder), ""))  # type: ignore[arg-type]
    pilot.place(150)
    switch(pilot, "key")
    return pilot, recorder


def test_the_ground_is_handed_over_once_and_trails_and_balls_follow_the_playhead(staged: tuple[Pilot, Recorder]) -> None:
    pilot, recorder = staged
    assert pilot.surface.relief is not None and pilot.surface.relief.isVisible() and not pilot.surface.plot.isVisible()
    assert recorder.told.count("ground") == 1
    for updates in (151, 200, 30):
        recorder.told.clear()
        pilot.place(updates)
        assert set(recorder.told) == {"tip"}
        scene, landscape = recorder.scenes[-1], pilot.frame.landscape
        assert len(scene.balls) == 3
        for lane, row in enumerate(pilot.frame.landscape_rows):
            points = landscape.projections[lane].points()
            expected = pilot.surface.relief.stage.ground.place(float(points["x"][row]), float(points["y"][row]))
            (ball,) = (ball for ball in scene.balls if ball.kind == DARK.lanes[lane].marker)
            assert ball.middle[:2] == pytest.approx(expected[:2]) and expected[2] < ball.middle[2] < expected[2] + 0.2
            strokes = {stroke.name: stroke.count for stroke in scene.strokes}
            begin, _ = recorder.lines[f"lines {lane}"]
            assert strokes[f"lines {lane}"] <= len(begin) and strokes[f"dots {lane}"] in (0, row + 1)


def test_balls_and_a_minimum_off_the_ground_are_pointed_to_at_its_edge(staged: tuple[Pilot, Recorder]) -> None:
    pilot, recorder = staged
    relief = pilot.surface.relief
    assert count(pixels(relief), DARK.lanes[2].color) == 0  # balls themselves are the renderer's
    whole = pilot.frame.landscape.extent
    pilot.session.set_options(extent=Extent(whole.left - 9, whole.left - 8, whole.top + 8, whole.top + 9))
    pilot.rest()
    assert not recorder.scenes[-1].balls and pilot.frame.landscape.minimum_beyond is not None
    sight, ground, marks = relief.sight(), relief.stage.ground, []
    picture = pixels(relief)
    for lane in range(3):
        found = np.argwhere(_mask(picture, DARK.lanes[lane].color))
        assert len(found) > 30
        marks.append(found.mean(axis=0)[::-1])  # x and y
    corners = np.array([[across * SIZE[0] / 2, up * SIZE[1] / 2, 0.0] for across in (-1, 1) for up in (-1, 1)])
    corners[:, 2] = [ground.z[0 if up < 0 else -1, 0 if across < 0 else -1] for across, up, _ in corners]
    right, front = sight.pixels(corners)[2], sight.pixels(corners)[0]
    for mark in marks:  # all lie to the right and in front
        assert np.hypot(*(mark - right)) < np.hypot(*(right - front)) and mark[0] > front[0]
    assert min(np.hypot(*(one - other)) for one, other in combinations(marks, 2)) > 12


def test_a_hidden_lane_has_neither_trail_nor_ball(staged: tuple[Pilot, Recorder]) -> None:
    pilot, recorder = staged
    for hidden, kinds in ((frozenset({"mini-batch"}), {"circle", "triangle"}), (frozenset[str](), {"circle", "square", "triangle"})):
        pilot.session.set_options(hidden=hidden)
        pilot.rest()
        scene = recorder.scenes[-1]
        assert {ball.kind for ball in scene.balls} == kinds
        assert {stroke.name for stroke in scene.strokes if stroke.name.endswith(" 1")} == (
            set() if hidden else {"lines 1", "tip 1", "dots 1"}
        )


def test_contours_of_a_batch_lie_on_the_ground(staged: tuple[Pilot, Recorder]) -> None:
    pilot, recorder = staged
    pilot.session.set_options(batch="stochastic")
    pilot.rest()
    pilot.until(lambda: pilot.frame.batches)
    pilot.rest()
    ground = pilot.surface.relief.stage.ground
    strokes = [stroke for stroke in recorder.scenes[-1].strokes if stroke.name.startswith("batch")]
    assert strokes and sum(stroke.count for stroke in strokes) > 50
    for stroke in strokes:
        begin, _ = recorder.lines[stroke.name]
        x = ground.x[0] + (begin[:, 0] / SIZE[0] + 0.5) * (ground.x[-1] - ground.x[0])
        y = ground.y[0] + (begin[:, 1] / SIZE[1] + 0.5) * (ground.y[-1] - ground.y[0])
        np.testing.assert_allclose(begin[:, 2], ground.height(x, y) + LIFT, atol=1e-9)
        assert stroke.color.name().upper() == DARK.lanes[2].color
    pilot.session.set_options(loss="train")
    pilot.rest()
    assert not [stroke for stroke in recorder.scenes[-1].strokes if stroke.name.startswith("batch")]


def test_arrows_are_those_that_are_wished_for(staged: tuple[Pilot, Recorder]) -> None:
    pilot, _ = staged
    pictures = []
    for arrows in ({"made"}, set(), {"batch"}, {"full"}, {"made", "batch", "full", "others"}):
        pilot.session.set_options(arrows=frozenset(arrows))
        pilot.rest()
        pilot.until(lambda wanted=arrows: wanted <= {"made"} or pilot.frame.probe is not None)
        pilot.rest()
        pictures.append(pixels(pilot.surface.relief))
    assert all(one != other for one, other in combinations(pictures, 2))


def test_a_step_on_the_relief_is_seen_as_the_ground_is_walked() -> None:
    ground, sight = ground_of(lambda x, y: math.sin(x) + 2 * y), Sight(Camera(), 900, 400)
    tangent, step = Tangent(sight, ground, 1.0, 11.0), np.array([3e-3, 2e-3])
    before, after = tangent.point_of(1.0, 11.0), tangent.point_of(1.0 + step[0], 11.0 + step[1])
    assert tangent.step_of(step) == pytest.approx([after.x() - before.x(), after.y() - before.y()], rel=0.05)
    assert np.isfinite(Tangent(sight, ground, X[0], Y[-1]).step_of(step)).all()  # at a corner


def test_it_turns_while_playing_unless_held_or_motion_is_reduced(staged: tuple[Pilot, Recorder], qtbot: QtBot) -> None:
    pilot, _ = staged
    relief = pilot.surface.relief
    assert relief is not None
    pilot.session.playback.toggle_loop()

    def turns() -> bool:
        before, seen = relief.camera.azimuth, len(pilot.frames)
        pilot.session.playhead.play()
        pilot.window.scheduler.wake()
        pilot.until(lambda: len(pilot.frames) > seen + 5)
        pilot.session.playback.pause()
        pilot.rest()
        return relief.camera.azimuth != before

    assert not turns()
    set_reduced_motion(False)
    assert turns()
    at_rest = relief.camera
    qtbot.mousePress(relief, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    qtbot.mouseMove(relief, QPoint(140, 80))
    qtbot.mouseRelease(relief, Qt.MouseButton.LeftButton, pos=QPoint(140, 80))
    assert relief.camera.azimuth != at_rest.azimuth and relief.camera.elevation != at_rest.elevation
    assert relief.orbit.is_held and not turns()
    pilot.press("F")
    assert relief.camera == Camera() and not relief.orbit.is_held
    set_reduced_motion(True)


def test_wheel_and_two_clicks(staged: tuple[Pilot, Recorder], qtbot: QtBot) -> None:
    relief = staged[0].surface.relief
    assert relief is not None
    place, none = QPointF(50, 50), QPoint()
    buttons, keys, phase = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    QApplication.sendEvent(relief, QWheelEvent(place, relief.mapToGlobal(place), none, QPoint(0, 120), buttons, keys, phase, False))
    assert relief.camera.distance < 1
    qtbot.mouseDClick(relief, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    assert relief.camera == Camera()


def test_keys_turn_it_and_bring_it_nearer_once_tab_has_reached_it(staged: tuple[Pilot, Recorder]) -> None:
    pilot, _ = staged
    relief, position = pilot.surface.relief, pilot.session.playhead.position
    assert relief is not None
    relief.setFocus(Qt.FocusReason.TabFocusReason)
    pilot.until(relief.hasFocus)
    before = relief.camera
    for key in ("Left", "Up", "="):
        pilot.press(key)
    camera = relief.camera
    assert (camera.azimuth - before.azimuth, camera.elevation - before.elevation) == pytest.approx((5, 5))
    assert camera.distance < before.distance and pilot.session.playhead.position == position
    assert all(lane.lane.title in relief.accessibleDescription() for lane in pilot.frame.lanes)
    pilot.press("Escape")
    pilot.press("Right")
    assert relief.camera == camera and pilot.session.playhead.position > position


def test_a_relief_that_fails_later_gives_way_to_the_flat_picture(staged: tuple[Pilot, Recorder], monkeypatch: pytest.MonkeyPatch) -> None:
    pilot, recorder = staged

    def broken(*_: object) -> QImage:
        raise RuntimeError("lost")

    monkeypatch.setattr(recorder, "draw", broken)
    pilot.place(160)
    pilot.until(lambda: pilot.surface.plot.isVisible())
    assert pilot.surface.relief is None
    assert pilot.surface.choices.note.text() == "3-D: the picture cannot be drawn (lost)."
    pilot.rest()
    assert count(pixels(pilot.surface.plot), DARK.lanes[2].color) > 60


def test_the_theme_is_taken_on(staged: tuple[Pilot, Recorder]) -> None:
    pilot, recorder = staged
    pilot.press("D")
    pilot.rest()
    assert recorder.told[-1] == "heat" and recorder.scenes[-1].background.name().upper() == LIGHT.card
    pilot.press("D")
    pilot.rest()


def test_colours_and_contour_lines_are_taken_on(staged: tuple[Pilot, Recorder]) -> None:
    pilot, recorder = staged
    for colours in names(COLOURS[1:] + COLOURS[:1]):
        pilot.press("M")
        pilot.rest()
        assert recorder.told[-1] == "heat" and pilot.session.view.map_look.colours == colours == pilot.surface.relief._colours
    ground = pilot.surface.relief.stage.ground
    pilot.press("C")
    pilot.rest()
    assert recorder.told[-1] != "heat" and pilot.surface.relief.stage.ground.levels != ground.levels
    assert pilot.surface.relief.stage.ground.surface is ground.surface


# with OpenGL


@pytest.fixture
def drawn(pilot: Pilot) -> Iterator[Pilot]:
    """A window whose relief is drawn by OpenGL, in the middle of the run; skipped where there is none."""
    relief, why = make_relief()
    if relief is None:
        pytest.skip(why)
    relief.close_renderer()
    relief.deleteLater()
    pilot.place(150)
    switch(pilot, "key")
    yield pilot
    assert pilot.surface.relief is not None
    pilot.surface.relief.close_renderer()


def test_opengl_draws_ground_trails_and_balls(drawn: Pilot) -> None:
    relief = drawn.surface.relief
    assert relief is not None and drawn.surface.choices.note.text() == ""
    drawn.session.playback.to_end()
    drawn.rest()
    image = pixels(relief)
    ground = image.width() * image.height() - count(image, DARK.card)
    assert ground > 0.25 * image.width() * image.height()
    for style in DARK.lanes[:3]:
        assert count(image, style.color) > 20


def test_a_saved_picture_has_the_relief_in_it(drawn: Pilot, tmp_path: Path) -> None:
    for suffix in ("png", "svg"):
        save_picture(drawn.window, tmp_path / f"a.{suffix}")
    image = QImage(str(tmp_path / "a.png"))
    assert image.convertToFormat(QImage.Format.Format_RGB32) == pixels(drawn.window).convertToFormat(QImage.Format.Format_RGB32)
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "data:image/png;base64" in text and "slope" in text

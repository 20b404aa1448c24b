"""A frame costs pixels, not history: counted, not timed. And a picture does not depend on the road to it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from engine.geometry.plane import own_plane
from engine.geometry.projection import Projection
from engine.recording.columns import STORED
from engine.recording.lane import LaneRecording, LaneStatus
from engine.recording.playhead import FASTEST
from engine.recording.pyramid import MinMaxPyramid
from gui.look.theme import DARK
from gui.plotting import paths
from gui.plotting.plot import Plot
from gui.plotting.strokes import BATCH, Strokes
from gui.session.frame import Frame
from gui.views.losses.curves import CurvePainter, Pens
from gui.views.losses.loss_panel import LossPanel
from gui.views.surface import trails
from gui.views.surface.trails import Look, Trail
from tests.engine.recording.made import made
from tests.gui.conftest import Pilot

PENS = Pens(QColor("#888"), QPen(QColor("#999"), 1.5, Qt.PenStyle.DashLine), QPen(QColor("#aaa"), 3.0))


@pytest.fixture
def plot(program: QApplication) -> Plot:
    plot = Plot()
    plot.resize(560, 360)
    plot.show()
    program.processEvents()
    return plot


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many points each call handed to a painter."""
    counts: list[int] = []
    make, draw = paths._path, trails.draw_lines

    def draw_lines(painter: QPainter, x0: Any, y0: Any, x1: Any, y1: Any, pens: Sequence[QPen] = ()) -> None:
        counts.append(2 * len(x0) * max(1, len(pens)))
        draw(painter, x0, y0, x1, y1, pens)

    monkeypatch.setattr(paths, "_path", lambda x, y, connect: (counts.append(len(x)), make(x, y, connect))[1])
    for module in (paths, trails):
        monkeypatch.setattr(module, "draw_lines", draw_lines)
    return counts


def canvas(plot: Plot, paint: Any) -> QImage:
    image = QImage(plot.size(), QImage.Format.Format_RGB32)
    image.fill(QColor(DARK.card))
    painter = QPainter(image)
    paint(painter)
    painter.end()
    return image


def shades(image: QImage) -> np.ndarray:
    """Blue, green and red of each pixel, [height, width, 3]."""
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., :3].astype(int)


def long_lane(rows: int) -> LaneRecording:
    """A lane with a noisy loss, and an evaluation to five rows but no more than 2 000."""
    lane = made(1000, 1, 0).lane
    rng = np.random.default_rng(0)
    columns = dict.fromkeys(STORED, np.zeros(rows)) | {"loss": rng.gamma(1.0, 1.0, rows) + 0.1, "seconds": np.arange(1, rows + 1) * 1e-6}
    lane._rows.append(**columns)
    lane._losses = MinMaxPyramid(np.float64)
    lane._cover_losses()
    updates = np.unique(np.linspace(0, rows, min(2_000, rows // 5)).astype(np.int64))
    losses = 0.5 + rng.random(len(updates))
    nothing = np.full(len(updates), np.nan)
    lane.append_evaluations(updates, train_loss=losses, validation_loss=losses, train_accuracy=nothing, validation_accuracy=nothing)
    return lane


class Paintings(QObject):
    """Counts how often windows are painted, and plots in them."""

    def __init__(self) -> None:
        super().__init__()
        self.windows, self.plots = 0, 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.windows += event.type() == QEvent.Type.UpdateRequest
        self.plots += event.type() == QEvent.Type.Paint and isinstance(watched.parent(), Plot)
        return False


@pytest.fixture
def paintings(program: QApplication) -> Iterator[Paintings]:
    counter = Paintings()
    program.installEventFilter(counter)
    yield counter
    program.removeEventFilter(counter)


def test_all_plots_of_a_window_are_painted_in_one_go(program: QApplication, paintings: Paintings) -> None:
    window = QWidget()
    row = QHBoxLayout(window)
    plots = [Plot() for _ in range(3)]
    layers = [plot.add_layer(lambda *_: None) for plot in plots]
    for plot in plots:
        row.addWidget(plot)
    window.resize(900, 300)
    window.show()
    for _ in range(5):
        program.processEvents()
    paintings.windows = paintings.plots = 0
    for plot, layer in zip(plots, layers, strict=True):
        plot.set_range(0.0, 2.0, 0.0, 3.0)
        layer.update()
    for _ in range(5):
        program.processEvents()
    assert (paintings.windows, paintings.plots) == (1, 3)


def test_a_frame_in_which_nothing_has_changed_is_not_painted_again(pilot: Pilot, paintings: Paintings) -> None:
    pilot.ready()
    frame = pilot.session.frame()
    pilot.window.show_frame(frame)
    QApplication.processEvents()
    paintings.plots = 0
    pilot.window.show_frame(pilot.session.frame())
    QApplication.processEvents()
    assert paintings.plots == 0
    pilot.window.show_frame(
        replace(frame, view=replace(frame.view, scale="linear"))
    )  # another picture of the curves, but not of the surface
    QApplication.processEvents()
    assert paintings.plots == 3


def test_while_the_playhead_goes_on_curves_wait_until_it_has_moved_by_a_pixel_and_take_turns(pilot: Pilot, paintings: Paintings) -> None:
    pilot.ready()
    pilot.session.playback.pause()
    pilot.rest()
    losses, frame = pilot.window.views["losses"], replace(pilot.session.frame(), playing=True)
    panel = losses.side[0].plot

    def painted(frame: Frame) -> int:
        paintings.plots = 0
        losses.show_frame(frame)
        QApplication.processEvents()
        return paintings.plots

    def later(pixels: float, **changes: Any) -> Frame:
        return replace(frame, position=frame.position + pixels * frame.total / panel.area.width(), **changes)

    painted(later(-20.0))
    assert painted(frame) == 3
    assert painted(later(0.1)) == 0
    assert painted(later(0.1, playing=False)) == 3  # where it comes to rest, it is seen
    assert painted(later(0.9)) == 0
    assert [painted(later(1.5)) for _ in range(4)] == [1, 1, 1, 0]  # one at a time
    assert painted(later(6.0)) == 3  # but none is left far behind
    time.sleep(0.06)
    assert [painted(later(6.1)) for _ in range(4)] == [1, 1, 1, 0]  # and nothing is older than that


def test_where_the_playhead_leaps_views_take_turns_and_numbers_change_without_curves(pilot: Pilot, monkeypatch: pytest.MonkeyPatch) -> None:
    pilot.ready()
    window, drawn = pilot.window, list[str]()
    for name, view in window.views.items():
        monkeypatch.setattr(view, "show_frame", lambda frame, name=name: drawn.append(name))
    monkeypatch.setattr(window, "show_figures", lambda frame: drawn.append("numbers"))
    window.scheduler.rest()
    pilot.session.playhead.loops = True  # it goes on playing

    def tick(leap: float, *, asks: bool = False) -> list[str]:
        drawn.clear()
        pilot.session.playhead.is_playing = True
        pilot.session.playhead.position = leap * pilot.session.playhead.recorded
        if asks:
            window.scheduler.ask_for_figures()
        window.scheduler.tick(0.0)
        return [name for name in ("losses", "surface", "numbers") if name in drawn]

    tick(0.5)
    tick(0.5)
    assert tick(0.1) == ["losses"]
    assert tick(0.1) == ["losses", "surface"]
    assert tick(0.1, asks=True) == ["surface", "numbers"]
    assert tick(0.1) == ["losses", "surface"]
    assert tick(0.3, asks=True) == ["losses", "numbers"]  # a hand that drags the playhead on and on sees all of them
    assert tick(0.5, asks=True) == ["surface"]
    assert tick(0.7) == ["losses", "numbers"]
    assert tick(0.9) == ["surface"]


def test_in_a_loop_at_the_greatest_speed_all_views_go_from_start_to_end_together(pilot: Pilot, monkeypatch: pytest.MonkeyPatch) -> None:
    pilot.ready()
    window, playhead, shown = pilot.window, pilot.session.playhead, {"losses": list[float](), "surface": list[float]()}
    for name, places in shown.items():
        monkeypatch.setattr(window.views[name], "show_frame", lambda frame, places=places: places.append(frame.position / frame.total))
    window.scheduler.rest()
    pilot.session.playback.set_speed(FASTEST)
    playhead.loops = playhead.is_playing = True
    for _ in range(90):
        window.scheduler.tick(1 / 40)  # a machine that is not quick
    window.scheduler.rest()
    assert set(shown["surface"]) <= set(shown["losses"])  # no moment that is seen in one of them only
    for places in shown.values():
        assert len(set(np.round(places, 1))) > 9


def test_a_trail_that_has_not_moved_on_is_not_stroked_again(plot: Plot, monkeypatch: pytest.MonkeyPatch) -> None:
    plot.set_range(-0.1, 1.1, -0.1, 1.1)
    trail, projection, strokes = Trail(plot), noisy_path(200), []
    stroke = Trail._stroke
    monkeypatch.setattr(Trail, "_stroke", lambda self, *rest: (strokes.append(rest[1:]), stroke(self, *rest))[1])
    go(trail, projection, 100)
    strokes.clear()
    pictures = [shades(canvas(plot, trail.paint)) for _ in range(4)]
    assert len(strokes) == 2  # once as it came, once for the picture that is kept
    assert np.abs(np.diff(pictures, axis=0)).max() <= 2  # of 255: one blending more is rounded
    go(trail, projection, 101)
    assert np.abs(shades(canvas(plot, trail.paint)) - pictures[0]).max() > 50


def test_while_a_run_is_awaited_new_curves_are_drawn_at_once_and_the_surface_after_them(
    pilot: Pilot, monkeypatch: pytest.MonkeyPatch
) -> None:
    pilot.ready()
    pilot.session.playback.to_end()
    pilot.rest()
    shown: list[tuple[str, object]] = []
    for name, view in pilot.window.views.items():
        show = view.show_frame
        monkeypatch.setattr(view, "show_frame", lambda frame, name=name, show=show: (shown.append((name, frame.recording)), show(frame))[1])
    monkeypatch.setattr(type(pilot.session.runs), "is_waiting", True)
    pilot.session.change({"lanes.stochastic.optimizer.lr": 0.02})
    pilot.until(lambda: ("surface", pilot.session.run.recording) in shown)
    new = pilot.session.run.recording
    assert next(name for name, recording in shown if recording is new) == "losses"
    monkeypatch.undo()
    pilot.rest()
    assert pilot.frame.landscape is not None and pilot.frame.landscape.recording is new


def test_where_one_lane_is_changed_only_its_panel_is_painted_again(pilot: Pilot, monkeypatch: pytest.MonkeyPatch) -> None:
    pilot.ready()
    pilot.session.reset()  # what has been recorded elsewhere is not gone on with
    pilot.session.playback.to_end()
    pilot.rest()
    painted, show, before = list[tuple[int, object]](), LossPanel.show_frame, pilot.frame.recording
    monkeypatch.setattr(
        LossPanel, "show_frame",
        lambda panel, frame, *how, **more: (painted.append((panel.indices[0], frame.recording)), show(panel, frame, *how, **more)),
    )  # fmt: skip
    rate = pilot.session.experiment.get("lanes.stochastic.optimizer.lr")
    pilot.session.change({"lanes.stochastic.optimizer.lr": 1.001 * rate})
    pilot.rest()
    new = pilot.frame.recording
    assert new is not before and new is not None
    assert {index for index, recording in painted if recording is new} == {2}
    assert all(panel._frame is not None and panel._frame.recording is new for panel in pilot.losses.side)  # none holds the old one
    painted.clear()
    pilot.session.change({"lanes.stochastic.optimizer.lr": 2.5})  # other losses to be seen: another axis for all
    pilot.rest()
    assert {index for index, _ in painted} == {0, 1, 2}


def test_curves_hand_as_many_points_to_the_painter_at_a_million_rows_as_at_ten_thousand(plot: Plot, drawn: list[int]) -> None:
    most = []
    for rows in (10_000, 1_000_000):
        plot.set_range(0.0, float(rows), -1.5, 1.0)
        curves = CurvePainter(plot, long_lane(rows), "updates", is_log=True)
        frames = []
        for share in (0.2, 0.21, 0.22, 0.6, 0.601, 1.0, 0.999, 0.3):
            drawn.clear()
            row = int(share * rows)
            x = float(plot.x_of(np.array(row)))
            canvas(plot, lambda painter, row=row, x=x, curves=curves: curves.paint(painter, row, x, PENS))
            frames.append(sum(drawn))
        most.append(frames)
        assert max(frames) < 8 * plot.width()
        assert frames[1] < plot.width() and frames[-2] < plot.width()  # nothing but the newest pixels
    assert sum(most[1]) < 1.2 * sum(most[0])


@pytest.mark.parametrize(("rows", "rounding"), [(700, 100), (100_000, 0)])
def test_curves_looked_at_closely_look_the_same_wherever_one_comes_from(plot: Plot, rows: int, rounding: int) -> None:
    """Long lines are rounded by Qt where they cross the edge of what is painted anew; a dash that moved would differ by more."""
    plot.set_range(0.4 * rows, 0.45 * rows, -1.5, 1.0)
    lane, empty = long_lane(rows), shades(canvas(plot, lambda painter: None))
    for last in (0.3, 0.43, 0.9):
        roads = ((last,), (0.41, 0.42, last), (1.0, last), (0.2, 0.6, last))
        pictures = [shades(curves_after(plot, lane, [int(share * rows) for share in road])) for road in roads]
        assert max(np.abs(picture - pictures[0]).max() for picture in pictures) <= rounding
        assert (pictures[0] == empty).all() == (last == 0.3)


def test_a_close_look_at_a_long_run_hands_few_points_to_the_painter(plot: Plot, drawn: list[int]) -> None:
    plot.set_range(500_000.0, 500_100.0, -1.5, 1.0)
    lane = long_lane(1_000_000)
    curves = CurvePainter(plot, lane, "updates", is_log=True)
    assert curves.is_thin
    drawn.clear()
    canvas(plot, lambda painter: curves.paint(painter, 999_999, float(plot.x_of(np.array(999_999))), PENS))
    assert 100 < sum(drawn) < 8 * plot.width()


def curves_after(plot: Plot, lane: LaneRecording, road: Sequence[int]) -> QImage:
    """The curves of a lane at the last of some rows, seen one after the other."""
    curves = CurvePainter(plot, lane, "updates", is_log=True)
    for row in road:
        picture = canvas(plot, lambda painter, row=row: curves.paint(painter, row, float(plot.x_of(np.array(row))), PENS))
    return picture


@pytest.mark.parametrize("rows", [700, 100_000])
def test_curves_at_a_row_look_the_same_wherever_one_comes_from(plot: Plot, rows: int) -> None:
    plot.set_range(0.0, float(rows), -1.5, 1.0)
    lane = long_lane(rows)
    pictures = [
        curves_after(plot, lane, [int(share * rows) for share in road])
        for road in ((0.5,), (0.1, 0.2, 0.49, 0.5), (1.0, 0.5), (0.7, 0.3, 0.5))
    ]
    assert pictures.count(pictures[0]) == 4


@pytest.mark.parametrize("rows", [700, 100_000])
def test_the_whole_curves_of_a_lane_that_is_over_look_the_same_wherever_one_comes_from(plot: Plot, rows: int) -> None:
    plot.set_range(0.0, float(rows), -1.5, 1.0)
    lane = long_lane(rows)
    lane.status = LaneStatus("finished")
    pictures = [
        curves_after(plot, lane, [int(share * rows) for share in road])
        for road in ((1.0,), (0.2, 0.7, 1.0), (1.0, 0.5, 1.0), (0.4, 1.0, 1.0))
    ]
    assert pictures.count(pictures[0]) == 4
    lane.status = LaneStatus()  # as long as it grows, its end is drawn by itself
    growing = curves_after(plot, lane, [rows])
    assert np.abs(shades(growing) - shades(pictures[0])).max() <= 3


def noisy_path(points: int) -> Projection:
    """A path along a curve that trembles by some pixels."""
    projection = Projection(own_plane(("x", "y")))
    share, rng = np.linspace(0, 1, points), np.random.default_rng(0)
    x, y = share + rng.normal(0, 0.02, points), np.sin(3 * share) + rng.normal(0, 0.02, points)
    projection._points.append(x=x, y=y, distance=np.zeros(points))
    return projection


def go(trail: Trail, projection: Projection, row: int, slices: int | None = None) -> None:
    """Let a trail come to a row, in slices as short as can be."""
    look = Look.of(DARK.lanes[2], DARK, len(projection) - 1)
    for _ in range(slices or 100_000):
        trail.advance(projection, row, look, deadline=0.0)
        if trail.is_complete:
            return


def test_trails_draw_pixels_not_points_and_never_much_at_once(plot: Plot, drawn: list[int]) -> None:
    plot.set_range(-0.2, 1.2, -0.4, 1.4)
    lines = []
    for points in (10_000, 1_000_000):
        projection, trail = noisy_path(points), Trail(plot)
        look = Look.of(DARK.lanes[2], DARK, points)
        while True:
            drawn.clear()
            trail.advance(projection, points - 1, look, deadline=0.0)
            assert sum(drawn) < 12 * BATCH
            if trail.is_complete:
                break
        drawn.clear()
        canvas(plot, trail.paint)
        assert sum(drawn) < 12 * BATCH
        lines.append(len(trail._strokes))
    assert lines[1] < 3 * lines[0] < 3 * 10_000


@pytest.mark.parametrize("points", [100, 3000, 40_000])
def test_a_trail_at_a_row_looks_the_same_wherever_one_comes_from(plot: Plot, points: int) -> None:
    plot.set_range(-0.2, 1.2, -0.4, 1.4)
    projection = noisy_path(points)
    pictures = []
    for road in ((0.5,), (0.1, 0.3, 0.5), (1.0, 0.5), (0.999, 0.01, 0.7, 0.5)):
        trail = Trail(plot)
        for share in road:
            go(trail, projection, int(share * (points - 1)))
        pictures.append(canvas(plot, trail.paint))
    trail = Trail(plot)
    go(trail, projection, points - 1, slices=20)  # on its way to somewhere else
    trail.advance(projection, int(0.5 * (points - 1)), Look.of(DARK.lanes[2], DARK, points - 1), deadline=time.perf_counter() + 60)
    pictures.append(canvas(plot, trail.paint))
    assert pictures.count(pictures[0]) == 5


def test_a_path_that_goes_to_and_fro_is_drawn_alike_up_to_its_last_line(plot: Plot, monkeypatch: pytest.MonkeyPatch) -> None:
    plot.set_range(-0.2, 1.2, -0.4, 1.4)
    trail, projection, smooth = Trail(plot), noisy_path(40_000), []
    stroke = Trail._stroke_path
    monkeypatch.setattr(Trail, "_stroke_path", lambda self, *rest: (smooth.append(1), stroke(self, *rest))[1])
    is_smooth = []
    for row in range(1, 8 * BATCH):
        go(trail, projection, row)
        smooth.clear()
        canvas(plot, trail.paint)
        is_smooth.append(bool(smooth))
    assert is_smooth[0] and not any(is_smooth[BATCH // 2 :])  # once there is enough to tell, also where a batch begins
    assert trail._painted > 1


@pytest.mark.parametrize("points", [100, 3000, 40_000])
def test_only_the_part_of_a_picture_that_holds_something_of_a_trail_is_laid_down(
    plot: Plot, points: int, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    plot.set_range(-1.2, 1.2, -1.4, 1.4)
    lay, parts = Trail._paint_picture, list[QRectF]()

    def pictures() -> list[QImage]:
        projection, trail, seen = noisy_path(points), Trail(plot), list[QImage]()
        for share in (0.4, 0.9, 0.2):  # on, and back
            go(trail, projection, int(share * (points - 1)))
            seen += [canvas(plot, trail.paint) for _ in range(3)]  # as it comes, and at rest
        return seen

    def lay_all(trail: Trail, painter: QPainter, picture: QImage, box: QRectF) -> None:
        parts.append(box)
        lay(trail, painter, picture, QRectF(picture.rect()))

    as_it_is = pictures()
    monkeypatch.setattr(Trail, "_paint_picture", lay_all)
    assert as_it_is == pictures()
    assert 0 < max(box.width() * box.height() for box in parts) < 0.4 * plot.width() * plot.height()


@pytest.mark.parametrize("is_upright", [True, False])
@pytest.mark.parametrize("points", [150, 3000, 40_000])
def test_a_trail_straight_across_or_down_is_seen_in_all_its_length(plot: Plot, points: int, is_upright: bool) -> None:
    plot.set_range(-0.2, 1.2, -0.2, 1.2)
    across, level, zeros = np.linspace(0, 1, points), np.full(points, 0.5), np.zeros(points)
    projection, trail = Projection(own_plane(("x", "y"))), Trail(plot)
    projection._points.append(x=level if is_upright else across, y=across if is_upright else level, distance=zeros)
    go(trail, projection, points - 1)
    empty = shades(canvas(plot, lambda painter: None))
    for _ in range(3):  # as it comes, and at rest
        painted = np.argwhere((shades(canvas(plot, trail.paint)) != empty).any(axis=2))  # rows and columns of pixels
        length = plot.area.height() if is_upright else plot.area.width()
        assert float(np.ptp(painted, axis=0).max()) > length / 1.4 - 2


def test_while_a_trail_catches_up_something_is_there_and_after_a_resize_the_old_picture(plot: Plot) -> None:
    plot.set_range(-0.2, 1.2, -0.4, 1.4)
    projection, trail = noisy_path(100_000), Trail(plot)
    empty = canvas(plot, lambda painter: None)
    go(trail, projection, 99_999, slices=1)
    assert not trail.is_complete and canvas(plot, trail.paint) != empty
    go(trail, projection, 99_999)
    plot.set_range(-0.3, 1.3, -0.5, 1.5)
    assert not trail.is_current and canvas(plot, trail.paint) != empty
    go(trail, projection, 99_999, slices=1)
    assert trail._before is not None and canvas(plot, trail.paint) != empty
    go(trail, projection, 99_999)
    assert trail.is_complete and trail.is_current and trail._before is None


def test_of_another_path_nothing_is_left_while_a_trail_catches_up(plot: Plot) -> None:
    """Under a hand that drags a slider one would else see a path of long ago."""
    plot.set_range(-0.2, 1.2, -0.4, 1.4)
    first, second = noisy_path(20_000), Projection(own_plane(("x", "y")))
    second._points.append(x=np.linspace(0, 1, 20_000), y=np.full(20_000, 1.2), distance=np.zeros(20_000))
    trail, alone = Trail(plot), Trail(plot)
    go(trail, first, 19_999)
    pictures = []
    for one in (trail, alone):
        go(one, second, 19_999, slices=1)
        assert not one.is_complete
        pictures.append(canvas(plot, one.paint))
    assert pictures[0] == pictures[1]


def test_after_a_resize_at_rest_the_clock_ticks_until_all_is_painted_and_rests_again(pilot: Pilot) -> None:
    pilot.ready()
    pilot.session.playback.to_end()
    pilot.rest()
    trails = pilot.surface.pictures.shown[0]._trails
    pilot.window.resize(1300, 700)
    QApplication.processEvents()
    assert not all(trail.is_current and trail.is_complete for trail in trails)
    pilot.rest()
    assert all(trail.is_current and trail.is_complete for trail in trails)


def test_while_another_run_is_awaited_trails_get_a_smaller_slice_of_a_frame(pilot: Pilot, monkeypatch: pytest.MonkeyPatch) -> None:
    pilot.ready()
    pilot.rest()
    slices = list[float]()
    monkeypatch.setattr(pilot.surface, "_catch_up", slices.append)
    frame = pilot.session.frame()
    for is_passing in (False, True):
        pilot.surface.set_theme(DARK)  # so that it is drawn again
        pilot.surface.show_frame(replace(frame, passing=is_passing))
    assert not frame.passing
    assert slices[1] < slices[0]


def test_strokes_do_not_depend_on_the_pieces_in_which_a_path_comes() -> None:
    rng = np.random.default_rng(0)
    x, y = 50 + rng.normal(0, 8, (2, 5000))
    kept = []
    for step in (1, 37, 5000):
        strokes = Strokes(100, 100, 1.0, keeps_all=False)
        last = 0
        while strokes.looked_at < len(x):
            last = min(len(x) - 1, last + step)
            while strokes.looked_at <= last:
                strokes.look(lambda begin, end: (x[begin:end], y[begin:end]), last)
        kept.append(np.stack(strokes.lines(0, len(strokes))))
    assert np.array_equal(kept[0], kept[1]) and np.array_equal(kept[0], kept[2])
    assert len(np.unique(np.floor(kept[0][2:]), axis=1).T) == kept[0].shape[1]  # no pixel twice

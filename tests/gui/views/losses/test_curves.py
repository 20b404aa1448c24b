"""Curves and bands show what was measured, where it was measured: pixels against numpy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QApplication

from engine.comparison.recording import Recording
from engine.recording.clock import CLOCKS, Clock, times
from engine.recording.columns import STORED
from engine.recording.lane import LaneRecording
from gui.look.theme import DARK
from gui.plotting.plot import Plot
from gui.views.losses import curves as module
from gui.views.losses.bounds import LossBounds
from gui.views.losses.curves import SHARES, CurvePainter, Pens
from tests.engine.recording.made import made
from tests.gui.conftest import Pilot

GROUND, LINE = "#000000", "#ffffff"
BATCH = QColor(255, 255, 255, 100)
NOTHING = QPen(Qt.PenStyle.NoPen)
Values = NDArray[np.float64]


@pytest.fixture
def plot(program: QApplication) -> Plot:
    plot = Plot()
    plot.resize(560, 360)
    plot.show()
    program.processEvents()
    return plot


def lane_of(losses: Values, evaluated: Sequence[int] = (0,), measured: Values | float = 1.0) -> LaneRecording:
    """A lane of batch size 1 with these batch losses, and evaluations of some rows."""
    lane = made(1000, 1, 0).lane
    seconds = 1e-3 * np.arange(1, len(losses) + 1)
    none = np.zeros(0, np.int64), np.zeros((0, 1, 1))
    lane.append(*none, **dict.fromkeys(STORED, np.zeros(len(losses))) | {"loss": losses, "seconds": seconds})
    whole = np.broadcast_to(measured, len(evaluated))
    nothing = np.full(len(evaluated), np.nan)
    lane.append_evaluations(
        np.array(evaluated), train_loss=whole, validation_loss=whole, train_accuracy=nothing, validation_accuracy=nothing
    )
    return lane


def painted(plot: Plot, paint: Callable[[QPainter], object]) -> NDArray[np.int64]:
    """How bright each pixel of the area is, 0 to 255, [height, width]."""
    image = QImage(plot.area.size().toSize(), QImage.Format.Format_RGB32)
    image.fill(QColor(GROUND))
    with QPainter(image) as painter:
        paint(painter)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    return rows[:, : image.width(), 1].astype(np.int64)


def middle(column: NDArray[np.int64]) -> float:
    """The middle of what is bright in a column of pixels."""
    return float((column * (np.arange(len(column)) + 0.5)).sum() / column.sum())


@pytest.fixture
def skewed() -> tuple[LaneRecording, Values]:
    """A lane whose evaluations have a mean of 1 and a long tail above."""
    rng = np.random.default_rng(0)
    measured = 0.3 + rng.gamma(0.5, 1.4, 20_001)
    return lane_of(np.ones(20_000), range(20_001), measured), measured


def test_the_bold_line_goes_through_the_mean_of_the_evaluations_of_each_bin(
    plot: Plot, skewed: tuple[LaneRecording, Values], monkeypatch: pytest.MonkeyPatch
) -> None:
    lane, measured = skewed
    plot.set_range(0.0, 20_003.7, 0.0, 2.0)  # no row on the edge of a bin
    lines: list[tuple[Values, Values]] = []
    monkeypatch.setattr(module, "draw_line", lambda painter, x, y, pen, area: lines.append((x, y)))
    curves = CurvePainter(plot, lane, "updates", is_log=False)
    painted(plot, lambda painter: curves.curve(painter, "train_loss", 20_000, 0.0, QPen(QColor(LINE), 2.0)))
    assert curves.shows_means
    across, down = lines[0]
    width, places = plot.area.width() / 150, plot.x_of(np.arange(20_001))
    for number in range(150):
        inside = measured[(number * width <= places) & (places < (number + 1) * width)]
        assert across[number + 1] == pytest.approx((number + 0.5) * width)
        assert down[number + 1] == pytest.approx(float(plot.y_of(inside.mean())))
    middles = float(plot.y_of((measured[1:].reshape(-1, 100).min(axis=1) + measured[1:].reshape(-1, 100).max(axis=1)) / 2).mean())
    assert middles < down.mean() - 20  # pixels: so much too high was what was drawn before


@pytest.mark.parametrize("row", [40, 9_123, 20_000])
def test_the_marker_lies_on_its_line(plot: Plot, skewed: tuple[LaneRecording, Values], row: int) -> None:
    plot.set_range(0.0, 20_000.0, 0.0, 2.0)
    curves = CurvePainter(plot, skewed[0], "updates", is_log=False)
    until = min(float(plot.x_of(np.array(row))) + 24, plot.area.width() - 1)
    line = painted(plot, lambda painter: curves.curve(painter, "train_loss", row, until, QPen(QColor(LINE), 2.0), spread=0.0))
    marker = painted(plot, lambda painter: curves.marker(painter, row, until, DARK.lanes[0], DARK))
    across = np.flatnonzero(marker.any(axis=0))
    down = np.flatnonzero(marker.any(axis=1))
    end = line[:, across[0] : int(until)]
    assert middle(end[:, -2]) == pytest.approx((down[0] + down[-1] + 1) / 2, abs=1.0)


def test_a_row_that_was_measured_because_the_playhead_rests_there_is_the_end_of_the_line(plot: Plot) -> None:
    lane = lane_of(np.ones(100), [0, 50])
    plot.set_range(0.0, 100.0, 0.0, 2.0)
    curves, x = CurvePainter(plot, lane, "updates", is_log=False), float(plot.x_of(np.array(90)))
    pens = Pens(QColor(0, 0, 0, 0), NOTHING, QPen(QColor(LINE), 2.0))
    image = painted(plot, lambda painter: curves.paint(painter, 90, x, pens, (0.5, 0.5)))
    assert middle(image[:, int(x) - 1]) == pytest.approx(float(plot.y_of(np.array(0.5))), abs=2.0)
    marker = painted(plot, lambda painter: curves.marker(painter, 90, x, DARK.lanes[0], DARK, 0.5))
    down = np.flatnonzero(marker.any(axis=1))
    assert (down[0] + down[-1] + 1) / 2 == pytest.approx(float(plot.y_of(np.array(0.5))), abs=1.0)


def band_edges(plot: Plot, lane: LaneRecording, x: float) -> tuple[float, float]:
    """Pixels down where the outer band begins and ends at a pixel across."""
    curves = CurvePainter(plot, lane, "updates", is_log=False)
    image = painted(plot, lambda painter: curves._batch_losses(painter, lane.updates, BATCH, 0))
    near = np.median(image[:, int(x) - 3 : int(x) + 4], axis=1)  # without the dots of single losses
    inside = np.flatnonzero(near > 0)
    inside = inside[(inside > 6) & (inside < plot.area.height() - 6)]  # nor the marks at the edges
    return float(inside[0]), float(inside[-1] + 1)


@pytest.mark.parametrize("rows", [1_500, 30_000, 2_000_000])
def test_bands_are_quantiles_of_the_batch_losses_however_many_there_are(plot: Plot, rows: int) -> None:
    rng = np.random.default_rng(rows)
    losses = rng.gamma(2.0, 1.0, rows)
    plot.set_range(0.0, float(rows), 0.0, 8.0)
    found = np.mean([band_edges(plot, lane_of(losses), x) for x in (100, 200, 300, 400)], axis=0)
    exact = np.quantile(losses, (SHARES[-1], SHARES[0]))
    assert found == pytest.approx(plot.y_of(exact), abs=0.03 * plot.area.height())  # few batches a bin vary


@pytest.mark.parametrize("spike", [100.0, 6.0, -3.0])
@pytest.mark.parametrize("rows", [800, 50_000])
def test_a_single_outlier_is_found(plot: Plot, rows: int, spike: float) -> None:
    losses = np.random.default_rng(0).uniform(0.9, 1.1, rows)
    plot.set_range(0.0, float(rows), 0.0, 8.0)
    images = []
    for value in (1.0, spike):
        losses[rows // 2] = value
        curves = CurvePainter(plot, lane_of(losses.copy()), "updates", is_log=False)
        images.append(painted(plot, lambda painter, curves=curves: curves._batch_losses(painter, rows, BATCH, 0)))
    down, across = np.nonzero(np.abs(images[1] - images[0]) > 60)
    expected = min(max(float(plot.y_of(np.array(spike))), 0.0), plot.area.height() - 1)
    assert np.count_nonzero((np.abs(down - expected) <= 3) & (np.abs(across - plot.area.width() / 2) < 4)) >= 2


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_batch_loss_lies_at_the_weights_it_was_measured_at(
    plot: Plot, recorded: Recording, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a full-batch lane it is the training loss itself, so that the thin line lies under the bold one."""
    lines: list[tuple[Values, Values]] = []
    monkeypatch.setattr(module, "draw_segments", lambda painter, x, y, area: lines.append((x, y)))
    for lane in recorded.lanes:
        last = lane.updates
        plot.set_range(0.0, float(times(lane, clock, np.array([last]))[0]), 0.0, 2.0)
        curves = CurvePainter(plot, lane, clock, is_log=False)
        for row in (1, last // 2, last):
            lines.clear()
            painted(plot, lambda painter, curves=curves, row=row: curves._batch_losses(painter, row, BATCH, 0))
            ((x, y),) = lines
            np.testing.assert_allclose(x, plot.x_of(times(lane, clock, np.arange(row))))
            np.testing.assert_allclose(y, plot.y_of(lane.column("loss")[1 : row + 1]), rtol=1e-6)
    full = recorded.lanes[0]
    assert full.evaluations.train_loss[:-1] == pytest.approx(full.column("loss")[1:], rel=1e-5)


@pytest.mark.parametrize(("low", "note"), [(1e-9, ""), (3e-14, ""), (1e-40, "some losses are below the scale"), (0.0, "a log scale ends")])
def test_small_losses_are_seen_or_told_of(pilot: Pilot, low: float, note: str) -> None:
    frame = pilot.session.frame()
    recording: Any = type("One", (), {"lanes": [lane_of(np.ones(10), range(10), np.geomspace(1.0, max(low, 1e-9), 10))]})()
    nothing = np.full(1, np.nan)
    recording.lanes[0].lane = frame.experiment.lanes[-1]  # whose curves are drawn
    recording.lanes[0].append_evaluations([10], train_loss=low, validation_loss=low, train_accuracy=nothing, validation_accuracy=nothing)
    bounds = LossBounds()
    shown = type(frame)(**{**frame.__dict__, "recording": recording, "ghost": None, "view": replace(frame.view, scale="log")})
    bottom, top = bounds.of(shown)
    assert bounds.note.startswith(note) and bool(bounds.note) == bool(note)
    assert top >= 0.0
    assert bottom <= np.log10(low if low > 1e-16 else 1e-9 if low == 0 else 1e-16)
    assert QRectF(0, bottom, 1, top - bottom).height() < 18

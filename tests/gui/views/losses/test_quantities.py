"""What a loss panel plots besides losses: lines, figures and words against the columns themselves."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from engine.comparison.recording import Recording
from engine.experiment import Experiment
from engine.recording.columns import STORED
from engine.recording.lane import LaneRecording
from gui.look.numbers import figure
from gui.look.quantities import QUANTITIES
from gui.plotting.plot import Plot
from gui.views.losses.bounds import LossBounds
from gui.views.losses.curves import CurvePainter, Line
from gui.views.losses.plotted import in_words
from tests.engine.recording.made import made
from tests.gui.conftest import Launch, Pilot

OF_UPDATES = [name for name, quantity in QUANTITIES.items() if quantity.whole is None]


@pytest.fixture(scope="session")
def scheduled() -> Recording:
    """Two moons, a schedule that falls, and a remainder in each epoch: 4 + 40 + 1240 updates."""
    from engine import train

    changes = {"data.n": 310, "data.validation": 50, "budget.epochs": 4, "lanes.*.optimizer.schedule": "cosine"}
    return train(Experiment.preset("two-moons").with_changes(changes))


def whole_column(lane: LaneRecording, name: str) -> NDArray[Any]:
    """A column of all updates, by the slow way."""
    if name != "batch_size":
        return lane.column(name)[1:].astype(np.float64)
    per_epoch = [len(batch) for batch in lane.batches(0)]
    return np.array([per_epoch[update % len(per_epoch)] for update in range(lane.updates)], np.float64)


def noisy_lane(rows: int) -> LaneRecording:
    lane, rng = made(1000, 7, 0).lane, np.random.default_rng(5)
    none = np.zeros(0, np.int64), np.zeros((0, 1, 1))
    columns = {name: rng.gamma(1.0, 1.0, rows) for name in STORED} | {"seconds": 1e-3 * np.arange(1, rows + 1)}
    lane.append(*none, **columns)
    return lane


@pytest.fixture
def plot(program: Any) -> Iterator[Plot]:
    plot = Plot()
    plot.resize(560, 360)
    plot.show()
    program.processEvents()
    yield plot
    plot.close()


def line_of(plot: Plot, lane: LaneRecording, name: str, row: int) -> Line:
    plot.set_range(0.0, float(lane.updates), 0.0, 5.0)
    line = CurvePainter(plot, lane, "updates", False, QUANTITIES[name])._line(name, row, np.nan)
    assert line is not None
    return line


@pytest.mark.parametrize("name", OF_UPDATES)
def test_the_line_goes_through_each_update_where_they_are_few(plot: Plot, scheduled: Recording, name: str) -> None:
    lane = scheduled.lanes[1]
    for row in (1, lane.updates // 2, lane.updates):
        line = line_of(plot, lane, name, row)
        np.testing.assert_allclose(line.x, plot.x_of(np.arange(row)))
        np.testing.assert_allclose(line.y, plot.y_of(whole_column(lane, name)[:row]), rtol=1e-6)


@pytest.mark.parametrize("name", OF_UPDATES)
def test_the_line_goes_through_the_middle_of_each_bin_where_they_are_many(plot: Plot, scheduled: Recording, name: str) -> None:
    lane = scheduled.lanes[-1] if name == "lr" else noisy_lane(1_000)
    line, values = line_of(plot, lane, name, lane.updates), whole_column(lane, name)
    width, places = round(line.x[1] - line.x[0]), plot.x_of(np.arange(lane.updates))
    middle = np.median if QUANTITIES[name].is_noisy else np.mean
    expected = [middle(values[(begin <= places) & (places < end)]) for begin, end in pairwise(width * np.arange(len(line.x) + 1))]
    np.testing.assert_allclose(line.y[:-1], plot.y_of(np.array(expected))[:-1], atol=0.02)  # pixels: a rate is that of both ends
    assert np.ptp(line.y) > 0 or name == "batch_size"


def test_of_a_million_updates_a_frame_looks_at_few(plot: Plot, monkeypatch: pytest.MonkeyPatch) -> None:
    lane, looked = noisy_lane(1_000_000), list[int]()
    quantiles = LaneRecording.quantiles
    monkeypatch.setattr(LaneRecording, "quantiles", lambda self, *of: looked.append(len(of[1])) or quantiles(self, *of))  # type: ignore[func-returns-value]
    plot.set_range(0.0, 1e6, 0.0, 5.0)
    curves = CurvePainter(plot, lane, "updates", False, QUANTITIES["grad_norm"])
    curves._line("grad_norm", 900_000, np.nan)
    looked.clear()
    line = curves._line("grad_norm", 901_000, np.nan)
    assert line is not None and 0 < sum(looked) <= 2
    assert float(line.y[10]) == pytest.approx(float(plot.y_of(np.log(2.0))), abs=2.0)  # the median of an exponential law


@pytest.mark.parametrize("scale", ["log", "linear"])
def test_figures_axis_and_words_are_of_the_columns(launch: Launch, scheduled: Recording, scale: Any) -> None:
    pilot = launch(scheduled, ready=True)
    pilot.session.look(scale=scale)
    for quantity in QUANTITIES.values():
        pilot.session.look(plotted=quantity.name)
        pilot.place(500)
        frame = pilot.frame
        low, high = LossBounds().of(frame)
        for lane, row, panel in zip(frame.lanes, frame.rows, pilot.losses.side, strict=True):
            if quantity.whole is None:
                values = whole_column(lane, quantity.name)
                expected = f"{values[row - 1]:.0f}" if quantity.name == "batch_size" else figure(values[row - 1])
                inside = np.quantile(values, (0.011, 0.989))
            else:
                reading = frame.readings[frame.lanes.index(lane)]
                expected, inside = figure(getattr(reading, quantity.whole[0])), lane.evaluated()[quantity.whole[0]]
            assert panel.headers[0]._figure.text() == expected
            ends = np.log10(inside) if frame.is_log else inside
            assert low - 1e-9 <= ends.min() and ends.max() <= high + 1e-9
            assert panel.plot.bounds[2:] == (low, high)
            assert expected in in_words(frame, range(3))
            assert panel.plot._titles == ("", quantity.axis)
            panel.plot.describe()
            assert expected in panel.plot.accessibleDescription()
            assert panel.plot.accessibleName() == f"{'Losses' if quantity.name == 'loss' else quantity.title} of {lane.lane.title}"


def test_accuracy_where_the_playhead_rests_is_that_of_the_model(launch: Launch, scheduled: Recording) -> None:
    pilot = launch(scheduled, ready=True)
    pilot.session.look(plotted="accuracy")
    pilot.place(101)
    data = scheduled.dataset
    for lane, row, reading in zip(pilot.frame.lanes, pilot.frame.rows, pilot.frame.readings, strict=True):
        model = scheduled.model()
        torch.nn.utils.vector_to_parameters(torch.tensor(lane.parameters(row)), model.parameters())
        outputs = model(torch.as_tensor(data.train_inputs)).detach()
        labels = (outputs[:, 0] > 0).long() if outputs.shape[1] == 1 else outputs.argmax(dim=1)
        assert reading.train_accuracy == pytest.approx(float((labels == torch.as_tensor(data.train_targets)).float().mean()))


def test_it_is_chosen_by_list_and_key(launch: Launch, scheduled: Recording) -> None:
    pilot = launch(scheduled, ready=True)
    seen: list[str] = []
    for _ in QUANTITIES:
        pilot.press("Y")
        seen.append(pilot.window.toolbar.plotted.currentData())
    assert seen == [*list(QUANTITIES)[1:], "loss"]
    combo = pilot.window.toolbar.plotted
    combo.setCurrentIndex(2)
    combo.activated.emit(2)
    assert pilot.session.view.plotted == "grad_norm"
    assert combo.accessibleName() and combo.toolTip() == QUANTITIES["grad_norm"].help


def test_accuracy_is_not_plotted_of_numbers(pilot: Pilot) -> None:
    pilot.session.look(plotted="accuracy")
    pilot.rest()
    assert pilot.frame.quantity.name == "loss" == pilot.window.toolbar.plotted.currentData()
    pilot.press("Y")
    assert pilot.session.view.plotted == "loss"
    model = pilot.window.toolbar.plotted.model()
    assert [model.item(row).isEnabled() for row in range(len(QUANTITIES))] == [not q.for_classes for q in QUANTITIES.values()]  # type: ignore[attr-defined]

"""The data view shows the samples, the batches of the updates at the playhead, and what the chosen lane's model says."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest
import torch
from PySide6.QtCore import QPointF, QSizeF
from PySide6.QtWidgets import QApplication
from torch import nn

from engine.comparison.predictions import PredictionQuestion, predict
from engine.comparison.recording import Recording
from engine.experiment import Experiment
from gui.document.view_state import ViewState
from gui.look.numbers import measure
from gui.look.theme import DARK
from gui.plotting.plot import Plot
from gui.views.data import view as module
from gui.views.data.ground import boundary, enlarged, ground_picture
from gui.views.data.images import ImageGrid
from gui.views.data.shades import ground_shades
from gui.views.data.view import DataView
from tests.gui.conftest import Launch, Pilot, count, pixels, small


def looking(pilot: Pilot, **changes: Any) -> DataView:
    """The data view, shown."""
    pilot.session.look(shown=frozenset({"data"}), **changes)
    pilot.rest()
    pilot.until(lambda: pilot.session.frame().prediction is not None)
    pilot.rest()
    return cast("DataView", pilot.window.views["data"])


def model_at(recording: Recording, lane: int, row: int) -> nn.Module:
    model = recording.model()
    nn.utils.vector_to_parameters(torch.tensor(recording.lanes[lane].parameters(row)), model.parameters())
    return model


def test_the_line_of_the_chosen_lane_and_the_distances_of_its_batch(pilot: Pilot, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[tuple[Any, Any]] = []
    monkeypatch.setattr(module, "draw_line", lambda painter, x, y, pen, area: drawn.append((x, y)))
    view = looking(pilot, lane="mini-batch")
    pilot.place(150)
    row = pilot.frame.rows[1]
    slope, intercept = pilot.frame.lanes[1].parameters(row).tolist()
    pixels(view)
    x, y = drawn[-1]
    places = [view.plot.data_at(QPointF(*place)) for place in zip(x, y, strict=True)]
    np.testing.assert_allclose([up for _, up in places], [slope * across + intercept for across, _ in places], atol=1e-4)
    said = pilot.frame.prediction
    assert said is not None and said.row == row
    epoch, within = divmod(row - 1, len(pilot.frame.lanes[1].batches(0)))
    assert np.array_equal(said.batch, pilot.frame.lanes[1].batches(epoch)[within])
    data = pilot.session.run.recording.dataset
    wanted = data.train_targets[said.batch, 0]
    error = np.sqrt(np.mean((slope * data.train_inputs[said.batch, 0] + intercept - wanted) ** 2))
    view.show_figures(pilot.frame)
    assert f"Mini-batch after update {row}" in view.words.text() and f"batch off by {measure(float(error))}" in view.words.text()


def test_a_curve_is_no_area(launch: Launch) -> None:
    """It was filled in the colour of the sample that was marked before."""
    bent = {"data__kind": "sine", "model__hidden": [8], "model__activation": "tanh", "model__start": None, "lanes__0__optimizer__lr": 0.2}
    pilot = launch(small(**bent), ready=True)
    view = looking(pilot, lane="full-batch")
    pilot.press("End")
    pilot.rest()
    assert 10 < count(pixels(view.plot), DARK.lanes[2].color) < 300


def test_samples_of_the_batch_are_lit_in_the_colour_of_their_lane(pilot: Pilot) -> None:
    view = looking(pilot)
    seen = []
    for updates in (150, 151):
        pilot.place(updates)
        lane = pilot.frame.lanes[2]
        (index,) = lane.next_batches(updates, 1).order.tolist()
        data = pilot.session.run.recording.dataset
        place = view.plot.point_of(float(data.train_inputs[index, 0]), float(data.train_targets[index, 0])) + view.plot.area.topLeft()
        image = pixels(view.plot)
        assert image.pixelColor(round(place.x()), round(place.y())).name() == DARK.lanes[2].color.lower()
        seen.append(place)
    assert seen[0] != seen[1]
    pilot.session.look(options=pilot.session.view.changed_options(0, {"hidden": frozenset({"stochastic"})}))
    pilot.rest()
    assert count(pixels(view.plot), DARK.lanes[2].color) == 0


@pytest.mark.parametrize("lane", [0, 2])
def test_regions_are_the_classes_of_the_model(launch: Launch, many_weights: Recording, lane: int) -> None:
    pilot = launch(many_weights, ready=True)
    view = looking(pilot, lane=many_weights.lanes[lane].name)
    pilot.session.playback.to_end()
    pilot.rest()
    said = pilot.frame.prediction
    assert said is not None and said.question.lane == lane
    assert view.key.isVisible() and view.key.accessibleName() == "classes: 0, 1"
    image = ground_picture(said.outputs, QSizeF(300, 200), DARK, None, 2)
    left, right, bottom, top = view.plot.bounds
    x, y = left + (np.arange(300) + 0.5) / 300 * (right - left), top - (np.arange(200) + 0.5) / 200 * (top - bottom)
    points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    with torch.no_grad():
        outputs = model_at(many_weights, lane, said.row)(torch.tensor(points, dtype=torch.float32))
    expected = outputs.argmax(dim=1).reshape(200, 300).numpy()
    shades = [shade.name() for shade in ground_shades(DARK, 2)]
    edge = boundary(expected)
    found = np.array([[image.pixelColor(i, j).name() for i in range(0, 300, 3)] for j in range(0, 200, 3)])
    wrong = (found != np.array(shades)[expected[::3, ::3]]) & ~edge[::3, ::3]
    assert wrong.mean() < 0.01  # the boundary itself, and what is bilinear around it
    assert {name for name in found.ravel() if name in shades} == set(np.array(shades)[np.unique(expected)])


def test_a_grid_is_enlarged_as_by_interpolation() -> None:
    values = np.add.outer(np.arange(4.0), 10 * np.arange(5.0))  # bilinear, so exact
    large = enlarged(values, 30, 40)
    expected = np.add.outer((np.arange(30) + 0.5) / 30 * 3, 10 * (np.arange(40) + 0.5) / 40 * 4)
    np.testing.assert_allclose(large, expected)


def test_of_many_features_two_are_chosen_and_the_others_said(launch: Launch) -> None:
    changes = {"data.n": 50, "data.validation": 10, "budget.epochs": 1, "lanes.mini-batch.batch_size": 10}
    pilot = launch(Experiment.preset("article").with_changes(changes), ready=True)
    view = looking(pilot)
    assert view.across.isVisible() and view.across.count() == 10
    view.up.setCurrentIndex(6)
    view.up.activated.emit(6)
    pilot.rest()
    assert pilot.session.view.features == (0, 6)
    pilot.until(lambda: pilot.session.frame().prediction is not None)
    pilot.rest()
    assert pilot.frame.prediction is not None and pilot.frame.prediction.question.features == (0, 6)
    assert view.plot._titles == ("x1", "x7")
    targets = pilot.session.run.recording.dataset.train_targets
    assert view.key.isVisible()
    assert view.key.accessibleName() == f"shades: y from {measure(float(targets.min()))} to {measure(float(targets.max()))}"
    view.show_figures(pilot.frame)
    assert "8 other features at their means" in view.words.text()
    view.plot.describe()
    assert "8 other features" in view.plot.accessibleDescription()


def test_at_the_pointer_stands_the_sample_and_whose_batch_has_it(pilot: Pilot, monkeypatch: pytest.MonkeyPatch) -> None:
    view = looking(pilot)
    pilot.place(150)
    lines: list[list[str]] = []
    monkeypatch.setattr(module, "paint_read_out", lambda painter, area, place, said, theme: lines.append(said))
    data, (index,) = pilot.session.run.recording.dataset, pilot.frame.lanes[2].next_batches(150, 1).order.tolist()
    view.interaction.pointer = view.plot.point_of(float(data.train_inputs[index, 0]), float(data.train_targets[index, 0]))
    pixels(view.plot)
    assert lines[-1] == [
        f"sample {index}", f"x {measure(float(data.train_inputs[index, 0]))}", f"y {measure(float(data.train_targets[index, 0]))}",
        "in the batch of Full-batch", *(["in the batch of Mini-batch"] if index in pilot.frame.prediction.batches[1] else []),  # type: ignore[union-attr]
        "in the batch of Stochastic",
    ]  # fmt: skip


def test_digits_stand_with_what_is_guessed(program: QApplication) -> None:
    from engine import train

    recording = train(Experiment.from_dict({
        "name": "digits", "data": {"kind": "digits"}, "loss": {"name": "cross-entropy"}, "model": {"hidden": []}, "budget": {"updates": 12},
        "lanes": [{"name": "mini-batch", "batch_size": 32, "optimizer": {"lr": 0.1}}],
    }))  # fmt: skip
    said = predict(PredictionQuestion(recording, (12,), 0, True, ViewState().model_features(recording.experiment)))
    with torch.no_grad():
        outputs = model_at(recording, 0, 12)(torch.tensor(recording.dataset.train_inputs[said.batch]))
    guesses, truths = outputs.argmax(dim=1).tolist(), recording.dataset.train_targets[said.batch].tolist()
    images = ImageGrid()
    images.resize(400, 400)
    images.set_theme(DARK)
    images.show_prediction(recording, said)
    right = sum(guess == truth for guess, truth in zip(guesses, truths, strict=True))
    assert 0 < right < 32 and images.shares == (right, 32)
    expected = [str(guess) if guess == truth else f"{guess} ({truth})" for guess, truth in zip(guesses, truths, strict=True)]
    assert images._texts == expected
    assert images.accessibleDescription() == f"{right} of 32 images of the batch are told right"
    assert count(pixels(images), DARK.danger) > 40 * (32 - right)
    images.close()


def test_a_function_has_no_samples_and_a_view_that_is_not_shown_asks_nothing(launch: Launch) -> None:
    pilot = launch(Experiment.preset("bowl").with_changes({"budget.updates": 50}), ready=True)
    pilot.session.look(shown=frozenset({"data"}))
    pilot.rest()
    assert pilot.frame.prediction is None and isinstance(pilot.window.views["data"].plot, Plot)  # type: ignore[attr-defined]
    other = launch(small(), ready=True)
    assert other.frame.prediction is None

"""The network view draws the weights of the chosen lane's net at the playhead, and says why where it cannot."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest
from PySide6.QtCore import QRectF

from engine.comparison.recording import Recording
from engine.experiment import Experiment
from gui.look.numbers import measure
from gui.look.theme import DARK
from gui.views.network import picture
from gui.views.network.picture import MOST, Net, buckets
from gui.views.network.view import NetworkView
from tests.gui.conftest import Launch, Pilot, pixels


def looking(pilot: Pilot, **changes: Any) -> NetworkView:
    pilot.session.look(shown=frozenset({"network"}), **changes)
    pilot.rest()
    pilot.until(lambda: pilot.session.frame().prediction is not None)
    pilot.rest()
    return cast("NetworkView", pilot.window.views["network"])


def test_each_weight_is_drawn_with_its_sign_and_size(launch: Launch, many_weights: Recording, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[tuple[str, float, int]] = []
    lines = picture.draw_lines
    monkeypatch.setattr(
        picture, "draw_lines",
        lambda painter, *ends: (drawn.append((painter.pen().color().name(), painter.pen().widthF(), len(ends[0]))), lines(painter, *ends)),
    )  # fmt: skip
    pilot = launch(many_weights, ready=True)
    view = looking(pilot, lane="stochastic")
    pilot.session.playback.to_end()
    pilot.rest()
    drawn.clear()
    pixels(view.canvas)
    weights = many_weights.lanes[2].parameters(many_weights.lanes[2].updates)
    first, second = weights[:32].reshape(16, 2), weights[48:80].reshape(2, 16)
    visible = sum(int((np.abs(part) >= 0.04 * np.abs(part).max()).sum()) for part in (first, second))
    assert sum(number for _, _, number in drawn) == visible
    widths = [width for _, width, _ in drawn]
    assert max(widths) > 2 * min(widths)
    strongest = {color for color, width, _ in drawn if width == max(widths)}
    assert strongest <= {DARK.positive.lower(), DARK.negative.lower()} and strongest


def test_levels_follow_from_size_and_signs_from_sign() -> None:
    levels, signs = buckets(np.array([[1.0, -0.5, 0.01, 0.0, 0.17]]), 1.0)
    assert levels.tolist() == [[6, 3, 0, 0, 2]] and signs.tolist() == [[1, -1, 1, 0, 1]]


def test_the_weights_of_a_linear_model_can_be_read(pilot: Pilot, monkeypatch: pytest.MonkeyPatch) -> None:
    texts: list[str] = []
    monkeypatch.setattr(picture, "_write", lambda painter, box, flags, text, theme, on_ground=False: texts.append(text))
    view = looking(pilot)
    pilot.place(150)
    texts.clear()
    pixels(view.canvas)
    slope, intercept = pilot.frame.lanes[0].parameters(pilot.frame.rows[0]).tolist()
    assert texts == ["x", "y", measure(slope), f"bias {measure(intercept)}"]
    view.show_figures(pilot.frame)
    assert f"Full-batch after update {pilot.frame.rows[0]}" in view.words.text()
    assert f"1 neuron, weights up to {measure(abs(slope))}" in view.canvas.accessibleDescription()


def test_of_wide_layers_the_first_neurons_are_drawn() -> None:
    net = Net(QRectF(0, 0, 400, 2000), [10, 500, 3])
    assert net.hidden == [0, 500 - MOST, 0] and [len(places) for places in net.columns] == [10, MOST, 3]
    low = Net(QRectF(0, 0, 400, 200), [10, 500, 3])
    gaps = np.diff(low.columns[1][:, 1])
    assert low.hidden[1] > 500 - MOST and gaps.min() > 2 * low.radius
    assert low.columns[1][0, 1] >= 0 and low.columns[1][-1, 1] <= 200


def test_it_says_why_there_is_no_net(launch: Launch, monkeypatch: pytest.MonkeyPatch) -> None:
    pilot = launch(Experiment.preset("bowl").with_changes({"budget.updates": 50}), ready=True)
    pilot.session.look(shown=frozenset({"network"}))
    pilot.rest()
    view = cast("NetworkView", pilot.window.views["network"])
    assert "function" in view.canvas.why_not
    view.show_figures(pilot.frame)
    assert view.canvas.accessibleDescription() == view.canvas.why_not

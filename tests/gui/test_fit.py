"""At its smallest size the window shows all its texts in whole."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel

from engine.experiment import Experiment, preset_names
from gui.widgets.choice import FlatCombo
from gui.widgets.elided import ElidedLabel
from gui.widgets.message import MessageLine
from gui.widgets.value_edit import ValueEdit
from gui.window import SMALLEST
from tests.gui.conftest import Launch, Pilot
from tests.gui.test_functions import FORMULA, function


def cut(pilot: Pilot) -> list[str]:
    """The texts that do not fit where they are."""
    window = pilot.window
    labels = [label for label in window.findChildren(QLabel) if label.isVisible() and label.text()]
    elided = [label.text() for label in labels if isinstance(label, ElidedLabel) and label.elided_text != label.text()]
    plain = [label.text() for label in labels if not isinstance(label, ElidedLabel) and label.width() < label.sizeHint().width()]
    narrow = [combo for combo in window.findChildren(FlatCombo) if combo.isVisible() and combo.width() < combo.sizeHint().width()]
    edits = [edit for edit in window.findChildren(ValueEdit) if edit.isVisible()]
    numbers = [edit.shown for edit in edits if edit.fontMetrics().horizontalAdvance(edit.shown) > edit.width()]
    return elided + plain + [combo.currentText() for combo in narrow] + numbers


@pytest.mark.parametrize("preset", preset_names())
def test_no_text_is_cut_at_the_smallest_size(launch: Launch, preset: str) -> None:
    experiment = Experiment.preset(preset)
    budget = {"budget.epochs": 1} if experiment.budget.epochs else {"budget.updates": 20}
    pilot = launch(experiment.with_changes(budget | {"device": "cpu"}), ready=True)
    pilot.session.set_wish(arrows=frozenset(pilot.session.wish.drawable(experiment.lanes)))
    pilot.window.resize(1, 1)
    pilot.rest()
    assert (pilot.window.width(), pilot.window.height()) == SMALLEST
    axis = pilot.surface.plot.getPlotItem().getAxis("left").label.toPlainText()
    assert axis and "…" not in axis
    for clock in ("updates", "epochs", "seconds"):
        pilot.session.set_clock(clock)
        pilot.press("End")
        pilot.rest()
        assert cut(pilot) == []


@pytest.mark.parametrize("steppers", [("cuda-graph",) * 3, ("fused", "autograd", "fused"), ("autograd", "cuda-graph", "cuda-graph")])
def test_long_names_of_steppers_push_nothing_out_of_the_window(launch: Launch, steppers: tuple[str, ...]) -> None:
    pilot = launch(Experiment.preset("two-parameter").with_changes({"budget.epochs": 1, "device": "cpu"}), ready=True)
    pilot.window.resize(*SMALLEST)
    pilot.rest()
    before, where = pilot.readout.width(), [cell.mapTo(pilot.window, cell.rect().topRight()) for cell in pilot.readout._cells[-1]]
    for lane, stepper in zip(pilot.session.run.recording.lanes, steppers, strict=True):
        lane.stepper, lane.agreement = stepper, 4.13e-8
    pilot.press("Home")
    pilot.press("End")
    pilot.rest()
    assert pilot.readout._how.text().startswith(steppers[0])
    assert cut(pilot) == []
    assert pilot.readout.width() == before
    assert [cell.mapTo(pilot.window, cell.rect().topRight()) for cell in pilot.readout._cells[-1]] == where


def test_what_is_wrong_is_scrolled_into_view(launch: Launch) -> None:
    pilot = launch(function(), ready=True)
    pilot.window.resize(*SMALLEST)
    pilot.type(pilot.window.form.fields[FORMULA], "sinn(x)")  # a sentence of many lines, so that there is no room for the next one
    field = pilot.window.form.fields["seed"]
    pilot.type(field, "a number")
    view = pilot.window._scroll.viewport()
    pilot.until(lambda: field.mapTo(view, field.rect().bottomLeft()).y() < view.height())
    pilot.rest()
    assert field.findChild(MessageLine).visibleRegion().boundingRect() == field.findChild(MessageLine).rect()


def test_the_smallest_window_fits_on_a_small_screen() -> None:
    assert SMALLEST[0] <= 1280 and SMALLEST[1] <= 720

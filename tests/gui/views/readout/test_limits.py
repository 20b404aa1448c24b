"""The readout says which learning rate the data bear, and what standardising does to it."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QLabel

from engine import Experiment
from gui.look.numbers import measure
from gui.views.readout.view import Readout
from tests.gui.conftest import Launch, small


def said(readout: Readout) -> str:
    return next((label.text() for label in readout.findChildren(QLabel) if "Stable rate" in label.text() and label.isVisible()), "")


def test_it_tells_the_rate_and_what_the_switch_would_make_of_it(launch: Launch) -> None:
    pilot = launch(small(), ready=True)
    (readout,) = pilot.window.findChildren(Readout)
    pilot.until(lambda: said(readout))
    inputs = pilot.frame.recording.dataset.train_inputs.astype(float)  # type: ignore[union-attr]
    standardized = (inputs - inputs.mean(axis=0)) / inputs.std(axis=0)
    found, otherwise = (
        1 / np.linalg.eigvalsh(design.T @ design / len(design))[-1]
        for design in (np.column_stack([each, np.ones(len(each))]) for each in (inputs, standardized))
    )
    assert said(readout) == f"Stable rate of a linear model up to {measure(found)}, standardised {measure(otherwise)}"
    pilot.session.change({"data.standardize": True})
    pilot.until(lambda: said(readout) == f"Stable rate of a linear model up to {measure(otherwise)}, not standardised {measure(found)}")


def test_a_function_has_no_such_line(launch: Launch) -> None:
    pilot = launch(Experiment.preset("bowl"), ready=True)
    pilot.rest()
    assert not said(pilot.window.findChildren(Readout)[0])

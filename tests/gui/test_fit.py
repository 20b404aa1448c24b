"""The window fits on the screens that people have, at every size of text, and shows all that there is to be used."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontInfo, QImage
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QWidget

from engine.comparison.recording import Recording
from engine.experiment import Experiment, preset_names
from engine.output_files import file_stem
from gui.look.theme import SMALL, TEXT_SIZES, set_text_scale, text_scale
from gui.plotting.plot import Plot
from gui.shell.window import SMALLEST, Window
from gui.views.losses.lane_header import LaneHeader
from gui.views.readout.view import ROWS
from gui.widgets.choice import FlatCombo
from gui.widgets.elided import ElidedLabel
from gui.widgets.icon_button import IconButton
from gui.widgets.message import MessageLine
from gui.widgets.segmented import SegmentedControl
from gui.widgets.slider import ValueSlider
from gui.widgets.timeline import Timeline
from gui.widgets.track import SliderTrack
from gui.widgets.value_edit import ValueEdit
from tests.gui.conftest import Launch, Pilot, pixels
from tests.gui.test_functions import FORMULA, function


def cut(pilot: Pilot) -> list[str]:
    """The texts that do not fit where they are."""
    window = pilot.window
    labels = [label for label in window.findChildren(QLabel) if label.isVisible() and label.text()]
    elided = [label.text() for label in labels if isinstance(label, ElidedLabel) and label.elided_text != label.text()]
    plain = [label.text() for label in labels if not isinstance(label, ElidedLabel) and label.width() < label.sizeHint().width()]
    edits = [edit for edit in window.findChildren(ValueEdit) if edit.isVisible()]
    numbers = [edit.shown for edit in edits if edit.fontMetrics().horizontalAdvance(edit.shown) > edit.width()]
    return elided + plain + numbers


def share_of_difference(one: QImage, other: QImage) -> float:
    """Which part of the pixels of two pictures of one size differs clearly."""
    assert one.size() == other.size()
    arrays = [np.frombuffer(image.convertToFormat(QImage.Format.Format_RGB32).constBits(), np.uint8).astype(int) for image in (one, other)]
    return float((np.abs(arrays[0] - arrays[1]).reshape(-1, 4).max(axis=1) > 48).mean())


def lost(pilot: Pilot, least: int = 20) -> list[str]:
    """The visible controls that are not seen whole, unless they can be scrolled to."""
    kinds = IconButton, SegmentedControl, FlatCombo, SliderTrack, ValueEdit, Timeline, LaneHeader
    controls = [control for kind in kinds for control in pilot.window.findChildren(kind) if control.isVisible()]
    controls += [plot.viewport() for plot in pilot.window.findChildren(Plot) if plot.isVisible()]
    scrolled = [control for area in pilot.window.findChildren(QScrollArea) for control in area.findChildren(QWidget)]
    assert len(controls) > least
    return [
        f"{type(control).__name__} {control.accessibleName()}: {control.geometry()}"
        for control in controls
        if control not in scrolled and control.visibleRegion().boundingRect() != control.rect()
    ]


def many_lanes(count: int) -> Experiment:
    """The two-parameter preset with up to six lanes, each trained for an epoch."""
    base = Experiment.preset("two-parameter").with_changes({"budget.epochs": 1, "device": "cpu"}).model_dump()
    sizes = {"full-batch": "full", "batch-of-100": 100, "mini-batch": 32, "batch-of-8": 8, "batch-of-2": 2, "stochastic": 1}
    lanes = [base["lanes"][0] | {"name": name, "batch_size": size} for name, size in sizes.items()]
    return Experiment.model_validate(base | {"name": "many", "lanes": lanes[:count]})


@pytest.mark.parametrize("count", [3, 4, 6])
def test_nothing_is_lost_on_any_screen(launch: Launch, count: int) -> None:
    pilot = launch(many_lanes(count), ready=True)
    for size in ((1024, 768), (1280, 720), (960, 540), SMALLEST, (1920, 1080), (3840, 2160)):
        pilot.window.resize(*size)
        pilot.rest()
        assert (pilot.window.width(), pilot.window.height()) == size
        assert lost(pilot) == [], size
        assert pilot.window.workspace.has_panel == (size[0] >= 1280)
        assert min(panel.plot.area.height() for panel in pilot.losses.side) >= (60 if size[1] > 600 else 20), size
        assert min(panel.plot.area.width() for panel in pilot.losses.side) >= 60
        assert pilot.surface.plot.area.height() >= 120 and pilot.surface.plot.area.width() >= 120
        assert pilot.surface.bar.height() >= 64
        if size[0] >= 1024:
            assert cut(pilot) == [], size


def test_the_longest_names_and_titles_push_nothing_out_of_the_window(launch: Launch) -> None:
    raw = many_lanes(6).model_dump()
    for number, lane in enumerate(raw["lanes"]):
        lane["name"] = f"{number}-{'m' * 62}"
    pilot = launch(Experiment.model_validate(raw | {"name": "n" * 80, "title": "M" * 200, "summary": "M" * 2000}), ready=True)
    for size in ((1280, 720), SMALLEST, (1920, 1080)):
        pilot.window.resize(*size)
        pilot.rest()
        assert (pilot.window.width(), pilot.window.height()) == size
        assert lost(pilot) == [], size


@pytest.mark.parametrize("name", ["con", "nul", "com1", "aux"])
def test_a_lane_may_be_called_as_a_device_of_windows(tmp_path: Path, name: str) -> None:
    """No file is called like a lane."""
    from engine import train

    raw = many_lanes(3).model_dump()
    raw["lanes"][1]["name"] = name
    recording = train(Experiment.model_validate(raw | {"name": name}))
    recording.save(tmp_path / f"{file_stem(name)}.tridescent")
    assert Recording.load(tmp_path / f"experiment-{name}.tridescent").lanes[1].name == name


@pytest.mark.parametrize("count", [4, 6])
def test_panel_of_many_lanes_cuts_nothing(launch: Launch, count: int) -> None:
    """Values, link, reset and dice were beyond the right edge."""
    pilot = launch(many_lanes(count), ready=True)
    pilot.window.resize(1280, 720)
    pilot.rest()
    view, form = pilot.window.workspace.panel._scroll.viewport(), pilot.window.form
    parts = [form.rows.link, *form._buttons, *form.fields.values(), *(cell for cells in pilot.readout._cells for cell in cells)]
    for part in filter(QWidget.isVisible, parts):
        assert part.mapTo(view, part.rect().topRight()).x() < view.width() and part.width() >= part.minimumSizeHint().width()
    for cells, reading in zip(pilot.readout._cells, pilot.frame.readings, strict=True):
        assert [cell.text() for cell in cells] == [text(reading) for _, _, text in ROWS]
    assert (
        pilot.window.workspace.panel._content.height() > view.height()
        and pilot.window.workspace.panel._scroll.verticalScrollBar().maximum() > 0
    )


def test_the_panel_folds_by_key_and_button_and_by_itself(launch: Launch, tmp_path: Path) -> None:
    pilot = launch(settings=tmp_path / "window.ini", ready=True)
    pilot.window.resize(1280, 720)
    pilot.rest()
    middle = pilot.losses.width()
    pilot.do("panel", "key")
    assert not pilot.window.form.isVisible() and not pilot.button("panel").isChecked()
    pilot.rest()
    assert pilot.losses.width() > middle + 250
    pilot.do("panel", "button")
    assert pilot.window.form.isVisible() and pilot.button("panel").isChecked()
    pilot.window.resize(1024, 768)
    pilot.rest()
    assert not pilot.window.form.isVisible()
    pilot.do("panel", "key")
    pilot.rest()
    assert pilot.window.form.isVisible() and lost(pilot) == []
    pilot.window.resize(1280, 720)
    pilot.rest()
    assert pilot.window.form.isVisible()


def test_a_folded_panel_stays_folded_at_the_next_start(launch: Launch, tmp_path: Path) -> None:
    for is_shown in (True, False, True):
        pilot = launch(settings=tmp_path / "window.ini")
        pilot.window.resize(1280, 720)
        assert pilot.window.workspace.has_panel == is_shown
        pilot.press("F9")
        pilot.window.close()


@pytest.mark.parametrize("scale", TEXT_SIZES)
def test_every_size_of_text_fits(launch: Launch, scale: float) -> None:
    pilot = launch(many_lanes(3), ready=True)
    while pilot.window.appearance.text_size != scale:
        pilot.press("Ctrl+-" if scale < pilot.window.appearance.text_size else "Ctrl++")
    assert text_scale() == scale
    for size in ((1024, 768), (1920, 1080)):
        pilot.window.resize(*size)
        pilot.rest()
        assert lost(pilot) == [], size
        assert QFontInfo(pilot.window.transport._detail.font()).pixelSize() == pytest.approx(scale * (SMALL + 0.5), abs=0.6)


def test_text_grows_at_run_time_as_if_it_had_been_large_from_the_start(launch: Launch, recorded: Recording) -> None:
    """No painted part keeps its old size."""
    pictures = []
    for scale in (1.0, 1.5):
        set_text_scale(scale)
        pilot = launch(recorded, ready=True)
        pilot.window.resize(1280, 800)
        pilot.place(150)
        if scale == 1.0:
            for _ in range(3):
                pilot.press("Ctrl+=")
            pilot.rest()
        assert text_scale() == 1.5
        pilot.window.complete()
        pictures.append(pixels(pilot.window))
        pilot.window.close()
    assert share_of_difference(*pictures) < 0.001


def test_text_has_the_size_of_before_at_the_next_start(launch: Launch, tmp_path: Path) -> None:
    pilot = launch(settings=tmp_path / "window.ini")
    pilot.press("Ctrl+-")
    assert text_scale() == 0.9
    pilot.window.close()
    set_text_scale(1.0)
    pilot = launch(settings=tmp_path / "window.ini")
    assert text_scale() == 0.9
    pilot.press("Ctrl+0")
    assert text_scale() == 1.0


@pytest.mark.parametrize(
    ("screen", "share"),
    [((3840, 2160), 0.015), ((2560, 1440), 0.015), ((1920, 1080), 12 / 1080), ((1280, 720), 12 / 720)],
)
def test_text_grows_on_a_large_full_screen(launch: Launch, monkeypatch: pytest.MonkeyPatch, screen: tuple[int, int], share: float) -> None:
    pilot = launch(ready=True)
    monkeypatch.setattr(Window, "screen", lambda _: SimpleNamespace(size=lambda: QSize(*screen)))
    pilot.press("F11")
    assert SMALL * text_scale() / screen[1] == pytest.approx(share)
    pilot.press("F11")
    assert text_scale() == 1.0


@pytest.mark.parametrize("preset", preset_names())
def test_no_text_is_cut_where_the_panel_is_folded(launch: Launch, preset: str) -> None:
    experiment = Experiment.preset(preset)
    budget = {"budget.epochs": 1} if experiment.budget.epochs else {"budget.updates": 20}
    if experiment.model_kind.needs_images:
        budget["model.kind"] = "dense"  # else its surface takes long
    pilot = launch(experiment.with_changes(budget | {"device": "cpu"}), ready=True)
    pilot.session.set_options(arrows=frozenset(pilot.session.view.options.drawable(experiment.lanes)))
    pilot.window.resize(1024, 768)
    pilot.rest()
    axis = pilot.surface.plot.getPlotItem().getAxis("left").label.toPlainText()
    assert axis and "…" not in axis
    for clock in ("updates", "epochs", "seconds"):
        pilot.session.look(clock=clock)
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
    pilot.window.resize(1280, 500)
    pilot.type(pilot.window.form.fields[FORMULA], "sinn(x)")  # a sentence of many lines, so that there is no room for the next one
    field = pilot.window.form.fields["seed"]
    pilot.type(field, "a number")
    view = pilot.window.workspace.panel._scroll.viewport()
    pilot.until(lambda: field.mapTo(view, field.rect().bottomLeft()).y() < view.height())
    pilot.rest()
    assert field.findChild(MessageLine).visibleRegion().boundingRect() == field.findChild(MessageLine).rect()


def test_the_smallest_window_fits_on_a_small_screen(launch: Launch) -> None:
    assert SMALLEST[0] <= 960 and SMALLEST[1] <= 540 - 70  # a screen of 1920 × 1080 at 200 %, less a title and a bar
    pilot = launch()
    pilot.window.resize(1, 1)
    assert (pilot.window.width(), pilot.window.height()) == SMALLEST


@pytest.mark.parametrize(
    ("path", "value", "shown"),
    [
        ("data.n", 1_000_000, "1,000,000"),
        ("seed", 4_294_967_295, "4,294,967,295"),
        ("lanes.stochastic.optimizer.lr", 0.000123456, "1.23456e-4"),
    ],
)
def test_long_values_are_whole_in_their_fields_at_rest_and_while_typing(
    launch: Launch, recorded: Recording, path: str, value: float, shown: str
) -> None:
    """Of a million samples the field showed "000000"."""
    pilot = launch(recorded, ready=True)
    field = pilot.window.form.fields[path]
    assert isinstance(field, ValueSlider)
    field.set_value(value)
    QApplication.processEvents()
    edit = field.findChild(ValueEdit)
    assert edit.shown == shown
    assert edit.width() >= edit.fontMetrics().horizontalAdvance(edit.shown)
    edit.setFocus(Qt.FocusReason.OtherFocusReason)
    assert edit.width() >= edit.fontMetrics().horizontalAdvance(edit.text()) + 8
    assert field.findChild(SliderTrack).width() >= 20

"""One picture of the surface for each lane: the same ground, its own lane, moved and pointed at in step."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from engine.comparison.recording import Recording
from engine.experiment import Experiment
from gui.look.theme import DARK
from gui.plotting.picture_file import save_picture
from gui.plotting.plot import Plot
from gui.views.surface.picture import Picture
from tests.gui.conftest import Launch, Pilot, count, pixels


@pytest.fixture
def apart(pilot: Pilot) -> Pilot:
    """Three pictures of two weights, in the middle of the run."""
    pilot.place(150)
    pilot.press("E")
    pilot.rest()
    return pilot


def pictures(pilot: Pilot) -> list[Picture]:
    return pilot.surface.pictures.shown


def colours(picture: Picture) -> list[bool]:
    """Which lanes' colours are seen on a picture."""
    image = pixels(picture.plot)
    return [count(image, style.color) > 60 for style in DARK.lanes[:3]]


@pytest.mark.parametrize("how", ["key", "button"])
def test_each_picture_has_its_own_lane_and_one_has_all(pilot: Pilot, how: str) -> None:
    pilot.place(150)
    (only,) = pictures(pilot)
    together = pixels(pilot.surface)
    assert colours(only) == [True] * 3
    for is_apart in (True, False):
        if how == "key":
            pilot.press("E")
        else:
            pilot.click(pilot.surface.choices.small_multiples)
        pilot.rest()
        assert (
            pilot.surface.choices.small_multiples.isChecked()
            == pilot.action("small-multiples").isChecked()
            == is_apart
            == pilot.session.view.options.small_multiples
        )
        if is_apart:
            assert [picture.lanes for picture in pictures(pilot)] == [(0,), (1,), (2,)] and pictures(pilot)[0] is only
            assert [colours(picture) for picture in pictures(pilot)] == [[i == j for j in range(3)] for i in range(3)]
    assert pictures(pilot) == [only] and pixels(pilot.surface) == together


def test_pictures_are_equally_large_and_show_the_same_ground(apart: Pilot) -> None:
    first, *others = pictures(apart)
    corners = []
    for picture in pictures(apart):
        assert picture.isVisible() and picture.plot.area.size() == first.plot.area.size() and picture.plot.bounds == first.plot.bounds
        whole, area = pixels(picture.plot), picture.plot.area
        corners.append(whole.copy(round(area.left()), round(area.bottom()) - 12, round(area.width()), 12))  # below all names
    assert corners == [corners[0]] * 3
    assert count(corners[0], DARK.card) == 0 and first.plot.area.width() > 150
    assert tuple(map(str, apart.frame.landscape.plane.axes)) == ("slope", "intercept")
    assert [picture.plot.getPlotItem().getAxis("left").isVisible() for picture in pictures(apart)] == [True, False, False]
    assert others[-1].geometry().right() < apart.surface.pictures.width()
    titles = [lane.title for lane in apart.session.experiment.lanes]
    assert [label.text() for label in apart.surface.pictures.findChildren(QLabel)] == titles


def spot(picture: Picture, across: float, down: float) -> QPoint:
    area = picture.plot.area
    return QPointF(area.left() + across * area.width(), area.top() + down * area.height()).toPoint()


def test_zooming_and_fitting_one_moves_all(apart: Pilot, qtbot: QtBot) -> None:
    before = pictures(apart)[0].plot.bounds
    viewport, place = pictures(apart)[1].plot.viewport(), spot(pictures(apart)[1], 0.3, 0.6)
    none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    here = QPointF(place), QPointF(viewport.mapToGlobal(place))
    QApplication.sendEvent(viewport, QWheelEvent(*here, QPoint(), QPoint(0, 240), *none, False))
    (bounds,) = {picture.plot.bounds for picture in pictures(apart)}
    assert bounds[1] - bounds[0] == pytest.approx((before[1] - before[0]) / 1.25**2)
    apart.until(lambda: apart.session.view.options.extent is not None)
    apart.rest()
    assert {picture.plot.bounds for picture in pictures(apart)} == {bounds}
    qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    apart.until(lambda: apart.session.view.options.extent is None)
    apart.rest()
    (fitted,) = {picture.plot.bounds for picture in pictures(apart)}
    assert fitted[1] - fitted[0] > bounds[1] - bounds[0]


def test_pointing_at_one_marks_the_place_in_the_others(apart: Pilot, qtbot: QtBot) -> None:
    def seen() -> list[QImage]:
        return [pixels(picture.plot) for picture in pictures(apart)]

    before = seen()
    qtbot.mouseMove(pictures(apart)[1].plot.viewport(), spot(pictures(apart)[1], 0.8, 0.2))
    apart.until(lambda: pictures(apart)[1].interaction.pointer is not None)
    assert all(one != other for one, other in zip(seen(), before, strict=True))
    qtbot.mouseMove(pictures(apart)[1].plot.viewport(), QPoint(1, 1))
    apart.until(lambda: pictures(apart)[1].interaction.pointer is None)
    assert seen() == before
    qtbot.mouseMove(pictures(apart)[1].plot.viewport(), spot(pictures(apart)[1], 0.8, 0.2))
    apart.until(lambda: pictures(apart)[0]._marked is not None)
    for _ in range(2):  # with the pointer over a picture that goes
        apart.press("E")
        apart.rest()
    assert seen()[0] == before[0]


def test_a_click_on_any_starts_a_run_there(apart: Pilot, qtbot: QtBot) -> None:
    QApplication.setDoubleClickInterval(50)
    picture, run = pictures(apart)[2], apart.session.run
    place = spot(picture, 0.4, 0.3)
    expected = picture.plot.data_at(QPointF(place) - picture.plot.area.topLeft())
    qtbot.mouseClick(picture.plot.viewport(), Qt.MouseButton.LeftButton, pos=place)
    apart.until(lambda: apart.session.run is not run)
    apart.ready()
    assert apart.session.run.recording.initial_parameters.tolist() == pytest.approx(expected, rel=1e-6)
    assert len(pictures(apart)) == 3


def test_where_the_only_lane_left_has_no_batch_of_its_own_none_is_said_to_be_shown(apart: Pilot) -> None:
    apart.session.set_options(batch="stochastic")
    apart.rest()
    assert apart.surface.choices.loss.currentText() == "Batch of each lane"
    assert apart.surface._lines_caption.isVisible()
    apart.session.set_options(hidden=frozenset({"mini-batch", "stochastic"}))
    apart.rest()
    assert apart.surface.choices.loss.currentText() == "Training loss" and apart.frame.batches == ()
    assert not apart.surface._lines_caption.isVisible()


def test_each_has_the_contours_of_its_own_batch(apart: Pilot) -> None:
    combo = apart.surface.choices.loss
    assert [combo.itemText(row) for row in range(combo.count())] == ["Training loss", "Validation loss", "Batch of each lane"]
    before = [pixels(picture.plot) for picture in pictures(apart)]
    apart.press("V")
    apart.press("V")
    apart.rest()
    assert combo.currentText() == "Batch of each lane"
    assert [(batch.lane, batch.update) for batch in apart.frame.batches] == list(enumerate(apart.frame.rows))[1:]
    after = [pixels(picture.plot) for picture in pictures(apart)]
    assert [one != other for one, other in zip(after, before, strict=True)] == [False, True, True]  # a batch of all is the ground itself
    apart.press("E")
    apart.rest()
    assert combo.currentText() == "Batch of Mini-batch" and [batch.lane for batch in apart.frame.batches] == [1]
    apart.press("E")
    apart.press("V")
    apart.rest()
    assert combo.currentText() == "Training loss" and apart.frame.batches == ()


def test_in_three_dimensions_there_is_one_and_why(apart: Pilot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gui.views.surface.view.make_relief", lambda: (None, "3-D: not here."))
    button = apart.surface.choices.small_multiples
    for is_relief in (True, False):
        apart.press("3")
        apart.rest()
        assert button.isEnabled() == apart.action("small-multiples").isEnabled() == (not is_relief)
        assert button.toolTip().startswith("Not in 3-D" if is_relief else "one picture for each lane")
        assert len(pictures(apart)) == (1 if is_relief else 3)


def test_another_experiment_has_as_many_pictures_as_lanes(apart: Pilot) -> None:
    lanes = Experiment.preset("bowl").model_dump()["lanes"][:2]
    apart.session.open(Experiment.model_validate(Experiment.preset("bowl").model_dump() | {"name": "two", "lanes": lanes}))
    apart.ready()
    assert [picture.lanes for picture in pictures(apart)] == [(0,), (1,)]


@pytest.mark.parametrize("size", [(1024, 768), (1920, 1080)])
def test_names_have_room_and_a_saved_picture_has_all(launch: Launch, recorded: Recording, tmp_path: object, size: tuple[int, int]) -> None:
    pilot = launch(recorded, ready=True)
    pilot.window.resize(*size)
    pilot.press("E")
    pilot.place(150)
    for picture in pictures(pilot):
        assert picture._heading._name.elided_text == picture._heading._name.text()
    path = f"{tmp_path}/apart.png"
    save_picture(pilot.window, path)
    assert count(QImage(path), DARK.lanes[0].color) > 100


def test_the_name_of_an_axis_is_shortened_where_a_picture_is_narrow(program: QApplication) -> None:
    plot = Plot()
    plot.set_axis_titles("from the start to Full-batch", "slope")
    plot.show()
    label = plot.getPlotItem().getAxis("bottom").label
    for width, is_complete in ((400, True), (190, False), (400, True)):
        plot.resize(width, 200)
        program.processEvents()
        assert (label.toPlainText() == "from the start to Full-batch") == is_complete
        assert label.toPlainText().startswith("from the") and label.boundingRect().width() < plot.area.width() + 40
    plot.close()

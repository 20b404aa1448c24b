"""What each control does for the hand and the keyboard; how they look is judged by eye."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from gui.look import theme as look
from gui.widgets.choice import Choice
from gui.widgets.number_list import NumberListField, parse_decimals, parse_numbers
from gui.widgets.painting import set_reduced_motion
from gui.widgets.scale import ValueScale, nice_step, parse_number
from gui.widgets.segmented import SegmentedControl
from gui.widgets.slider import ValueSlider
from gui.widgets.text_field import TextField
from gui.widgets.timeline import Timeline
from gui.widgets.track import SliderTrack
from gui.widgets.value_edit import ValueEdit

# The offscreen platform has no window manager to pass size hints to, and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)


@pytest.fixture(autouse=True)
def fonts_and_motion(qapp: QApplication) -> Iterator[None]:
    look.load_fonts()
    set_reduced_motion(True)
    yield
    set_reduced_motion(None)
    look.set_text_scale(1.0)


def track_of(slider: ValueSlider) -> SliderTrack:
    return slider.findChild(SliderTrack)


def edit_of(slider: ValueSlider) -> ValueEdit:
    return slider.findChild(ValueEdit)


# segmented control


def segmented(qtbot: QtBot) -> SegmentedControl:
    control = SegmentedControl([("updates", "Updates"), ("epochs", "Epochs"), ("seconds", "Seconds")])
    qtbot.addWidget(control)
    control.resize(control.sizeHint())
    control.show()
    return control


def test_segmented_control_moves_with_the_arrow_keys_and_stops_at_the_ends(qtbot: QtBot) -> None:
    control = segmented(qtbot)
    chosen: list[str] = []
    control.value_changed.connect(chosen.append)
    control.activateWindow()
    control.segments[0].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(control.segments[0].hasFocus)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right):
        qtbot.keyClick(QApplication.focusWidget(), key)
    assert chosen == ["epochs", "seconds"]


def test_tab_goes_to_the_chosen_segment_and_the_keyboard_follows_it(qtbot: QtBot) -> None:
    control = segmented(qtbot)
    control.set_value("seconds")
    assert [segment.focusPolicy() == Qt.FocusPolicy.TabFocus for segment in control.segments] == [False, False, True]
    control.activateWindow()
    control.segments[2].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(control.segments[2].hasFocus)
    control.set_value("epochs")
    assert control.segments[1].hasFocus()
    qtbot.keyClick(control.segments[1], Qt.Key.Key_Left)
    assert control.value == "updates" and control.segments[0].hasFocus()


def test_segmented_control_takes_clicks_and_is_silent_when_set(qtbot: QtBot) -> None:
    control = segmented(qtbot)
    chosen: list[str] = []
    control.value_changed.connect(chosen.append)
    control.set_value("seconds")
    assert control.value == "seconds" and chosen == []
    qtbot.mouseClick(control.segments[1], Qt.MouseButton.LeftButton)
    assert chosen == ["epochs"]
    with pytest.raises(ValueError):
        control.set_value("hours")


# slider


def test_nice_steps_and_typed_numbers() -> None:
    assert [nice_step(x) for x in (0.0099, 0.3, 1.0, 7.0)] == pytest.approx([0.005, 0.2, 1.0, 5.0])
    assert parse_number("0,05", integer=False) == 0.05
    assert parse_number("1e3", integer=True) == 1000
    assert [parse_number(text, integer=True) for text in ("3.5", "many", "inf", "")] == [None] * 4


@pytest.mark.parametrize(
    "scale",
    [ValueScale(1e-4, 1.0, logarithmic=True), ValueScale(0.0, 0.99), ValueScale(1, 20, integer=True), ValueScale(0, 0, stops=(1, 2, 8))],
    ids=["log", "linear", "integer", "stops"],
)
def test_a_scale_clamps_reverses_and_steps_through_its_range(scale: ValueScale) -> None:
    low, high = scale.bounds
    assert (scale.fraction(low - 1), scale.fraction(high + 1)) == (0.0, 1.0)
    assert (scale.value_at(-1.0), scale.value_at(2.0)) == (low, high)
    assert scale.value_at(scale.fraction(scale.value_at(0.37))) == scale.value_at(0.37)
    value, seen = low, [low]
    while value != high and len(seen) < 300:
        value = scale.stepped(value, 1)
        seen.append(value)
    assert seen == sorted(set(seen)) and seen[-1] == high
    assert scale.stepped(high, 1) == high and scale.stepped(high, -1) < high


def test_slider_keys_edit_and_setting_is_silent(qtbot: QtBot) -> None:
    slider = ValueSlider("Mini-batch size", 1, 200, integer=True, stops=[1, 2, 4, 8, 16])
    qtbot.addWidget(slider)
    edits: list[object] = []
    slider.value_edited.connect(edits.append)
    slider.set_value(4)
    assert slider.value == 4 and edits == []
    with qtbot.waitSignal(slider.released):
        qtbot.keyClick(track_of(slider), Qt.Key.Key_Right)
    qtbot.keyClick(track_of(slider), Qt.Key.Key_End)
    assert edits == [8, 16] and slider.value == 16


def test_a_key_that_is_held_is_released_once(qtbot: QtBot) -> None:
    slider = ValueSlider("Epochs", 1, 20, integer=True)
    qtbot.addWidget(slider)
    told: list[object] = []
    slider.value_edited.connect(told.append)
    slider.released.connect(lambda: told.append("released"))
    for kind, repeats in (
        (QEvent.Type.KeyPress, False),
        (QEvent.Type.KeyRelease, True),
        (QEvent.Type.KeyPress, True),
        (QEvent.Type.KeyRelease, False),
    ):
        event = QKeyEvent(kind, Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, "", repeats)
        QApplication.sendEvent(track_of(slider), event)
    assert told == [2, 3, "released"]


def test_room_for_a_long_value_stays_so_that_nothing_moves_to_and_fro(qtbot: QtBot) -> None:
    slider = ValueSlider("Learning rate", 0.001, 1.0, logarithmic=True)
    qtbot.addWidget(slider)
    edit = slider.findChild(ValueEdit)
    usual = edit.width()
    for value in (0.03, 0.0094, 0.3, 0.0013):  # what a hand reaches
        slider.set_value(value)
        assert edit.width() == usual
    slider.set_value(0.0251475)
    wide = edit.width()
    assert wide > usual
    for value in (0.03, 0.0251476):
        slider.set_value(value)
        slider.set_theme(look.LIGHT)
        assert edit.width() == wide


def test_slider_drag_reports_each_value_then_the_release(qtbot: QtBot) -> None:
    slider = ValueSlider("Learning rate", 1e-4, 1.0, logarithmic=True)
    qtbot.addWidget(slider)
    slider.resize(300, slider.sizeHint().height())
    slider.show()
    track, edits = track_of(slider), []
    slider.value_edited.connect(edits.append)
    qtbot.mousePress(track, Qt.MouseButton.LeftButton, pos=QPoint(150, 10))
    qtbot.mouseMove(track, QPoint(400, 10))
    with qtbot.waitSignal(slider.released):
        qtbot.mouseRelease(track, Qt.MouseButton.LeftButton, pos=QPoint(400, 10))
    assert edits[0] == pytest.approx(0.01, rel=0.05)
    assert edits[-1] == slider.value == 1.0


def type_into(qtbot: QtBot, slider: ValueSlider, text: str) -> None:
    slider.show()
    qtbot.waitExposed(slider)
    slider.activateWindow()
    qtbot.keyClick(track_of(slider), Qt.Key.Key_Return)
    qtbot.waitUntil(edit_of(slider).hasFocus)
    qtbot.keyClicks(edit_of(slider), text)
    qtbot.keyClick(edit_of(slider), Qt.Key.Key_Return)


@pytest.mark.parametrize(("text", "emitted", "held"), [("0.2", 0.2, 0.2), ("fast", "fast", 0.0), ("7", 7.0, 0.0)])
def test_slider_adopts_typed_numbers_and_hands_on_what_it_cannot(qtbot: QtBot, text: str, emitted: object, held: float) -> None:
    slider = ValueSlider("Momentum", 0.0, 0.99)
    qtbot.addWidget(slider)
    with qtbot.waitSignal(slider.value_edited) as caught:
        type_into(qtbot, slider, text)
    assert caught.args == [emitted]
    assert slider.value == held


def test_escape_takes_typing_back(qtbot: QtBot) -> None:
    slider = ValueSlider("Momentum", 0.0, 0.99)
    qtbot.addWidget(slider)
    with qtbot.assertNotEmitted(slider.value_edited):
        slider.show()
        slider.activateWindow()
        slider.start_typing()
        qtbot.waitUntil(edit_of(slider).hasFocus)
        qtbot.keyClicks(edit_of(slider), "0.5")
        qtbot.keyClick(edit_of(slider), Qt.Key.Key_Escape)
    assert slider.value == 0.0


def test_a_new_range_moves_the_knob_and_keeps_the_value(qtbot: QtBot) -> None:
    slider = ValueSlider("Epochs", 1, 20, integer=True)
    qtbot.addWidget(slider)
    slider.set_value(12)
    slider.set_range(1, 6)
    assert slider.value == 12 and edit_of(slider).shown == "12"
    assert track_of(slider).knob_x(1.0) == track_of(slider).knob_x(slider._scale.fraction(12))


def test_an_error_replaces_the_help_and_moves_nothing(qtbot: QtBot) -> None:
    slider = ValueSlider("Momentum", 0.0, 0.99, help="")
    qtbot.addWidget(slider)
    height = slider.sizeHint().height()
    slider.set_error("must be below 1")
    assert slider.sizeHint().height() == height
    assert slider.message.text() == "must be below 1"
    slider.set_error(None)
    assert slider.message.text() == ""


def test_an_error_in_a_form_has_as_many_lines_as_it_takes(qtbot: QtBot) -> None:
    field = TextField("Formula")
    qtbot.addWidget(field)
    field.resize(200, 40)
    field.show()
    heights = []
    for error in (None, "a short one", "a sentence of many words that says what was found and what is allowed", "(" * 200, None):
        field.set_error(error)
        qtbot.waitUntil(lambda: field.height() == field.sizeHint().height() or field.resize(200, field.sizeHint().height()))
        heights.append(field.sizeHint().height())
    assert heights[0] == heights[4] < heights[1] < heights[2] < heights[3]


def test_the_wheel_passes_by_until_the_slider_is_clicked_and_again_when_the_pointer_has_left(qtbot: QtBot) -> None:
    slider = ValueSlider("Momentum", 0.0, 0.99)
    qtbot.addWidget(slider)
    track, where, none = track_of(slider), QPointF(20, 10), Qt.KeyboardModifier.NoModifier

    def turn() -> bool:
        wheel = QWheelEvent(where, where, QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, none, Qt.ScrollPhase.NoScrollPhase, False)
        QApplication.sendEvent(track, wheel)
        return wheel.isAccepted()

    track.setFocus(Qt.FocusReason.TabFocusReason)
    assert not turn() and slider.value == 0.0
    qtbot.mouseClick(track, Qt.MouseButton.LeftButton, pos=QPoint(round(track.knob_x(0.5)), 10))
    clicked = slider.value
    assert turn() and slider.value > clicked
    QApplication.sendEvent(track, QEvent(QEvent.Type.Leave))
    held = slider.value
    assert not turn() and slider.value == held


# choice and list of numbers


def test_choice_tells_the_users_choice_only(qtbot: QtBot) -> None:
    choice = Choice("Optimizer", [("sgd", "SGD"), ("adam", "Adam")])
    qtbot.addWidget(choice)
    edits: list[object] = []
    choice.value_edited.connect(edits.append)
    choice.set_value("adam")
    assert choice.value == "adam" and edits == []
    qtbot.keyClick(choice.combo, Qt.Key.Key_Up)
    assert edits == ["sgd"]
    choice.set_value(None)
    assert choice.value is None and edits == ["sgd"]
    choice.set_options([("adamw", "AdamW"), ("sgd", "SGD")])
    assert choice.value == "adamw" and edits == ["sgd"]


@pytest.mark.parametrize(
    ("text", "numbers"), [("50, 50", [50, 50]), ("8 4;2", [8, 4, 2]), ("", []), ("none", []), ("5o", None), ("3.5", None)]
)
def test_numbers_are_read_however_they_are_set_apart(text: str, numbers: list[int] | None) -> None:
    assert parse_numbers(text) == numbers


@pytest.mark.parametrize(("text", "emitted", "held"), [("10 20", [10, 20], [10, 20]), ("ten", "ten", [5])])
def test_number_list_emits_numbers_or_the_raw_text(qtbot: QtBot, text: str, emitted: object, held: list[int]) -> None:
    field = NumberListField("Hidden layers")
    qtbot.addWidget(field)
    field.set_value([5])
    line = field.findChild(QLineEdit)
    line.selectAll()
    with qtbot.waitSignal(field.value_edited) as caught:
        qtbot.keyClicks(line, text)
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert caught.args == [emitted]
    assert field.value == held


@pytest.mark.parametrize(
    ("text", "numbers"), [("-1.5, 2", [-1.5, 2.0]), ("1e-3;4", [0.001, 4.0]), ("", []), ("nan, 1", None), ("1 x", None)]
)
def test_numbers_with_decimals_are_read_as_well(qtbot: QtBot, text: str, numbers: list[float] | None) -> None:
    assert parse_decimals(text) == numbers
    field = NumberListField("Start", decimals=True)
    qtbot.addWidget(field)
    field.set_value([0.1, -2.0])
    assert field.findChild(QLineEdit).text() == "0.1, -2"


def test_a_text_field_emits_what_was_typed_once_and_keeps_a_long_text_at_its_beginning(qtbot: QtBot) -> None:
    field = TextField("Formula")
    qtbot.addWidget(field)
    field.set_value("x^2 + " * 40 + "y")
    line, emitted = field.findChild(QLineEdit), list[object]()
    field.value_edited.connect(emitted.append)
    assert line.cursorPosition() == 0
    line.selectAll()
    qtbot.keyClicks(line, "sin(x)")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert (emitted, field.value) == (["sin(x)"], "sin(x)")


# timeline


def timeline(qtbot: QtBot, width: int = 632) -> Timeline:
    made = Timeline("Timeline")
    qtbot.addWidget(made)
    made.set_maximum(6.0)
    made.resize(width, made.sizeHint().height())
    return made


def test_a_clock_that_ends_long_before_the_knob_leaves_it_at_the_end(qtbot: QtBot) -> None:
    """As for the moment between two runs on the clock of seconds."""
    line = timeline(qtbot)
    line.set_position(5.0)
    line.set_maximum(1e-9)
    line.set_computed(1e-9)
    assert line.value() == line.maximum()


def test_the_timeline_is_painted_where_it_moves_and_whenever_that_can_be_seen(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    painted: list[QRect] = []
    paint = Timeline.paintEvent
    monkeypatch.setattr(Timeline, "paintEvent", lambda self, event: (painted.append(event.rect()), paint(self, event))[1])
    line = timeline(qtbot)
    line.show()
    qtbot.waitUntil(lambda: bool(painted))
    per_pixel = 6.0 / 600

    def painted_after(position: float) -> list[QRect]:
        QApplication.processEvents()
        painted.clear()
        line.set_position(position)
        QApplication.processEvents()
        return list(painted)

    assert painted_after(3.0)
    for step in range(1, 4):
        assert not painted_after(3.0 + 0.03 * step * per_pixel)
    (there,) = painted_after(3.0 + 0.2 * per_pixel)  # little by little, too
    knob = round(line.x_of(3.0))
    assert there.left() < knob - 12 and knob + 12 < there.right() and there.width() < 40
    line.set_maximum(12.0)  # the knob goes to the quarter, and then back to where it was
    assert painted_after(6.0 + 0.4 * per_pixel)
    line.resize(1232, line.height())
    assert painted_after(3.0 + 0.2 * per_pixel)


def test_a_click_on_the_timeline_asks_for_the_position_under_it(qtbot: QtBot) -> None:
    line = timeline(qtbot)
    told: list[object] = []
    line.sliderPressed.connect(lambda: told.append("started"))
    line.sought.connect(told.append)
    line.sliderReleased.connect(lambda: told.append("finished"))
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton, pos=QPoint(316, 30))
    assert told == ["started", pytest.approx(3.0), "finished"]
    assert line.position == 0.0  # it shows what it is told, and nobody told it


def test_timeline_positions_and_pixels_belong_together(qtbot: QtBot) -> None:
    line = timeline(qtbot)
    assert line.position_at(line.x_of(4.25)) == pytest.approx(4.25)
    assert (line.position_at(-50.0), line.position_at(5000.0)) == (0.0, 6.0)


def test_timeline_keys(qtbot: QtBot) -> None:
    line = timeline(qtbot)
    nudges: list[int] = []
    line.nudged.connect(nudges.append)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_PageUp):
        qtbot.keyClick(line, key)
    assert nudges == [-1, 1, 10]
    with qtbot.waitSignal(line.sought) as caught:
        qtbot.keyClick(line, Qt.Key.Key_End)
    assert caught.args == [6.0]


@pytest.mark.parametrize("maximum", [6.0, 200.0, 12_000.0, 64_000.0, 1_000_000.0])
@pytest.mark.parametrize("width", [240, 408, 632])
@pytest.mark.parametrize("text_scale", [1.0, 1.6])
def test_labels_of_marks_are_whole_and_apart(qtbot: QtBot, maximum: float, width: int, text_scale: float) -> None:
    look.set_text_scale(text_scale)
    line = timeline(qtbot, width)
    line.set_maximum(maximum)
    line.set_marks([(maximum * part / 5, f"{maximum * part / 5:,.1f}") for part in range(6)])
    metrics = QFontMetricsF(look.font(look.SMALL, tabular=True))
    rooms = [line.label_room(mark, metrics) for mark in line.shown_marks()]
    assert len(rooms) >= 2
    for room, mark in zip(rooms, line.shown_marks(), strict=True):
        assert room.left() >= 0.0 and room.right() <= width and room.width() >= metrics.horizontalAdvance(mark[1])
        assert room.left() - 1.0 <= line.x_of(mark[0]) <= room.right() + 1.0
    assert all(a.right() < b.left() for a, b in pairwise(rooms))


def test_crowded_marks_are_thinned_to_round_numbers(qtbot: QtBot) -> None:
    line = timeline(qtbot, width=300)
    line.set_maximum(500.0)
    line.set_marks([(float(epoch), str(epoch)) for epoch in range(501)])
    assert [label for _, label in line.shown_marks()] == ["0", "100", "200", "300", "400", "500"]
